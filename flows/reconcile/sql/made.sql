-- What a figure must be by the figures that it is made of (as printed where they are, else as published), and between
-- which ends their rounding lets it lie: one row a unit, table, key and measure.
with

indicators as (
    select
        *,
        case when is_progress then 100.0 else target_year end as target_measured,
        case when is_due then status else 'not_due' end as due_status
    from marts.mart_capaian_indicator
    where period = $period and list_contains($units, unit_code)
),

objectives as (
    select * from marts.mart_capaian_sasaran
    where period = $period and list_contains($units, unit_code)
),

kinds as (
    select
        unit_code,
        office_kind
    from raw.units
    where year = cast(left($period, 4) as integer) and list_contains($units, unit_code)
),

class_bands as (
    select kinds.unit_code, bands.*
    from kinds
    inner join (
        select
            *,
            rank() over (partition by office_kind order by valid_from desc) as version_rank
        from reference.class_bands
        where valid_from <= $period
    ) as bands
        on kinds.office_kind = bands.office_kind and bands.version_rank = 1
),

efficiency_bands as (
    select kinds.unit_code, bands.*
    from kinds
    inner join (
        select
            *,
            rank() over (partition by office_kind order by valid_from desc) as version_rank
        from reference.efficiency_bands
        where valid_from <= $period
    ) as bands
        on kinds.office_kind = bands.office_kind and bands.version_rank = 1
),

-- What other figures are made of: as printed where they are, else as published.
effective as (
    select
        unit_code,
        table_name,
        key,
        measure,
        is_error,
        case when not is_error then coalesce(printed, value) end as value,
        case when printed is null then 0.0 else half end as half
    from told_figures
    where measure <> 'kriteria'
),

wide as (
    select
        unit_code,
        table_name,
        key,
        max(value) filter (where measure = 'target_month') as target_month,
        max(value) filter (where measure = 'realisasi') as realisasi,
        max(half) filter (where measure = 'realisasi') as realisasi_half,
        max(value) filter (where measure = 'capaian_month') as capaian_month,
        max(half) filter (where measure = 'capaian_month') as capaian_month_half,
        max(value) filter (where measure = 'nps') as nps,
        max(half) filter (where measure = 'nps') as nps_half,
        max(value) filter (where measure = 'nilai') as nilai,
        max(value) filter (where measure = 'output_target') as output_target,
        max(value) filter (where measure = 'output_realisasi') as output_realisasi,
        max(half) filter (where measure = 'output_realisasi') as output_realisasi_half,
        max(value) filter (where measure = 'output_persen') as output_persen,
        max(half) filter (where measure = 'output_persen') as output_persen_half,
        max(value) filter (where measure = 'pagu') as pagu,
        max(value) filter (where measure = 'realisasi_anggaran') as realisasi_anggaran,
        max(value) filter (where measure = 'anggaran_persen') as anggaran_persen,
        max(half) filter (where measure = 'anggaran_persen') as anggaran_persen_half,
        max(value) filter (where measure = 'ie') as ie,
        max(half) filter (where measure = 'ie') as ie_half,
        max(value) filter (where measure = 'te') as te,
        coalesce(bool_or(is_error) filter (where measure = 'anggaran_persen'), false)
        or coalesce(bool_or(is_error) filter (where measure = 'output_persen'), false) as is_share_error,
        coalesce(bool_or(is_error) filter (where measure = 'ie'), false) as is_ie_error,
        coalesce(bool_or(is_error) filter (where measure = 'te'), false) as is_te_error
    from effective
    group by unit_code, table_name, key
),

-- Achievement of a result in percent of a target: of the result, and of the ends of its rounding.
achievements as (
    select
        sources.*,
        if(
            indicators.polarity = 'lower',
            100.0 * (2 * target - result) / nullif(target, 0),
            100.0 * result / nullif(target, 0)
        ) as value,
        100.0 * result_half / nullif(target, 0) as reach
    from (
        select wide.unit_code, wide.table_name, wide.key, 'capaian_month' as measure, wide.target_month as target,
            wide.realisasi as result, wide.realisasi_half as result_half
        from wide
        where wide.table_name in ('capaian', 'history')
        union all
        select wide.unit_code, wide.table_name, wide.key, 'capaian_year', indicators.target_measured,
            wide.realisasi, wide.realisasi_half
        from wide
        inner join indicators
            on wide.unit_code = indicators.unit_code and wide.key = cast(indicators.iku_no as varchar)
        where wide.table_name in ('capaian', 'history')
        union all
        select wide.unit_code, wide.table_name, wide.key, 'output_persen',
            if(indicators.is_progress, 100.0, wide.output_target), wide.output_realisasi, wide.output_realisasi_half
        from wide
        inner join indicators
            on wide.unit_code = indicators.unit_code and wide.key = cast(indicators.iku_no as varchar)
        where wide.table_name = 'efficiency'
    ) as sources
    inner join indicators
        on sources.unit_code = indicators.unit_code and sources.key = cast(indicators.iku_no as varchar)
),

-- A class is that of its figure as printed.
classes_made as (
    select effective.unit_code, effective.table_name, effective.key, 'kriteria' as measure, class_bands.kriteria as told
    from effective
    inner join class_bands
        on
            effective.unit_code = class_bands.unit_code
            and (class_bands.lower_edge is null or effective.value > class_bands.lower_edge
                or (class_bands.lower_inclusive and effective.value = class_bands.lower_edge))
            and (class_bands.upper_edge is null or effective.value < class_bands.upper_edge
                or (class_bands.upper_inclusive and effective.value = class_bands.upper_edge))
    where effective.measure in ('capaian_month', 'nps', 'nilai')
),

-- What a figure must be by the figures that it is made of, and between which ends their rounding lets it lie.
made as (
    select unit_code, table_name, key, measure, value, value - reach as low, value + reach as high, false as is_error
    from achievements
    union all
    select unit_code, 'efficiency', key, 'output_realisasi', realisasi, realisasi - realisasi_half,
        realisasi + realisasi_half, false
    from wide
    where table_name = 'capaian'
    union all
    select wide.unit_code, 'nps', cast(indicators.sasaran_no as varchar), 'nps',
        sum(capaian_month * nps_weight) / nullif(sum(if(capaian_month is null, null, nps_weight)), 0),
        sum((capaian_month - capaian_month_half) * nps_weight)
        / nullif(sum(if(capaian_month is null, null, nps_weight)), 0),
        sum((capaian_month + capaian_month_half) * nps_weight)
        / nullif(sum(if(capaian_month is null, null, nps_weight)), 0),
        false
    from (select unit_code, key, capaian_month, capaian_month_half from wide where table_name = 'capaian') as wide
    inner join (select unit_code, iku_no, sasaran_no, nps_weight from indicators) as indicators
        on wide.unit_code = indicators.unit_code and wide.key = cast(indicators.iku_no as varchar)
    group by wide.unit_code, indicators.sasaran_no
    union all
    select wide.unit_code, 'perspective', levels.perspective, 'nilai', avg(wide.nps), avg(wide.nps - wide.nps_half),
        avg(wide.nps + wide.nps_half), false
    from wide
    inner join (
        select unit_code, sasaran_no, unnest([perspective, 'Total']) as perspective
        from objectives
    ) as levels
        on wide.unit_code = levels.unit_code and wide.key = cast(levels.sasaran_no as varchar)
    where wide.table_name = 'nps'
    group by wide.unit_code, levels.perspective
    union all
    select unit_code, table_name, key, 'anggaran_persen', 100 * realisasi_anggaran / nullif(pagu, 0),
        100 * realisasi_anggaran / nullif(pagu, 0), 100 * realisasi_anggaran / nullif(pagu, 0), coalesce(pagu = 0, false)
    from wide
    where table_name = 'efficiency'
    union all
    select unit_code, table_name, key, 'ie', output_persen / nullif(anggaran_persen, 0),
        (output_persen - output_persen_half) / nullif(anggaran_persen + anggaran_persen_half, 0),
        (output_persen + output_persen_half) / nullif(greatest(anggaran_persen - anggaran_persen_half, 0), 0),
        is_share_error or coalesce(anggaran_persen = 0, false)
    from wide
    where table_name = 'efficiency'
    union all
    select unit_code, table_name, key, 'te', ie - 1, ie - 1 - ie_half, ie - 1 + ie_half, is_ie_error
    from wide
    where table_name = 'efficiency'
    union all
    select wide.unit_code, wide.table_name, wide.key, 'capaian_te', bands.capaian_te, bands.capaian_te, bands.capaian_te,
        wide.is_te_error
    from wide
    left join efficiency_bands as bands
        on
            wide.unit_code = bands.unit_code
            and round(cast(wide.te as decimal(28, 10)), 2) >= coalesce(bands.te_from, wide.te - 1)
            and round(cast(wide.te as decimal(28, 10)), 2) <= coalesce(bands.te_to, wide.te + 1)
    where wide.table_name = 'efficiency'
    union all
    select unit_code, table_name, 'TOTAL', 'pagu', sum(pagu), sum(pagu), sum(pagu), false
    from wide
    where table_name = 'efficiency' and key <> 'TOTAL'
    group by unit_code, table_name
    union all
    select unit_code, table_name, 'TOTAL', 'realisasi_anggaran', sum(realisasi_anggaran), sum(realisasi_anggaran),
        sum(realisasi_anggaran), false
    from wide
    where table_name = 'efficiency' and key <> 'TOTAL'
    group by unit_code, table_name
    union all
    -- the official total counts what is not measured as 0
    select unit_code, table_name, 'TOTAL', 'output_persen', sum(output_persen) / count(*),
        sum(output_persen - output_persen_half) / count(*), sum(output_persen + output_persen_half) / count(*), false
    from wide
    where table_name = 'efficiency' and key <> 'TOTAL'
    group by unit_code, table_name
)

select
    *,
    cast(null as varchar) as told
from made
union all
select
    unit_code,
    table_name,
    key,
    measure,
    cast(null as double) as value,
    cast(null as double) as low,
    cast(null as double) as high,
    false as is_error,
    told
from classes_made
