-- The figures of every form of the period and of the earlier months of its year, one row a cell. Only forms that came
-- in the period and before have a history: in a first month nothing stands here, and nothing is read.
with

history as (

    select * from {{ ref('int_form_history') }}

),

{% for form in number_columns() %}
{{ form }} as (

    select
        rows_sent.*,
        history.file_name,
        history.role,
        history.month_order,
        history.received_at,
        count(*) over (
            partition by rows_sent.submission_id, regexp_replace(rows_sent.row_key, ' #[0-9]+$', '')
        ) as n_alike
    from {{ source('raw', 'form_' ~ form) }} as rows_sent
    inner join history
        on
            rows_sent.submission_id = history.submission_id
            and history.form = '{{ form }}'
    where rows_sent.row_kind in ('data', 'total', 'result')

),

{% endfor %}
final as (

    {% for form, columns in number_columns().items() %}
    {{ form_figures(form, form, columns, ['sent.role', 'sent.month_order', 'sent.received_at', 'sent.n_alike']) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

select * from final
