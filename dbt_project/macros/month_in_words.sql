{# The month of a period, YYYY-MM, as it is called in a sentence. #}
{% macro month_in_words(period) %}
case substring({{ period }}, 6, 2)
    {% for name in [
        'Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November',
        'Desember'
    ] %}
    when '{{ '%02d' % loop.index }}' then '{{ name }}'
    {% endfor %}
end
{% endmacro %}
