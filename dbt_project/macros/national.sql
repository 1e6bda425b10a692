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

{# One figure that a final keeps, of rows of `raw.final_figures` called `kept` that are grouped by unit and key. #}
{% macro final_value(mart, measure) -%}
max(case when kept.mart = '{{ mart }}' and kept.measure = '{{ measure }}' then kept.value end)
{%- endmacro %}
