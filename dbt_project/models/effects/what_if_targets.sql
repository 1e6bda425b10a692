with

decisions as (

    select * from {{ ref('chk_decision') }}
    where n_different > 0 and expected_this_month is not null

)

select
    unit_code,
    period,
    'chk_decision' as frame,
    form,
    row_key,
    column_name,
    'told' as side,
    indicator_id,
    expected_this_month as new_target,
    unit_code || '|' || period || '|chk_decision|' || row_key || '|' || column_name as scenario
from decisions
