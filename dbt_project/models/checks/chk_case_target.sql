with

perkara as (

    select * from {{ ref('stg_perkara') }}

),

intelijen as (

    select * from {{ ref('stg_intelijen') }}

),

monev_output as (

    select * from {{ ref('stg_monev_output') }}

),

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

indicator_input as (

    select * from {{ ref('int_indicator_input') }}

),

indicators as (

    select
        unit_code,
        max(iku_no) as iku_no
    from indicator_input
    where form = 'perkara'
    group by unit_code

),

-- A form that lists several offices states the target of the whole unit only in its last block.
offices as (

    select
        submission_id,
        count(*) as n_offices
    from perkara
    where row_kind = 'data' and tahap = 'spdp'
    group by submission_id

),

cells as (

    {% for column in ['target_n', 'target_carry_over', 'target_dipa'] %}
    select
        perkara.unit_code,
        perkara.period,
        perkara.submission_id,
        perkara.file_name,
        perkara.sheet,
        perkara.row_no,
        '{{ column }}' as column_name,
        cast(perkara.{{ column }} as double) as value,
        perkara.{{ column }}_cell as cell,
        cast(case_targets.{{ column }} as double) as expected
    from perkara
    inner join case_targets
        on
            perkara.unit_code = case_targets.unit_code
            and perkara.period = case_targets.period
    inner join offices on perkara.submission_id = offices.submission_id
    where
        perkara.{{ column }} is not null
        and perkara.row_kind in ('data', 'total')
        and (offices.n_offices = 1 or (perkara.row_kind = 'total' and perkara.upt is null))
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

wrong as (

    select
        unit_code,
        submission_id,
        column_name,
        {{ first_of('value', 'row_no') }} as value,
        {{ cell_list('cell', 'row_no') }} as cell,
        count(*) as n_cells
    from cells
    where value <> expected
    group by unit_code, submission_id, column_name

),

targets as (

    select
        unit_code,
        period,
        submission_id,
        file_name,
        sheet,
        column_name,
        expected,
        {{ first_of('cell', 'row_no') }} as first_cell
    from cells
    group by unit_code, period, submission_id, file_name, sheet, column_name, expected

),

-- What the two other forms say of the same target.
told_by_intelijen as (

    select
        unit_code,
        case when tahun = 'tahun_n' then 'target_n' else 'target_carry_over' end as column_name,
        cast(sum(target) as double) as value,
        {{ cell_list('target_cell', 'row_no') }} as cell
    from intelijen
    where row_kind = 'data' and target is not null and tahun in ('tahun_n', 'carry_over')
    group by unit_code, case when tahun = 'tahun_n' then 'target_n' else 'target_carry_over' end

),

told_by_monev as (

    select
        unit_code,
        cast(sum(target_volume) as double) as value,
        {{ cell_list('target_volume_cell', 'row_no') }} as cell
    from monev_output
    where kode = '{{ case_output_code() }}' and row_kind = 'data' and target_volume is not null
    group by unit_code

),

final as (

    select
        targets.unit_code,
        targets.period,
        'perkara' as form,
        indicators.iku_no,
        targets.submission_id,
        targets.file_name,
        targets.sheet,
        coalesce(wrong.cell, targets.first_cell) as cell,
        targets.column_name as row_key,
        targets.column_name,
        coalesce(wrong.value, targets.expected) as value,
        targets.expected,
        coalesce(wrong.n_cells, 0) as n_cells,
        told_by_intelijen.cell as intelijen_cell,
        coalesce(told_by_intelijen.value = targets.expected, false) as intelijen_agrees,
        told_by_monev.cell as monev_cell,
        coalesce(told_by_monev.value = targets.expected, false) as monev_agrees
    from targets
    left join wrong
        on
            targets.submission_id = wrong.submission_id
            and targets.column_name = wrong.column_name
    left join indicators on targets.unit_code = indicators.unit_code
    left join told_by_intelijen
        on
            targets.unit_code = told_by_intelijen.unit_code
            and targets.column_name = told_by_intelijen.column_name
    left join told_by_monev
        on
            targets.unit_code = told_by_monev.unit_code
            and targets.column_name in ('target_n', 'target_dipa')

)

select * from final
