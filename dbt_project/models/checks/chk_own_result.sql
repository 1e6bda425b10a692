with

umkm as (

    select * from {{ ref('stg_umkm') }}

),

ikpa as (

    select * from {{ ref('stg_ikpa') }}

),

tl_pemangku as (

    select * from {{ ref('stg_tl_pemangku') }}

),

sampel_standar as (

    select * from {{ ref('stg_sampel_standar') }}

),

survei_usaha as (

    select * from {{ ref('stg_survei_usaha') }}

),

anggaran_iku as (

    select * from {{ ref('stg_anggaran_iku') }}

),

anggaran_belanja as (

    select * from {{ ref('stg_anggaran_belanja') }}

),

perkara as (

    select * from {{ ref('stg_perkara') }}

),

indicator_input as (

    select * from {{ ref('int_indicator_input') }}

),

-- UMKM: the progress of a programme is the sum of its stages, that of the unit the mean of its programmes. A
-- result row names no programme: it closes the rows above it; the row that closes results is the unit's.
umkm_rows as (

    select
        *,
        lag(komoditi) over (partition by submission_id order by row_no) as closed_komoditi
    from umkm
    where row_kind in ('data', 'result')

),

umkm_programmes as (

    select
        submission_id,
        komoditi,
        sum(progres) as total,
        count(progres) as n_stages,
        {{ cell_list('progres_cell', 'row_no') }} as cells
    from umkm_rows
    where row_kind = 'data' and progres is not null
    group by submission_id, komoditi

),

-- The mean is held against the totals as typed, so that a wrong sum is not told again here.
umkm_units as (

    select
        submission_id,
        avg(total_progres) as total
    from umkm_rows
    where row_kind = 'result' and closed_komoditi is not null and total_progres is not null
    group by submission_id

),

umkm_results as (

    select
        umkm_rows.unit_code,
        umkm_rows.period,
        'umkm' as form,
        cast(null as integer) as own_iku_no,
        umkm_rows.submission_id,
        umkm_rows.file_name,
        umkm_rows.sheet,
        case
            when umkm_rows.closed_komoditi is null then umkm_rows.total_progres_cell
            else umkm_rows.total_progres_cell || ', ' || umkm_programmes.cells
        end as cell,
        umkm_rows.row_key,
        'total_progres' as column_name,
        umkm_rows.total_progres as value,
        case
            when umkm_rows.closed_komoditi is null then umkm_units.total
            else umkm_programmes.total
        end as expected,
        case
            when umkm_rows.closed_komoditi is null then 0.005 * 2
            else 0.005 * (1 + umkm_programmes.n_stages)
        end as tolerance,
        case when umkm_rows.closed_komoditi is null then 'umkm_mean' else 'umkm_sum' end as subject
    from umkm_rows
    left join umkm_programmes
        on
            umkm_rows.submission_id = umkm_programmes.submission_id
            and umkm_rows.closed_komoditi = umkm_programmes.komoditi
    left join umkm_units on umkm_rows.submission_id = umkm_units.submission_id
    where umkm_rows.row_kind = 'result' and umkm_rows.total_progres is not null

),

-- IKPA: score x weight / 100 a row, their sum, and 60 % EKA + 40 % IKPA.
ikpa_weighted as (

    select
        submission_id,
        sum(nilai * bobot) / 100 as total,
        {{ cell_list('nilai_cell', 'row_no') }} as cells
    from ikpa
    where row_kind = 'data' and komponen <> 'nilai_eka' and nilai is not null and bobot is not null
    group by submission_id

),

ikpa_scores as (

    select
        submission_id,
        max(case when komponen = 'nilai_ikpa' then nilai end) as nilai_ikpa,
        max(case when komponen = 'nilai_ikpa' then nilai_cell end) as nilai_ikpa_cell,
        max(case when komponen = 'nilai_eka' then nilai end) as nilai_eka,
        max(case when komponen = 'nilai_eka' then nilai_cell end) as nilai_eka_cell
    from ikpa
    group by submission_id

),

ikpa_results as (

    select
        unit_code,
        period,
        'ikpa' as form,
        cast(null as integer) as own_iku_no,
        submission_id,
        file_name,
        sheet,
        nilai_akhir_cell || ', ' || nilai_cell || ', ' || bobot_cell as cell,
        row_key,
        'nilai_akhir' as column_name,
        nilai_akhir as value,
        nilai * bobot / 100 as expected,
        0.005 as tolerance,
        'ikpa_row' as subject
    from ikpa
    where row_kind = 'data' and nilai_akhir is not null and nilai is not null and bobot is not null
    union all
    select
        ikpa.unit_code,
        ikpa.period,
        'ikpa' as form,
        cast(null as integer) as own_iku_no,
        ikpa.submission_id,
        ikpa.file_name,
        ikpa.sheet,
        ikpa.nilai_cell || ', ' || ikpa_weighted.cells as cell,
        ikpa.row_key,
        'nilai' as column_name,
        ikpa.nilai as value,
        ikpa_weighted.total as expected,
        0.005 * 2 as tolerance,
        'ikpa_total' as subject
    from ikpa
    inner join ikpa_weighted on ikpa.submission_id = ikpa_weighted.submission_id
    where ikpa.komponen = 'nilai_ikpa' and ikpa.nilai is not null
    union all
    select
        ikpa.unit_code,
        ikpa.period,
        'ikpa' as form,
        cast(null as integer) as own_iku_no,
        ikpa.submission_id,
        ikpa.file_name,
        ikpa.sheet,
        ikpa.nilai_cell || ', ' || ikpa_scores.nilai_ikpa_cell || ', ' || ikpa_scores.nilai_eka_cell as cell,
        ikpa.row_key,
        'nilai' as column_name,
        ikpa.nilai as value,
        0.6 * ikpa_scores.nilai_eka + 0.4 * ikpa_scores.nilai_ikpa as expected,
        0.005 * 2 as tolerance,
        'kinerja_anggaran' as subject
    from ikpa
    inner join ikpa_scores on ikpa.submission_id = ikpa_scores.submission_id
    where ikpa.komponen = 'nilai_kinerja_anggaran' and ikpa.nilai is not null

),

-- TL PEMANGKU: done / recommended; the last total is the mean of the two shares, as IKU 11 is.
tl_shares as (

    select
        submission_id,
        avg(100.0 * tl / rekomendasi) as share
    from (
        select
            submission_id,
            jenis,
            sum(tl) as tl,
            sum(rekomendasi) as rekomendasi
        from tl_pemangku
        where row_kind = 'data'
        group by submission_id, jenis
    ) as by_kind
    where rekomendasi > 0
    group by submission_id

),

tl_results as (

    select
        tl_pemangku.unit_code,
        tl_pemangku.period,
        'tl_pemangku' as form,
        cast(null as integer) as own_iku_no,
        tl_pemangku.submission_id,
        tl_pemangku.file_name,
        tl_pemangku.sheet,
        tl_pemangku.persen_cell || ', ' || tl_pemangku.tl_cell || ', ' || tl_pemangku.rekomendasi_cell as cell,
        tl_pemangku.row_key,
        'persen' as column_name,
        tl_pemangku.persen as value,
        case
            when tl_pemangku.jenis is null then tl_shares.share
            else 100.0 * tl_pemangku.tl / tl_pemangku.rekomendasi
        end as expected,
        case when tl_pemangku.jenis is null then 0.005 * 2 else 0.005 end as tolerance,
        case when tl_pemangku.jenis is null then 'mean_of_shares' else 'share' end as subject
    from tl_pemangku
    left join tl_shares on tl_pemangku.submission_id = tl_shares.submission_id
    where tl_pemangku.persen is not null and tl_pemangku.rekomendasi > 0

),

sampel_results as (

    select
        unit_code,
        period,
        'sampel_standar' as form,
        cast(null as integer) as own_iku_no,
        submission_id,
        file_name,
        sheet,
        persen_cell || ', ' || diperiksa_cell || ', ' || target_setahun_cell || ', ' || diuji_cell || ', '
        || masuk_lab_cell as cell,
        row_key,
        'persen' as column_name,
        persen as value,
        50.0 * diperiksa / target_setahun + 50.0 * diuji / masuk_lab as expected,
        0.005 * 2 as tolerance,
        'mean_of_shares' as subject
    from sampel_standar
    where row_kind = 'data' and persen is not null and target_setahun > 0 and masuk_lab > 0

),

-- SURVEI USAHA: respondents add up, the index is their weighted mean.
survei_sums as (

    select
        submission_id,
        cast(sum(responden) as double) as respondents,
        {{ cell_list('responden_cell', 'row_no') }} as respondent_cells,
        sum(responden * indeks) / nullif(sum(case when indeks is not null then responden end), 0) as indeks,
        {{ cell_list("responden_cell || ', ' || indeks_cell", 'row_no') }} as index_cells
    from survei_usaha
    where row_kind = 'data' and responden is not null
    group by submission_id

),

survei_results as (

    select
        survei_usaha.unit_code,
        survei_usaha.period,
        'survei_usaha' as form,
        cast(null as integer) as own_iku_no,
        survei_usaha.submission_id,
        survei_usaha.file_name,
        survei_usaha.sheet,
        survei_usaha.responden_cell || ', ' || survei_sums.respondent_cells as cell,
        survei_usaha.row_key,
        'responden' as column_name,
        cast(survei_usaha.responden as double) as value,
        survei_sums.respondents as expected,
        0.0 as tolerance,
        'respondents' as subject
    from survei_usaha
    inner join survei_sums on survei_usaha.submission_id = survei_sums.submission_id
    where survei_usaha.kegiatan = 'total_responden' and survei_usaha.responden is not null
    union all
    select
        survei_usaha.unit_code,
        survei_usaha.period,
        'survei_usaha' as form,
        cast(null as integer) as own_iku_no,
        survei_usaha.submission_id,
        survei_usaha.file_name,
        survei_usaha.sheet,
        survei_usaha.indeks_cell || ', ' || survei_sums.index_cells as cell,
        survei_usaha.row_key,
        'indeks' as column_name,
        survei_usaha.indeks as value,
        survei_sums.indeks as expected,
        0.005 * 2 as tolerance,
        'index' as subject
    from survei_usaha
    inner join survei_sums on survei_usaha.submission_id = survei_sums.submission_id
    where
        survei_usaha.kegiatan = 'indeks'
        and survei_usaha.row_kind = 'result'
        and survei_usaha.indeks is not null

),

budget_results as (

    select
        unit_code,
        period,
        'anggaran_iku' as form,
        iku_no as own_iku_no,
        submission_id,
        file_name,
        sheet,
        persen_cell || ', ' || pagu_cell || ', ' || realisasi_cell as cell,
        row_key,
        'persen' as column_name,
        persen as value,
        100.0 * realisasi / pagu as expected,
        0.005 as tolerance,
        'spending' as subject
    from anggaran_iku
    where persen is not null and realisasi is not null and pagu > 0
    union all
    select
        unit_code,
        period,
        'anggaran_belanja' as form,
        cast(null as integer) as own_iku_no,
        submission_id,
        file_name,
        sheet,
        persen_cell || ', ' || pagu_cell || ', ' || realisasi_cell as cell,
        row_key,
        'persen' as column_name,
        100.0 * persen as value,
        100.0 * realisasi / pagu as expected,
        0.005 as tolerance,
        'spending' as subject
    from anggaran_belanja
    where persen is not null and realisasi is not null and pagu > 0

),

-- PERKARA is held against its own typed inputs, so that a swapped target stays one fault.
perkara_sums as (

    select
        submission_id,
        kantor,
        upt,
        row_kind,
        sum(nilai) as total,
        count(nilai) as n_stages,
        {{ cell_list('nilai_cell', 'row_no') }} as cells
    from perkara
    where nilai is not null
    group by submission_id, kantor, upt, row_kind

),

perkara_results as (

    select
        perkara.unit_code,
        perkara.period,
        'perkara' as form,
        cast(null as integer) as own_iku_no,
        perkara.submission_id,
        perkara.file_name,
        perkara.sheet,
        perkara.total_nilai_cell || ', ' || perkara_sums.cells as cell,
        perkara.row_key,
        'total_nilai' as column_name,
        perkara.total_nilai as value,
        perkara_sums.total as expected,
        0.00005 * (1 + perkara_sums.n_stages) as tolerance,
        'case_sum' as subject
    from perkara
    inner join perkara_sums
        on
            perkara.submission_id = perkara_sums.submission_id
            and coalesce(perkara.kantor, '') = coalesce(perkara_sums.kantor, '')
            and coalesce(perkara.upt, '') = coalesce(perkara_sums.upt, '')
            and perkara.row_kind = perkara_sums.row_kind
    where perkara.total_nilai is not null
    union all
    select
        unit_code,
        period,
        'perkara' as form,
        cast(null as integer) as own_iku_no,
        submission_id,
        file_name,
        sheet,
        keberhasilan_cell || ', ' || total_nilai_cell || ', ' || capaian_perkara_cell as cell,
        row_key,
        'keberhasilan' as column_name,
        keberhasilan as value,
        100.0 * total_nilai * capaian_perkara as expected,
        0.005 * 2 as tolerance,
        'case_success' as subject
    from perkara
    where keberhasilan is not null and total_nilai is not null and capaian_perkara is not null

),

results as (

    select * from umkm_results
    union all
    select * from ikpa_results
    union all
    select * from tl_results
    union all
    select * from sampel_results
    union all
    select * from survei_results
    union all
    select * from budget_results
    union all
    select * from perkara_results

),

-- The indicator that a form feeds, when it feeds only one.
indicators as (

    select
        unit_code,
        form,
        min(iku_no) as iku_no
    from indicator_input
    where form <> 'matriks_capaian'
    group by unit_code, form
    having min(iku_no) = max(iku_no)

),

final as (

    select
        results.unit_code,
        results.period,
        results.form,
        coalesce(results.own_iku_no, indicators.iku_no) as iku_no,
        results.submission_id,
        results.file_name,
        results.sheet,
        results.cell,
        split_part(results.cell, ', ', 1) as result_cell,
        substr(results.cell, length(split_part(results.cell, ', ', 1)) + 3) as input_cells,
        results.row_key,
        results.column_name,
        results.value,
        {{ settled('results.expected') }} as expected,
        {{ distance('results.value', 'results.expected') }} as difference,
        round(results.tolerance, 9) as tolerance,
        results.subject
    from results
    left join indicators
        on
            results.unit_code = indicators.unit_code
            and results.form = indicators.form
    where results.expected is not null

)

select * from final
