with

inspeksi as (

    select * from {{ ref('stg_tl_inspeksi') }}

),

pemangku as (

    select * from {{ ref('stg_tl_pemangku') }}

)

{{ input_row(
    'inspeksi', 'tl_inspeksi', 'tl', 'numerator', "'rekomendasi_dilaksanakan'", ['komoditi'],
    part='jenis'
) }}
union all
{{ input_row(
    'inspeksi', 'tl_inspeksi', 'rekomendasi', 'denominator', "'rekomendasi_dilaksanakan'", ['komoditi'],
    part='jenis'
) }}
union all
{{ input_row(
    'pemangku', 'tl_pemangku', 'tl', 'numerator', "'rekomendasi_pemangku'", ['komoditi'],
    part='jenis'
) }}
union all
{{ input_row(
    'pemangku', 'tl_pemangku', 'rekomendasi', 'denominator', "'rekomendasi_pemangku'", ['komoditi'],
    part='jenis'
) }}
