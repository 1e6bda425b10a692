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
        end as opens_package
    from pengadaan
    where row_kind = 'data'

),

numbered as (

    select
        *,
        sum(opens_package) over (
            partition by submission_id order by row_no rows between unbounded preceding and current row
        ) as package_no,
        -- One revised ceiling may stand for several packages of a number, in a merged cell.
        max(case when pagu_revisi is not null then 1 else 0 end)
            over (partition by submission_id, no)
        = 1 as is_number_revised
    from opened

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

)

select * from final
