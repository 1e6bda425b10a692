with

rows_sent as (

    select * from {{ source('raw', 'form_narasi') }}

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
    rows_sent.pendukung,
    rows_sent.pendukung_cell,
    rows_sent.penghambat,
    rows_sent.penghambat_cell,
    rows_sent.penyebab,
    rows_sent.penyebab_cell,
    rows_sent.langkah,
    rows_sent.langkah_cell,
    rows_sent.iku_no,
    rows_sent.part,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and rows_sent.part = versions.part
        and versions.form = 'narasi'
