{# How far two figures lie apart; rounded, so that the noise of binary fractions never makes a fault. #}

{% macro distance(one, other) %}
round(abs(({{ one }}) - ({{ other }})), 9)
{% endmacro %}
