{# Whether an ISO time lies before the end of a due day. A time with an offset is held against the end in UTC
   (`ends_at`); one without is the office's own and its day is compared. Texts, so that no engine's session zone
   decides. #}
{% macro in_time(moment, due_on, ends_at) %}
case
    when substr({{ moment }}, length({{ moment }}) - 5, 1) in ('+', '-') and length({{ moment }}) > 19
        then cast(substr({{ moment }}, 1, 19) as timestamp)
            - cast(substr({{ moment }}, length({{ moment }}) - 5, 3) as integer) * interval '1' hour
            - cast(
                substr({{ moment }}, length({{ moment }}) - 5, 1) || substr({{ moment }}, length({{ moment }}) - 1, 2) as integer
            ) * interval '1' minute
            < cast({{ ends_at }} as timestamp)
    else substr({{ moment }}, 1, 10) <= {{ due_on }}
end
{% endmacro %}
