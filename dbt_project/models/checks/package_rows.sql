with

pengadaan as (

    select * from {{ ref('stg_pengadaan') }}

),

-- A row without a ceiling and a contract of its own continues the package above: it only holds a further payment.
opened as (

    select
        *,
        case
            when
                pagu_state = 'blank'
                and pagu_revisi_state = 'blank'
                and kontrak_nilai_state = 'blank'
                and kontrak_no is null
                and lag(paket) over (partition by submission_id order by row_no) = paket
                and coalesce(lag(no) over (partition by submission_id order by row_no), '') = coalesce(no, '')
                then 0
            else 1
        end as opens_package,
        case
            when coalesce(lag(no) over (partition by submission_id order by row_no), '') = coalesce(no, '') then 0
            else 1
        end as opens_number
    from pengadaan
    where row_kind = 'data'

),

numbered as (

    select
        *,
        sum(opens_package) over (
            partition by submission_id order by row_no rows between unbounded preceding and current row
        ) as package_no,
        sum(opens_number) over (
            partition by submission_id order by row_no rows between unbounded preceding and current row
        ) as number_no,
        -- One revised ceiling may stand for several packages of a number, in a merged cell.
        max(case when pagu_revisi is not null then 1 else 0 end)
            over (partition by submission_id, no)
        = 1 as is_number_revised
    from opened

),

-- A number may open with the package as first planned, without contract or payment, and its parts below: it says
-- so, or the parts are called "Paket I", "Paket II". *Inferred* from one such package.
counted as (

    select
        *,
        row_number() over (partition by submission_id, number_no order by row_no) as place,
        sum(opens_package) over (partition by submission_id, number_no) - 1 as n_parts,
        sum(case when lower(paket) like 'paket %' then opens_package else 0 end)
            over (partition by submission_id, number_no) as n_named_parts
    from numbered

),

split as (

    select
        submission_id,
        number_no,
        row_no as split_row_no
    from counted
    where
        place = 1
        and no is not null
        and pagu is not null
        and kontrak_nilai_state = 'blank'
        and kontrak_no is null
        and realisasi_state = 'blank'
        and n_parts >= 2
        and (pagu_revisi_state = 'note' or (n_named_parts = n_parts and lower(paket) not like 'paket %'))

),

paid as (

    select
        submission_id,
        package_no,
        sum(realisasi) as realisasi_paket,
        {{ cell_list('case when realisasi is not null then realisasi_cell end', 'row_no') }} as cells,
        max(case when realisasi_state in ('error', 'text') then 1 else 0 end) = 1 as is_unread
    from numbered
    group by submission_id, package_no

),

final as (

    select
        numbered.unit_code,
        numbered.period,
        numbered.submission_id,
        numbered.file_name,
        numbered.sheet,
        numbered.row_no,
        numbered.row_kind,
        numbered.row_key,
        numbered.kode_mak,
        numbered.package_no,
        numbered.number_no,
        numbered.opens_package = 1 as is_first_of_package,
        coalesce(split.split_row_no = numbered.row_no, false) as is_split,
        coalesce(split.split_row_no < numbered.row_no, false) as is_part,
        numbered.pagu,
        numbered.pagu_cell,
        numbered.pagu_state,
        numbered.pagu_revisi,
        numbered.pagu_revisi_cell,
        numbered.pagu_revisi_state,
        numbered.kontrak_nilai,
        numbered.kontrak_nilai_cell,
        numbered.kontrak_nilai_state,
        numbered.realisasi,
        numbered.realisasi_cell,
        numbered.realisasi_state,
        case when numbered.opens_package = 1 and not paid.is_unread then paid.realisasi_paket end as realisasi_paket,
        coalesce(paid.cells, numbered.realisasi_cell) as realisasi_paket_cell,
        case
            when paid.is_unread then 'text'
            when numbered.opens_package = 1 and paid.realisasi_paket is not null then 'number'
            else 'blank'
        end as realisasi_paket_state,
        case
            when numbered.pagu_revisi is not null then numbered.pagu_revisi
            when numbered.pagu_revisi_state in ('blank', 'dash', 'nihil') and not numbered.is_number_revised
                then numbered.pagu
        end as pagu_berlaku,
        case when numbered.pagu_revisi is not null then numbered.pagu_revisi_cell else numbered.pagu_cell end
            as pagu_berlaku_cell,
        case
            when numbered.pagu_revisi is not null then numbered.pagu_revisi_state
            when numbered.pagu_revisi_state in ('blank', 'dash', 'nihil') and not numbered.is_number_revised
                then numbered.pagu_state
            else 'blank'
        end as pagu_berlaku_state
    from numbered
    inner join paid
        on
            numbered.submission_id = paid.submission_id
            and numbered.package_no = paid.package_no
    left join split
        on
            numbered.submission_id = split.submission_id
            and numbered.number_no = split.number_no

)

select * from final
