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

-- What the unit typed, and whether it differs by more than rounding explains, is decided once, in the check's frame.
typed as (

    select
        unit_code,
        period,
        iku_no,
        max(case when column_name = 'realisasi' then value end) as realisasi_submitted,
        coalesce(
            max(case when column_name = 'realisasi' and difference > tolerance then 1 end) = 1, false
        ) as submitted_differs,
        coalesce(
            max(case when column_name = 'capaian_month' then value end), max(capaian_submitted)
        ) as capaian_month_submitted,
        max(case when column_name = 'capaian_year' then value end) as capaian_year_submitted,
        max(kriteria_submitted) as kriteria_month_submitted
    from {{ ref('chk_submitted') }}
    group by unit_code, period, iku_no

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
        unit_indicators.polarity,
        targets.target_month is not null as is_due,
        targets.target_month,
        targets.target_year,
        targets.pk_version,
        targets.rapk_version,
        typed.realisasi_submitted,
        coalesce(typed.submitted_differs, false) as submitted_differs,
        typed.capaian_month_submitted,
        typed.capaian_year_submitted,
        typed.kriteria_month_submitted,
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
    left join typed
        on
            facts.unit_code = typed.unit_code
            and facts.period = typed.period
            and facts.iku_no = typed.iku_no

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
    rounded_year_band.kriteria as kriteria_year_rounded,
    cast(measured.realisasi_submitted as double) as realisasi_submitted,
    measured.submitted_differs,
    cast(measured.capaian_month_submitted as double) as capaian_month_submitted,
    cast(measured.capaian_year_submitted as double) as capaian_year_submitted,
    measured.kriteria_month_submitted,
    submitted_year_band.kriteria as kriteria_year_submitted,
    measured.polarity
from measured
{% for name, value in {
    'month_band': without_noise('measured.capaian_month'),
    'year_band': without_noise('measured.capaian_year'),
    'rounded_month_band': round_half_up('measured.capaian_month', 2),
    'rounded_year_band': round_half_up('measured.capaian_year', 2),
    'submitted_year_band': without_noise('measured.capaian_year_submitted')
}.items() %}
left join bands as {{ name }}
    on
        measured.office_kind = {{ name }}.office_kind
        and {{ in_band(value, name) }}
{% endfor %}
