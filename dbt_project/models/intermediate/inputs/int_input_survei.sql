with

usaha as (

    select * from {{ ref('stg_survei_usaha') }}

),

kie as (

    select * from {{ ref('stg_survei_kie') }}

)

{{ input_row(
    'usaha', 'survei_usaha', 'indeks', 'value', "'kepuasan_pelaku_usaha'", ['jenis', 'kegiatan'],
    part='row_key'
) }}
union all
{{ input_row(
    'usaha', 'survei_usaha', 'responden', 'weight', "'kepuasan_pelaku_usaha'", ['jenis', 'kegiatan'],
    part='row_key'
) }}
union all
{{ input_row(
    'kie', 'survei_kie', 'skala_100', 'value', "'efektivitas_kie'", ['komponen'],
    where="tabel = 'total' and komponen = 'indeks'", kind='result'
) }}
