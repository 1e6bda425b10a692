with

package_rows as (

    select * from {{ ref('package_rows') }}

),

package_dates as (

    select * from {{ ref('package_dates') }}

),

pengadaan as (

    select * from {{ ref('stg_pengadaan') }}

),

-- A part without a first ceiling leaves the sum unknown.
parts as (

    select
        submission_id,
        number_no,
        cast(sum(pagu) as double) as total,
        {{ cell_list('pagu_cell', 'row_no') }} as cells
    from package_rows
    where is_part and is_first_of_package
    group by submission_id, number_no
    having count(pagu) = count(*)

),

split as (

    select
        package_rows.unit_code,
        package_rows.period,
        package_rows.submission_id,
        package_rows.file_name,
        package_rows.sheet,
        package_rows.pagu_cell || ', ' || parts.cells as cell,
        package_rows.row_key,
        'pagu' as column_name,
        'parts' as subject,
        {{ written('package_rows.pagu') }} as value,
        {{ written('parts.total') }} as expected,
        package_rows.pagu_cell as first_cell,
        parts.cells as other_cells,
        {{ distance('package_rows.pagu', 'parts.total') }} as difference
    from package_rows
    inner join parts
        on
            package_rows.submission_id = parts.submission_id
            and package_rows.number_no = parts.number_no
    where package_rows.is_split

),

dated as (

    select
        pengadaan.unit_code,
        pengadaan.period,
        pengadaan.submission_id,
        pengadaan.file_name,
        pengadaan.sheet,
        pengadaan.waktu_cell,
        pengadaan.kontrak_tanggal_cell,
        pengadaan.row_key,
        package_dates.waktu,
        package_dates.kontrak_tanggal,
        package_dates.signed_key,
        package_dates.start_key,
        package_dates.end_key
    from pengadaan
    inner join package_dates
        on
            pengadaan.submission_id = package_dates.submission_id
            and pengadaan.row_no = package_dates.row_no

),

started as (

    select
        unit_code,
        period,
        submission_id,
        file_name,
        sheet,
        waktu_cell || ', ' || kontrak_tanggal_cell as cell,
        row_key,
        'waktu' as column_name,
        'start' as subject,
        waktu as value,
        kontrak_tanggal as expected,
        waktu_cell as first_cell,
        kontrak_tanggal_cell as other_cells,
        case when start_key < signed_key then 1.0 else 0.0 end as difference
    from dated
    where start_key is not null and signed_key is not null

),

ended as (

    select
        unit_code,
        period,
        submission_id,
        file_name,
        sheet,
        waktu_cell as cell,
        row_key,
        'waktu' as column_name,
        'end' as subject,
        waktu as value,
        'berakhir setelah dimulai' as expected,
        waktu_cell as first_cell,
        cast(null as string) as other_cells,
        case when end_key < start_key then 1.0 else 0.0 end as difference
    from dated
    where start_key is not null and end_key is not null

),

found as (

    select * from split
    union all
    select * from started
    union all
    select * from ended

),

final as (

    select
        unit_code,
        period,
        'pengadaan' as form,
        cast(null as integer) as iku_no,
        submission_id,
        file_name,
        sheet,
        cell,
        row_key,
        column_name,
        subject,
        value,
        expected,
        first_cell,
        other_cells,
        difference,
        0.0 as tolerance
    from found

)

select * from final
