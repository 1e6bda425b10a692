with

budgets as (

    select * from {{ first_row(ref('stg_anggaran_iku')) }} as first_rows

),

kinds as (

    select * from {{ ref('stg_anggaran_belanja') }}

),

matriks as (

    select * from {{ first_row(ref('stg_matriks_capaian')) }} as first_rows

),

usaha as (

    select * from {{ ref('stg_survei_usaha') }}

),

intelijen as (

    select * from {{ ref('stg_intelijen') }}

),

facts as (

    select * from {{ ref('fct_indicator') }}

),

cells as (

    {{ figure_row('budgets', 'anggaran_iku', 'pagu', 'pagu', 'indikator', 'indikator') }}
    union all
    {{ figure_row('budgets', 'anggaran_iku', 'realisasi', 'realisasi_anggaran', 'indikator', 'indikator') }}
    union all
    {{ figure_row('matriks', 'matriks_capaian', 'realisasi', 'realisasi_submitted', 'indikator', 'indikator') }}
    union all
    {{ figure_row('matriks', 'matriks_capaian', 'capaian_month', 'capaian_month_submitted', 'indikator', 'indikator') }}
    union all
    {{ figure_row('matriks', 'matriks_capaian', 'capaian_year', 'capaian_year_submitted', 'indikator', 'indikator') }}
    {% for column in ['pagu', 'pagu_tanpa_blokir', 'realisasi'] %}
    union all
    {{ figure_row('kinds', 'anggaran_belanja', column, column, 'cast(null as string)', 'jenis', jenis='jenis') }}
    {% endfor %}
    union all
    {{ figure_row(
        'usaha', 'survei_usaha', 'indeks', 'dashboard_index', "'kepuasan_pelaku_usaha'", 'kegiatan',
        where="kegiatan = 'indeks'", kind='result'
    ) }}
    union all
    {{ figure_row(
        'usaha', 'survei_usaha', 'responden', 'dashboard_respondents', "'kepuasan_pelaku_usaha'", 'kegiatan',
        where="kegiatan = 'total_responden'", kind='result'
    ) }}
    union all
    {{ figure_row(
        'intelijen', 'intelijen', 'sp3', 'carry_over_closed', "'penindakan'", 'tahun', where="tahun = 'carry_over'"
    ) }}

)

select
    cells.unit_code,
    cells.period,
    facts.iku_no,
    cells.indicator_id,
    cells.jenis,
    cells.figure,
    cast(cells.value as double) as value,
    cells.form,
    cells.file_name,
    cells.sheet,
    cells.cell,
    cells.column_name,
    cells.row_key,
    cells.row_label,
    cells.submission_id
from cells
left join facts
    on
        cells.unit_code = facts.unit_code
        and cells.period = facts.period
        and cells.indicator_id = facts.indicator_id
where cells.value is not null and (facts.iku_no is not null or cells.jenis is not null)
