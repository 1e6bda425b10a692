{{ config(materialized='view') }}

with

findings as (

    select * from {{ source('raw', 'findings') }}

)

select
    finding_id,
    unit_code,
    period,
    rule_id,
    severity,
    iku_no,
    file_name,
    sheet,
    cell,
    value,
    expected,
    message,
    status,
    owner_group,
    form,
    row_key,
    column_name
from findings
where period = '{{ var("period") }}'
