with

rows_sent as (

    select * from {{ source('raw', 'form_intelijen') }}

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
    rows_sent.tahun,
    rows_sent.tahun_text,
    rows_sent.tahun_cell,
    rows_sent.target,
    rows_sent.target_cell,
    rows_sent.target_state,
    rows_sent.kasus,
    rows_sent.kasus_cell,
    rows_sent.kasus_state,
    rows_sent.perkara,
    rows_sent.perkara_cell,
    rows_sent.perkara_state,
    rows_sent.spdp,
    rows_sent.spdp_cell,
    rows_sent.spdp_state,
    rows_sent.tahap_1,
    rows_sent.tahap_1_cell,
    rows_sent.tahap_1_state,
    rows_sent.p21,
    rows_sent.p21_cell,
    rows_sent.p21_state,
    rows_sent.tahap_2,
    rows_sent.tahap_2_cell,
    rows_sent.tahap_2_state,
    rows_sent.putusan,
    rows_sent.putusan_cell,
    rows_sent.putusan_state,
    rows_sent.sp3,
    rows_sent.sp3_cell,
    rows_sent.sp3_state,
    rows_sent.nilai_barang_bukti,
    rows_sent.nilai_barang_bukti_cell,
    rows_sent.nilai_barang_bukti_state,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'intelijen'
