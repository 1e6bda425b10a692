-- The checked columns of all forms, one row a cell; the forms' own shapes end here.
with

{% for form in checked_columns() %}
{{ form }} as (

    select * from {{ ref('package_rows' if form == 'pengadaan' else 'stg_' ~ form) }}

),

{% endfor %}
inputs as (

    select
        submission_id,
        form,
        cell,
        min(iku_no) as first_iku_no,
        max(iku_no) as last_iku_no
    from {{ ref('int_indicator_input') }}
    group by submission_id, form, cell

),

-- A figure of a form may be blank in every row and still be one that an indicator lives on.
feeding_columns as (

    select distinct
        unit_code,
        form,
        column_name
    from {{ ref('int_indicator_input') }}

),

cells as (

    {% for form, columns in checked_columns().items() %}
    {% set group_key = row_path('sent.bagian', 'sent.produk', 'sent.metode')
        if form in ('sampling', 'uji_regional') else 'cast(null as string)' %}
    {{ form_figures(
        form, form, columns['additive'] + columns['other'], [group_key ~ ' as group_key'], columns['additive']
    ) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

final as (

    select
        cells.unit_code,
        cells.period,
        cells.form,
        cells.submission_id,
        cells.file_name,
        cells.sheet,
        cells.row_no,
        cells.row_kind,
        cells.row_key,
        cells.group_key,
        coalesce(
            cells.iku_no,
            case when inputs.first_iku_no = inputs.last_iku_no then inputs.first_iku_no end
        ) as iku_no,
        cells.column_name,
        cells.is_additive,
        cells.value,
        cells.value_state,
        cells.cell,
        inputs.cell is not null as is_input,
        feeding_columns.column_name is not null as is_feeding_column
    from cells
    left join inputs
        on
            cells.submission_id = inputs.submission_id
            and cells.form = inputs.form
            and cells.cell = inputs.cell
    left join feeding_columns
        on
            cells.unit_code = feeding_columns.unit_code
            and cells.form = feeding_columns.form
            and cells.column_name = feeding_columns.column_name

)

select * from final
