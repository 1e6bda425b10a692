with

matriks as (

    select * from {{ ref('stg_matriks_capaian') }}

),

targets as (

    select * from {{ ref('int_target_in_force') }}

),

target_versions as (

    select * from {{ source('raw', 'target_versions') }}

),

-- What the version in force is called by those who signed it.
documents as (

    select
        unit_code,
        year,
        kind,
        version,
        document
    from target_versions
    where kind in ('pk', 'rapk')

),

copies as (

    {% for column in ['target_year', 'target_month'] %}
    select
        matriks.unit_code,
        matriks.period,
        'matriks_capaian' as form,
        matriks.iku_no,
        matriks.submission_id,
        matriks.file_name,
        matriks.sheet,
        matriks.{{ column }}_cell as cell,
        matriks.row_key,
        '{{ column }}' as column_name,
        cast(matriks.{{ column }} as double) as value,
        matriks.{{ column }}_state as value_state,
        cast(targets.{{ column }} as double) as expected,
        'blank' as expected_state,
        targets.{{ column }} is not null as is_due,
        coalesce(documents.document, '{{ 'PK' if column == 'target_year' else 'RAPK' }}') as document
    from matriks
    inner join targets
        on
            matriks.unit_code = targets.unit_code
            and matriks.period = targets.period
            and matriks.iku_no = targets.iku_no
    left join documents
        on
            targets.unit_code = documents.unit_code
            and cast(substr(targets.period, 1, 4) as integer) = documents.year
            and documents.kind = '{{ 'pk' if column == 'target_year' else 'rapk' }}'
            and documents.version = targets.{{ 'pk' if column == 'target_year' else 'rapk' }}_version
    where matriks.row_kind = 'data' and targets.{{ 'pk' if column == 'target_year' else 'rapk' }}_version is not null
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

-- A blank or a dash is a right answer where no target is due; an error cell is told by the reader.
final as (

    select * from copies
    where value_state not in ('error', 'text')

)

select * from final
