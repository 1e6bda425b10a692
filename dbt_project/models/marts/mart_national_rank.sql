with

standing as (

    select * from {{ ref('int_standing_result') }}
    where capaian_month is not null

),

-- what a binary fraction adds parts no two equals
compared as (

    select
        *,
        {{ without_noise('capaian_month') }} as compared_capaian
    from standing

)

select
    unit_code,
    period,
    indicator_id,
    cast(iku_no as integer) as iku_no,
    cast(capaian_month as double) as capaian_month,
    cast(rank() over (partition by period, indicator_id order by compared_capaian desc) as integer) as rank_no,
    cast(rank() over (partition by period, indicator_id order by compared_capaian) as integer) as rank_from_last,
    cast(count(*) over (partition by period, indicator_id) as integer) as units_ranked
from compared
