with

rows_sent as (

    select * from {{ source('raw', 'form_iklan_label') }}

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
    rows_sent.komoditi,
    rows_sent.komoditi_text,
    rows_sent.komoditi_cell,
    rows_sent.media,
    rows_sent.media_text,
    rows_sent.media_cell,
    rows_sent.hasil,
    rows_sent.hasil_text,
    rows_sent.hasil_cell,
    rows_sent.jumlah,
    rows_sent.jumlah_cell,
    rows_sent.jumlah_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'iklan_label'
