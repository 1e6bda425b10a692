with

{% for form in prose_columns() %}
{{ form }} as (

    select * from {{ ref('stg_' ~ form) }}

),

{% endfor %}
texts as (

    {% for form, columns in prose_columns().items() %}
    {% set outer = loop %}
    {% for column, source in columns.items() %}
    select
        unit_code,
        period,
        '{{ form }}' as form,
        submission_id,
        file_name,
        sheet,
        row_key,
        '{{ column }}' as column_name,
        {{ column }}_cell as cell,
        {{ column }} as text_written,
        {% if source %}
        {{ source }}_cell as likely_cell,
        cast({{ source }} as double) as likely_value,
        {% else %}
        cast(null as string) as likely_cell,
        cast(null as double) as likely_value,
        {% endif %}
        {{ bare_amount(column) }} as amount
    from {{ form }}
    where {{ column }} is not null and trim({{ column }}) <> ''
    {% if not (outer.last and loop.last) %}
    union all
    {% endif %}
    {% endfor %}
    {% endfor %}

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
        coalesce({{ written('amount') }}, trim(text_written)) as value,
        'teks' as expected,
        amount,
        likely_cell,
        likely_value,
        likely_cell is not null and likely_value is not null as adds_up,
        likely_cell is not null and likely_value is null as belongs_there
    from texts

)

select * from final
