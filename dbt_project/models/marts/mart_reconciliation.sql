with

indicators as (

    select * from {{ ref('mart_capaian_indicator') }}

),

efficiency as (

    select * from {{ ref('mart_efficiency') }}

),

typed as (

    select
        unit_code,
        period,
        iku_no,
        max(case when column_name = 'realisasi' then tolerance end) as tolerance
    from {{ ref('chk_submitted') }}
    group by unit_code, period, iku_no

),

-- A capaian may lie as far off as the rounding of its result makes it, and half a hundredth of its own.
results as (

    select
        indicators.unit_code,
        indicators.period,
        indicators.iku_no,
        indicators.sasaran_no,
        indicators.perspective,
        indicators.nps_weight,
        indicators.realisasi,
        indicators.capaian_month,
        indicators.capaian_year,
        indicators.realisasi_submitted,
        indicators.capaian_month_submitted,
        indicators.capaian_year_submitted,
        coalesce(typed.tolerance, 0.005) as tolerance,
        {{ capaian('indicators.realisasi_submitted', 'indicators.target_month', 'indicators.polarity') }}
            as from_submitted_month,
        {{ capaian(
            'indicators.realisasi_submitted',
            'case when indicators.is_progress then 100 else indicators.target_year end',
            'indicators.polarity'
        ) }} as from_submitted_year,
        round(greatest(0.01, 0.005 + 100 * coalesce(typed.tolerance, 0.005) / nullif(indicators.target_month, 0)), 9)
            as tolerance_month,
        round(
            greatest(
                0.01,
                0.005 + 100 * coalesce(typed.tolerance, 0.005)
                / nullif(case when indicators.is_progress then 100 else indicators.target_year end, 0)
            ), 9
        ) as tolerance_year
    from indicators
    left join typed
        on
            indicators.unit_code = typed.unit_code
            and indicators.period = typed.period
            and indicators.iku_no = typed.iku_no
    where indicators.status = 'measured' or indicators.realisasi_submitted is not null

),

judged as (

    select
        *,
        case
            when from_submitted_month is null and capaian_month is null then true
            else coalesce({{ distance('from_submitted_month', 'capaian_month') }} <= tolerance_month, false)
        end as is_month_same,
        case
            when from_submitted_year is null and capaian_year is null then true
            else coalesce({{ distance('from_submitted_year', 'capaian_year') }} <= tolerance_year, false)
        end as is_year_same
    from results

),

objectives as (

    select
        unit_code,
        period,
        sasaran_no,
        max(perspective) as perspective,
        {{ exact_sum('from_submitted_month * nps_weight') }}
        / nullif({{ exact_sum('case when from_submitted_month is not null then nps_weight end') }}, 0) as submitted,
        {{ exact_sum('capaian_month * nps_weight') }}
        / nullif({{ exact_sum('case when capaian_month is not null then nps_weight end') }}, 0) as recomputed,
        min(case when is_month_same then 1 else 0 end) = 1 as is_same
    from judged
    group by unit_code, period, sasaran_no

),

perspectives as (

    select
        unit_code,
        period,
        perspective,
        {{ exact_mean('submitted') }} as submitted,
        {{ exact_mean('recomputed') }} as recomputed,
        min(case when is_same then 1 else 0 end) = 1 as is_same
    from objectives
    group by unit_code, period, perspective
    union all
    select
        unit_code,
        period,
        'Total' as perspective,
        {{ exact_mean('submitted') }} as submitted,
        {{ exact_mean('recomputed') }} as recomputed,
        min(case when is_same then 1 else 0 end) = 1 as is_same
    from objectives
    group by unit_code, period

),

totals as (

    select
        indicators.unit_code,
        indicators.period,
        {{ exact_sum('judged.from_submitted_year') }} / count(*) as official,
        {{ exact_mean('judged.from_submitted_year') }} as measured,
        min(case when coalesce(judged.is_year_same, true) then 1 else 0 end) = 1 as is_same
    from indicators
    left join judged
        on
            indicators.unit_code = judged.unit_code
            and indicators.period = judged.period
            and indicators.iku_no = judged.iku_no
    group by indicators.unit_code, indicators.period

),

outputs as (

    select
        efficiency.unit_code,
        efficiency.period,
        coalesce(cast(efficiency.iku_no as string), efficiency.scope) as key,
        case efficiency.scope
            when 'indicator' then judged.from_submitted_year
            when 'total_official' then totals.official
            else totals.measured
        end / efficiency.anggaran_pct as submitted,
        efficiency.ie as recomputed,
        case when efficiency.scope = 'indicator' then judged.is_year_same else totals.is_same end as is_same
    from efficiency
    left join judged
        on
            efficiency.unit_code = judged.unit_code
            and efficiency.period = judged.period
            and efficiency.iku_no = judged.iku_no
    left join totals
        on
            efficiency.unit_code = totals.unit_code
            and efficiency.period = totals.period
    where efficiency.status = 'computed'

),

compared as (

    select
        unit_code,
        period,
        'indicator' as level,
        cast(iku_no as string) as key,
        'realisasi' as measure,
        realisasi_submitted as submitted,
        realisasi as recomputed,
        coalesce({{ distance('realisasi_submitted', 'realisasi') }} <= tolerance, false) as same,
        tolerance
    from judged
    where realisasi_submitted is not null or realisasi is not null
    {% for measure in ['month', 'year'] %}
    union all
    select
        unit_code,
        period,
        'indicator' as level,
        cast(iku_no as string) as key,
        'capaian_{{ measure }}' as measure,
        capaian_{{ measure }}_submitted as submitted,
        capaian_{{ measure }} as recomputed,
        coalesce(
            {{ distance('capaian_' ~ measure ~ '_submitted', 'capaian_' ~ measure) }} <= tolerance_{{ measure }}, false
        ) as same,
        tolerance_{{ measure }} as tolerance
    from judged
    where capaian_{{ measure }}_submitted is not null or capaian_{{ measure }} is not null
    {% endfor %}
    union all
    select
        unit_code,
        period,
        'sasaran' as level,
        cast(sasaran_no as string) as key,
        'nps' as measure,
        submitted,
        recomputed,
        is_same as same,
        cast(null as double) as tolerance
    from objectives
    where submitted is not null or recomputed is not null
    union all
    select
        unit_code,
        period,
        'perspective' as level,
        perspective as key,
        'nilai' as measure,
        submitted,
        recomputed,
        is_same as same,
        cast(null as double) as tolerance
    from perspectives
    where submitted is not null or recomputed is not null
    union all
    select
        unit_code,
        period,
        'efficiency' as level,
        key,
        'ie' as measure,
        submitted,
        recomputed,
        is_same as same,
        cast(null as double) as tolerance
    from outputs
    union all
    select
        unit_code,
        period,
        'efficiency' as level,
        key,
        'te' as measure,
        submitted - 1 as submitted,
        recomputed - 1 as recomputed,
        is_same as same,
        cast(null as double) as tolerance
    from outputs

)

select
    unit_code,
    period,
    level,
    key,
    measure,
    cast(submitted as double) as submitted,
    cast(recomputed as double) as recomputed,
    cast({{ without_noise('submitted - recomputed', 10) }} as double) as difference,
    same,
    cast(tolerance as double) as tolerance
from compared
