-- Figures are the published ones; the words of objectives, indicators and definitions are those of the office's own
-- sheet, because head office words them anew each year.
with

indicators as (

    select * from {{ ref('mart_capaian_indicator') }}

),

facts as (

    select * from {{ ref('fct_indicator') }}

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

-- An indicator typed twice is a finding; its first row gives the words.
sheet as (

    select
        *,
        row_number() over (partition by unit_code, indikator order by row_no) as occurrence
    from {{ ref('stg_matriks_capaian') }}
    where row_kind = 'data'

),

offices as (

    select
        unit_code,
        max(upt_text) as office
    from sheet
    group by unit_code

)

select
    indicators.unit_code,
    indicators.period,
    indicators.iku_no,
    indicators.indicator_id,
    coalesce(offices.office, units.short_name) as office,
    indicators.sasaran_no,
    coalesce(sheet.sasaran_text, indicators.sasaran) as sasaran,
    coalesce(sheet.indikator_text, indicators.indikator) as indikator,
    indicators.target_year,
    indicators.target_month,
    coalesce(sheet.target_month_state = 'blank', false) as is_target_blank,
    sheet.definisi_pembilang,
    sheet.definisi_penyebut,
    facts.numerator as pembilang,
    facts.denominator as penyebut,
    indicators.realisasi,
    indicators.capaian_month,
    indicators.capaian_year
from indicators
inner join units on indicators.unit_code = units.unit_code
left join offices on indicators.unit_code = offices.unit_code
left join facts
    on
        indicators.unit_code = facts.unit_code
        and indicators.period = facts.period
        and indicators.indicator_id = facts.indicator_id
left join sheet
    on
        indicators.unit_code = sheet.unit_code
        and indicators.indicator_id = sheet.indikator
        and sheet.occurrence = 1
