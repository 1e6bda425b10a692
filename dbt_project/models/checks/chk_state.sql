with

cells as (

    select * from {{ ref('form_cells') }}
    where row_kind = 'data'

),

pairs as (

    select * from {{ in_force(ref('state_pairs'), 'form, given, needed') }}

),

compared as (

    select
        given.unit_code,
        given.period,
        given.form,
        given.iku_no,
        given.submission_id,
        given.file_name,
        given.sheet,
        given.row_no,
        given.row_key,
        given.column_name as given_column,
        given.cell as given_cell,
        given.value as given_value,
        needed.column_name,
        needed.cell,
        needed.value_state = 'blank' as is_blank
    from pairs
    inner join cells as given
        on
            pairs.form = given.form
            and pairs.given = given.column_name
    inner join cells as needed
        on
            given.submission_id = needed.submission_id
            and given.form = needed.form
            and given.row_no = needed.row_no
            and pairs.needed = needed.column_name
    where given.value > 0

),

-- A column left blank in several rows is one omission.
final as (

    select
        unit_code,
        period,
        form,
        case when min(iku_no) = max(iku_no) then min(iku_no) end as iku_no,
        submission_id,
        file_name,
        sheet,
        coalesce(
            {{ cell_list('case when is_blank then cell end', 'row_no') }},
            {{ cell_list('cell', 'row_no') }}
        ) as cell,
        given_column || ' ' || column_name as row_key,
        column_name,
        case when max(case when is_blank then 1 else 0 end) = 1 then 'kosong' else 'terisi' end as value,
        'terisi' as expected,
        coalesce(
            {{ cell_list('case when is_blank then given_cell end', 'row_no') }},
            {{ cell_list('given_cell', 'row_no') }}
        ) as given_cells,
        coalesce(
            {{ cell_list('case when is_blank then ' ~ written('given_value') ~ ' end', 'row_no') }},
            {{ cell_list(written('given_value'), 'row_no') }}
        ) as given,
        sum(case when is_blank then 1 else 0 end) as n_blank
    from compared
    group by unit_code, period, form, submission_id, file_name, sheet, given_column, column_name

)

select * from final
