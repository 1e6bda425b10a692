{{ config(materialized='view') }}

with

findings as (

    select
        *,
        {{ first_cell('cell') }} as told_cell
    from {{ source('raw', 'findings') }}
    where period = '{{ var("period") }}' and status <> 'resolved'

),

reach as (

    select * from {{ ref('finding_reach') }}
    where step > 0

),

-- A cell that has a finding of its own is no mere consequence: that finding names its cause.
final as (

    select
        reach.finding_id,
        reach.unit_code,
        reach.period,
        case when findings.finding_id is null then 'consequence' else 'causes' end as kind,
        reach.sheet,
        reach.cell,
        findings.finding_id as other_finding_id
    from reach
    left join findings
        on
            reach.unit_code = findings.unit_code
            and reach.form = findings.form
            and reach.cell = findings.told_cell
            and reach.finding_id <> findings.finding_id

)

select
    finding_id,
    unit_code,
    period,
    kind,
    sheet,
    cell,
    other_finding_id
from final
