-- The figures that may stand in two forms, one row a cell, with the labels of their rows under one name each.
with

{% for form in fact_columns() %}
{{ form }} as (

    select * from {{ ref('stg_' ~ form) }}

),

{% endfor %}
final as (

    {% for form, columns in fact_columns().items() %}
    {% set outer = loop %}
    {% for figure in columns['figures'] %}
    select
        unit_code,
        period,
        '{{ form }}' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_kind,
        row_key,
        {% for label in fact_labels() %}
        cast({{ columns['labels'].get(label, 'null') }} as string) as {{ label }},
        {% endfor %}
        {% if columns['office'] %}
        upt_text as office,
        coalesce(upt = unit_code, false) as is_named_own,
        {% else %}
        cast(null as string) as office,
        false as is_named_own,
        {% endif %}
        '{{ figure }}' as column_name,
        cast({{ figure }} as double) as value,
        {{ figure }}_state as value_state,
        {{ figure }}_cell as cell
    from {{ form }}
    {% if not (outer.last and loop.last) %}
    union all
    {% endif %}
    {% endfor %}
    {% endfor %}

)

select * from final
