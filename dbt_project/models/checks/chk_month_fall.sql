with

pairs as (

    select
        *,
        value < before_value and {{ distance('value', 'before_value') }} > 0 as is_lower
    from {{ ref('month_pairs') }}

),

-- Lower only since the earlier month was corrected: the correction is the finding, see chk_late_correction.
judged as (

    select
        *,
        is_lower and coalesce(value < replaced_value, true) as is_fallen
    from pairs

),

wrong_totals as (

    select
        submission_id,
        form,
        total_cell
    from {{ ref('chk_total') }}
    where subject = 'sum' and difference > tolerance

),

fallen_parts as (

    select distinct
        submission_id,
        form,
        column_name
    from judged
    where is_fallen and row_kind = 'data'

),

fallen_indicators as (

    select distinct
        unit_code,
        iku_no
    from judged
    where is_fallen and row_kind = 'data' and form <> 'matriks_capaian' and iku_no is not null

),

-- A total that falls with its part, or is itself wrong, and a copy in the matrix of a figure that fell, are told there.
told as (

    select
        judged.*,
        judged.is_fallen
        and not (judged.row_kind <> 'data' and fallen_parts.column_name is not null)
        and wrong_totals.total_cell is null
        and not (judged.form = 'matriks_capaian' and fallen_indicators.iku_no is not null) as is_told
    from judged
    left join fallen_parts
        on
            judged.submission_id = fallen_parts.submission_id
            and judged.form = fallen_parts.form
            and judged.column_name = fallen_parts.column_name
    left join wrong_totals
        on
            judged.submission_id = wrong_totals.submission_id
            and judged.form = wrong_totals.form
            and judged.cell = wrong_totals.total_cell
    left join fallen_indicators
        on
            judged.unit_code = fallen_indicators.unit_code
            and judged.iku_no = fallen_indicators.iku_no

),

final as (

    select
        unit_code,
        period,
        form,
        case
            when min(case when is_told then iku_no end) = max(case when is_told then iku_no end)
                then min(case when is_told then iku_no end)
        end as iku_no,
        submission_id,
        file_name,
        sheet,
        {{ cell_list('case when is_told then cell end', 'rank') }} as cell,
        row_key,
        'kumulatif' as column_name,
        {{ cell_list('case when is_told then ' ~ written('value') ~ ' end', 'rank') }} as value,
        {{ cell_list('case when is_told then ' ~ written('before_value') ~ ' end', 'rank') }} as before_values,
        'paling sedikit '
        || {{ cell_list('case when is_told then ' ~ written('before_value') ~ ' end', 'rank') }} as expected,
        before_period,
        before_month,
        before_sheet,
        {{ cell_list('case when is_told then before_cell end', 'rank') }} as before_cells,
        cast(count(case when is_told then 1 end) as integer) as n_fallen,
        coalesce(max(case when is_told and is_input then 1 else 0 end) = 1, false) as feeds_indicator,
        coalesce(
            max(case when is_told and replaced_value <> before_value then 1 else 0 end) = 1, false
        ) as was_corrected,
        {{ cell_list(
            'case when is_told and replaced_value <> before_value then ' ~ written('replaced_value') ~ ' end', 'rank'
        ) }} as replaced_values
    from told
    group by
        unit_code, period, form, submission_id, file_name, sheet, row_no, row_key, before_period, before_month,
        before_sheet

)

select * from final
