with

rows_sent as (

    select * from {{ source('raw', 'form_sertifikasi') }}

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
    rows_sent.bulan,
    rows_sent.bulan_text,
    rows_sent.bulan_cell,
    rows_sent.jenis,
    rows_sent.jenis_text,
    rows_sent.jenis_cell,
    rows_sent.permohonan,
    rows_sent.permohonan_cell,
    rows_sent.permohonan_state,
    rows_sent.diterbitkan,
    rows_sent.diterbitkan_cell,
    rows_sent.diterbitkan_state,
    rows_sent.tepat_waktu,
    rows_sent.tepat_waktu_cell,
    rows_sent.tepat_waktu_state,
    rows_sent.satuan,
    rows_sent.satuan_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'sertifikasi'
