{# All that must hold of a model in one query, so that a build stays quick: column lists that stand once (`unique`),
   columns never null (`filled`), conditions of every row (`holds`), and columns whose values stand in another model
   (`refers`).
   A broken row names what it breaks. #}
{% test sound(model, unique=[], filled=[], holds=[], refers={}) %}
{% set queries = [] %}
{% for columns in unique %}
    {% set query %}
        select 'stands more than once: {{ columns | join(', ') }}' as broken
        from {{ model }}
        group by {{ columns | join(', ') }}
        having count(*) > 1
    {% endset %}
    {% do queries.append(query) %}
{% endfor %}
{% for column in filled %}
    {% do queries.append("select 'empty: " ~ column ~ "' as broken from " ~ model ~ " where " ~ column ~ " is null") %}
{% endfor %}
{% for condition in holds %}
    {% do queries.append(
        "select 'does not hold: " ~ (condition | replace("'", "")) ~ "' as broken from " ~ model
        ~ " where not coalesce(" ~ condition ~ ", false)"
    ) %}
{% endfor %}
{% for column, other in refers.items() %}
    {% do queries.append(
        "select 'unknown: " ~ column ~ "' as broken from " ~ model
        ~ " where " ~ column ~ " not in (select known." ~ column ~ " from " ~ other ~ " as known)"
    ) %}
{% endfor %}
{{ queries | join(' union all ') }}
{% endtest %}
