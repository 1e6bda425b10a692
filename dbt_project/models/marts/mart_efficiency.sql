with

indicators as (

    select * from {{ ref('mart_capaian_indicator') }}

),

budgets as (

    select
        unit_code,
        period,
        indikator as indicator_id,
        pagu,
        realisasi
    from {{ first_row(ref('stg_anggaran_iku')) }} as first_rows

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

bands as (

    select * from {{ in_force(ref('efficiency_bands'), 'office_kind') }}

),

outputs as (

    select
        indicators.unit_code,
        indicators.period,
        indicators.iku_no,
        budgets.pagu,
        budgets.realisasi as realisasi_anggaran,
        indicators.capaian_year
    from indicators
    left join budgets
        on
            indicators.unit_code = budgets.unit_code
            and indicators.period = budgets.period
            and indicators.indicator_id = budgets.indicator_id

),

scopes as (

    select
        unit_code,
        period,
        'indicator' as scope,
        iku_no,
        pagu,
        realisasi_anggaran,
        capaian_year
    from outputs
    union all
    -- the official total: every output, those not measured yet as zero; none measured is no total
    select
        unit_code,
        period,
        'total_official' as scope,
        cast(null as integer) as iku_no,
        sum(pagu) as pagu,
        sum(realisasi_anggaran) as realisasi_anggaran,
        {{ exact_sum('capaian_year') }} / count(*) as capaian_year
    from outputs
    group by unit_code, period
    union all
    select
        unit_code,
        period,
        'total_measured' as scope,
        cast(null as integer) as iku_no,
        sum(case when capaian_year is not null then pagu end) as pagu,
        sum(case when capaian_year is not null then realisasi_anggaran end) as realisasi_anggaran,
        {{ exact_mean('capaian_year') }} as capaian_year
    from outputs
    group by unit_code, period

),

shares as (

    select
        *,
        {{ percent('realisasi_anggaran', 'pagu') }} as anggaran_pct,
        case
            when capaian_year is null then 'not_measured'
            when coalesce(realisasi_anggaran, 0) = 0 or coalesce(pagu, 0) = 0 then 'no_spending'
            else 'computed'
        end as status
    from scopes

),

levels as (

    select
        *,
        case when status = 'computed' then capaian_year / anggaran_pct end as ie,
        case when status = 'computed' then capaian_year / anggaran_pct - 1 end as te
    from shares

)

select
    levels.unit_code,
    levels.period,
    levels.scope,
    levels.iku_no,
    cast(levels.pagu as bigint) as pagu,
    cast(levels.realisasi_anggaran as bigint) as realisasi_anggaran,
    cast(levels.anggaran_pct as double) as anggaran_pct,
    cast(levels.capaian_year as double) as capaian_year,
    cast(levels.ie as double) as ie,
    cast(levels.te as double) as te,
    bands.capaian_te,
    levels.status,
    coalesce(bands.is_inferred, false) as is_inferred,
    bands.te_from,
    bands.te_to
from levels
inner join units on levels.unit_code = units.unit_code
left join bands
    on
        units.office_kind = bands.office_kind
        and {{ round_half_up('levels.te', 2) }} >= coalesce(bands.te_from, {{ round_half_up('levels.te', 2) }})
        and {{ round_half_up('levels.te', 2) }} <= coalesce(bands.te_to, {{ round_half_up('levels.te', 2) }})
