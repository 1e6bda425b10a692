with

samples as (

    select
        rows_sent.*,
        sampling_groups.indicator_id
    from {{ ref('stg_sampling') }} as rows_sent
    inner join {{ in_force(ref('sampling_groups'), 'produk, metode') }} as sampling_groups
        on
            rows_sent.produk = sampling_groups.produk
            and rows_sent.metode = sampling_groups.metode

)

{{ input_row('samples', 'sampling', 'ms', 'numerator', 'indicator_id', ['produk', 'metode']) }}
union all
{{ input_row('samples', 'sampling', 'diperiksa_diuji', 'denominator', 'indicator_id', ['produk', 'metode']) }}
