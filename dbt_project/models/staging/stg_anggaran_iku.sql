with

rows_sent as (

    select * from {{ source('raw', 'form_anggaran_iku') }}

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
    rows_sent.indikator,
    rows_sent.indikator_text,
    rows_sent.indikator_cell,
    rows_sent.pagu,
    rows_sent.pagu_cell,
    rows_sent.pagu_state,
    rows_sent.realisasi,
    rows_sent.realisasi_cell,
    rows_sent.realisasi_state,
    rows_sent.persen,
    rows_sent.persen_cell,
    rows_sent.persen_state,
    rows_sent.iku_no,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'anggaran_iku'
