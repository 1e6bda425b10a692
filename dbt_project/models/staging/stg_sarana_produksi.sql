with

rows_sent as (

    select * from {{ source('raw', 'form_sarana_produksi') }}

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
    rows_sent.sarana,
    rows_sent.sarana_text,
    rows_sent.sarana_cell,
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.diperiksa,
    rows_sent.diperiksa_cell,
    rows_sent.diperiksa_state,
    rows_sent.mk,
    rows_sent.mk_cell,
    rows_sent.mk_state,
    rows_sent.tmk,
    rows_sent.tmk_cell,
    rows_sent.tmk_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'sarana_produksi'
