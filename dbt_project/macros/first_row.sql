{# Of a form that lists indicators, the row of each that counts: the first one with its name. #}
{% macro first_row(relation) %}
(
    select *
    from (
        select
            *,
            row_number() over (partition by unit_code, period, indikator order by row_no) as place
        from {{ relation }}
        where row_kind = 'data'
    ) as placed
    where place = 1
)
{% endmacro %}
