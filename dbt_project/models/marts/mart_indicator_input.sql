with

inputs as (

    select * from {{ ref('int_indicator_input') }}

)

select
    unit_code,
    period,
    iku_no,
    indicator_id,
    part,
    role,
    cast(value as double) as value,
    form,
    file_name,
    sheet,
    cell,
    column_name,
    row_key,
    submission_id,
    cell_state,
    row_label
from inputs
