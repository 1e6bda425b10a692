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
