{# Of a group the first value that there is. Engines differ in whether a row without one may be the first. #}
{% macro first_of(value, order_by) %}min_by({{ value }}, case when {{ value }} is not null then {{ order_by }} end){% endmacro %}
