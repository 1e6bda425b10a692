with

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

formulas as (

    select * from {{ ref('int_formula') }}

),

targets as (

    select * from {{ ref('int_target_in_force') }}

),

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

versions as (

    select * from {{ source('raw', 'target_versions') }}
    where year = {{ period_year() }}

),

stages as (

    select * from {{ in_force(ref('case_stages'), 'tahap') }}

),

weights as (

    select * from {{ in_force(ref('ikpa_weights'), 'score') }}

),

approved as (

    select
        unit_code,
        indicator_id,
        'target_month' as role,
        target_month as value,
        'targets' as reference_table,
        'rapk' as kind,
        rapk_version as version,
        {{ row_path("'rapk'", 'rapk_version', 'indicator_id', "'B" ~ var('period')[5:7] ~ "'") }} as row_key
    from targets
    where target_month is not null
    union all
    select
        unit_code,
        indicator_id,
        'target_year' as role,
        target_year as value,
        'targets' as reference_table,
        'pk' as kind,
        pk_version as version,
        {{ row_path("'pk'", 'pk_version', 'indicator_id') }} as row_key
    from targets
    where target_year is not null
    {% for role in ['target_n', 'target_carry_over'] %}
    union all
    select
        formulas.unit_code,
        formulas.indicator_id,
        'case_{{ role }}' as role,
        case_targets.{{ role }} as value,
        'case_targets' as reference_table,
        'case' as kind,
        case_targets.version,
        case_targets.version as row_key
    from formulas
    inner join case_targets
        on
            formulas.unit_code = case_targets.unit_code
            and formulas.period = case_targets.period
    where formulas.formula = 'perkara' and case_targets.{{ role }} is not null
    {% endfor %}

),

rows_behind as (

    select
        approved.unit_code,
        approved.indicator_id,
        approved.role,
        'all' as part,
        approved.value,
        approved.reference_table,
        approved.row_key,
        approved.version,
        versions.document,
        versions.decided_on
    from approved
    left join versions
        on
            approved.unit_code = versions.unit_code
            and approved.kind = versions.kind
            and approved.version = versions.version
    union all
    select
        formulas.unit_code,
        formulas.indicator_id,
        'neighbour_cases' as role,
        'all' as part,
        case_targets.neighbour_cases as value,
        'neighbour_cases' as reference_table,
        case_targets.period as row_key,
        cast(null as string) as version,
        cast(null as string) as document,
        cast(null as string) as decided_on
    from formulas
    inner join case_targets
        on
            formulas.unit_code = case_targets.unit_code
            and formulas.period = case_targets.period
    where formulas.formula = 'perkara'
    union all
    select
        formulas.unit_code,
        formulas.indicator_id,
        'stage_weight' as role,
        stages.tahap as part,
        stages.weight as value,
        'case_stages' as reference_table,
        stages.tahap as row_key,
        stages.valid_from as version,
        cast(null as string) as document,
        cast(null as string) as decided_on
    from formulas
    cross join stages
    where formulas.formula = 'perkara'
    union all
    select
        formulas.unit_code,
        formulas.indicator_id,
        'component_weight' as role,
        weights.komponen as part,
        weights.weight as value,
        'ikpa_weights' as reference_table,
        {{ row_path('weights.score', 'weights.komponen') }} as row_key,
        weights.valid_from as version,
        cast(null as string) as document,
        cast(null as string) as decided_on
    from formulas
    cross join weights
    where formulas.formula = 'kinerja_anggaran'

)

select
    unit_indicators.unit_code,
    unit_indicators.period,
    unit_indicators.iku_no,
    unit_indicators.indicator_id,
    rows_behind.role,
    rows_behind.part,
    cast(rows_behind.value as double) as value,
    rows_behind.reference_table,
    rows_behind.row_key,
    rows_behind.version,
    rows_behind.document,
    rows_behind.decided_on
from rows_behind
inner join unit_indicators
    on
        rows_behind.unit_code = unit_indicators.unit_code
        and rows_behind.indicator_id = unit_indicators.indicator_id
