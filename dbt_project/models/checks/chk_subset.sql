with

cells as (

    select * from {{ ref('form_cells') }}

),

pairs as (

    select
        form,
        rank,
        relation,
        lesser,
        greater,
        scale,
        blank_greater,
        filled_by
    from {{ in_force(ref('subset_pairs'), 'form, relation, lesser, greater') }}

),

-- `sum` relations have several lesser columns, `at_most` relations one. Totals repeat the faults of their rows.
compared as (

    select
        greater_cells.unit_code,
        greater_cells.period,
        greater_cells.form,
        greater_cells.submission_id,
        greater_cells.file_name,
        greater_cells.sheet,
        greater_cells.row_no,
        greater_cells.row_key,
        greater_cells.group_key,
        pairs.rank,
        pairs.relation,
        pairs.greater as greater_column,
        greater_cells.cell as greater_cell,
        pairs.lesser as lesser_column,
        lesser_cells.cell as lesser_cell,
        coalesce(lesser_cells.iku_no, greater_cells.iku_no) as iku_no,
        lesser_cells.is_input or greater_cells.is_input as is_input,
        lesser_cells.value as lesser_value,
        lesser_cells.value_state as lesser_state,
        case
            when greater_cells.value is not null then {{ settled('greater_cells.value * pairs.scale') }}
            when
                pairs.relation = 'at_most'
                and pairs.blank_greater = 'zero'
                and greater_cells.value_state in ('blank', 'dash', 'nihil')
                then 0
        end as greater_value,
        -- a whole that copies a blank column was never filled, whatever zero stands in it
        case when coalesce(greater_cells.value, 0) = 0 and origin_cells.value_state = 'blank' then origin_cells.cell end
            as unfilled_cell
    from pairs
    inner join cells as greater_cells
        on
            pairs.form = greater_cells.form
            and pairs.greater = greater_cells.column_name
    inner join cells as lesser_cells
        on
            greater_cells.submission_id = lesser_cells.submission_id
            and greater_cells.form = lesser_cells.form
            and greater_cells.row_no = lesser_cells.row_no
            and pairs.lesser = lesser_cells.column_name
    left join cells as origin_cells
        on
            greater_cells.submission_id = origin_cells.submission_id
            and greater_cells.form = origin_cells.form
            and greater_cells.row_no = origin_cells.row_no
            and pairs.filled_by = origin_cells.column_name
    where greater_cells.row_kind = 'data'

),

related as (

    select
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_key,
        group_key,
        rank,
        relation,
        greater_column,
        greater_cell,
        greater_value,
        min(unfilled_cell) as unfilled_cell,
        min(lesser_column) as lesser_column,
        {{ cell_list('lesser_cell', 'lesser_cell') }} as lesser_cells,
        {{ settled('sum(coalesce(lesser_value, 0))') }} as lesser_value,
        count(lesser_value) as n_values,
        min(iku_no) as iku_no,
        max(case when is_input then 1 else 0 end) = 1 as feeds_indicator
    from compared
    where greater_value is not null
    group by
        unit_code, period, form, submission_id, file_name, sheet, row_no, row_key, group_key, rank, relation,
        greater_column, greater_cell, greater_value
    having
        sum(case when lesser_state in ('error', 'text') then 1 else 0 end) = 0
        and (relation = 'sum' or count(lesser_value) = 1)

),

judged as (

    select
        *,
        case
            when relation = 'sum' then {{ distance('lesser_value', 'greater_value') }} > 0
            else lesser_value > greater_value and {{ distance('lesser_value', 'greater_value') }} > 0
        end as is_broken,
        row_number() over (
            partition by submission_id, form, row_no
            order by
                case when feeds_indicator then 0 else 1 end,
                case when relation = 'at_most' then 0 else 1 end,
                rank
        ) as precedence
    from related

),

-- A wrong figure breaks every relation it stands in: the gravest is told, those that share a cell with it are not.
broken_columns as (

    select
        judged.submission_id,
        judged.form,
        judged.row_no,
        judged.precedence,
        compared.lesser_column as column_name
    from judged
    inner join compared
        on
            judged.submission_id = compared.submission_id
            and judged.form = compared.form
            and judged.row_no = compared.row_no
            and judged.rank = compared.rank
    where judged.is_broken
    union all
    select
        submission_id,
        form,
        row_no,
        precedence,
        greater_column as column_name
    from judged
    where is_broken

),

echoes as (

    select distinct
        later.submission_id,
        later.form,
        later.row_no,
        later.precedence
    from broken_columns as later
    inner join broken_columns as earlier
        on
            later.submission_id = earlier.submission_id
            and later.form = earlier.form
            and later.row_no = earlier.row_no
            and later.column_name = earlier.column_name
            and later.precedence > earlier.precedence

),

-- One omission in many rows is one fault: broken rows that only the office tells apart are told together.
told as (

    select
        judged.*,
        judged.unfilled_cell is not null and judged.is_broken as is_unfilled,
        case
            when judged.is_broken and judged.group_key is not null then judged.group_key else judged.row_key
        end as told_key,
        case when judged.is_broken and judged.group_key is not null then 0 else judged.row_no end as told_row,
        case
            when judged.relation = 'sum' then judged.greater_cell || ', ' || judged.lesser_cells
            when judged.unfilled_cell is not null and judged.is_broken
                then judged.greater_cell || ', ' || judged.lesser_cells
            else judged.lesser_cells || ', ' || judged.greater_cell
        end as cells
    from judged
    left join echoes
        on
            judged.submission_id = echoes.submission_id
            and judged.form = echoes.form
            and judged.row_no = echoes.row_no
            and judged.precedence = echoes.precedence
    where echoes.precedence is null

),

grouped as (

    select
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet,
        told_key,
        told_row,
        rank,
        relation,
        greater_column,
        lesser_column,
        feeds_indicator,
        is_broken,
        min(iku_no) as iku_no,
        {{ cell_list('cells', 'row_no') }} as cell,
        {{ cell_list('greater_cell', 'row_no') }} as greater_cell,
        {{ cell_list('lesser_cells', 'row_no') }} as lesser_cells,
        {{ cell_list(written('greater_value'), 'row_no') }} as greater_values,
        {{ cell_list(written('lesser_value'), 'row_no') }} as lesser_values,
        {{ cell_list('case when is_unfilled then greater_cell end', 'row_no') }} as unfilled_cells,
        {{ cell_list('case when is_unfilled then unfilled_cell end', 'row_no') }} as blank_cells,
        {{ cell_list('case when is_unfilled then ' ~ written('lesser_value') ~ ' end', 'row_no') }} as unfilled_least,
        min(case when is_unfilled then 1 else 0 end) = 1 and not feeds_indicator as never_filled,
        {{ first_of('greater_value', 'row_no') }} as greater_value,
        {{ first_of('lesser_value', 'row_no') }} as lesser_value
    from told
    group by
        unit_code, period, form, submission_id, file_name, sheet, told_key, told_row, rank, relation, greater_column,
        lesser_column, feeds_indicator, is_broken

),

final as (

    select
        unit_code,
        period,
        form,
        iku_no,
        submission_id,
        file_name,
        sheet,
        cell,
        told_key as row_key,
        case when relation = 'sum' or never_filled then greater_column else lesser_column end as column_name,
        case when relation = 'sum' or never_filled then greater_values else lesser_values end as value,
        case when relation = 'sum' or never_filled then lesser_values else greater_values end as expected,
        relation,
        greater_column,
        greater_cell,
        greater_value,
        lesser_column,
        lesser_cells,
        lesser_value,
        0.0 as tolerance,
        {{ distance('lesser_value', 'greater_value') }} as difference,
        case when {{ distance('lesser_value', 'greater_value') }} = 0 then lesser_value else greater_value end
            as limit_value,
        feeds_indicator,
        never_filled,
        unfilled_cells is not null as is_part_unfilled,
        unfilled_cells,
        blank_cells,
        unfilled_least
    from grouped

)

select * from final
