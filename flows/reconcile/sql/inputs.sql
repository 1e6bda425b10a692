-- Which figures a figure is made of: one row a figure and one that it is made of.
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

-- Which figures a figure is made of.
inputs as (
    select unit_code, table_name, key, measure, table_name as from_table, key as from_key,
        unnest(case measure
            when 'capaian_month' then ['realisasi', 'target_month']
            when 'capaian_year' then ['realisasi']
            when 'output_persen' then ['output_realisasi', 'output_target']
            when 'anggaran_persen' then ['pagu', 'realisasi_anggaran']
            when 'ie' then ['output_persen', 'anggaran_persen']
            when 'te' then ['ie']
            when 'capaian_te' then ['te']
            when 'kriteria' then ['capaian_month', 'nps', 'nilai']
        end) as from_measure
    from told_figures
    union all
    select unit_code, table_name, key, measure, 'capaian', key, 'realisasi'
    from told_figures
    where measure = 'output_realisasi'
    union all
    select unit_code, 'nps', cast(sasaran_no as varchar), 'nps', 'capaian', cast(iku_no as varchar), 'capaian_month'
    from indicators
    union all
    select unit_code, 'perspective', unnest([perspective, 'Total']), 'nilai', 'nps', cast(sasaran_no as varchar), 'nps'
    from objectives
    union all
    select totals.unit_code, 'efficiency', 'TOTAL', totals.measure, 'efficiency', parts.key, totals.measure
    from told_figures as parts
    inner join told_figures as totals
        on parts.unit_code = totals.unit_code
            and parts.table_name = totals.table_name
            and parts.measure = totals.measure
    where
        parts.table_name = 'efficiency'
        and parts.key <> 'TOTAL'
        and totals.key = 'TOTAL'
        and totals.measure in ('pagu', 'realisasi_anggaran', 'output_persen')
)

select * from inputs
