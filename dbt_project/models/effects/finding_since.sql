{{ config(materialized='view') }}

-- A view, because findings come after the build; only the figures that they tell of are followed back.
with

findings as (

    select
        finding_id,
        unit_code,
        form,
        {{ first_cell('fault_cells') }} as cell
    from {{ source('raw', 'findings') }}
    where period = '{{ var("period") }}' and status <> 'resolved' and fault_cells <> ''

),

history as (

    select * from {{ ref('figure_history') }}
    where role = 'in_force'

),

told as (

    select
        findings.finding_id,
        history.unit_code,
        history.form,
        history.row_key,
        history.column_name,
        history.n_alike
    from findings
    inner join history
        on
            findings.unit_code = history.unit_code
            and findings.form = history.form
            and findings.cell = history.cell
    where history.period = '{{ var("period") }}' and history.value is not null

),

compared as (

    select
        told.finding_id,
        history.unit_code,
        history.period,
        history.month_order,
        history.sheet,
        history.cell,
        history.value,
        lag(history.value) over (partition by told.finding_id order by history.month_order) as value_before,
        lag(history.month_order) over (partition by told.finding_id order by history.month_order) as order_before
    from told
    inner join history
        on
            told.unit_code = history.unit_code
            and told.form = history.form
            and told.row_key = history.row_key
            and told.column_name = history.column_name
            and told.n_alike = history.n_alike

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
            partition by finding_id
            order by month_order
            rows between unbounded preceding and current row
        ) as run_no
    from compared

),

begun as (

    select
        finding_id,
        unit_code,
        period,
        first_value(period) over (partition by finding_id, run_no order by month_order) as since_period,
        first_value(sheet) over (partition by finding_id, run_no order by month_order) as since_sheet,
        first_value(cell) over (partition by finding_id, run_no order by month_order) as since_cell
    from runs

)

select
    finding_id,
    unit_code,
    period,
    since_period,
    since_sheet,
    since_cell
from begun
where period = '{{ var("period") }}' and since_period < period
