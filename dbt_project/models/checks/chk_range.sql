with

cells as (

    select * from {{ ref('form_cells') }}

),

ranges as (

    select
        form,
        column_name,
        indicator_id,
        row_label,
        minimum,
        maximum
    from {{ in_force(ref('value_ranges'), 'form, column_name, indicator_id, row_label') }}

),

-- No figure that an indicator is made of can lie below zero, whether or not its range is known.
final as (

    select
        cells.unit_code,
        cells.period,
        cells.form,
        cells.iku_no,
        cells.submission_id,
        cells.file_name,
        cells.sheet,
        cells.cell,
        cells.row_key,
        cells.column_name,
        cells.value,
        case
            when cells.value < coalesce(ranges.minimum, 0) then coalesce(ranges.minimum, 0)
            else ranges.maximum
        end as expected,
        cast(coalesce(ranges.minimum, 0) as double) as minimum,
        cast(ranges.maximum as double) as maximum,
        cells.is_input as feeds_indicator
    from cells
    left join ranges
        on
            cells.form = ranges.form
            and cells.column_name = ranges.column_name
            and (ranges.indicator_id is null or split_part(cells.row_key, ' / ', 1) = ranges.indicator_id)
            and (ranges.row_label is null or lower(cells.row_key) like '%' || ranges.row_label || '%')
    where
        cells.value is not null
        and cells.row_kind in ('data', 'result')
        and (cells.is_input or ranges.form is not null)

)

select * from final
