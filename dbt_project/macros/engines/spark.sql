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

{# Rows of a seed. The adapter's own way writes an empty field as the word None and trips over an apostrophe. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = model['config'].get('column_types', {}) %}
    {% set statements = [] %}
    {% for rows in agate_table.rows | batch(get_batch_size()) %}
        {% set statement %}
            insert into {{ this.render() }} values
            {% for row in rows %}
            (
                {%- for name in agate_table.column_names -%}
                {{- cast(seed_literal(row[name]), types.get(name, adapter.convert_type(agate_table, loop.index0))) -}}
                {{- ', ' if not loop.last -}}
                {%- endfor -%}
            ){{ ', ' if not loop.last }}
            {% endfor %}
        {% endset %}
        {% do adapter.add_query(statement, abridge_sql_log=True) %}
        {% do statements.append(statement) %}
    {% endfor %}
    {{ return(statements[0]) }}
{% endmacro %}

{# A field of a seed as Spark reads it, null when it is empty. #}
{% macro seed_literal(value) -%}
{{ 'null' if value is none else "'" ~ (value | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'" }}
{%- endmacro %}
