with

rows_sent as (

    select * from {{ source('raw', 'form_perkara') }}

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
    rows_sent.kantor,
    rows_sent.kantor_text,
    rows_sent.kantor_cell,
    rows_sent.upt,
    rows_sent.upt_text,
    rows_sent.upt_cell,
    rows_sent.tahap,
    rows_sent.tahap_text,
    rows_sent.tahap_cell,
    rows_sent.target_dipa,
    rows_sent.target_dipa_cell,
    rows_sent.target_dipa_state,
    rows_sent.target_n,
    rows_sent.target_n_cell,
    rows_sent.target_n_state,
    rows_sent.target_carry_over,
    rows_sent.target_carry_over_cell,
    rows_sent.target_carry_over_state,
    rows_sent.realisasi_n,
    rows_sent.realisasi_n_cell,
    rows_sent.realisasi_n_state,
    rows_sent.realisasi_carry_over,
    rows_sent.realisasi_carry_over_cell,
    rows_sent.realisasi_carry_over_state,
    rows_sent.koefisien_n,
    rows_sent.koefisien_n_cell,
    rows_sent.koefisien_n_state,
    rows_sent.koefisien_carry_over,
    rows_sent.koefisien_carry_over_cell,
    rows_sent.koefisien_carry_over_state,
    rows_sent.bobot,
    rows_sent.bobot_cell,
    rows_sent.bobot_state,
    rows_sent.nilai,
    rows_sent.nilai_cell,
    rows_sent.nilai_state,
    rows_sent.total_nilai,
    rows_sent.total_nilai_cell,
    rows_sent.total_nilai_state,
    rows_sent.capaian_perkara,
    rows_sent.capaian_perkara_cell,
    rows_sent.capaian_perkara_state,
    rows_sent.keberhasilan,
    rows_sent.keberhasilan_cell,
    rows_sent.keberhasilan_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'perkara'
