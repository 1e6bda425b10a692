{# 100 x part / whole, in percent; null when the whole is zero or unknown. One division, so that no noise is added. #}
{% macro percent(part, whole) %}
case when {{ whole }} <> 0 then 100 * cast({{ part }} as double) / {{ whole }} end
{% endmacro %}

{# Half up on the decimal that a person would write, not on its binary neighbour: 0.205 is 0.21. #}
{% macro round_half_up(value, digits) %}
cast(round(cast({{ value }} as decimal(28, 10)), {{ digits }}) as double)
{% endmacro %}

{# A figure without the noise of binary fractions, for comparing with an edge. #}
{% macro without_noise(value, digits=9) %}
round({{ value }}, {{ digits }})
{% endmacro %}

{# Sums and means that do not depend on the order of rows: exact decimals inside, a double outside. Same input, same
   bytes. #}
{% macro exact_sum(value) %}
cast(sum(cast({{ value }} as decimal(30, 12))) as double)
{% endmacro %}

{% macro exact_mean(value) %}
{{ exact_sum(value) }} / nullif(count({{ value }}), 0)
{% endmacro %}
