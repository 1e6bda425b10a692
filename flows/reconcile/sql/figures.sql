-- Every figure that a printed table can hold, as published and as printed: one row a unit, table, key and measure.
-- A figure is equal when it is what is published, rounded to its own decimals (two at least). Half is rounded up as
-- people do, on the decimal and not on its binary neighbour.
with

printed as (

    select
        published.unit_code,
        published.table_name,
        published.key,
        published.measure,
        published.file_name,
        published.value_text,
        published.value,
        published.value_text = '' as is_blank,
        published.value_text like '#%' as is_error,
        coalesce(published.decimals, 0) as decimals_printed,
        case
            when published.measure in ('pagu', 'realisasi_anggaran') then 0
            else greatest(2, coalesce(published.decimals, 0))
        end as decimals,
        -- half of the last digit printed; targets, rupiah and grades are exact
        case
            when
                published.measure in ('pagu', 'realisasi_anggaran', 'target_month', 'output_target', 'capaian_te')
                then 0.0
            else 0.5 * pow(10.0, -greatest(2, coalesce(published.decimals, 0)))
        end as half
    from raw.published
    inner join asked on published.unit_code = asked.unit_code
    inner join asked_files on published.file_hash = asked_files.file_hash
    where published.period = '{{ var("period") }}'

),

indicators as (

    select
        indicator.*,
        cast(indicator.iku_no as varchar) as key,
        case when indicator.is_due then indicator.status else 'not_due' end as due_status
    from marts.mart_capaian_indicator as indicator
    inner join asked on indicator.unit_code = asked.unit_code
    where indicator.period = '{{ var("period") }}'

),

efficiency as (

    select
        efficiency.*,
        case efficiency.scope when 'indicator' then cast(efficiency.iku_no as varchar) else 'TOTAL' end as key
    from marts.mart_efficiency as efficiency
    inner join asked on efficiency.unit_code = asked.unit_code
    where
        efficiency.period = '{{ var("period") }}'
        and efficiency.scope in ('indicator', 'total_official')

),

figures as (

    {% for table_name in ['capaian', 'history'] %}
    {% for measure, status in [
        ('target_month', 'due_status'),
        ('realisasi', 'status'),
        ('capaian_month', 'due_status'),
        ('capaian_year', 'status')
    ] %}
    select
        unit_code,
        '{{ table_name }}' as table_name,
        key,
        '{{ measure }}' as measure,
        {{ measure }} as value,
        cast(null as varchar) as told,
        {{ status }} as status
    from indicators
    union all
    {% endfor %}
    {% endfor %}
    select
        unit_code,
        'capaian' as table_name,
        key,
        'kriteria' as measure,
        cast(null as double) as value,
        kriteria_month as told,
        due_status as status
    from indicators
    union all
    {% for measure, value, told in [('nps', 'nps', 'null'), ('kriteria', 'null', 'kriteria')] %}
    select
        objective.unit_code,
        'nps' as table_name,
        cast(objective.sasaran_no as varchar) as key,
        '{{ measure }}' as measure,
        cast({{ value }} as double) as value,
        cast({{ told }} as varchar) as told,
        case when objective.indicators_due = 0 then 'not_due' else 'not_measured' end as status
    from marts.mart_capaian_sasaran as objective
    inner join asked on objective.unit_code = asked.unit_code
    where objective.period = '{{ var("period") }}'
    union all
    {% endfor %}
    {% for measure, value, told in [('nilai', 'nilai', 'null'), ('kriteria', 'null', 'kriteria')] %}
    select
        perspective.unit_code,
        'perspective' as table_name,
        perspective.perspective as key,
        '{{ measure }}' as measure,
        cast({{ value }} as double) as value,
        cast({{ told }} as varchar) as told,
        'not_measured' as status
    from marts.mart_capaian_perspective as perspective
    inner join asked on perspective.unit_code = asked.unit_code
    where perspective.period = '{{ var("period") }}'
    union all
    {% endfor %}
    {% for measure, value in [
        ('output_target', 'indicators.target_year'),
        ('output_realisasi', 'indicators.realisasi'),
        ('output_persen', 'efficiency.capaian_year'),
        ('pagu', 'efficiency.pagu'),
        ('realisasi_anggaran', 'efficiency.realisasi_anggaran'),
        ('anggaran_persen', 'efficiency.anggaran_pct'),
        ('ie', 'efficiency.ie'),
        ('te', 'efficiency.te'),
        ('capaian_te', 'efficiency.capaian_te')
    ] %}
    select
        efficiency.unit_code,
        'efficiency' as table_name,
        efficiency.key,
        '{{ measure }}' as measure,
        cast({{ value }} as double) as value,
        cast(null as varchar) as told,
        efficiency.status
    from efficiency
    {% if value.startswith('indicators') %}
    left join indicators
        on
            efficiency.unit_code = indicators.unit_code
            and efficiency.iku_no = indicators.iku_no
    {% endif %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

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
