{# DuckDB changes its catalogue in transactions, so a relation is replaced where it stands: the adapter's own way (made beside
   it, renamed twice, dropped) costs as long as most models take. Other engines keep their own. Where another engine
   computes the rows, a table is made without any. #}
{% materialization table, adapter="duckdb" %}
    {% set rows = "select * from (" ~ sql ~ "\n) as shape limit 0" if var("only_shapes") else sql %}
    {{ return(put_in_place("table", create_table_as(false, this.incorporate(type="table"), rows))) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {{ return(put_in_place("view", create_view_as(this.incorporate(type="view"), sql))) }}
{% endmaterialization %}

{# Runs what creates a relation after what removes the one of that name, all or nothing. #}
{% macro put_in_place(type, creation) %}
    {% set existing = load_cached_relation(this) %}
    {{ run_hooks(pre_hooks) }}
    {% call statement("main") %}
        {% if existing is not none %}drop {{ existing.type }} if exists {{ existing }};{% endif %}
        {{ creation }}
    {% endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({"relations": [this.incorporate(type=type)]}) }}
{% endmacro %}
