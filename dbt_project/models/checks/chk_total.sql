{% set kinds_of_decision = 4 %}
with

cells as (

    select * from {{ ref('form_cells') }}

),

total_parts as (

    select * from {{ ref('stg_total_part') }}

),

tl_inspeksi as (

    select * from {{ ref('stg_tl_inspeksi') }}

),

pairs as (

    select
        totals.unit_code,
        totals.period,
        totals.form,
        totals.submission_id,
        totals.file_name,
        totals.sheet,
        totals.row_no,
        totals.row_key,
        totals.column_name,
        totals.cell as total_cell,
        totals.value,
        totals.is_feeding_column,
        parts.row_no as part_row_no,
        parts.cell as part_cell,
        parts.value as part_value,
        parts.value_state as part_state,
        parts.iku_no as part_iku_no,
        case when parts.value <> round(parts.value) then 1 else 0 end as is_decimal
    from cells as totals
    inner join total_parts
        on
            totals.submission_id = total_parts.submission_id
            and totals.form = total_parts.form
            and totals.row_no = total_parts.total_row_no
    inner join cells as parts
        on
            total_parts.submission_id = parts.submission_id
            and total_parts.form = parts.form
            and total_parts.part_row_no = parts.row_no
            and totals.column_name = parts.column_name
    where totals.is_additive and totals.value is not null

),

-- A part that cannot be read leaves the sum unknown: such a total is not judged, its bad cell is told elsewhere.
sums as (

    select
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_key,
        column_name,
        total_cell,
        value,
        is_feeding_column,
        {{ settled('sum(coalesce(part_value, 0))') }} as expected,
        count(*) as n_parts,
        sum(is_decimal) as n_decimals,
        {{ cell_list('part_cell', 'part_row_no') }} as part_cells,
        case when min(part_iku_no) = max(part_iku_no) then min(part_iku_no) end as iku_no
    from pairs
    group by
        unit_code, period, form, submission_id, file_name, sheet, row_no, row_key, column_name, total_cell, value,
        is_feeding_column
    having sum(case when part_state in ('error', 'text') then 1 else 0 end) = 0

),

-- Whole numbers add up exactly; with decimals each part and the total itself may be rounded by half a hundredth.
measured as (

    select
        *,
        {{ distance('value', 'expected') }} as difference,
        case
            when n_decimals = 0 and value = round(value) then 0.0
            else 0.005 * (1 + n_decimals)
        end as tolerance
    from sums

),

-- The grand totals of TL INSPEKSI stand for four kinds of decision, whichever kinds the sheet holds.
kinds as (

    select
        submission_id,
        count(distinct case when row_kind = 'data' then jenis end) as n_kinds
    from tl_inspeksi
    group by submission_id

),

grand_totals as (

    select distinct
        submission_id,
        'tl_inspeksi' as form,
        row_no
    from tl_inspeksi
    where row_kind = 'total' and jenis is null

),

judged as (

    select
        measured.*,
        measured.difference > measured.tolerance as is_broken,
        kinds.n_kinds,
        grand_totals.row_no is null or kinds.n_kinds >= {{ kinds_of_decision }} as is_complete
    from measured
    left join grand_totals
        on
            measured.submission_id = grand_totals.submission_id
            and measured.form = grand_totals.form
            and measured.row_no = grand_totals.row_no
    left join kinds on grand_totals.submission_id = kinds.submission_id

),

-- One wrong cell breaks every total above it by the same amount: the narrowest total is told, the wider ones are
-- its echo.
shared as (

    select
        narrow.submission_id,
        narrow.form,
        narrow.column_name,
        narrow.row_no,
        wide.row_no as wide_row_no,
        wide.total_cell as wide_cell
    from judged as narrow
    inner join judged as wide
        on
            narrow.submission_id = wide.submission_id
            and narrow.form = wide.form
            and narrow.column_name = wide.column_name
            and {{ distance('narrow.value - narrow.expected', 'wide.value - wide.expected') }} = 0
            and (
                narrow.n_parts < wide.n_parts
                or (narrow.n_parts = wide.n_parts and narrow.row_no < wide.row_no)
            )
    inner join pairs as narrow_parts
        on
            narrow.submission_id = narrow_parts.submission_id
            and narrow.form = narrow_parts.form
            and narrow.column_name = narrow_parts.column_name
            and narrow.row_no = narrow_parts.row_no
    inner join pairs as wide_parts
        on
            wide.submission_id = wide_parts.submission_id
            and wide.form = wide_parts.form
            and wide.column_name = wide_parts.column_name
            and wide.row_no = wide_parts.row_no
            and narrow_parts.part_row_no = wide_parts.part_row_no
    where narrow.is_broken and wide.is_broken and narrow.is_complete and wide.is_complete
    group by
        narrow.submission_id, narrow.form, narrow.column_name, narrow.row_no, narrow.n_parts, wide.row_no,
        wide.total_cell
    having count(*) = narrow.n_parts

),

echoes as (

    select distinct
        submission_id,
        form,
        column_name,
        wide_row_no as row_no
    from shared

),

echoed as (

    select
        submission_id,
        form,
        column_name,
        row_no,
        {{ cell_list('wide_cell', 'wide_row_no') }} as echo_cells
    from shared
    group by submission_id, form, column_name, row_no

),

sums_found as (

    select
        judged.unit_code,
        judged.period,
        judged.form,
        judged.iku_no,
        judged.submission_id,
        judged.file_name,
        judged.sheet,
        judged.total_cell || ', ' || judged.part_cells as cell,
        judged.row_key,
        judged.column_name,
        judged.value,
        judged.expected,
        judged.difference,
        judged.tolerance,
        'sum' as subject,
        judged.is_feeding_column as feeds_indicator,
        judged.total_cell,
        judged.part_cells,
        echoed.echo_cells,
        echoed.echo_cells is not null as has_echo
    from judged
    left join echoes
        on
            judged.submission_id = echoes.submission_id
            and judged.form = echoes.form
            and judged.column_name = echoes.column_name
            and judged.row_no = echoes.row_no
    left join echoed
        on
            judged.submission_id = echoed.submission_id
            and judged.form = echoed.form
            and judged.column_name = echoed.column_name
            and judged.row_no = echoed.row_no
    where judged.is_complete and echoes.row_no is null

),

kinds_found as (

    select
        unit_code,
        period,
        form,
        max(iku_no) as iku_no,
        submission_id,
        file_name,
        sheet,
        {{ cell_list('total_cell', 'row_no, total_cell') }} as cell,
        'total' as row_key,
        'jenis' as column_name,
        cast(max(n_kinds) as double) as value,
        cast({{ kinds_of_decision }} as double) as expected,
        cast({{ kinds_of_decision }} - max(n_kinds) as double) as difference,
        0.0 as tolerance,
        'kinds' as subject,
        false as feeds_indicator,
        {{ cell_list('total_cell', 'row_no, total_cell') }} as total_cell,
        cast(null as string) as part_cells,
        cast(null as string) as echo_cells,
        false as has_echo
    from judged
    where not is_complete and is_broken
    group by unit_code, period, form, submission_id, file_name, sheet

),

final as (

    select * from sums_found
    union all
    select * from kinds_found

)

select * from final
