with

moving_forms as (

    select
        form,
        least_figures
    from {{ in_force(ref('moving_forms'), 'form') }}

),

behaviours as (

    select
        form,
        column_name,
        rank,
        row_pattern
    from {{ in_force(ref('month_behaviour'), 'form, column_name') }}
    where behaviour in ('cumulative', 'month_alone')

),

figures as (

    select
        history.unit_code,
        history.period,
        history.form,
        history.submission_id,
        history.file_name,
        history.sheet,
        history.row_no,
        history.row_key,
        history.column_name,
        history.n_alike,
        history.cell,
        history.value,
        history.month_order,
        behaviours.rank,
        moving_forms.least_figures,
        max(history.month_order) over (partition by history.unit_code, history.form) as present_order
    from {{ ref('figure_history') }} as history
    inner join moving_forms on history.form = moving_forms.form
    inner join behaviours
        on
            history.form = behaviours.form
            and history.column_name = behaviours.column_name
            and lower(history.row_key) like behaviours.row_pattern
    where
        history.role = 'in_force'
        and history.row_kind = 'data'
        and history.value is not null

),

present as (

    select * from figures
    where month_order = present_order

),

before as (

    select * from figures
    where month_order = present_order - 1

),

n_before as (

    select
        unit_code,
        form,
        max(period) as before_period,
        max(sheet) as before_sheet,
        count(*) as n_figures
    from before
    group by unit_code, form

),

leading_columns as (

    select
        submission_id,
        form,
        min(rank) as leading_rank
    from present
    where value > 0
    group by submission_id, form

),

final as (

    select
        present.unit_code,
        present.period,
        present.form,
        cast(null as integer) as iku_no,
        present.submission_id,
        present.file_name,
        present.sheet,
        {{ cell_list(
            'case when present.value > 0 and present.rank = leading_columns.leading_rank then present.cell end',
            'present.row_no'
        ) }} as cell,
        min_by(present.cell, present.row_no * 100 + present.rank) as first_cell,
        max_by(present.cell, present.row_no * 100 + present.rank) as last_cell,
        '' as row_key,
        'semua' as column_name,
        cast(count(*) as integer) as value,
        'bergerak' as expected,
        n_before.before_period,
        {{ month_in_words('n_before.before_period') }} as before_month,
        n_before.before_sheet,
        cast(count(case when present.value > 0 then 1 end) as integer) as n_positive,
        count(case when present.value > 0 then 1 end) >= max(present.least_figures) as is_enough,
        cast(
            count(case when before.value is null or before.value <> present.value then 1 end)
            + n_before.n_figures
            - count(before.value) as integer
        ) as n_moved
    from present
    inner join n_before
        on
            present.unit_code = n_before.unit_code
            and present.form = n_before.form
    left join leading_columns
        on
            present.submission_id = leading_columns.submission_id
            and present.form = leading_columns.form
    left join before
        on
            present.unit_code = before.unit_code
            and present.form = before.form
            and present.row_key = before.row_key
            and present.column_name = before.column_name
            and present.n_alike = before.n_alike
    group by
        present.unit_code, present.period, present.form, present.submission_id, present.file_name, present.sheet,
        n_before.before_period, n_before.before_sheet, n_before.n_figures

)

select * from final
