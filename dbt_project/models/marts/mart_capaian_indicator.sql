with

facts as (

    select * from {{ ref('fct_indicator') }}

),

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

targets as (

    select * from {{ ref('int_target_in_force') }}

),

bands as (

    select * from {{ in_force(ref('class_bands'), 'office_kind') }}

),

measured as (

    select
        facts.unit_code,
        facts.period,
        facts.indicator_id,
        facts.iku_no,
        facts.realisasi,
        facts.status,
        unit_indicators.office_kind,
        unit_indicators.sasaran_no,
        unit_indicators.sasaran,
        unit_indicators.perspective,
        unit_indicators.indikator,
        unit_indicators.satuan,
        unit_indicators.nps_weight,
        unit_indicators.is_progress,
        targets.target_month is not null as is_due,
        targets.target_month,
        targets.target_year,
        targets.pk_version,
        targets.rapk_version,
        {{ capaian('facts.realisasi', 'targets.target_month', 'unit_indicators.polarity') }} as capaian_month,
        {{ capaian(
            'facts.realisasi',
            'case when unit_indicators.is_progress then 100 else targets.target_year end',
            'unit_indicators.polarity'
        ) }} as capaian_year
    from facts
    inner join unit_indicators
        on
            facts.unit_code = unit_indicators.unit_code
            and facts.period = unit_indicators.period
            and facts.indicator_id = unit_indicators.indicator_id
    left join targets
        on
            facts.unit_code = targets.unit_code
            and facts.period = targets.period
            and facts.indicator_id = targets.indicator_id

)

select
    measured.unit_code,
    measured.period,
    measured.iku_no,
    measured.sasaran_no,
    measured.perspective,
    measured.is_due,
    cast(measured.target_month as double) as target_month,
    cast(measured.target_year as double) as target_year,
    measured.realisasi,
    cast(measured.capaian_month as double) as capaian_month,
    cast(measured.capaian_year as double) as capaian_year,
    month_band.kriteria as kriteria_month,
    year_band.kriteria as kriteria_year,
    month_band.efektivitas,
    measured.indicator_id,
    measured.indikator,
    measured.satuan,
    measured.sasaran,
    measured.status,
    measured.is_progress,
    cast(measured.nps_weight as double) as nps_weight,
    measured.pk_version,
    measured.rapk_version,
    rounded_month_band.kriteria as kriteria_month_rounded,
    rounded_year_band.kriteria as kriteria_year_rounded
from measured
{% for name, value in {
    'month_band': without_noise('measured.capaian_month'),
    'year_band': without_noise('measured.capaian_year'),
    'rounded_month_band': round_half_up('measured.capaian_month', 2),
    'rounded_year_band': round_half_up('measured.capaian_year', 2)
}.items() %}
left join bands as {{ name }}
    on
        measured.office_kind = {{ name }}.office_kind
        and {{ in_band(value, name) }}
{% endfor %}
