with

rows_sent as (

    select * from {{ source('raw', 'form_ikpa') }}

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
    rows_sent.komponen,
    rows_sent.komponen_text,
    rows_sent.komponen_cell,
    rows_sent.nilai,
    rows_sent.nilai_cell,
    rows_sent.nilai_state,
    rows_sent.bobot,
    rows_sent.bobot_cell,
    rows_sent.bobot_state,
    rows_sent.nilai_akhir,
    rows_sent.nilai_akhir_cell,
    rows_sent.nilai_akhir_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'ikpa'
