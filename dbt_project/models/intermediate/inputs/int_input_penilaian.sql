with

penilaian as (

    select
        rows_sent.*,
        case
            -- the index of data and information is the mean of its sub-indexes, so each is a part; other scores add up
            when rows_sent.indikator in ('data_informasi', 'kepuasan_layanan_publik') then rows_sent.row_key
            else 'all'
        end as part
    from {{ ref('stg_penilaian') }} as rows_sent

)

{{ input_row('penilaian', 'penilaian', 'nilai', 'value', 'indikator', ['komponen'], part='part') }}
union all
{{ input_row(
    'penilaian', 'penilaian', 'responden', 'weight', 'indikator', ['komponen'],
    part='part', where="indikator = 'kepuasan_layanan_publik'"
) }}
