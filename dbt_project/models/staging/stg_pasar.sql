with

rows_sent as (

    select * from {{ source('raw', 'form_pasar') }}

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
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.no,
    rows_sent.no_text,
    rows_sent.no_cell,
    rows_sent.kegiatan,
    rows_sent.kegiatan_text,
    rows_sent.kegiatan_cell,
    rows_sent.bobot,
    rows_sent.bobot_cell,
    rows_sent.bobot_state,
    rows_sent.progres,
    rows_sent.progres_cell,
    rows_sent.progres_state,
    rows_sent.jadwal,
    rows_sent.jadwal_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'pasar'
