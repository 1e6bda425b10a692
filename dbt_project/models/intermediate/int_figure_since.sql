with

figures as (

    select * from {{ ref('figure_history') }}
    where role = 'in_force'

),

compared as (

    select
        *,
        lag(value) over (
            partition by unit_code, form, row_key, column_name, n_alike order by month_order
        ) as value_before,
        lag(month_order) over (
            partition by unit_code, form, row_key, column_name, n_alike order by month_order
        ) as order_before
    from figures

),

-- A figure stands on as long as each month that came holds it again; one month without it begins anew.
runs as (

    select
        *,
        sum(
            case
                when value = value_before and month_order = order_before + 1 then 0
                else 1
            end
        ) over (
            partition by unit_code, form, row_key, column_name, n_alike
            order by month_order
            rows between unbounded preceding and current row
        ) as run_no
    from compared

),

begun as (

    select
        *,
        first_value(period) over (
            partition by unit_code, form, row_key, column_name, n_alike, run_no order by month_order
        ) as since_period,
        first_value(sheet) over (
            partition by unit_code, form, row_key, column_name, n_alike, run_no order by month_order
        ) as since_sheet,
        first_value(cell) over (
            partition by unit_code, form, row_key, column_name, n_alike, run_no order by month_order
        ) as since_cell
    from runs

),

final as (

    select
        unit_code,
        period,
        form,
        submission_id,
        row_no,
        row_key,
        column_name,
        cell,
        value,
        since_period,
        {{ month_in_words('since_period') }} as since_month,
        since_sheet,
        since_cell
    from begun
    where
        period = '{{ var("period") }}'
        and since_period < period
        and value is not null

)

select * from final
