with

rows_sent as (

    select * from {{ source('raw', 'form_sampling') }}

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
    rows_sent.bagian,
    rows_sent.bagian_text,
    rows_sent.bagian_cell,
    rows_sent.no,
    rows_sent.no_text,
    rows_sent.no_cell,
    rows_sent.produk,
    rows_sent.produk_text,
    rows_sent.produk_cell,
    rows_sent.metode,
    rows_sent.metode_text,
    rows_sent.metode_cell,
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.target_setahun,
    rows_sent.target_setahun_cell,
    rows_sent.target_setahun_state,
    rows_sent.jumlah_sampling,
    rows_sent.jumlah_sampling_cell,
    rows_sent.jumlah_sampling_state,
    rows_sent.tmk_tie,
    rows_sent.tmk_tie_cell,
    rows_sent.tmk_tie_state,
    rows_sent.tmk_kedaluwarsa,
    rows_sent.tmk_kedaluwarsa_cell,
    rows_sent.tmk_kedaluwarsa_state,
    rows_sent.tmk_rusak,
    rows_sent.tmk_rusak_cell,
    rows_sent.tmk_rusak_state,
    rows_sent.tmk_label,
    rows_sent.tmk_label_cell,
    rows_sent.tmk_label_state,
    rows_sent.masuk_lab,
    rows_sent.masuk_lab_cell,
    rows_sent.masuk_lab_state,
    rows_sent.diuji,
    rows_sent.diuji_cell,
    rows_sent.diuji_state,
    rows_sent.ms,
    rows_sent.ms_cell,
    rows_sent.ms_state,
    rows_sent.tms,
    rows_sent.tms_cell,
    rows_sent.tms_state,
    rows_sent.total_tms_diperiksa,
    rows_sent.total_tms_diperiksa_cell,
    rows_sent.total_tms_diperiksa_state,
    rows_sent.belum_selesai,
    rows_sent.belum_selesai_cell,
    rows_sent.belum_selesai_state,
    rows_sent.diperiksa_diuji,
    rows_sent.diperiksa_diuji_cell,
    rows_sent.diperiksa_diuji_state,
    rows_sent.provinsi,
    rows_sent.provinsi_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'sampling'
