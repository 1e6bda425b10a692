with

perkara as (

    select * from {{ ref('stg_perkara') }}

)

{{ input_row(
    'perkara', 'perkara', 'realisasi_n', 'current_year', "'penindakan'", ['tahap'],
    part='tahap', value='coalesce(realisasi_n, 0)'
) }}
union all
{{ input_row(
    'perkara', 'perkara', 'realisasi_carry_over', 'carry_over', "'penindakan'", ['tahap'],
    part='tahap', value='coalesce(realisasi_carry_over, 0)'
) }}
