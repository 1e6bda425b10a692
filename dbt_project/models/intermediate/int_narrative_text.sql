with

narasi as (

    select * from {{ ref('stg_narasi') }}
    where row_kind = 'data'

),

tindak_lanjut as (

    select * from {{ ref('stg_tindak_lanjut') }}
    where row_kind = 'data'

),

indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

texts as (

    {% for form, columns in {
        'narasi': ['pendukung', 'penghambat', 'penyebab', 'langkah'], 'tindak_lanjut': ['tindakan', 'rencana']
    }.items() %}
    {% set outer = loop %}
    {% for column in columns %}
    select
        unit_code,
        period,
        '{{ form }}' as form,
        part,
        indikator,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_key,
        '{{ column }}' as column_name,
        {{ column }}_cell as cell,
        {{ column }} as text_written
    from {{ form }}
    where {{ column }} is not null
    {% if not (outer.last and loop.last) %}
    union all
    {% endif %}
    {% endfor %}
    {% endfor %}

)

select
    texts.unit_code,
    texts.period,
    texts.form,
    texts.part as owner_group,
    indicators.indicator_id,
    indicators.iku_no,
    texts.submission_id,
    texts.file_name,
    texts.sheet,
    texts.row_no,
    texts.row_key,
    texts.column_name,
    texts.cell,
    texts.text_written
from texts
inner join indicators
    on
        texts.unit_code = indicators.unit_code
        and texts.period = indicators.period
        and texts.indikator = indicators.indicator_id
