{# What Spark needs otherwise than DuckDB and what is no function of a model; spellings of functions stand beside each
   function, as `spark__...`. #}

{# Contracts name text as DuckDB does; Spark's `varchar` needs a length. #}
{% macro spark__cast(expression, data_type) %}
    cast({{ expression }} as {{ 'string' if data_type == 'varchar' else data_type }})
{% endmacro %}

{# How the steps of a recursive query are put together. Spark knows no `union` there: a row that is reached by several ways
   stands as often, so the query must end by itself and group afterwards. #}
{% macro union_of_steps() %}{{ return(adapter.dispatch('union_of_steps')()) }}{% endmacro %}

{% macro default__union_of_steps() %}union{% endmacro %}

{% macro spark__union_of_steps() %}union all{% endmacro %}
