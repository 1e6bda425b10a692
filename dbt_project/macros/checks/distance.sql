{# How far two figures lie apart; rounded, so that the noise of binary fractions never makes a fault. #}

{% macro distance(one, other) %}
{{ settled('abs((' ~ one ~ ') - (' ~ other ~ '))') }}
{% endmacro %}

{# A sum without the noise that the order of adding leaves. Amounts in the millions are left alone: they are whole, and
   rounding them to nine decimals would add noise instead. #}

{% macro settled(value) %}
case when abs({{ value }}) < 1000000 then round({{ value }}, 9) else {{ value }} end
{% endmacro %}
