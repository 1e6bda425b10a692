with

package_rows as (

    select * from {{ ref('package_rows') }}

),

package_dates as (

    select * from {{ ref('package_dates') }}

),

anggaran_belanja as (

    select * from {{ ref('stg_anggaran_belanja') }}

),

accounts as (

    select * from {{ in_force(ref('capital_accounts'), 'jenis') }}

),

-- Packages of the accounts of a kind of spending; the account ends the budget code.
packages as (

    select
        accounts.jenis,
        package_rows.*,
        package_dates.end_key,
        coalesce(package_rows.kontrak_nilai, package_rows.pagu_revisi) as likely
    from package_rows
    inner join accounts on package_rows.kode_mak like '%.' || accounts.accounts || '____'
    left join package_dates
        on
            package_rows.submission_id = package_dates.submission_id
            and package_rows.row_no = package_dates.row_no

),

-- Ended by the month, or without a term: what its contract or revised ceiling says was probably paid.
unfilled as (

    select
        unit_code,
        period,
        jenis,
        cast(sum(likely) as double) as likely,
        {{ cell_list('realisasi_cell', 'row_no') }} as cells
    from packages
    where
        is_first_of_package
        and not is_split
        and realisasi_paket_state = 'blank'
        and likely is not null
        and coalesce(end_key, 0) <= {{ period_year() }} * 10000 + {{ period_month() }} * 100 + 31
    group by unit_code, period, jenis

),

paid as (

    select
        unit_code,
        period,
        jenis,
        min(submission_id) as submission_id,
        min(file_name) as file_name,
        min(sheet) as sheet,
        cast(coalesce(sum(realisasi), 0) as double) as value,
        cast(sum(case when is_part then 0 else pagu end) as double) as ceilings
    from packages
    group by unit_code, period, jenis
    having sum(case when realisasi_state in ('error', 'text', 'note') then 1 else 0 end) = 0

),

compared as (

    select
        paid.*,
        anggaran_belanja.submission_id as other_submission_id,
        anggaran_belanja.file_name as other_file_name,
        anggaran_belanja.sheet as other_sheet,
        anggaran_belanja.realisasi_cell as other_cell,
        cast(anggaran_belanja.realisasi as double) as spent,
        accounts.accounts,
        accounts.tolerance * anggaran_belanja.pagu as tolerance,
        unfilled.cells,
        unfilled.likely,
        coalesce(
            anggaran_belanja.realisasi - paid.value > accounts.tolerance * anggaran_belanja.pagu
            and {{ distance('paid.value + unfilled.likely', 'anggaran_belanja.realisasi') }}
            <= accounts.tolerance * anggaran_belanja.pagu,
            false
        ) as is_explained
    from paid
    inner join anggaran_belanja
        on
            paid.unit_code = anggaran_belanja.unit_code
            and paid.period = anggaran_belanja.period
            and paid.jenis = anggaran_belanja.jenis
            and anggaran_belanja.row_kind = 'data'
    inner join accounts on paid.jenis = accounts.jenis
    left join unfilled
        on
            paid.unit_code = unfilled.unit_code
            and paid.period = unfilled.period
            and paid.jenis = unfilled.jenis
    where
        anggaran_belanja.realisasi is not null
        and anggaran_belanja.pagu > 0
        and paid.ceilings >= accounts.least_coverage * anggaran_belanja.pagu

),

final as (

    select
        unit_code,
        period,
        case when is_explained then 'pengadaan' else 'anggaran_belanja' end as form,
        cast(null as integer) as iku_no,
        case when is_explained then submission_id else other_submission_id end as submission_id,
        case when is_explained then file_name else other_file_name end as file_name,
        case when is_explained then sheet else other_sheet end as sheet,
        case when is_explained then cells else other_cell end as cell,
        jenis as row_key,
        'realisasi' as column_name,
        case when is_explained then 'unfilled' else 'total' end as subject,
        case when is_explained then value else spent end as value,
        case when is_explained then spent else value end as expected,
        accounts,
        case when is_explained then other_sheet else sheet end as other_sheet,
        other_cell,
        likely,
        {{ distance('spent', 'value') }} as difference,
        tolerance
    from compared

)

select * from final
