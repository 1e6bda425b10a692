-- Every figure that a printed table can hold, as published and as printed: one row a unit, table, key and measure.
-- A figure is equal when it is what is published, rounded to its own decimals (two at least). Half is rounded up as
-- people do, on the decimal and not on its binary neighbour.
-- Parameters: $period, $units (offices told), $files (hashes of the files read).
with

printed as (
    select
        unit_code,
        table_name,
        key,
        measure,
        file_name,
        value_text,
        value,
        value_text = '' as is_blank,
        value_text like '#%' as is_error,
        measure = 'kriteria' as is_text,
        coalesce(decimals, 0) as decimals_printed,
        case
            when measure in ('pagu', 'realisasi_anggaran') then 0
            else greatest(2, coalesce(decimals, 0))
        end as decimals,
        -- half of the last digit printed; a ceiling and rupiah are exact
        case
            when measure in ('pagu', 'realisasi_anggaran', 'target_month', 'output_target', 'capaian_te') then 0.0
            else 0.5 * pow(10.0, -greatest(2, coalesce(decimals, 0)))
        end as half
    from raw.published
    where period = $period and list_contains($units, unit_code) and list_contains($files, file_hash)
),

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

perspectives as (
    select * from marts.mart_capaian_perspective
    where period = $period and list_contains($units, unit_code)
),

efficiency as (
    select
        *,
        case scope when 'indicator' then cast(iku_no as varchar) else 'TOTAL' end as key
    from marts.mart_efficiency
    where period = $period and list_contains($units, unit_code) and scope in ('indicator', 'total_official')
),

-- What is published, one row a figure that a table can print.
indicator_figures as (
    select
        unit_code,
        cast(iku_no as varchar) as key,
        unnest([
            {'measure': 'target_month', 'value': target_month, 'told': null, 'status': due_status},
            {'measure': 'realisasi', 'value': realisasi, 'told': null, 'status': status},
            {'measure': 'capaian_month', 'value': capaian_month, 'told': null, 'status': due_status},
            {'measure': 'capaian_year', 'value': capaian_year, 'told': null, 'status': status},
            {'measure': 'kriteria', 'value': null, 'told': kriteria_month, 'status': due_status}
        ]) as figure
    from indicators
),

efficiency_figures as (
    select
        efficiency.unit_code,
        efficiency.key,
        efficiency.status,
        unnest([
            {'measure': 'output_target', 'value': indicators.target_year},
            {'measure': 'output_realisasi', 'value': indicators.realisasi},
            {'measure': 'output_persen', 'value': efficiency.capaian_year},
            {'measure': 'pagu', 'value': cast(efficiency.pagu as double)},
            {'measure': 'realisasi_anggaran', 'value': cast(efficiency.realisasi_anggaran as double)},
            {'measure': 'anggaran_persen', 'value': efficiency.anggaran_pct},
            {'measure': 'ie', 'value': efficiency.ie},
            {'measure': 'te', 'value': efficiency.te},
            {'measure': 'capaian_te', 'value': cast(efficiency.capaian_te as double)}
        ]) as figure
    from efficiency
    left join indicators
        on efficiency.unit_code = indicators.unit_code and efficiency.iku_no = indicators.iku_no
),

figures as (
    select unit_code, 'capaian' as table_name, key, figure.measure, figure.value, figure.told, figure.status
    from indicator_figures
    union all
    select unit_code, 'history', key, figure.measure, figure.value, figure.told, figure.status
    from indicator_figures
    union all
    select unit_code, 'nps', cast(sasaran_no as varchar), 'nps', nps, null, if(indicators_due = 0, 'not_due', 'not_measured')
    from objectives
    union all
    select unit_code, 'nps', cast(sasaran_no as varchar), 'kriteria', null, kriteria, null
    from objectives
    union all
    select unit_code, 'perspective', perspective, 'nilai', nilai, null, 'not_measured'
    from perspectives
    union all
    select unit_code, 'perspective', perspective, 'kriteria', null, kriteria, null
    from perspectives
    union all
    select unit_code, 'efficiency', key, figure.measure, figure.value, null, status
    from efficiency_figures
),

tables as (
    select
        unit_code,
        table_name,
        measure,
        max(file_name) as file_name
    from printed
    group by unit_code, table_name, measure
),

beside as (
    select
        figures.*,
        -- rows that a printed table lacks are not printed; tables and columns that were not given are not compared
        tables.file_name is not null as is_compared,
        coalesce(printed.file_name, tables.file_name) as file_name,
        printed.value as printed,
        coalesce(printed.value_text, '') as printed_text,
        coalesce(printed.is_blank, true) as is_blank,
        coalesce(printed.is_error, false) as is_error,
        figures.measure = 'kriteria' as is_text,
        printed.decimals,
        printed.decimals_printed,
        printed.half,
        case
            when figures.measure in ('pagu', 'realisasi_anggaran') then figures.value
            else
                sign(figures.value)
                * floor(abs(figures.value) * pow(10, printed.decimals) + 0.5 + 1e-7)
                / pow(10, printed.decimals)
        end as rounded
    from figures
    left join tables
        on
            figures.unit_code = tables.unit_code
            and figures.table_name = tables.table_name
            and figures.measure = tables.measure
    left join printed
        on
            figures.unit_code = printed.unit_code
            and figures.table_name = printed.table_name
            and figures.key = printed.key
            and figures.measure = printed.measure
)

select
    *,
    case
        when is_text and is_blank then told is null
        when is_text then coalesce(regexp_replace(lower(trim(printed_text)), '\s+', ' ', 'g') = lower(told), false)
        when is_blank then value is null
        else coalesce(round(printed - rounded, 9) = 0, false)
    end as is_equal
from beside
