with

ikpa as (

    select * from {{ ref('stg_ikpa') }}

)

{{ input_row('ikpa', 'ikpa', 'nilai', 'value', "'kinerja_anggaran'", ['komponen'], part='komponen') }}
