{# A list of addresses, `E6, E10`, as a row each. DuckDB's spelling; Spark explodes. #}

{% macro exploded(cells) %}{{ return(adapter.dispatch('exploded')(cells)) }}{% endmacro %}

{% macro default__exploded(cells) %}
unnest(string_split({{ cells }}, ', '))
{% endmacro %}

{% macro spark__exploded(cells) %}
explode(split({{ cells }}, ', '))
{% endmacro %}
