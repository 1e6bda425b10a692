{# One row an address of a list of them, `E6, E10`: a select of the columns named and the address as `cell`. DuckDB's
   spelling; Spark explodes. #}

{% macro each_cell(relation, columns, cells) %}{{ return(adapter.dispatch('each_cell')(relation, columns, cells)) }}{% endmacro %}

{% macro default__each_cell(relation, columns, cells) %}
select
    {% for column in columns %}
    {{ column }},
    {% endfor %}
    unnest(string_split({{ cells }}, ', ')) as cell
from {{ relation }}
{% endmacro %}

{% macro spark__each_cell(relation, columns, cells) %}
select
    {% for column in columns %}
    {{ column }},
    {% endfor %}
    explode(split({{ cells }}, ', ')) as cell
from {{ relation }}
{% endmacro %}
