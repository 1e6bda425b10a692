{# Words in texts. Patterns are written without backslashes, so that every engine reads them alike. #}

{# Every part of a text that is like the pattern, a row each. DuckDB's spelling; Spark explodes. #}
{% macro parts_like(text, pattern) %}{{ return(adapter.dispatch('parts_like')(text, pattern)) }}{% endmacro %}

{% macro default__parts_like(text, pattern) %}
unnest(regexp_extract_all({{ text }}, '{{ pattern }}'))
{% endmacro %}

{% macro spark__parts_like(text, pattern) %}
explode(regexp_extract_all({{ text }}, '{{ pattern }}', 0))
{% endmacro %}

{# A text with every part that is like the pattern replaced. #}
{% macro replaced(text, pattern, by=' ') %}{{ return(adapter.dispatch('replaced')(text, pattern, by)) }}{% endmacro %}

{% macro default__replaced(text, pattern, by) %}
regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g')
{% endmacro %}

{% macro spark__replaced(text, pattern, by) %}
regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}')
{% endmacro %}

{# Texts of a group as paragraphs of one, in the order given. #}
{% macro joined_lines(text, order_by) %}{{ return(adapter.dispatch('joined_lines')(text, order_by)) }}{% endmacro %}

{% macro default__joined_lines(text, order_by) %}
string_agg({{ text }}, chr(10) order by {{ order_by }})
{% endmacro %}

{% macro spark__joined_lines(text, order_by) %}
listagg({{ text }}, chr(10)) within group (order by {{ order_by }})
{% endmacro %}

{# A text for comparing: small letters and digits, one space between words. #}
{% macro plain_words(text) %}
trim({{ replaced('lower(' ~ text ~ ')', '[^a-z0-9]+') }})
{% endmacro %}

{# What stands in braces; a brace that is never closed reaches to the end. #}
{% macro placeholder_pattern() %}[{][^{}]*[}]?{% endmacro %}

{# A number as people write it: groups of three by dots, a comma or a dot before decimals. #}
{% macro written_number_pattern() %}[0-9]+(?:[.][0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?{% endmacro %}

{# A text without its placeholders and without numbers that are no figures: days with their month or in digits, numbers of
   indicators, and those that belong to a word (P21). #}
{% macro without_other_numbers(text) %}
{% set months -%}
januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember
{%- endset %}
{% set patterns = [
    placeholder_pattern(),
    '[0-9]{1,2} +(?:' ~ months ~ '|jan|feb|peb|mar|apr|jun|jul|agu|agt|sept?|okt|nov|nop|des)(?:[^a-z]|$)',
    '[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}',
    'iku +[0-9]+(?: *(?:,|dan|atau|sampai|hingga|-) *[0-9]+)*(?:[^0-9.,%]|[.,][^0-9]|[.,]?$)',
    '[a-z]+[0-9]+',
] %}
{% set ns = namespace(text='lower(' ~ text ~ ')') %}
{% for pattern in patterns %}{% set ns.text = replaced(ns.text, pattern) %}{% endfor %}
{{ ns.text }}
{% endmacro %}

{# The number that a text writes. #}
{% macro number_written(text) %}
cast(
    case
        when {{ pattern_part(text, '^[0-9]+([.][0-9]{3})+(?:,[0-9]+)?$', 1) }} is not null
            then replace(replace({{ text }}, '.', ''), ',', '.')
        else replace({{ text }}, ',', '.')
    end as double
)
{% endmacro %}

{# How many decimals it is written with. #}
{% macro decimals_written(text) %}
case
    when {{ pattern_part(text, '^[0-9]+([.][0-9]{3})+(?:,[0-9]+)?$', 1) }} is not null
        then length(split_part({{ text }}, ',', 2))
    else length(split_part(replace({{ text }}, ',', '.'), '.', 2))
end
{% endmacro %}

{# A figure as it is printed with so many decimals; the digits may differ from row to row. #}
{% macro printed(value, digits) %}
round(round({{ value }} * power(10, {{ digits }}), 6)) / power(10, {{ digits }})
{% endmacro %}

{# Whether a number that people wrote is nearly a figure and is not it: the same with one decimal less, or closer than one
   in a hundred and no further than a half. #}
{% macro nearly(written, digits, value) %}
{{ distance(written, printed(value, digits)) }} > 0
and (
    (
        {{ digits }} > 0
        and {{ distance(printed(written, digits ~ ' - 1'), printed(value, digits ~ ' - 1')) }} = 0
    )
    or (
        {{ distance(written, value) }} <= 0.5
        and {{ distance(written, value) }} < 0.01 * abs({{ value }})
    )
)
{% endmacro %}
