-- What would stand in a cell if the other side of a contradiction were right. Only where both sides are one figure of
-- one cell: of a sum nobody knows which part is wrong.
{% set key = ['unit_code', 'period', 'frame', 'form', 'row_key', 'column_name'] %}
with

pairs as (

    select * from {{ ref('same_fact_pairs') }}
    where difference > 0

),

totals as (

    select * from {{ ref('chk_total') }}
    where subject = 'sum' and difference > tolerance

),

subsets as (

    select * from {{ ref('chk_subset') }}
    where difference > tolerance and (relation = 'sum' or lesser_value > greater_value)

),

facts_told as (

    select
        unit_code,
        period,
        'chk_same_fact' as frame,
        form,
        row_key,
        subject as column_name,
        'told' as side,
        submission_id,
        form as input_form,
        cells as cell,
        other_figure as new_value
    from pairs
    where n_figures = 1 and not is_at_least

),

facts_of_others as (

    select
        unit_code,
        period,
        'chk_same_fact' as frame,
        form,
        row_key,
        subject as column_name,
        'other' as side,
        other_submission_id as submission_id,
        other_form as input_form,
        every_other_cell as cell,
        figure as new_value
    from pairs
    where n_other_figures = 1 and has_number and not is_at_least

),

totals_told as (

    select
        unit_code,
        period,
        'chk_total' as frame,
        form,
        row_key,
        column_name,
        'told' as side,
        submission_id,
        form as input_form,
        total_cell as cell,
        expected as new_value
    from totals

),

-- The whole takes the sum of its parts; a part at most the whole.
subsets_told as (

    select
        unit_code,
        period,
        'chk_subset' as frame,
        form,
        row_key,
        column_name,
        'told' as side,
        submission_id,
        form as input_form,
        case when relation = 'sum' then greater_cell else lesser_cells end as cell,
        case when relation = 'sum' then lesser_value else greater_value end as new_value
    from subsets

),

final as (

    select * from facts_told
    union all
    select * from facts_of_others
    union all
    select * from totals_told
    union all
    select * from subsets_told

)

select
    *,
    {{ (key + ['side']) | join(" || '|' || ") }} as scenario
from final
where cell not like '%,%' and new_value is not null
