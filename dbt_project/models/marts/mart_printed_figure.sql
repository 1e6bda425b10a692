with

cells as (

    select
        published.unit_code,
        published.period,
        case published.table_name
            when 'nps' then 'sasaran'
            when 'perspective' then 'perspective'
            when 'efficiency' then 'efficiency'
            else 'indicator'
        end as level,
        case
            when published.table_name = 'efficiency' and published.key = 'TOTAL' then 'total_official'
            else published.key
        end as key,
        published.measure,
        published.value,
        published.value_text,
        greatest(2, coalesce(published.decimals, 0)) as decimals,
        published.source_folder,
        published.loaded_at,
        row_number() over (
            partition by published.unit_code, published.table_name, published.key, published.measure
            order by published.loaded_at desc, published.file_hash asc
        ) as recency,
        case when published.table_name = 'history' then 1 else 0 end as is_history,
        units.office_kind
    from {{ source('raw', 'published') }} as published
    inner join {{ source('raw', 'units') }} as units
        on
            published.unit_code = units.unit_code
            and units.year = {{ period_year() }}
    where published.period = '{{ var("period") }}'

),

-- A month's own table comes before the same month in a later report's history.
latest as (

    select
        *,
        row_number() over (partition by unit_code, level, key, measure order by is_history) as place
    from cells
    where recency = 1 and (value is not null or (measure = 'kriteria' and value_text <> ''))

),

figures as (

    select * from latest
    where place = 1 and measure <> 'kriteria'

),

classes as (

    select * from latest
    where place = 1 and measure = 'kriteria'

),

bands as (

    select * from {{ in_force(ref('class_bands'), 'office_kind') }}

)

select
    figures.unit_code,
    figures.period,
    figures.level,
    figures.key,
    figures.measure,
    cast(figures.value as double) as value,
    cast(figures.decimals as integer) as decimals,
    coalesce(named_band.kriteria, value_band.kriteria) as kriteria,
    named_band.kriteria is not null as is_class_printed,
    figures.source_folder,
    figures.loaded_at
from figures
left join classes
    on
        figures.unit_code = classes.unit_code
        and figures.level = classes.level
        and figures.key = classes.key
        and figures.measure in ('capaian_month', 'nps', 'nilai')
left join bands as named_band
    on
        figures.office_kind = named_band.office_kind
        and lower(trim(classes.value_text)) = lower(named_band.kriteria)
left join bands as value_band
    on
        figures.office_kind = value_band.office_kind
        and figures.measure in ('capaian_month', 'capaian_year', 'nps', 'nilai')
        and {{ in_band('figures.value', 'value_band') }}
