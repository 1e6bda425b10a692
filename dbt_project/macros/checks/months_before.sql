{# The months of the year before the period, each with its name as people say it; a month that is asked for by name.
   Without one, in January, the list is empty: the query then gives no row. #}

{% macro months_before() %}
{% set names = [
    'Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November',
    'Desember'
] %}
{% set month = period_month() | int %}
{% set year = period_year() | trim %}
{% for number in range(1, [month, 2] | max) %}
    select
        '{{ year }}-{{ '%02d' % number }}' as month,
        '{{ names[number - 1] }} {{ year }}' as month_name
    where {{ number }} < {{ month }}
{% if not loop.last %}
    union all
{% endif %}
{% endfor %}
{% endmacro %}
