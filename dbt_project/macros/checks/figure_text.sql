{# A figure inside a list, as text: 1060 is `1.060`, 0.5 is `0,5`. DuckDB's spelling; Spark has format_number. #}

{% macro figure_text(value) %}{{ return(adapter.dispatch('figure_text')(value)) }}{% endmacro %}

{% macro default__figure_text(value) %}
case
    when {{ value }} = round({{ value }}) then replace(format('{:,}', cast({{ value }} as bigint)), ',', '.')
    else replace(cast(round({{ value }}, 4) as varchar), '.', ',')
end
{% endmacro %}

{% macro spark__figure_text(value) %}
case
    when {{ value }} = round({{ value }}) then replace(format_number({{ value }}, 0), ',', '.')
    else replace(cast(round({{ value }}, 4) as string), '.', ',')
end
{% endmacro %}
