{{ config(materialized='view') }}

-- Whatever is worked out from the cells of a finding that may be wrong, near or far; the cells themselves are step
-- 0. A view, because findings come after the build.
with recursive

findings as (

    select
        finding_id,
        unit_code,
        period,
        form,
        sheet,
        fault_cells
    from {{ source('raw', 'findings') }}
    where period = '{{ var("period") }}' and status <> 'resolved' and form <> '' and fault_cells <> ''

),

derived_cells as (

    select * from {{ ref('derived_cells') }}

),

starts as (

    select
        finding_id,
        unit_code,
        period,
        form,
        sheet,
        {{ exploded('fault_cells') }} as cell
    from findings

),

reach as (

    select
        finding_id,
        unit_code,
        period,
        form,
        sheet,
        cell,
        0 as step
    from starts
    {{ union_of_steps() }}
    select
        reach.finding_id,
        reach.unit_code,
        reach.period,
        derived_cells.to_form as form,
        derived_cells.to_sheet as sheet,
        derived_cells.to_cell as cell,
        1 as step
    from reach
    inner join derived_cells
        on
            reach.unit_code = derived_cells.unit_code
            and reach.period = derived_cells.period
            and reach.form = derived_cells.from_form
            and reach.cell = derived_cells.from_cell

)

select
    finding_id,
    unit_code,
    period,
    form,
    max(sheet) as sheet,
    cell,
    min(step) as step
from reach
group by finding_id, unit_code, period, form, cell
