{# The first address of a list of them. #}
{% macro first_cell(cells) %}split_part({{ cells }}, ', ', 1){% endmacro %}
