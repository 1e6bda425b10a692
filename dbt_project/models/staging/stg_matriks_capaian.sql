with

rows_sent as (

    select * from {{ source('raw', 'form_matriks_capaian') }}

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
    rows_sent.sasaran_no,
    rows_sent.sasaran_no_text,
    rows_sent.sasaran_no_cell,
    rows_sent.sasaran,
    rows_sent.sasaran_text,
    rows_sent.sasaran_cell,
    rows_sent.no,
    rows_sent.no_text,
    rows_sent.no_cell,
    rows_sent.indikator,
    rows_sent.indikator_text,
    rows_sent.indikator_cell,
    rows_sent.target_year,
    rows_sent.target_year_cell,
    rows_sent.target_year_state,
    rows_sent.target_month,
    rows_sent.target_month_cell,
    rows_sent.target_month_state,
    rows_sent.pembilang,
    rows_sent.pembilang_cell,
    rows_sent.pembilang_state,
    rows_sent.penyebut,
    rows_sent.penyebut_cell,
    rows_sent.penyebut_state,
    rows_sent.realisasi,
    rows_sent.realisasi_cell,
    rows_sent.realisasi_state,
    rows_sent.capaian_month,
    rows_sent.capaian_month_cell,
    rows_sent.capaian_month_state,
    rows_sent.capaian_year,
    rows_sent.capaian_year_cell,
    rows_sent.capaian_year_state,
    rows_sent.definisi_pembilang,
    rows_sent.definisi_pembilang_cell,
    rows_sent.definisi_penyebut,
    rows_sent.definisi_penyebut_cell,
    rows_sent.iku_no,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'matriks_capaian'
