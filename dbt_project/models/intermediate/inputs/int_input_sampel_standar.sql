with

samples as (

    select
        *,
        case kelompok
            when 'obat' then 'sampel_obat_standar'
            when 'makanan' then 'sampel_makanan_standar'
        end as indicator_id
    from {{ ref('stg_sampel_standar') }}

)

{{ input_row(
    'samples', 'sampel_standar', 'diperiksa', 'numerator', 'indicator_id', ['kelompok'],
    part="'diperiksa'"
) }}
union all
{{ input_row(
    'samples', 'sampel_standar', 'target_setahun', 'denominator', 'indicator_id', ['kelompok'],
    part="'diperiksa'"
) }}
union all
{{ input_row('samples', 'sampel_standar', 'diuji', 'numerator', 'indicator_id', ['kelompok'], part="'diuji'") }}
union all
{{ input_row('samples', 'sampel_standar', 'masuk_lab', 'denominator', 'indicator_id', ['kelompok'], part="'diuji'") }}
