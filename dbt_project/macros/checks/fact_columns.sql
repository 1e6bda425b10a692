{# Which figures of which form may state a fact that another form states too, and by which labels its rows are told
   apart. The labels have one name here, whatever a form calls them. #}

{% macro fact_labels() %}
    {{ return(['bagian', 'produk', 'metode', 'kode', 'anggaran', 'jenis', 'nomor']) }}
{% endmacro %}

{% macro fact_columns() %}
    {% set sampled = {'bagian': 'bagian', 'produk': 'produk', 'metode': 'metode'} %}
    {% set samples = [
        'target_setahun', 'jumlah_sampling', 'tmk_label', 'masuk_lab', 'diuji', 'ms', 'tms', 'total_tms_diperiksa',
        'diperiksa_diuji'
    ] %}
    {{ return({
        'sampling': {'labels': sampled, 'office': true, 'figures': samples},
        'uji_regional': {'labels': sampled, 'office': true, 'figures': samples},
        'sampel_standar': {
            'labels': {'bagian': 'kelompok'},
            'office': true,
            'figures': ['target_setahun', 'diperiksa', 'masuk_lab', 'diuji']
        },
        'monev_output': {'labels': {'kode': 'kode'}, 'office': false, 'figures': ['target_volume', 'realisasi']},
        'sertifikasi': {'labels': {}, 'office': false, 'figures': ['diterbitkan']},
        'umkm': {'labels': {'produk': 'komoditi'}, 'office': false, 'figures': ['target_umkm']},
        'kie': {'labels': {'anggaran': 'anggaran', 'nomor': 'no'}, 'office': false, 'figures': ['jumlah']},
        'kie_rincian': {
            'labels': {'anggaran': 'anggaran', 'jenis': 'jenis'},
            'office': false,
            'figures': ['frekuensi', 'peserta', 'konten_mandiri', 'konten_repost']
        },
        'anggaran_iku': {'labels': {}, 'office': false, 'figures': ['realisasi']},
        'anggaran_belanja': {'labels': {}, 'office': false, 'figures': ['realisasi']},
    }) }}
{% endmacro %}

{# Whether a row answers what the seed same_facts asks of one of its labels. #}
{% macro answers_label(asked, label) %}
(
    {{ asked }} is null
    or {{ asked }} = {{ label }}
    or ({{ asked }} = 'each' and {{ label }} is not null)
    or ({{ asked }} = 'none' and {{ label }} is null)
)
{% endmacro %}
