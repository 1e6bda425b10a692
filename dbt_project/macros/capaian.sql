{# Achievement of a target in percent: result over target when higher is better. When lower is better, the share by
   which the result stays below the target is added to 100 (inferred: the source has no such indicator). #}
{% macro capaian(realisasi, target, polarity) %}
case
    when {{ target }} = 0 then null
    when {{ polarity }} = 'lower' then 100.0 * (2 * {{ target }} - {{ realisasi }}) / {{ target }}
    else 100.0 * {{ realisasi }} / {{ target }}
end
{% endmacro %}

{# Whether a value lies in a class band; edges may be open, bands need not be monotone. #}
{% macro in_band(value, band) %}
(
    ({{ band }}.lower_edge is null or {{ value }} > {{ band }}.lower_edge
        or ({{ band }}.lower_inclusive and {{ value }} = {{ band }}.lower_edge))
    and ({{ band }}.upper_edge is null or {{ value }} < {{ band }}.upper_edge
        or ({{ band }}.upper_inclusive and {{ value }} = {{ band }}.upper_edge))
)
{% endmacro %}

{# The result that gives an achievement: the inverse of `capaian`. #}
{% macro result_for_capaian(value, target, polarity) %}
case
    when {{ polarity }} = 'lower' then {{ target }} * (2 - {{ value }} / 100.0)
    else {{ target }} * {{ value }} / 100.0
end
{% endmacro %}
