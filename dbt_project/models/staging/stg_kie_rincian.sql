with

rows_sent as (

    select * from {{ source('raw', 'form_kie_rincian') }}

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
    rows_sent.anggaran,
    rows_sent.anggaran_text,
    rows_sent.anggaran_cell,
    rows_sent.jenis,
    rows_sent.jenis_text,
    rows_sent.jenis_cell,
    rows_sent.bulan,
    rows_sent.bulan_text,
    rows_sent.bulan_cell,
    rows_sent.kegiatan,
    rows_sent.kegiatan_text,
    rows_sent.kegiatan_cell,
    rows_sent.frekuensi,
    rows_sent.frekuensi_cell,
    rows_sent.frekuensi_state,
    rows_sent.peserta,
    rows_sent.peserta_cell,
    rows_sent.peserta_state,
    rows_sent.follower,
    rows_sent.follower_cell,
    rows_sent.follower_state,
    rows_sent.konten_mandiri,
    rows_sent.konten_mandiri_cell,
    rows_sent.konten_mandiri_state,
    rows_sent.konten_repost,
    rows_sent.konten_repost_cell,
    rows_sent.konten_repost_state,
    rows_sent.metode,
    rows_sent.metode_cell,
    rows_sent.provinsi,
    rows_sent.provinsi_cell,
    rows_sent.kabupaten,
    rows_sent.kabupaten_cell,
    rows_sent.kecamatan,
    rows_sent.kecamatan_cell,
    rows_sent.desa,
    rows_sent.desa_cell,
    rows_sent.kelompok,
    rows_sent.kelompok_cell,
    rows_sent.stakeholder,
    rows_sent.stakeholder_cell,
    rows_sent.narasumber,
    rows_sent.narasumber_cell,
    rows_sent.topik,
    rows_sent.topik_cell,
    rows_sent.akun,
    rows_sent.akun_cell,
    rows_sent.rincian,
    rows_sent.rincian_cell,
    versions.file_name,
    versions.received_at
from rows_sent
inner join versions
    on
        rows_sent.submission_id = versions.submission_id
        and versions.form = 'kie_rincian'
