{# One select of int_indicator_input: the cells of one column of a form, in the role that they play for an indicator.
   `part` groups cells that are summed together; `kind` is the kind of rows (figures, or the unit's own result);
   `labels` are the columns of row labels, whose words lead a reader to the row. #}
{% macro input_row(
    relation, form, column, role, indicator_id, labels, part="'all'", where='true', kind='data', value=none
) %}
select
    unit_code,
    period,
    {{ indicator_id }} as indicator_id,
    cast({{ part }} as string) as part,
    '{{ role }}' as role,
    cast({{ value or column }} as double) as value,
    {{ column }}_state as cell_state,
    '{{ form }}' as form,
    file_name,
    sheet,
    {{ column }}_cell as cell,
    '{{ column }}' as column_name,
    row_key,
    nullif(concat_ws(' / ', {{ labels | join('_text, ') }}_text), '') as row_label,
    submission_id
from {{ relation }}
where row_kind = '{{ kind }}' and {{ where }}
{% endmacro %}

{# The path of labels that names one row of a table. #}
{% macro row_path() %}concat_ws(' / ', {{ varargs | join(', ') }}){% endmacro %}

{# One select of mart_figure_input: the cells of one column of a form behind a published figure that is no result of an
   indicator, of an indicator or of a kind of spending. #}
{% macro figure_row(
    relation, form, column, figure, indicator_id, label, jenis='cast(null as string)', where='true', kind='data'
) %}
select
    unit_code,
    period,
    {{ indicator_id }} as indicator_id,
    {{ jenis }} as jenis,
    '{{ figure }}' as figure,
    {{ column }} as value,
    '{{ form }}' as form,
    file_name,
    sheet,
    {{ column }}_cell as cell,
    '{{ column }}' as column_name,
    row_key,
    {{ label }}_text as row_label,
    submission_id
from {{ relation }}
where row_kind = '{{ kind }}' and {{ where }}
{% endmacro %}
