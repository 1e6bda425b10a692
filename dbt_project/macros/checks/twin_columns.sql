{# Which columns of which form can be looked at for twins: labels and texts are the same whatever their spaces and
   capitals, figures are whole numbers. #}

{% macro twin_columns() %}
    {{ return({
        'pengadaan': {'text': ['no', 'kontrak_no', 'kode_mak'], 'number': ['kontrak_nilai', 'realisasi']},
        'anggaran_iku': {'text': ['indikator'], 'number': ['pagu', 'realisasi']},
        'anggaran_belanja': {'text': ['jenis'], 'number': ['pagu', 'realisasi']},
    }) }}
{% endmacro %}
