with

rows_sent as (

    select * from {{ source('raw', 'form_survei_kie') }}

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
    rows_sent.tabel,
    rows_sent.tabel_text,
    rows_sent.tabel_cell,
    rows_sent.komponen,
    rows_sent.komponen_text,
    rows_sent.komponen_cell,
    rows_sent.skala_100,
    rows_sent.skala_100_cell,
    rows_sent.skala_100_state,
    rows_sent.skala_4,
    rows_sent.skala_4_cell,
    rows_sent.skala_4_state,
    rows_sent.responden,
    rows_sent.responden_cell,
    rows_sent.responden_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'survei_kie'
