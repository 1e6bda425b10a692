with

tindak_lanjut as (

    select * from {{ ref('stg_tindak_lanjut') }}
    where row_kind = 'data' and rekomendasi is not null

),

final as (

    select
        unit_code,
        period,
        'tindak_lanjut' as form,
        iku_no,
        submission_id,
        file_name,
        sheet,
        status_cell as cell,
        row_key,
        'status' as column_name,
        'status' as subject,
        coalesce(status_text, 'kosong') as value,
        'Selesai atau Belum' as expected,
        part as owner_group,
        case when status is not null then 1 else 0 end as n_readable
    from tindak_lanjut
    union all
    select
        unit_code,
        period,
        'tindak_lanjut' as form,
        iku_no,
        submission_id,
        file_name,
        sheet,
        batas_cell as cell,
        row_key,
        'batas' as column_name,
        'due' as subject,
        batas as value,
        'tanggal atau bulan' as expected,
        part as owner_group,
        case
            when {{ pattern_part('batas', '^([0-9]{4}|-)-[0-9]{2}-[0-9]{2}$', 1) }} is not null then 1 else 0
        end as n_readable
    from tindak_lanjut
    where batas is not null

)

select * from final
