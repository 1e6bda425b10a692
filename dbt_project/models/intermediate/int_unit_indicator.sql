with

form_versions as (

    select * from {{ ref('stg_form_version') }}

),

units as (

    select * from {{ source('raw', 'units') }}

),

indicators as (

    select * from {{ in_force(ref('indicators'), 'indicator_id, office_kind') }}

),

formulas as (

    select * from {{ in_force(ref('indicator_formulas'), 'indicator_id') }}

),

reporting as (

    select distinct
        unit_code,
        period
    from form_versions

)

select
    reporting.unit_code,
    reporting.period,
    units.office_kind,
    indicators.indicator_id,
    indicators.iku_no,
    indicators.sasaran_no,
    indicators.sasaran,
    indicators.perspective,
    indicators.indikator,
    indicators.satuan,
    indicators.polarity,
    indicators.nps_weight,
    coalesce(indicators.progress_until_month >= {{ period_month() }}, false) as is_progress,
    formulas.formula as wanted_formula,
    formulas.form,
    formulas.min_parts,
    formulas.fallback,
    coalesce(formulas.is_interim, false) as is_interim
from reporting
inner join units
    on
        reporting.unit_code = units.unit_code
        and units.year = {{ period_year() }}
inner join indicators on units.office_kind = indicators.office_kind
left join formulas
    on
        indicators.indicator_id = formulas.indicator_id
        and {{ period_month() }} between formulas.from_month and formulas.to_month
