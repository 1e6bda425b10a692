{# Rows of a seed in force in the period: of each group those with the latest `valid_from` that has come.
   A group is one thing (an indicator) or a set that changes as a whole (the bands of a kind of office). #}
{% macro in_force(relation, by) %}
(
    select *
    from (
        select
            *,
            rank() over (partition by {{ by }} order by valid_from desc) as version_rank
        from {{ relation }}
        where valid_from <= '{{ var("period") }}'
    ) as dated
    where version_rank = 1
)
{% endmacro %}

{# The month and the year of the period, as whole numbers. #}
{% macro period_month() %}{{ var("period")[5:7] | int }}{% endmacro %}
{% macro period_year() %}{{ var("period")[0:4] | int }}{% endmacro %}
