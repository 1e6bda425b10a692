with

rows_sent as (

    select * from {{ source('raw', 'form_monev_output') }}

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
    rows_sent.kode,
    rows_sent.kode_text,
    rows_sent.kode_cell,
    rows_sent.keluaran,
    rows_sent.keluaran_text,
    rows_sent.keluaran_cell,
    rows_sent.target_volume,
    rows_sent.target_volume_cell,
    rows_sent.target_volume_state,
    rows_sent.rencana,
    rows_sent.rencana_cell,
    rows_sent.rencana_state,
    rows_sent.realisasi,
    rows_sent.realisasi_cell,
    rows_sent.realisasi_state,
    rows_sent.satuan,
    rows_sent.satuan_cell,
    rows_sent.justifikasi,
    rows_sent.justifikasi_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'monev_output'
