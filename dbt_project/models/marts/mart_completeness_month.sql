with

forms as (

    select * from {{ ref('mart_completeness') }}

),

final as (

    select
        unit_code,
        period,
        cast(count(*) as integer) as forms_owed,
        cast(count(case when status = 'on_time' then 1 end) as integer) as on_time,
        cast(count(case when status = 'late' then 1 end) as integer) as late,
        cast(count(case when status = 'missing' then 1 end) as integer) as missing,
        cast(count(case when status = 'refused' then 1 end) as integer) as refused,
        cast(100.0 * count(case when status = 'on_time' then 1 end) / count(*) as double) as in_time_pct
    from forms
    group by unit_code, period

)

select * from final
