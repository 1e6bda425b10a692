{# Every column of numbers of every form, as the readers' forms name them: history looks at all of them, since a figure
   that stands wrongly may stand in any. #}

{% macro number_columns() %}
    {% set samples = [
        'target_setahun', 'jumlah_sampling', 'tmk_tie', 'tmk_kedaluwarsa', 'tmk_rusak', 'tmk_label',
        'masuk_lab', 'diuji', 'ms', 'tms', 'total_tms_diperiksa', 'belum_selesai', 'diperiksa_diuji'
    ] %}
    {{ return({
        'anggaran_belanja': ['pagu', 'pagu_tanpa_blokir', 'realisasi', 'persen'],
        'anggaran_iku': ['pagu', 'realisasi', 'persen'],
        'desa': ['bobot', 'progres'],
        'iklan_label': ['jumlah'],
        'ikpa': ['nilai', 'bobot', 'nilai_akhir'],
        'intelijen': [
            'target', 'kasus', 'perkara', 'spdp', 'tahap_1', 'p21', 'tahap_2', 'putusan', 'sp3', 'nilai_barang_bukti'
        ],
        'kie': ['jumlah'],
        'kie_rincian': ['frekuensi', 'peserta', 'follower', 'konten_mandiri', 'konten_repost'],
        'matriks_capaian': [
            'target_year', 'target_month', 'pembilang', 'penyebut', 'realisasi', 'capaian_month', 'capaian_year'
        ],
        'monev_output': ['target_volume', 'rencana', 'realisasi'],
        'pasar': ['bobot', 'progres'],
        'pengadaan': ['pagu', 'pagu_revisi', 'kontrak_nilai', 'realisasi'],
        'penilaian': ['nilai', 'responden'],
        'perkara': [
            'target_dipa', 'target_n', 'target_carry_over', 'realisasi_n', 'realisasi_carry_over', 'koefisien_n',
            'koefisien_carry_over', 'bobot', 'nilai', 'total_nilai', 'capaian_perkara', 'keberhasilan'
        ],
        'sampel_standar': ['target_setahun', 'diperiksa', 'masuk_lab', 'diuji', 'persen'],
        'sampling': samples,
        'sarana_distribusi': ['diperiksa', 'mk', 'tmk'],
        'sarana_produksi': ['diperiksa', 'mk', 'tmk'],
        'sertifikasi': ['permohonan', 'diterbitkan', 'tepat_waktu'],
        'survei_kie': ['skala_100', 'skala_4', 'responden'],
        'survei_usaha': ['responden', 'indeks'],
        'tl_inspeksi': ['rekomendasi', 'tl'],
        'tl_pemangku': ['tl', 'rekomendasi', 'persen'],
        'uji_regional': samples,
        'umkm': ['bobot', 'bobot_kumulatif', 'target_umkm', 'target_umkm_sd', 'progres', 'total_progres'],
    }) }}
{% endmacro %}
