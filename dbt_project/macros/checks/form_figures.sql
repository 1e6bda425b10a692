{# The figures of some columns of a form, one row a cell: the form's own shape ends here. Each row of the form meets the
   list of its columns once, so that a form is read once however many columns it has. `more` are further columns of the
   form, as expressions; `additive`, where given, are the columns whose typed totals must be sums. #}

{% macro form_figures(form, relation, columns, more, additive=none) %}
{% set names_indicators = form in ['matriks_capaian', 'anggaran_iku', 'penilaian'] %}
select
    sent.unit_code,
    sent.period,
    '{{ form }}' as form,
    sent.submission_id,
    sent.file_name,
    sent.sheet,
    sent.row_no,
    sent.row_kind,
    sent.row_key,
    {% for expression in more %}
    {{ expression }},
    {% endfor %}
    {{ 'cast(sent.iku_no as integer)' if names_indicators else 'cast(null as integer)' }} as iku_no,
    listed.column_name,
    {{ 'listed.is_additive,' if additive is not none }}
    {{ picked(columns, 'cast(sent.', ' as double)') }} as value,
    {{ picked(columns, 'sent.', '_state') }} as value_state,
    {{ picked(columns, 'sent.', '_cell') }} as cell
from {{ relation }} as sent
cross join (
    {% for column in columns %}
    select
        '{{ column }}' as column_name
        {{ (', true' if column in additive else ', false') ~ ' as is_additive' if additive is not none }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
) as listed
{% endmacro %}

{% macro picked(columns, before, after) %}
case listed.column_name
    {% for column in columns %}
    when '{{ column }}' then {{ before }}{{ column }}{{ after }}
    {% endfor %}
end
{% endmacro %}
