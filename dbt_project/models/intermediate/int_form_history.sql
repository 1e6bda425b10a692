with

versions as (

    select * from {{ source('raw', 'form_versions') }}
    where
        verdict = 'accepted'
        and period >= '{{ period_year() }}-01'
        and period <= '{{ var("period") }}'

),

ranked as (

    select
        *,
        row_number() over (partition by unit_code, period, form order by {{ latest_first() }}) as recency
    from versions

),

in_force as (

    select
        *,
        row_number() over (partition by unit_code, form order by period) as month_order
    from ranked
    where recency = 1

),

present as (

    select * from in_force
    where period = '{{ var("period") }}' and month_order > 1

),

-- What an earlier month said when the version of the period came.
known_then as (

    select
        versions.*,
        row_number() over (
            partition by versions.unit_code, versions.period, versions.form order by {{ latest_first('versions.') }}
        ) as recency
    from versions
    inner join present
        on
            versions.unit_code = present.unit_code
            and versions.form = present.form
    where
        versions.period < present.period
        and versions.received_at <= present.received_at

),

final as (

    select
        in_force.unit_code,
        in_force.period,
        in_force.form,
        'in_force' as role,
        in_force.submission_id,
        in_force.sheet,
        in_force.file_name,
        in_force.received_at,
        cast(in_force.month_order as integer) as month_order
    from in_force
    inner join present
        on
            in_force.unit_code = present.unit_code
            and in_force.form = present.form
    union all
    select
        known_then.unit_code,
        known_then.period,
        known_then.form,
        'replaced' as role,
        known_then.submission_id,
        known_then.sheet,
        known_then.file_name,
        known_then.received_at,
        cast(in_force.month_order as integer) as month_order
    from known_then
    inner join in_force
        on
            known_then.unit_code = in_force.unit_code
            and known_then.form = in_force.form
            and known_then.period = in_force.period
    where
        known_then.recency = 1
        and known_then.submission_id <> in_force.submission_id

)

select * from final
