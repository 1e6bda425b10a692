with

versions as (

    select * from {{ source('raw', 'form_versions') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by unit_code, period, form
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
    submission_id,
    sheet,
    file_name,
    received_at
from ranked
where recency = 1
