with

kinds as (

    select
        unit_code,
        period,
        jenis,
        row_no,
        pagu,
        pagu_tanpa_blokir,
        realisasi
    from {{ ref('stg_anggaran_belanja') }}
    where row_kind = 'data'

),

with_total as (

    select
        unit_code,
        period,
        jenis,
        row_no,
        pagu,
        pagu_tanpa_blokir,
        realisasi
    from kinds
    union all
    select
        unit_code,
        period,
        'total' as jenis,
        max(row_no) + 1 as row_no,
        sum(pagu) as pagu,
        -- what one kind leaves unsaid is not blocked money: then the total is unknown
        case when count(pagu_tanpa_blokir) = count(*) then sum(pagu_tanpa_blokir) end as pagu_tanpa_blokir,
        sum(realisasi) as realisasi
    from kinds
    group by unit_code, period

)

select
    unit_code,
    period,
    jenis,
    cast(row_no as integer) as place,
    cast(pagu as bigint) as pagu,
    cast(pagu - pagu_tanpa_blokir as bigint) as diblokir,
    cast(pagu_tanpa_blokir as bigint) as pagu_tanpa_blokir,
    cast(realisasi as bigint) as realisasi,
    cast({{ percent('realisasi', 'pagu') }} as double) as persen,
    cast({{ percent('realisasi', 'pagu_tanpa_blokir') }} as double) as persen_tanpa_blokir
from with_total
