with

matriks as (

    select * from {{ ref('stg_matriks_capaian') }}

),

results as (

    select * from {{ ref('fct_indicator') }}

),

targets as (

    select * from {{ ref('int_target_in_force') }}

),

indicator_input as (

    select * from {{ ref('int_indicator_input') }}

),

indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

formulas as (

    select * from {{ ref('int_formula') }}

),

class_bands as (

    select * from {{ in_force(ref('class_bands'), 'office_kind') }}

),

components as (

    select
        unit_code,
        indicator_id,
        count(distinct part) as n_parts,
        count(case when role = 'value' then 1 end) as n_values,
        count(case when role = 'value' and value <> round(value) then 1 end) as n_decimals
    from indicator_input
    where value is not null
    group by unit_code, indicator_id

),

-- How much of the rounding of its components a result carries: the weights with which figures that were rounded to
-- two decimals enter it. Counts and whole numbers are exact; a single figure given as it is enters unchanged.
weights as (

    select
        results.unit_code,
        results.indicator_id,
        case
            when results.basis = 'submitted' then 0.0
            when formulas.formula = 'share_mean' and components.n_parts > 1 then 1.0
            when formulas.formula = 'weighted_mean' then 1.0
            when formulas.formula = 'mean_of_sums' and components.n_values > 1
                then 1.0 * components.n_decimals / components.n_parts
            when formulas.formula = 'perkara' then 4.0
            when formulas.formula = 'kinerja_anggaran' then 0.4
            else 0.0
        end as weight
    from results
    left join formulas
        on
            results.unit_code = formulas.unit_code
            and results.indicator_id = formulas.indicator_id
    left join components
        on
            results.unit_code = components.unit_code
            and results.indicator_id = components.indicator_id

),

rows_compared as (

    select
        matriks.unit_code,
        matriks.period,
        'matriks_capaian' as form,
        matriks.iku_no,
        matriks.submission_id,
        matriks.file_name,
        matriks.sheet,
        matriks.row_key,
        results.status,
        results.basis,
        results.realisasi,
        results.numerator,
        results.denominator,
        matriks.realisasi as submitted,
        matriks.realisasi_state as submitted_state,
        matriks.realisasi_cell,
        matriks.pembilang,
        matriks.pembilang_cell,
        matriks.penyebut,
        matriks.penyebut_cell,
        matriks.target_month as typed_target_month,
        matriks.target_year as typed_target_year,
        matriks.capaian_month,
        matriks.capaian_month_state,
        matriks.capaian_month_cell,
        matriks.capaian_year,
        matriks.capaian_year_state,
        matriks.capaian_year_cell,
        targets.target_month,
        case when indicators.is_progress then 100.0 else targets.target_year end as target_year,
        {{ capaian('matriks.realisasi', 'targets.target_month', 'indicators.polarity') }} as capaian_submitted,
        indicators.polarity,
        indicators.office_kind,
        round(0.005 * (1 + weights.weight), 9) as tolerance
    from matriks
    inner join results
        on
            matriks.unit_code = results.unit_code
            and matriks.period = results.period
            and matriks.iku_no = results.iku_no
    left join targets
        on
            matriks.unit_code = targets.unit_code
            and matriks.period = targets.period
            and matriks.iku_no = targets.iku_no
    left join indicators
        on
            results.unit_code = indicators.unit_code
            and results.indicator_id = indicators.indicator_id
    left join weights
        on
            results.unit_code = weights.unit_code
            and results.indicator_id = weights.indicator_id
    where matriks.row_kind = 'data'

),

compared as (

    select
        *,
        realisasi_cell as cell,
        'realisasi' as column_name,
        submitted as value,
        realisasi as expected,
        {{ distance('submitted', 'realisasi') }} as difference,
        tolerance as allowed
    from rows_compared
    where submitted is not null and realisasi is not null
    union all
    select
        *,
        realisasi_cell as cell,
        'realisasi_missing' as column_name,
        submitted as value,
        realisasi as expected,
        cast(null as double) as difference,
        tolerance as allowed
    from rows_compared
    where
        submitted_state in ('blank', 'dash', 'nihil', 'number')
        and status = 'measured'
        and basis = 'computed'
    union all
    select
        *,
        pembilang_cell as cell,
        'pembilang' as column_name,
        pembilang as value,
        numerator as expected,
        {{ distance('pembilang', 'numerator') }} as difference,
        0.0 as allowed
    from rows_compared
    where pembilang is not null and numerator is not null
    union all
    select
        *,
        penyebut_cell as cell,
        'penyebut' as column_name,
        penyebut as value,
        denominator as expected,
        {{ distance('penyebut', 'denominator') }} as difference,
        0.0 as allowed
    from rows_compared
    where penyebut is not null and denominator is not null
    -- A capaian is derived from the realisasi of its own row, typed to two decimals or taken unrounded: it is right
    -- when it follows from either. A wrong realisasi is told once, at its own cell.
    {% for measure in ['month', 'year'] %}
    union all
    select
        *,
        capaian_{{ measure }}_cell as cell,
        'capaian_{{ measure }}' as column_name,
        capaian_{{ measure }} as value,
        {{ capaian('submitted', 'target_' ~ measure, 'polarity') }} as expected,
        least(
            {{ distance('capaian_' ~ measure, capaian('submitted', 'target_' ~ measure, 'polarity')) }},
            {{ distance(
                'capaian_' ~ measure,
                capaian('coalesce(realisasi, submitted)', 'target_' ~ measure, 'polarity')
            ) }}
        ) as difference,
        round(greatest(0.01, 0.005 + 0.5 / target_{{ measure }}), 9) as allowed
    from rows_compared
    where capaian_{{ measure }} is not null and submitted is not null and target_{{ measure }} > 0
    -- With a measured result and a target in the row the capaian exists; an interim value has none, and a row without
    -- its target is told at the target.
    union all
    select
        *,
        capaian_{{ measure }}_cell as cell,
        'capaian_{{ measure }}_missing' as column_name,
        capaian_{{ measure }} as value,
        {{ capaian('submitted', 'target_' ~ measure, 'polarity') }} as expected,
        cast(null as double) as difference,
        tolerance as allowed
    from rows_compared
    where
        capaian_{{ measure }}_state in ('blank', 'dash', 'nihil', 'number')
        and submitted is not null
        and status = 'measured'
        and typed_target_{{ measure }} is not null
        and target_{{ measure }} > 0
    {% endfor %}

),

final as (

    select
        compared.unit_code,
        compared.period,
        compared.form,
        compared.iku_no,
        compared.submission_id,
        compared.file_name,
        compared.sheet,
        compared.cell,
        compared.row_key,
        compared.column_name,
        compared.value,
        case
            when compared.column_name = 'capaian_month_missing' then compared.capaian_month_state
            when compared.column_name = 'capaian_year_missing' then compared.capaian_year_state
            else compared.submitted_state
        end as value_state,
        compared.expected,
        compared.difference,
        compared.allowed as tolerance,
        compared.target_month is not null as is_due,
        compared.target_month,
        compared.target_year,
        compared.capaian_submitted,
        class_bands.kriteria as kriteria_submitted
    from compared
    left join class_bands
        on
            compared.office_kind = class_bands.office_kind
            and {{ in_band(without_noise('compared.capaian_submitted'), 'class_bands') }}

)

select * from final
