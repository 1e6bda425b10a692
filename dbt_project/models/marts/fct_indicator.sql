with

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

formulas as (

    select * from {{ ref('int_formula') }}

),

results as (

    select * from {{ ref('int_indicator_result') }}

),

submitted as (

    select
        unit_code,
        period,
        indikator as indicator_id,
        realisasi
    from {{ first_row(ref('stg_matriks_capaian')) }} as first_rows

)

select
    unit_indicators.unit_code,
    unit_indicators.period,
    unit_indicators.indicator_id,
    unit_indicators.iku_no,
    cast(case when not unit_indicators.is_interim then results.numerator end as double) as numerator,
    cast(case when not unit_indicators.is_interim then results.denominator end as double) as denominator,
    cast(case when not unit_indicators.is_interim then results.result end as double) as realisasi,
    cast(case when unit_indicators.is_interim then results.result end as double) as interim_value,
    cast(submitted.realisasi as double) as realisasi_submitted,
    case when coalesce(formulas.formula, 'submitted') = 'submitted' then 'submitted' else 'computed' end as basis,
    case
        when results.result is null then 'not_measured'
        when unit_indicators.is_interim then 'interim'
        else 'measured'
    end as status,
    formulas.formula
from unit_indicators
left join formulas
    on
        unit_indicators.unit_code = formulas.unit_code
        and unit_indicators.period = formulas.period
        and unit_indicators.indicator_id = formulas.indicator_id
left join results
    on
        unit_indicators.unit_code = results.unit_code
        and unit_indicators.period = results.period
        and unit_indicators.indicator_id = results.indicator_id
left join submitted
    on
        unit_indicators.unit_code = submitted.unit_code
        and unit_indicators.period = submitted.period
        and unit_indicators.indicator_id = submitted.indicator_id
