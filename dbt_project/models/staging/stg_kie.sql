with

rows_sent as (

    select * from {{ source('raw', 'form_kie') }}

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
    rows_sent.anggaran,
    rows_sent.anggaran_text,
    rows_sent.anggaran_cell,
    rows_sent.no,
    rows_sent.no_text,
    rows_sent.no_cell,
    rows_sent.kegiatan,
    rows_sent.kegiatan_text,
    rows_sent.kegiatan_cell,
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.jumlah,
    rows_sent.jumlah_cell,
    rows_sent.jumlah_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'kie'
