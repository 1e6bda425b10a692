{# A month as the file of monthly targets heads its column: 7 is `b07`. #}

{% macro target_month(month) %}
'b' || lpad(cast({{ month }} as string), 2, '0')
{% endmacro %}

{# Where a file of targets lies, as a reader finds it: `SERANG_2022/monthly_targets.csv`. #}

{% macro target_file(folder, name) %}
coalesce({{ folder }} || '/', '') || {{ name }}
{% endmacro %}
