with

versions as (

    select
        unit_code,
        kind,
        version,
        document,
        decided_on,
        from_month,
        to_month,
        lag(version) over (partition by unit_code, kind order by from_month, version) as previous_version,
        row_number() over (partition by unit_code, kind order by from_month, version) as rank
    from {{ source('raw', 'target_versions') }}
    where year = {{ period_year() }} and kind in ('pk', 'rapk')

),

covering as (

    select
        *,
        row_number() over (partition by unit_code, kind order by rank desc) as recency
    from versions
    where {{ period_month() }} between from_month and to_month

)

select
    unit_code,
    '{{ var("period") }}' as period,
    kind,
    version,
    document,
    decided_on,
    from_month,
    previous_version,
    coalesce(rank = 2, false) as is_first_revision
from covering
where recency = 1
