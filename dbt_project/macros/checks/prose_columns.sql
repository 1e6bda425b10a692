{# Columns of words, where an amount can only have slipped in from elsewhere, each with the column of figures from which it
   probably came (none: not known). Numbers of contracts, budget codes and dates are no such columns. #}

{% macro prose_columns() %}
    {{ return({
        'pengadaan': {'rencana': 'realisasi', 'pelaksana': 'kontrak_nilai'},
        'monev_output': {'satuan': none, 'justifikasi': 'realisasi'},
        'kie_rincian': {'metode': none, 'kelompok': 'peserta', 'stakeholder': none, 'narasumber': none, 'topik': none},
        'survei_usaha': {'keterangan': 'indeks'},
        'sertifikasi': {'satuan': none},
        'desa': {'jadwal': 'progres'},
        'pasar': {'jadwal': 'progres'},
        'umkm': {'jadwal': none},
        'sampel_standar': {'verifikasi_diperiksa': 'diperiksa', 'verifikasi_diuji': 'diuji'},
        'penilaian': {'sumber': none},
    }) }}
{% endmacro %}
