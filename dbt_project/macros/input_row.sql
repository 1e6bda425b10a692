{# One select of int_indicator_input: the cells of one column of a form, in the role that they play for an indicator.
   `part` groups cells that are summed together; `kind` is the kind of rows (figures, or the unit's own result). #}
{% macro input_row(relation, form, column, role, indicator_id, part="'all'", where='true', kind='data', value=none) %}
select
    unit_code,
    period,
    {{ indicator_id }} as indicator_id,
    cast({{ part }} as varchar) as part,
    '{{ role }}' as role,
    cast({{ value or column }} as double) as value,
    '{{ form }}' as form,
    file_name,
    sheet,
    {{ column }}_cell as cell,
    '{{ column }}' as column_name,
    row_key,
    submission_id
from {{ relation }}
where row_kind = '{{ kind }}' and {{ where }}
{% endmacro %}
