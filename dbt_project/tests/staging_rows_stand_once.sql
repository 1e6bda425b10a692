-- Every staging model holds one version of a form for a unit and month: a row of the sheet stands there once, and at
-- most one submission is behind it. One query for all forms, so that a build stays quick.
with

rows_in_force as (

    {% for form in [
        'anggaran_belanja', 'anggaran_iku', 'desa', 'iklan_label', 'ikpa', 'intelijen', 'kie', 'kie_rincian',
        'matriks_capaian', 'monev_output', 'pasar', 'pengadaan', 'penilaian', 'perkara', 'sampel_standar', 'sampling',
        'sarana_distribusi', 'sarana_produksi', 'sertifikasi', 'survei_kie', 'survei_usaha', 'tl_inspeksi',
        'tl_pemangku', 'uji_regional', 'umkm'
    ] %}
    select
        '{{ form }}' as form,
        unit_code,
        period,
        row_no,
        submission_id
    from {{ ref('stg_' ~ form) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    form,
    unit_code,
    period,
    row_no
from rows_in_force
group by form, unit_code, period, row_no
having count(*) > 1
