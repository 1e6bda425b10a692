-- What is worked out from what, one step at a time: a total from its parts, a typed result from its figures, the
-- row of an indicator in MATRIKS CAPAIAN from the cells behind it, the case figures from the case targets.
{% set derived_of_cases = ['koefisien_n', 'koefisien_carry_over', 'nilai'] %}
with

cells as (

    select * from {{ ref('form_cells') }}

),

total_parts as (

    select * from {{ ref('stg_total_part') }}

),

own_results as (

    select * from {{ ref('chk_own_result') }}

),

matriks as (

    select * from {{ first_row(ref('stg_matriks_capaian')) }}

),

indicator_input as (

    select * from {{ ref('int_indicator_input') }}

),

perkara as (

    select * from {{ ref('stg_perkara') }}

),

case_targets as (

    select * from {{ ref('chk_case_target') }}

),

totals as (

    select
        parts.unit_code,
        parts.period,
        parts.form as from_form,
        parts.cell as from_cell,
        wholes.form as to_form,
        wholes.sheet as to_sheet,
        wholes.cell as to_cell
    from total_parts
    inner join cells as parts
        on
            total_parts.submission_id = parts.submission_id
            and total_parts.form = parts.form
            and total_parts.part_row_no = parts.row_no
    inner join cells as wholes
        on
            total_parts.submission_id = wholes.submission_id
            and total_parts.form = wholes.form
            and total_parts.total_row_no = wholes.row_no
            and parts.column_name = wholes.column_name
    where parts.is_additive

),

results_listed as (

    select
        unit_code,
        period,
        form,
        sheet,
        result_cell,
        {{ exploded('input_cells') }} as input_cell
    from own_results

),

results as (

    select
        unit_code,
        period,
        form as from_form,
        input_cell as from_cell,
        form as to_form,
        sheet as to_sheet,
        result_cell as to_cell
    from results_listed
    where input_cell <> ''

),

targets_listed as (

    select
        unit_code,
        period,
        iku_no,
        {{ exploded('cell') }} as target_cell
    from case_targets

),

results_in_matriks as (

    {% for column, roles in {
        'realisasi': ['numerator', 'denominator', 'value', 'weight', 'current_year', 'carry_over'],
        'pembilang': ['numerator'],
        'penyebut': ['denominator']
    }.items() %}
    select
        indicator_input.unit_code,
        indicator_input.period,
        indicator_input.form as from_form,
        indicator_input.cell as from_cell,
        'matriks_capaian' as to_form,
        matriks.sheet as to_sheet,
        matriks.{{ column }}_cell as to_cell
    from indicator_input
    inner join matriks
        on
            indicator_input.unit_code = matriks.unit_code
            and indicator_input.period = matriks.period
            and indicator_input.indicator_id = matriks.indikator
    where
        indicator_input.form <> 'matriks_capaian'
        and indicator_input.role in ('{{ roles | join("', '") }}')
        and matriks.{{ column }} is not null
    union all
    {% endfor %}
    {% for column in ['pembilang', 'penyebut'] %}
    select
        unit_code,
        period,
        'matriks_capaian' as from_form,
        {{ column }}_cell as from_cell,
        'matriks_capaian' as to_form,
        sheet as to_sheet,
        realisasi_cell as to_cell
    from matriks
    where {{ column }} is not null and realisasi is not null
    union all
    {% endfor %}
    {% for column in ['capaian_month', 'capaian_year'] %}
    select
        unit_code,
        period,
        'matriks_capaian' as from_form,
        realisasi_cell as from_cell,
        'matriks_capaian' as to_form,
        sheet as to_sheet,
        {{ column }}_cell as to_cell
    from matriks
    where {{ column }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

cases as (

    {% for target in ['target_n', 'target_carry_over'] %}
    {% for column in derived_of_cases %}
    select
        targets.unit_code,
        targets.period,
        'perkara' as from_form,
        targets.{{ target }}_cell as from_cell,
        'perkara' as to_form,
        derived.sheet as to_sheet,
        derived.{{ column }}_cell as to_cell
    from perkara as targets
    inner join perkara as derived
        on
            targets.submission_id = derived.submission_id
            and coalesce(targets.kantor, '') = coalesce(derived.kantor, '')
    where targets.{{ target }} is not null and derived.{{ column }} is not null
    union all
    {% endfor %}
    {% endfor %}
    -- whatever the form shows between them, the result of the row in MATRIKS lives on the targets
    select
        targets_listed.unit_code,
        targets_listed.period,
        'perkara' as from_form,
        targets_listed.target_cell as from_cell,
        'matriks_capaian' as to_form,
        matriks.sheet as to_sheet,
        matriks.realisasi_cell as to_cell
    from targets_listed
    inner join matriks
        on
            targets_listed.unit_code = matriks.unit_code
            and targets_listed.period = matriks.period
            and targets_listed.iku_no = matriks.iku_no
    where matriks.realisasi is not null

),

final as (

    select * from totals
    union
    select * from results
    union
    select * from results_in_matriks
    union
    select * from cases

)

select *
from final
where from_cell is not null and to_cell is not null and not (from_form = to_form and from_cell = to_cell)
