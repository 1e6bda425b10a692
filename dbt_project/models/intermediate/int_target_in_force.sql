with

versions as (

    select
        *,
        row_number() over (partition by unit_code, year, kind order by from_month desc, version desc) as recency
    from {{ source('raw', 'target_versions') }}
    where
        year = {{ period_year() }}
        and {{ period_month() }} between from_month and to_month
        and kind in ('pk', 'rapk')

),

targets as (

    select
        targets.unit_code,
        targets.indicator_id,
        targets.kind,
        targets.version,
        targets.target
    from {{ source('raw', 'targets') }} as targets
    inner join versions
        on
            targets.unit_code = versions.unit_code
            and targets.year = versions.year
            and targets.kind = versions.kind
            and targets.version = versions.version
            and versions.recency = 1
    where targets.kind = 'pk' or targets.month = {{ period_month() }}

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

indicators as (

    select * from {{ in_force(ref('indicators'), 'indicator_id, office_kind') }}

)

select
    units.unit_code,
    '{{ var("period") }}' as period,
    indicators.indicator_id,
    indicators.iku_no,
    monthly.target as target_month,
    annual.target as target_year,
    annual.version as pk_version,
    monthly.version as rapk_version
from units
inner join indicators on units.office_kind = indicators.office_kind
left join targets as monthly
    on
        units.unit_code = monthly.unit_code
        and indicators.indicator_id = monthly.indicator_id
        and monthly.kind = 'rapk'
left join targets as annual
    on
        units.unit_code = annual.unit_code
        and indicators.indicator_id = annual.indicator_id
        and annual.kind = 'pk'
