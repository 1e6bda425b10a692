{# The classes whose units the tables of the whole country count, by the end of the column's name. Units whose office has
   other classes stand in none of them. #}
{% macro national_classes() %}
{{ return({
    'tidak_dapat_disimpulkan': 'Tidak Dapat Disimpulkan',
    'memenuhi_ekspektasi': 'Memenuhi Ekspektasi',
    'belum_memenuhi_ekspektasi': 'Belum Memenuhi Ekspektasi',
    'tidak_memenuhi_ekspektasi': 'Tidak Memenuhi Ekspektasi'
}) }}
{% endmacro %}

{# What is final stays published as it is until it is opened again, whatever is worked out now: the figures that locked
   months keep of these marts. #}
{% macro final_rows(marts) -%}
(
    select figures.*
    from {{ source('raw', 'final_figures') }} as figures
    inner join {{ source('raw', 'locked_months') }} as locked
        on
            figures.unit_code = locked.unit_code
            and figures.period = locked.period
            and figures.final_no = locked.final_no
    where
        figures.period = '{{ var("period") }}'
        and figures.mart in ('{{ marts | join("', '") }}')
)
{%- endmacro %}

{# One of them, of rows called `kept` that are grouped by unit and key. #}
{% macro final_value(mart, measure) -%}
max(case when kept.mart = '{{ mart }}' and kept.measure = '{{ measure }}' then kept.value end)
{%- endmacro %}
