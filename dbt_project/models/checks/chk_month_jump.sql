{# A single figure that doubled exactly must also be this many months' worth of its pace; rows that leap together, from
   this many on, are one block and one fault. #}
{% set months_doubled = 5 %}
{% set block = 3 %}
with

steps as (

    select
        *,
        value - before_value as step,
        month_no - before_month_no as n_months,
        before_value / before_month_no as pace,
        row_kind = 'data' and least_before is not null as is_looked_at
    from {{ ref('month_pairs') }}

),

judged as (

    select
        *,
        coalesce(
            is_looked_at
            and before_value >= least_before
            and value > row_limit
            and step > pace_factor * pace * n_months
            and step > step_factor * coalesce(largest_step, 0) * n_months,
            false
        ) as is_outlier,
        coalesce(is_looked_at and before_value >= least_doubled, false) as could_double,
        coalesce(
            is_looked_at and before_value >= least_doubled and value = 2 * before_value, false
        ) as is_doubled,
        coalesce(
            is_looked_at
            and value = 2 * before_value
            and before_value >= least_before
            and value > row_limit
            and step >= {{ months_doubled }} * pace * n_months,
            false
        ) as is_doubled_alone
    from steps

),

doubled_columns as (

    select
        submission_id,
        form,
        column_name
    from judged
    group by submission_id, form, column_name
    having
        count(case when is_doubled then 1 end) >= {{ block }}
        and 2 * count(case when is_doubled then 1 end) >= count(case when could_double then 1 end)

),

leaps as (

    select
        judged.*,
        judged.is_outlier
        or judged.is_doubled_alone
        or (judged.is_doubled and doubled_columns.column_name is not null) as is_leap
    from judged
    left join doubled_columns
        on
            judged.submission_id = doubled_columns.submission_id
            and judged.form = doubled_columns.form
            and judged.column_name = doubled_columns.column_name
    where judged.is_looked_at

),

leaping_indicators as (

    select distinct
        unit_code,
        iku_no
    from leaps
    where is_leap and form <> 'matriks_capaian' and iku_no is not null

),

-- The matrix copies what leapt in its form.
told as (

    select
        leaps.*,
        leaps.is_leap and not (leaps.form = 'matriks_capaian' and leaping_indicators.iku_no is not null) as is_told
    from leaps
    left join leaping_indicators
        on
            leaps.unit_code = leaping_indicators.unit_code
            and leaps.iku_no = leaping_indicators.iku_no

),

blocks as (

    select
        submission_id,
        form,
        min(rank) as leading_rank,
        cast(count(distinct row_no) as integer) as n_rows
    from told
    where is_told
    group by submission_id, form
    having count(distinct row_no) >= {{ block }}

),

-- Of a block the cells of its first column stand for all.
placed as (

    select
        told.*,
        blocks.n_rows,
        blocks.form is not null as is_block,
        case when blocks.form is null then told.row_key else '' end as told_row_key,
        case when blocks.form is null then told.row_no else 0 end as told_row_no
    from told
    left join blocks
        on
            told.submission_id = blocks.submission_id
            and told.form = blocks.form
    where blocks.form is null or (told.is_told and told.rank = blocks.leading_rank)

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
        case when is_block then 'block' else 'row' end as subject,
        {{ cell_list('case when is_told then cell end', 'row_no, rank') }} as cell,
        told_row_key as row_key,
        'kenaikan' as column_name,
        {{ cell_list('case when is_told then ' ~ written('value') ~ ' end', 'row_no, rank') }} as value,
        'sekitar '
        || {{ cell_list(
            'case when is_told then ' ~ written('round(before_value + pace * n_months)') ~ ' end', 'row_no, rank'
        ) }} as expected,
        before_period,
        before_month,
        {{ cell_list('case when is_told then before_cell end', 'row_no, rank') }} as before_cells,
        {{ cell_list('case when is_told then ' ~ written('before_value') ~ ' end', 'row_no, rank') }} as before_values,
        coalesce(max(n_rows), 1) as n_rows,
        cast(count(case when is_told then 1 end) as integer) as n_leaps,
        coalesce(min(case when is_told then case when is_doubled then 1 else 0 end end) = 1, false) as is_doubled
    from placed
    group by
        unit_code, period, form, submission_id, file_name, sheet, is_block, told_row_key, told_row_no, before_period,
        before_month

)

select * from final
