with

pairs as (

    select * from {{ ref('same_fact_pairs') }}

),

-- Several figures of one row that differ are one fault.
final as (

    select
        unit_code,
        period,
        form,
        case when min(iku_no) = max(iku_no) then min(iku_no) end as iku_no,
        submission_id,
        file_name,
        sheet,
        coalesce(
            {{ cell_list('case when difference > 0 then cells end', 'rank') }},
            {{ cell_list('cells', 'rank') }}
        ) as cell,
        row_key,
        subject as column_name,
        coalesce(
            {{ cell_list(
                "case when difference > 0 then case when has_number then " ~ written('figure') ~ " else 'kosong' end end",
                'rank'
            ) }},
            {{ cell_list(written('figure'), 'rank') }}
        ) as value,
        coalesce(
            {{ cell_list('case when difference > 0 then ' ~ written('other_figure') ~ ' end', 'rank') }},
            {{ cell_list(written('other_figure'), 'rank') }}
        ) as expected,
        subject,
        other_sheet,
        coalesce(
            {{ cell_list('case when difference > 0 then other_cells end', 'rank') }},
            {{ cell_list('other_cells', 'rank') }}
        ) as other_cells,
        max(case when is_at_least and difference > 0 then 1 else 0 end) = 1 as is_at_least,
        max(difference) as difference,
        0.0 as tolerance
    from pairs
    group by
        unit_code, period, form, submission_id, file_name, sheet, row_no, row_key, subject, other_sheet

)

select * from final
