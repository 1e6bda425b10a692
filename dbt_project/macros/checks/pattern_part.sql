{# What a group of a regular expression caught in a text, null when the text is not like that. Patterns are written without
   backslashes, so that every engine reads them alike. #}

{% macro pattern_part(text, pattern, group) %}
nullif(regexp_extract({{ text }}, '{{ pattern }}', {{ group }}), '')
{% endmacro %}

{# A date as people write it: 17 Februari 2022, 01 March 2022, 17/02/2022. Three groups: day, month, year. #}
{% macro date_pattern() %}([0-9]{1,2})[ ./-]+([a-z]+|[0-9]{1,2})[ ./-]+(20[0-9]{2}){% endmacro %}

{# A text that holds one date and no other figure. #}
{% macro one_date_pattern() %}^[^0-9]*{{ date_pattern() }}[^0-9]*${% endmacro %}

{# From one date to another, both written in full; "28-2 April 2022" leaves the first month out and is no such range. #}
{% macro date_range_pattern() -%}
(?:^|[^-–—0-9. ]) *{{ date_pattern() }} *(?:-|–|—|s ?/ ?d|s[.]?d[.]?|sampai dengan|sampai|hingga|to) *{{ date_pattern() }}
{%- endmacro %}

{# A day as a number that sorts like the day: 17 February 2022 is 20220217. #}
{% macro day_key(year, month, day) %}
cast({{ year }} as integer) * 10000 + {{ month }} * 100 + cast({{ day }} as integer)
{% endmacro %}

{# The amount that a text is when it is nothing but one: `12.210.000`, `Rp 12,210,000`, `12210000`; null for a year, a smaller
   number, a phone number and for words. #}
{% macro bare_amount(text) %}
case
    when {{ pattern_part('trim(' ~ text ~ ')', '^((?:19|20)[0-9]{2})$', 1) }} is null
        then
            cast(
                translate(
                    {{ pattern_part(
                        'lower(trim(' ~ text ~ '))',
                        '^(?:rp[. ]*)?([1-9][0-9]{0,2}(?:[.,][0-9]{3})+|[1-9][0-9]{3,13})(?:[.,](?:0{1,2}|-))?$',
                        1
                    ) }},
                    '.,', ''
                ) as double
            )
end
{% endmacro %}
