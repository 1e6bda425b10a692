with

rows_sent as (

    select * from {{ source('raw', 'form_pengadaan') }}

),

versions as (

    select * from {{ ref('stg_form_version') }}

)

select
    rows_sent.submission_id,
    rows_sent.unit_code,
    rows_sent.period,
    rows_sent.sheet,
    rows_sent.row_no,
    rows_sent.row_kind,
    rows_sent.row_key,
    rows_sent.no,
    rows_sent.no_text,
    rows_sent.no_cell,
    rows_sent.paket,
    rows_sent.paket_text,
    rows_sent.paket_cell,
    rows_sent.pagu,
    rows_sent.pagu_cell,
    rows_sent.pagu_state,
    rows_sent.pagu_revisi,
    rows_sent.pagu_revisi_cell,
    rows_sent.pagu_revisi_state,
    rows_sent.kontrak_nilai,
    rows_sent.kontrak_nilai_cell,
    rows_sent.kontrak_nilai_state,
    rows_sent.realisasi,
    rows_sent.realisasi_cell,
    rows_sent.realisasi_state,
    rows_sent.kode_mak,
    rows_sent.kode_mak_cell,
    rows_sent.kontrak_no,
    rows_sent.kontrak_no_cell,
    rows_sent.kontrak_tanggal,
    rows_sent.kontrak_tanggal_cell,
    rows_sent.waktu,
    rows_sent.waktu_cell,
    rows_sent.pelaksana,
    rows_sent.pelaksana_cell,
    rows_sent.rencana,
    rows_sent.rencana_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'pengadaan'
