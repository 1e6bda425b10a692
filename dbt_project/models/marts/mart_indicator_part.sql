with

inputs as (

    select * from {{ ref('int_indicator_input') }}

),

formulas as (

    select * from {{ ref('int_formula') }}

),

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

stages as (

    select * from {{ in_force(ref('case_stages'), 'tahap') }}

),

weights as (

    select * from {{ in_force(ref('ikpa_weights'), 'score') }}

),

{% for formula in ['perkara', 'kinerja_anggaran'] %}
inputs_{{ formula }} as (

    {{ inputs_of_formula('inputs', 'formulas', formula) }}

),

{% endfor %}
stage_points as (

    {{ case_points('inputs_perkara', 'stages', 'case_targets') }}

),

scores as (

    {{ ikpa_score('inputs_kinerja_anggaran', 'weights') }}

),

measures as (

    select
        unit_code,
        period,
        indicator_id,
        part,
        role as measure,
        {{ exact_sum('value') }} as value
    from inputs
    group by unit_code, period, indicator_id, part, role
    {% for column, measure in {
        'current_year': 'reached_current_year', 'carry_over': 'reached_carry_over', 'points': 'points'
    }.items() %}
    union all
    select
        unit_code,
        period,
        indicator_id,
        tahap as part,
        '{{ measure }}' as measure,
        {{ column }} as value
    from stage_points
    {% endfor %}
    union all
    select
        unit_code,
        period,
        indicator_id,
        'all' as part,
        'achieved' as measure,
        max(achieved) as value
    from stage_points
    group by unit_code, period, indicator_id
    union all
    select
        unit_code,
        period,
        indicator_id,
        'all' as part,
        'score' as measure,
        score as value
    from scores

)

select
    measures.unit_code,
    measures.period,
    facts.iku_no,
    measures.indicator_id,
    measures.part,
    measures.measure,
    cast(measures.value as double) as value
from measures
inner join {{ ref('fct_indicator') }} as facts
    on
        measures.unit_code = facts.unit_code
        and measures.period = facts.period
        and measures.indicator_id = facts.indicator_id
where measures.value is not null
