{# Which of several versions of a form counts: the one received last, then the one saved last, then by name. #}
{% macro latest_first(version='') %}
{{ version }}received_at desc, {{ version }}modified_at desc, {{ version }}file_name desc
{% endmacro %}
