{# All that must hold of a model in one query, so that a build stays quick: column lists that stand once (`unique`),
   columns never null (`filled`), conditions of every row (`holds`), and columns whose values stand in another model
   (`refers`). A broken row names all that it breaks: what concerns single rows is asked of each row once. #}
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
{% set faults = {} %}
{% for column in filled %}
    {% do faults.update({"empty: " ~ column: column ~ " is null"}) %}
{% endfor %}
{% for condition in holds %}
    {% do faults.update({"does not hold: " ~ (condition | replace("'", "")): "not coalesce(" ~ condition ~ ", false)"}) %}
{% endfor %}
{% if faults %}
    {% set query %}
        select concat_ws('; '{% for name, fault in faults.items() %}, case when {{ fault }} then '{{ name }}' end{% endfor %}) as broken
        from {{ model }}
        where {{ faults.values() | join(" or ") }}
    {% endset %}
    {% do queries.append(query) %}
{% endif %}
{% for column, other in refers.items() %}
    {% do queries.append(
        "select 'unknown: " ~ column ~ "' as broken from " ~ model
        ~ " where " ~ column ~ " not in (select known." ~ column ~ " from " ~ other ~ " as known)"
    ) %}
{% endfor %}
{{ queries | join(' union all ') }}
{% endtest %}
