with

due_days as (

    select * from {{ source('raw', 'due_days') }}
    where period = '{{ var("period") }}'

),

versions as (

    select * from {{ ref('stg_admitted_version') }}
    where period = '{{ var("period") }}'

),

forms as (

    select
        form,
        title,
        owner_group
    from {{ in_force(ref('forms'), 'form') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by unit_code, form, verdict
            order by received_at, modified_at nulls last, file_name
        ) as arrival
    from versions

),

first_came as (

    select
        unit_code,
        form,
        min(case when verdict = 'accepted' then received_at end) as accepted_at,
        min(case when verdict <> 'accepted' then received_at end) as refused_at
    from ranked
    where arrival = 1
    group by unit_code, form

),

final as (

    select
        due_days.unit_code,
        due_days.period,
        due_days.form,
        forms.title,
        forms.owner_group,
        due_days.due_on,
        coalesce(first_came.accepted_at, first_came.refused_at) as received_at,
        case
            when first_came.accepted_at is not null
                then case
                    when {{ in_time('first_came.accepted_at', 'due_days.due_on', 'due_days.ends_at') }} then 'on_time'
                    else 'late'
                end
            when first_came.refused_at is not null then 'refused'
            else 'missing'
        end as status
    from due_days
    inner join forms on due_days.form = forms.form
    left join first_came
        on
            due_days.unit_code = first_came.unit_code
            and due_days.form = first_came.form

)

select * from final
