{# Which columns of which form the checks look at. `additive`: a typed total must be the sum of its parts
   (counts, rupiah, progress); the others are only compared within their row. The case targets of PERKARA
   are left out: they are held against the DIPA, cell by cell, in chk_case_target. PENGADAAN is read a package at a
   time: pagu_berlaku is the ceiling that holds, realisasi_paket what was paid in all rows of the package. #}

{% macro checked_columns() %}
    {% set samples = [
        'target_setahun', 'jumlah_sampling', 'tmk_tie', 'tmk_kedaluwarsa', 'tmk_rusak', 'tmk_label',
        'masuk_lab', 'diuji', 'ms', 'tms', 'total_tms_diperiksa', 'belum_selesai', 'diperiksa_diuji'
    ] %}
    {{ return({
        'matriks_capaian': {'additive': [], 'other': ['pembilang', 'penyebut', 'realisasi']},
        'monev_output': {'additive': ['rencana', 'realisasi'], 'other': []},
        'sampling': {'additive': samples, 'other': []},
        'uji_regional': {'additive': samples, 'other': []},
        'sampel_standar': {
            'additive': [], 'other': ['target_setahun', 'diperiksa', 'masuk_lab', 'diuji']
        },
        'sarana_distribusi': {'additive': ['diperiksa', 'mk', 'tmk'], 'other': []},
        'sarana_produksi': {'additive': ['diperiksa', 'mk', 'tmk'], 'other': []},
        'tl_inspeksi': {'additive': ['rekomendasi', 'tl'], 'other': []},
        'tl_pemangku': {'additive': ['tl', 'rekomendasi'], 'other': []},
        'iklan_label': {'additive': ['jumlah'], 'other': []},
        'sertifikasi': {'additive': [], 'other': ['permohonan', 'diterbitkan', 'tepat_waktu']},
        'intelijen': {
            'additive': [
                'target', 'kasus', 'perkara', 'spdp', 'tahap_1', 'p21', 'tahap_2', 'putusan', 'sp3',
                'nilai_barang_bukti'
            ],
            'other': []
        },
        'perkara': {'additive': ['realisasi_n', 'realisasi_carry_over'], 'other': []},
        'kie_rincian': {
            'additive': [], 'other': ['frekuensi', 'peserta', 'follower', 'konten_mandiri', 'konten_repost']
        },
        'survei_kie': {'additive': [], 'other': ['skala_100', 'skala_4']},
        'kie': {'additive': ['jumlah'], 'other': []},
        'desa': {'additive': ['bobot', 'progres'], 'other': []},
        'pasar': {'additive': ['bobot', 'progres'], 'other': []},
        'umkm': {'additive': [], 'other': ['bobot', 'progres']},
        'survei_usaha': {'additive': [], 'other': ['responden', 'indeks']},
        'ikpa': {'additive': [], 'other': ['nilai', 'bobot']},
        'anggaran_iku': {'additive': ['pagu', 'realisasi'], 'other': []},
        'anggaran_belanja': {'additive': ['pagu', 'pagu_tanpa_blokir', 'realisasi'], 'other': []},
        'pengadaan': {
            'additive': [],
            'other': ['pagu', 'pagu_revisi', 'kontrak_nilai', 'realisasi', 'pagu_berlaku', 'realisasi_paket']
        },
        'penilaian': {'additive': [], 'other': ['nilai', 'responden']},
    }) }}
{% endmacro %}
