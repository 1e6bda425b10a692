with

revisions as (

    select * from {{ ref('target_revisions') }}
    where kind = 'rapk'

),

indicators as (

    select
        unit_code,
        period,
        office_kind,
        indicator_id,
        iku_no,
        indikator,
        satuan,
        polarity
    from {{ ref('int_unit_indicator') }}

),

measures as (

    select
        indicator_id,
        office_kind,
        progress_until_month
    from {{ in_force(ref('indicators'), 'indicator_id, office_kind') }}

),

units as (

    select
        unit_code,
        folder
    from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

-- A month that departs from what was decided is told by that; what it does to the curve is no fault of its own.
departures as (

    select
        unit_code,
        version,
        iku_no,
        months
    from {{ ref('chk_decision') }}
    where subject = 'month' and n_different > 0

),

-- Months of progress in percent end at 100, the others at December's target.
curves as (

    select
        indicators.*,
        revisions.version,
        revisions.document,
        measures.progress_until_month,
        targets.month,
        targets.target,
        coalesce(targets.month <= measures.progress_until_month, false) as is_progress,
        case
            when targets.month <= measures.progress_until_month then 100.0
            else december.target
        end as target_at_end,
        december.target as december
    from indicators
    inner join revisions on indicators.unit_code = revisions.unit_code
    inner join measures
        on
            indicators.indicator_id = measures.indicator_id
            and indicators.office_kind = measures.office_kind
    inner join {{ source('raw', 'targets') }} as targets
        on
            indicators.unit_code = targets.unit_code
            and targets.year = {{ period_year() }}
            and targets.kind = 'rapk'
            and revisions.version = targets.version
            and indicators.indicator_id = targets.indicator_id
    left join {{ source('raw', 'targets') }} as december
        on
            targets.unit_code = december.unit_code
            and targets.year = december.year
            and targets.kind = december.kind
            and targets.version = december.version
            and targets.indicator_id = december.indicator_id
            and december.month = 12
    where targets.target is not null

),

told as (

    select
        curves.*,
        coalesce(departures.months like '%' || {{ target_month('curves.month') }} || '%', false) as is_told
    from curves
    left join departures
        on
            curves.unit_code = departures.unit_code
            and curves.version = departures.version
            and curves.iku_no = departures.iku_no

),

steps as (

    select
        *,
        lag(target) over (partition by unit_code, indicator_id, is_progress order by month) as earlier,
        lag(is_told) over (partition by unit_code, indicator_id, is_progress order by month) as is_earlier_told
    from told

),

-- Where less is better a curve may fall, and what lies above its end is not known to be wrong. A month above the end
-- makes the curve fall afterwards: that is the same fault.
judged as (

    select
        *,
        polarity = 'higher' and not is_told and coalesce(target > target_at_end, false) as is_above,
        polarity = 'higher'
        and not is_told
        and not coalesce(is_earlier_told, false)
        and coalesce(target < earlier, false)
        and not coalesce(earlier > target_at_end, false) as is_falling,
        is_progress and coalesce(target > december, false) as is_beyond
    from steps

),

grouped as (

    select
        unit_code,
        period,
        indicator_id,
        iku_no,
        indikator,
        satuan,
        version,
        document,
        december,
        progress_until_month,
        count(case when is_above then 1 end) as n_above,
        count(case when is_falling then 1 end) as n_falling,
        count(distinct is_progress) as n_measures,
        {{ cell_list("case when is_above then " ~ target_month('month') ~ " end", 'month') }} as above_months,
        {{ cell_list("case when is_above then " ~ written('target') ~ " end", 'month') }} as above_values,
        {{ cell_list("case when is_above then " ~ written('target_at_end') ~ " end", 'month') }} as above_ends,
        {{ cell_list("case when is_falling then " ~ target_month('month') ~ " end", 'month') }} as falling_months,
        {{ cell_list("case when is_falling then " ~ written('target') ~ " end", 'month') }} as falling_values,
        {{ cell_list("case when is_falling then " ~ written('earlier') ~ " end", 'month') }} as earlier_values,
        {{ cell_list("case when is_beyond then " ~ target_month('month') ~ " end", 'month') }} as listed_beyond,
        min(case when is_beyond then month end) as first_beyond,
        max(case when is_beyond then month end) as last_beyond,
        count(case when is_beyond then 1 end) as n_beyond
    from judged
    group by
        unit_code, period, indicator_id, iku_no, indikator, satuan, version, document, december, progress_until_month

),

subjects as (

    select
        grouped.*,
        'above_end' as subject,
        grouped.n_above as n_faults,
        grouped.above_months as months,
        grouped.above_values as value,
        grouped.above_ends as expected
    from grouped
    union all
    select
        grouped.*,
        'falling' as subject,
        grouped.n_falling as n_faults,
        grouped.falling_months as months,
        grouped.falling_values as value,
        grouped.earlier_values as expected
    from grouped
    union all
    select
        grouped.*,
        'measures' as subject,
        grouped.n_measures - 1 as n_faults,
        'b01..b12' as months,
        'progres (%), lalu hasil (' || grouped.satuan || ')' as value,
        'satu satuan' as expected
    from grouped

),

final as (

    select
        subjects.unit_code,
        subjects.period,
        'monthly_targets' as form,
        subjects.iku_no,
        {{ target_file('units.folder', "'monthly_targets.csv'") }} as file_name,
        'monthly_targets.csv' as sheet,
        subjects.version || ' / ' || subjects.indicator_id || coalesce(' / ' || subjects.months, '') as cell,
        subjects.version || ' / ' || subjects.indicator_id as row_key,
        subjects.subject as column_name,
        subjects.value,
        subjects.expected,
        subjects.subject,
        cast(subjects.n_faults as integer) as n_faults,
        subjects.version,
        subjects.document,
        subjects.indikator,
        subjects.satuan,
        cast(subjects.december as double) as december,
        {{ target_month('subjects.progress_until_month') }} as last_progress_month,
        case
            when subjects.n_beyond > 1 and subjects.last_beyond - subjects.first_beyond + 1 = subjects.n_beyond
                then {{ target_month('subjects.first_beyond') }} || '..' || {{ target_month('subjects.last_beyond') }}
            else subjects.listed_beyond
        end as months_beyond,
        subjects.n_beyond > 0 as has_months_beyond
    from subjects
    inner join units on subjects.unit_code = units.unit_code

)

select * from final
