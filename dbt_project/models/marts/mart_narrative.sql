{% set names = {'pendukung': 'helped', 'penghambat': 'hindered', 'penyebab': 'causes', 'langkah': 'next_steps'} %}
with

texts as (

    select * from {{ ref('int_narrative_text') }}
    where form = 'narasi'

),

-- Several rows of an indicator are one narrative.
final as (

    select
        unit_code,
        period,
        indicator_id,
        iku_no,
        {% for column, name in names.items() %}
        {{ joined_lines("case when column_name = '" ~ column ~ "' then text_written end", 'row_no') }} as {{ name }},
        {{ cell_list("case when column_name = '" ~ column ~ "' then cell end", 'row_no') }} as {{ name }}_cell,
        {% endfor %}
        min(owner_group) as owner_group,
        min(submission_id) as submission_id,
        min(file_name) as file_name,
        min(sheet) as sheet
    from texts
    group by unit_code, period, indicator_id, iku_no

)

select * from final
