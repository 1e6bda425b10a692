with

rows_sent as (

    select * from {{ source('raw', 'form_tl_pemangku') }}

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
    rows_sent.jenis,
    rows_sent.jenis_text,
    rows_sent.jenis_cell,
    rows_sent.komoditi,
    rows_sent.komoditi_text,
    rows_sent.komoditi_cell,
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.tl,
    rows_sent.tl_cell,
    rows_sent.tl_state,
    rows_sent.rekomendasi,
    rows_sent.rekomendasi_cell,
    rows_sent.rekomendasi_state,
    rows_sent.persen,
    rows_sent.persen_cell,
    rows_sent.persen_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'tl_pemangku'
