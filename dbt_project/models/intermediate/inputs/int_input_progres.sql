with

desa as (

    select * from {{ ref('stg_desa') }}

),

pasar as (

    select * from {{ ref('stg_pasar') }}

),

umkm as (

    select * from {{ ref('stg_umkm') }}

)

{{ input_row('desa', 'desa', 'progres', 'value', "'desa_pangan_aman'", ['kegiatan'], value='coalesce(progres, 0)') }}
union all
{{ input_row(
    'pasar', 'pasar', 'progres', 'value', "'pasar_pangan_aman'", ['kegiatan'],
    value='coalesce(progres, 0)'
) }}
union all
{{ input_row(
    'umkm', 'umkm', 'progres', 'value', "'umkm_standar'", ['komoditi', 'kegiatan'],
    part='komoditi', value='coalesce(progres, 0)'
) }}
