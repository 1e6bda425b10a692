with

rows_sent as (

    select * from {{ source('raw', 'form_survei_usaha') }}

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
    rows_sent.jenis,
    rows_sent.jenis_text,
    rows_sent.jenis_cell,
    rows_sent.kegiatan,
    rows_sent.kegiatan_text,
    rows_sent.kegiatan_cell,
    rows_sent.responden,
    rows_sent.responden_cell,
    rows_sent.responden_state,
    rows_sent.indeks,
    rows_sent.indeks_cell,
    rows_sent.indeks_state,
    rows_sent.tanggal,
    rows_sent.tanggal_cell,
    rows_sent.keterangan,
    rows_sent.keterangan_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'survei_usaha'
