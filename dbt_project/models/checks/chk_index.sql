{% set points_a_step = 25 %}
with

survei_kie as (

    select * from {{ ref('stg_survei_kie') }}

),

survei_usaha as (

    select * from {{ ref('stg_survei_usaha') }}

),

own_results as (

    select * from {{ ref('chk_own_result') }}

),

-- An index and its parts: no mean, however weighted, lies outside them.
indices as (

    {% for scale in ['skala_100', 'skala_4'] %}
    select
        unit_code,
        period,
        'survei_kie' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_key,
        '{{ scale }}' as column_name,
        row_kind = 'result' as is_index,
        {{ scale }} as figure,
        {{ scale }}_state as figure_state,
        {{ scale }}_cell as figure_cell
    from survei_kie
    where tabel = 'total' and komponen <> 'total_responden'
    union all
    {% endfor %}
    select
        unit_code,
        period,
        'survei_usaha' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_key,
        'indeks' as column_name,
        row_kind = 'result' as is_index,
        indeks as figure,
        indeks_state as figure_state,
        indeks_cell as figure_cell
    from survei_usaha
    where row_kind = 'data' or kegiatan = 'indeks'

),

parts as (

    select
        submission_id,
        form,
        column_name,
        min(figure) as lowest,
        max(figure) as highest,
        {{ cell_list('case when figure is not null then figure_cell end', 'row_no') }} as cells
    from indices
    where not is_index
    group by submission_id, form, column_name
    having
        count(figure) >= 2
        and sum(case when figure_state in ('error', 'text', 'note') then 1 else 0 end) = 0

),

between_parts as (

    select
        indices.unit_code,
        indices.period,
        indices.form,
        indices.submission_id,
        indices.file_name,
        indices.sheet,
        indices.row_no,
        indices.figure_cell || ', ' || parts.cells as cell,
        indices.row_key,
        indices.column_name,
        'between' as subject,
        indices.figure as value,
        case
            when indices.figure < parts.lowest then parts.lowest
            when indices.figure > parts.highest then parts.highest
            else indices.figure
        end as expected,
        indices.figure_cell as index_cell,
        parts.cells as other_cells,
        0.005 * 2 as tolerance
    from indices
    inner join parts
        on
            indices.submission_id = parts.submission_id
            and indices.form = parts.form
            and indices.column_name = parts.column_name
    -- What the weighted mean already contradicts is told once.
    left join own_results
        on
            indices.submission_id = own_results.submission_id
            and indices.form = own_results.form
            and indices.figure_cell = own_results.result_cell
            and own_results.difference > own_results.tolerance
    where indices.is_index and indices.figure is not null and own_results.result_cell is null

),

scales as (

    select
        unit_code,
        period,
        'survei_kie' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        skala_4_cell || ', ' || skala_100_cell as cell,
        row_key,
        'skala_4' as column_name,
        'scale' as subject,
        skala_4 as value,
        skala_100 / {{ points_a_step }} as expected,
        skala_4_cell as index_cell,
        skala_100_cell as other_cells,
        0.005 + 0.005 / {{ points_a_step }} as tolerance
    from survei_kie
    where skala_4 is not null and skala_100 is not null

),

-- An index that is wrong on one scale is wrong on the other: the scale on which it is told first.
found as (

    select * from scales
    union all
    select between_parts.*
    from between_parts
    left join scales
        on
            between_parts.submission_id = scales.submission_id
            and between_parts.form = scales.form
            and between_parts.row_no = scales.row_no
            and {{ distance('scales.value', 'scales.expected') }} > scales.tolerance
            and between_parts.column_name = scales.column_name
    where scales.submission_id is null

),

final as (

    select
        unit_code,
        period,
        form,
        cast(null as integer) as iku_no,
        submission_id,
        file_name,
        sheet,
        cell,
        row_key,
        column_name,
        subject,
        value,
        {{ settled('expected') }} as expected,
        index_cell,
        other_cells,
        {{ distance('value', 'expected') }} as difference,
        round(tolerance, 9) as tolerance
    from found

)

select * from final
