with

rows_sent as (

    select * from {{ source('raw', 'form_tindak_lanjut') }}

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
    rows_sent.indikator,
    rows_sent.indikator_text,
    rows_sent.indikator_cell,
    rows_sent.rekomendasi,
    rows_sent.rekomendasi_text,
    rows_sent.rekomendasi_cell,
    rows_sent.status,
    rows_sent.status_text,
    rows_sent.status_cell,
    rows_sent.tindakan,
    rows_sent.tindakan_cell,
    rows_sent.rencana,
    rows_sent.rencana_cell,
    rows_sent.batas,
    rows_sent.batas_cell,
    rows_sent.penanggung,
    rows_sent.penanggung_cell,
    rows_sent.iku_no,
    rows_sent.part,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and rows_sent.part = versions.part
        and versions.form = 'tindak_lanjut'
