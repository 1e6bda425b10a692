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

-- A whole form is meant; the figures of its first column stand for it.
ranked as (

    select
        *,
        min(rank) over (partition by submission_id, form) as leading_rank
    from present
    where value > 0

),

leading_cells as (

    select
        submission_id,
        form,
        {{ cell_list('cell', 'row_no') }} as cells,
        case
            when count(*) > 6 then min_by(cell, row_no) || ' sampai ' || max_by(cell, row_no)
            else {{ cell_list('cell', 'row_no') }}
        end as cells_in_short
    from ranked
    where rank = leading_rank
    group by submission_id, form

),

compared as (

    select
        present.unit_code,
        present.period,
        present.form,
        present.submission_id,
        present.file_name,
        present.sheet,
        max(present.least_figures) as least_figures,
        count(*) as n_figures,
        count(case when present.value > 0 then 1 end) as n_positive,
        count(before.value) as n_matched,
        count(case when before.value <> present.value then 1 end) as n_changed
    from present
    left join before
        on
            present.unit_code = before.unit_code
            and present.form = before.form
            and present.row_key = before.row_key
            and present.column_name = before.column_name
            and present.n_alike = before.n_alike
    group by
        present.unit_code, present.period, present.form, present.submission_id, present.file_name, present.sheet

),

final as (

    select
        compared.unit_code,
        compared.period,
        compared.form,
        cast(null as integer) as iku_no,
        compared.submission_id,
        compared.file_name,
        compared.sheet,
        leading_cells.cells as cell,
        leading_cells.cells_in_short,
        '' as row_key,
        'semua' as column_name,
        cast(compared.n_figures as integer) as value,
        'bergerak' as expected,
        n_before.before_period,
        {{ month_in_words('n_before.before_period') }} as before_month,
        n_before.before_sheet,
        cast(compared.n_positive as integer) as n_positive,
        compared.n_positive >= compared.least_figures as is_enough,
        cast(
            compared.n_changed
            + (compared.n_figures - compared.n_matched)
            + (n_before.n_figures - compared.n_matched) as integer
        ) as n_moved
    from compared
    inner join n_before
        on
            compared.unit_code = n_before.unit_code
            and compared.form = n_before.form
    left join leading_cells
        on
            compared.submission_id = leading_cells.submission_id
            and compared.form = leading_cells.form

)

select * from final
