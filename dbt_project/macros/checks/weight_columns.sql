{# Forms whose parts have weights: what tells the sums apart (`group`), what a weight belongs to (`part`) and the rows that have
   none. #}

{% macro weight_columns() %}
    {{ return({
        'desa': {'group': ['upt', 'row_kind'], 'part': 'kegiatan', 'without': []},
        'pasar': {'group': ['upt', 'row_kind'], 'part': 'kegiatan', 'without': []},
        'umkm': {'group': ['upt', 'komoditi', 'row_kind'], 'part': 'kegiatan', 'without': []},
        'ikpa': {'group': ['row_kind'], 'part': 'komponen', 'without': ['nilai_eka']},
        'perkara': {'group': ['kantor', 'upt', 'row_kind'], 'part': 'tahap', 'without': []},
    }) }}
{% endmacro %}
