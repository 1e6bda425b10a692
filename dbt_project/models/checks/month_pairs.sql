-- Each figure that is counted from month to month beside what the latest earlier month that told it said of it.
with

behaviours as (

    select
        form,
        column_name,
        rank,
        behaviour,
        row_pattern,
        least_before,
        pace_factor,
        step_factor,
        least_doubled
    from {{ in_force(ref('month_behaviour'), 'form, column_name') }}

),

inputs as (

    select
        submission_id,
        form,
        cell,
        min(iku_no) as first_iku_no,
        max(iku_no) as last_iku_no
    from {{ ref('int_indicator_input') }}
    group by submission_id, form, cell

),

figures as (

    select
        history.*,
        cast(substring(history.period, 6, 2) as integer) as month_no,
        behaviours.rank,
        behaviours.behaviour,
        behaviours.least_before,
        behaviours.pace_factor,
        behaviours.step_factor,
        behaviours.least_doubled
    from {{ ref('figure_history') }} as history
    inner join behaviours
        on
            history.form = behaviours.form
            and history.column_name = behaviours.column_name
            and lower(history.row_key) like behaviours.row_pattern

),

-- A dash says that there was nothing; a blank says nothing.
present as (

    select
        *,
        case when value is not null then value when value_state in ('dash', 'nihil') then 0 end as figure
    from figures
    where
        role = 'in_force'
        and period = '{{ var("period") }}'
        and behaviour = 'cumulative'

),

told_before as (

    select
        *,
        row_number() over (
            partition by unit_code, form, row_key, column_name, n_alike order by period desc
        ) as recency
    from figures
    where
        role = 'in_force'
        and period < '{{ var("period") }}'
        and value is not null
        and behaviour = 'cumulative'

),

steps as (

    select
        unit_code,
        form,
        row_key,
        column_name,
        n_alike,
        (value - lag(value) over (
            partition by unit_code, form, row_key, column_name, n_alike order by period
        ))
        / (month_no - lag(month_no) over (
            partition by unit_code, form, row_key, column_name, n_alike order by period
        )) as step
    from told_before

),

largest_steps as (

    select
        unit_code,
        form,
        row_key,
        column_name,
        n_alike,
        max(step) as largest_step
    from steps
    group by unit_code, form, row_key, column_name, n_alike

),

-- Below what its row counted already, or below the year's target, a figure only catches up.
reached as (

    select
        unit_code,
        form,
        row_key,
        max(value) as reached
    from told_before
    where recency = 1 and least_before is not null
    group by unit_code, form, row_key

),

targets as (

    select
        submission_id,
        form,
        row_key,
        max(value) as target
    from figures
    where
        role = 'in_force'
        and period = '{{ var("period") }}'
        and behaviour = 'target'
    group by submission_id, form, row_key

),

-- What the earlier month said before it was corrected, when the correction came after the version of the period.
replaced as (

    select * from figures
    where role = 'replaced'

),

final as (

    select
        present.unit_code,
        present.period,
        present.form,
        present.submission_id,
        present.file_name,
        present.sheet,
        present.row_no,
        present.row_kind,
        present.row_key,
        coalesce(
            present.iku_no,
            case when inputs.first_iku_no = inputs.last_iku_no then inputs.first_iku_no end
        ) as iku_no,
        inputs.cell is not null as is_input,
        present.column_name,
        present.rank,
        present.cell,
        present.figure as value,
        present.month_no,
        told_before.period as before_period,
        told_before.month_no as before_month_no,
        {{ month_in_words('told_before.period') }} as before_month,
        told_before.sheet as before_sheet,
        told_before.cell as before_cell,
        told_before.value as before_value,
        replaced.value as replaced_value,
        present.least_before,
        present.pace_factor,
        present.step_factor,
        present.least_doubled,
        largest_steps.largest_step,
        greatest(coalesce(reached.reached, 0), coalesce(targets.target, 0)) as row_limit
    from present
    inner join told_before
        on
            present.unit_code = told_before.unit_code
            and present.form = told_before.form
            and present.row_key = told_before.row_key
            and present.column_name = told_before.column_name
            and present.n_alike = told_before.n_alike
    left join reached
        on
            present.unit_code = reached.unit_code
            and present.form = reached.form
            and present.row_key = reached.row_key
    left join targets
        on
            present.submission_id = targets.submission_id
            and present.form = targets.form
            and present.row_key = targets.row_key
    left join largest_steps
        on
            present.unit_code = largest_steps.unit_code
            and present.form = largest_steps.form
            and present.row_key = largest_steps.row_key
            and present.column_name = largest_steps.column_name
            and present.n_alike = largest_steps.n_alike
    left join replaced
        on
            told_before.unit_code = replaced.unit_code
            and told_before.form = replaced.form
            and told_before.period = replaced.period
            and told_before.row_key = replaced.row_key
            and told_before.column_name = replaced.column_name
            and told_before.n_alike = replaced.n_alike
    left join inputs
        on
            present.submission_id = inputs.submission_id
            and present.form = inputs.form
            and present.cell = inputs.cell
    where
        told_before.recency = 1
        and present.figure is not null

)

select * from final
