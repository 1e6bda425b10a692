with

rows_sent as (

    select * from {{ source('raw', 'form_sampel_standar') }}

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
    rows_sent.kelompok,
    rows_sent.kelompok_text,
    rows_sent.kelompok_cell,
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.target_setahun,
    rows_sent.target_setahun_cell,
    rows_sent.target_setahun_state,
    rows_sent.diperiksa,
    rows_sent.diperiksa_cell,
    rows_sent.diperiksa_state,
    rows_sent.masuk_lab,
    rows_sent.masuk_lab_cell,
    rows_sent.masuk_lab_state,
    rows_sent.diuji,
    rows_sent.diuji_cell,
    rows_sent.diuji_state,
    rows_sent.persen,
    rows_sent.persen_cell,
    rows_sent.persen_state,
    rows_sent.verifikasi_diperiksa,
    rows_sent.verifikasi_diperiksa_cell,
    rows_sent.verifikasi_diuji,
    rows_sent.verifikasi_diuji_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'sampel_standar'
