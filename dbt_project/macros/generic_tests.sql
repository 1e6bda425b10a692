{# Each combination of these columns stands once. #}
{% test unique_together(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{# None of these columns is null: one test instead of one a column. #}
{% test never_null(model, columns) %}
select 1 as broken
from {{ model }}
where {% for column in columns %}{{ column }} is null{% if not loop.last %} or {% endif %}{% endfor %}
{% endtest %}

{# A condition that holds for every row. #}
{% test holds(model, condition) %}
select 1 as broken
from {{ model }}
where not coalesce({{ condition }}, false)
{% endtest %}
