{# Every published table that holds no figure compared by itself: how many rows came, went or say another thing. #}
with

{% for table in tables %}
{{ table.name }}_rows as (

    select
        count(*) filter (where earlier.table_row is null) as appeared,
        count(*) filter (where later.table_row is null) as disappeared,
        count(*) filter (where earlier.table_row <> later.table_row) as changed
    from (
        select
            hash({{ table.key | join(', ') }}, row_number() over (partition by {{ table.key | join(', ') }} order by {{ table.said }})) as table_key,
            {{ table.said }} as table_row
        from earlier.marts.{{ table.name }}
        semi join compared using (unit_code, period)
    ) as earlier
    full join (
        select
            hash({{ table.key | join(', ') }}, row_number() over (partition by {{ table.key | join(', ') }} order by {{ table.said }})) as table_key,
            {{ table.said }} as table_row
        from later.marts.{{ table.name }}
        semi join compared using (unit_code, period)
    ) as later on earlier.table_key = later.table_key

){{ ',' if not loop.last }}
{% endfor %}

{% for table in tables %}
select '{{ table.name }}' as mart, * from {{ table.name }}_rows
{{ 'union all' if not loop.last }}
{% endfor %}
order by mart
