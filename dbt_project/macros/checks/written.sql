{# A figure as a reader in Indonesia writes it, `1.060` or `13,3333`, for lists of figures in one text. DuckDB's spelling;
   Spark has format_number. #}

{% macro written(value) %}{{ return(adapter.dispatch('written')(value)) }}{% endmacro %}

{% macro default__written(value) %}
translate(rtrim(rtrim(format('{:,.4f}', cast({{ value }} as double)), '0'), '.'), ',.', '.,')
{% endmacro %}

{% macro spark__written(value) %}
translate(trim(trailing '.' from trim(trailing '0' from format_number(cast({{ value }} as double), 4))), ',.', '.,')
{% endmacro %}
