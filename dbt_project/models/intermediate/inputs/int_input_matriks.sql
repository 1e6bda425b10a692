with

matriks as (

    select
        rows_sent.*,
        -- counts stand behind a percentage only; a number of schools is the figure itself
        coalesce(
            indicators.satuan = '%' and rows_sent.pembilang is not null and rows_sent.penyebut <> 0, false
        ) as has_counts
    from {{ ref('stg_matriks_capaian') }} as rows_sent
    inner join {{ in_force(ref('indicators'), 'indicator_id, office_kind') }} as indicators
        on rows_sent.indikator = indicators.indicator_id

)

{{ input_row(
    'matriks', 'matriks_capaian', 'pembilang', 'numerator', 'indikator', ['indikator'],
    where='has_counts'
) }}
union all
{{ input_row(
    'matriks', 'matriks_capaian', 'penyebut', 'denominator', 'indikator', ['indikator'],
    where='has_counts'
) }}
union all
{{ input_row(
    'matriks', 'matriks_capaian', 'realisasi', 'value', 'indikator', ['indikator'],
    where='not has_counts'
) }}
