{# Addresses of a group as one text, `E6, E10`, in the order given. DuckDB's spelling; Spark has listagg. #}

{% macro cell_list(cell, order_by) %}{{ return(adapter.dispatch('cell_list')(cell, order_by)) }}{% endmacro %}

{% macro default__cell_list(cell, order_by) %}
string_agg({{ cell }}, ', ' order by {{ order_by }})
{% endmacro %}

{% macro spark__cell_list(cell, order_by) %}
listagg({{ cell }}, ', ') within group (order by {{ order_by }})
{% endmacro %}
