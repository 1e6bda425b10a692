{# Every figure of one side as a row: {{ side }} is the warehouse, `marts` what is read of each mart. #}
create or replace temp table figures_{{ side }} as
{% for mart in marts %}
select
    '{{ mart.name }}' as mart,
    unit_code,
    period,
    figure_scope as scope,
    figure_scope_key as scope_key,
    figure_key as key,
    measure,
    figure_value as value
from (
    select
        unit_code,
        period,
        {{ mart.scope }} as figure_scope,
        {{ mart.scope_key }} as figure_scope_key,
        concat_ws(' ', {{ mart.key | join(', ') }}) as figure_key,
        {% for column in mart.columns %}cast("{{ column }}" as varchar) as "m_{{ column }}"{{ ', ' if not loop.last }}{% endfor %}

    from {{ side }}.marts.{{ mart.name }}
)
unpivot include nulls (figure_value for measure in (columns('^m_')))
{% if not loop.last %}union all{% endif %}
{% endfor %}
