with

follow_ups as (

    select * from {{ ref('int_follow_up') }}

),

indicators as (

    select * from {{ ref('int_unit_indicator') }}

)

select
    follow_ups.unit_code,
    follow_ups.period,
    follow_ups.follow_up_key,
    follow_ups.indicator_id,
    indicators.iku_no,
    follow_ups.recommendation,
    case when follow_ups.is_done then 'done' else 'open' end as status,
    follow_ups.action_done,
    follow_ups.plan,
    follow_ups.due_on,
    case when follow_ups.due_on is null then follow_ups.due_written end as due_unread,
    follow_ups.responsible,
    follow_ups.since_period,
    follow_ups.said_in,
    follow_ups.said_in < follow_ups.period as is_carried_over,
    -- the day has passed when the month ends
    not follow_ups.is_done and coalesce(substr(follow_ups.due_on, 1, 7) <= follow_ups.period, false) as is_overdue,
    follow_ups.owner_group,
    follow_ups.submission_id,
    follow_ups.file_name,
    follow_ups.sheet,
    follow_ups.cell,
    follow_ups.row_no
from follow_ups
inner join indicators
    on
        follow_ups.unit_code = indicators.unit_code
        and follow_ups.indicator_id = indicators.indicator_id
