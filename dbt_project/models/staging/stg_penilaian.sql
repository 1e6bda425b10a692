with

rows_sent as (

    select * from {{ source('raw', 'form_penilaian') }}

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
    rows_sent.komponen,
    rows_sent.komponen_text,
    rows_sent.komponen_cell,
    rows_sent.nilai,
    rows_sent.nilai_cell,
    rows_sent.nilai_state,
    rows_sent.responden,
    rows_sent.responden_cell,
    rows_sent.responden_state,
    rows_sent.sumber,
    rows_sent.sumber_cell,
    rows_sent.iku_no,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'penilaian'
