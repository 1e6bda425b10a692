{{ config(materialized='view') }}

with

findings as (

    select * from {{ source('raw', 'findings') }}
    where period = '{{ var("period") }}' and status <> 'resolved' and fault_cells <> ''

),

since as (

    select * from {{ ref('int_figure_since') }}

)

select
    findings.finding_id,
    findings.unit_code,
    findings.period,
    min(since.since_period) as since_period,
    min(since.since_sheet) as since_sheet,
    min(since.since_cell) as since_cell
from findings
inner join since
    on
        findings.unit_code = since.unit_code
        and findings.period = since.period
        and findings.form = since.form
        and {{ first_cell('findings.fault_cells') }} = since.cell
group by findings.finding_id, findings.unit_code, findings.period
