with

versions as (

    select * from {{ ref('stg_admitted_version') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by unit_code, period, form, part
            order by {{ latest_first() }}
        ) as recency
    from versions
    where
        verdict = 'accepted'
        and period = '{{ var("period") }}'

)

select
    unit_code,
    period,
    form,
    part,
    submission_id,
    sheet,
    file_name,
    received_at
from ranked
where recency = 1
