with

produksi as (

    select * from {{ ref('stg_sarana_produksi') }}

),

distribusi as (

    select * from {{ ref('stg_sarana_distribusi') }}

)

{{ input_row('produksi', 'sarana_produksi', 'mk', 'numerator', "'sarana_produksi_mk'", ['sarana']) }}
union all
{{ input_row('produksi', 'sarana_produksi', 'diperiksa', 'denominator', "'sarana_produksi_mk'", ['sarana']) }}
union all
{{ input_row('distribusi', 'sarana_distribusi', 'mk', 'numerator', "'sarana_distribusi_mk'", ['sarana']) }}
union all
{{ input_row('distribusi', 'sarana_distribusi', 'diperiksa', 'denominator', "'sarana_distribusi_mk'", ['sarana']) }}
