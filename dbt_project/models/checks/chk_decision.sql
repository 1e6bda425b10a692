with

revisions as (

    select * from {{ ref('target_revisions') }}

),

indicators as (

    select
        unit_code,
        period,
        indicator_id,
        iku_no,
        indikator
    from {{ ref('int_unit_indicator') }}

),

units as (

    select
        unit_code,
        folder
    from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

-- The year's target has no month; 0 stands for it so that it can be joined.
targets as (

    select
        unit_code,
        kind,
        version,
        indicator_id,
        coalesce(month, 0) as month,
        target
    from {{ source('raw', 'targets') }}
    where year = {{ period_year() }}

),

decisions as (

    select
        decisions.unit_code,
        revisions.kind,
        decisions.indicator_id,
        coalesce(decisions.month, 0) as month,
        max(decisions.before) as before,
        max(decisions.after) as after
    from {{ source('raw', 'decisions') }} as decisions
    inner join revisions
        on
            decisions.unit_code = revisions.unit_code
            and (decisions.month is null) = (revisions.kind = 'pk')
            and (
                decisions.version = revisions.version
                or (decisions.version is null and revisions.is_first_revision)
            )
    where decisions.year = {{ period_year() }}
    group by decisions.unit_code, revisions.kind, decisions.indicator_id, coalesce(decisions.month, 0)

),

-- Where nothing is told of what was decided on a version, nothing can be said against it.
told as (

    select distinct
        unit_code,
        kind
    from decisions

),

signed as (

    select
        revisions.unit_code,
        revisions.kind,
        revisions.version,
        revisions.document,
        revisions.previous_version,
        targets.indicator_id,
        targets.month,
        targets.target,
        previous.target as previous_target,
        decisions.before,
        decisions.indicator_id is not null as is_decided,
        case when decisions.indicator_id is not null then decisions.after else previous.target end as expected,
        -- Reports of a quarter that had ended when the version was decided are final.
        '{{ var("period")[0:5] }}' || lpad(cast(cast(ceil(targets.month / 3.0) as integer) * 3 as string), 2, '0')
        < case
            when coalesce(revisions.decided_on, '') <> '' then substr(revisions.decided_on, 1, 7)
            else '{{ var("period")[0:5] }}' || lpad(cast(revisions.from_month as string), 2, '0')
        end as is_final
    from revisions
    inner join told
        on
            revisions.unit_code = told.unit_code
            and revisions.kind = told.kind
    inner join targets
        on
            revisions.unit_code = targets.unit_code
            and revisions.kind = targets.kind
            and revisions.version = targets.version
    inner join targets as previous
        on
            revisions.unit_code = previous.unit_code
            and revisions.kind = previous.kind
            and revisions.previous_version = previous.version
            and targets.indicator_id = previous.indicator_id
            and targets.month = previous.month
    left join decisions
        on
            revisions.unit_code = decisions.unit_code
            and revisions.kind = decisions.kind
            and targets.indicator_id = decisions.indicator_id
            and targets.month = decisions.month

),

-- Blank means not due: it differs from any figure and equals another blank.
judged as (

    select
        case when kind = 'pk' then 'year' else 'month' end as subject,
        unit_code,
        version,
        document,
        previous_version,
        indicator_id,
        month,
        target as value,
        expected,
        (target is null) <> (expected is null) or coalesce(target <> expected, false) as is_different,
        case when month = 0 then false else is_final end as is_final,
        is_decided
    from signed
    union all
    select
        'before' as subject,
        unit_code,
        version,
        document,
        previous_version,
        indicator_id,
        month,
        before as value,
        previous_target as expected,
        coalesce(before <> previous_target, false) as is_different,
        false as is_final,
        true as is_decided
    from signed
    where before is not null
    union all
    select
        'december' as subject,
        monthly.unit_code,
        monthly.version,
        monthly.document,
        annual.version as previous_version,
        december.indicator_id,
        december.month,
        december.target as value,
        agreed.target as expected,
        coalesce(december.target <> agreed.target, false) as is_different,
        false as is_final,
        true as is_decided
    from revisions as monthly
    inner join revisions as annual
        on
            monthly.unit_code = annual.unit_code
            and monthly.kind = 'rapk'
            and annual.kind = 'pk'
    inner join targets as december
        on
            monthly.unit_code = december.unit_code
            and december.kind = 'rapk'
            and monthly.version = december.version
            and december.month = 12
    inner join targets as agreed
        on
            annual.unit_code = agreed.unit_code
            and agreed.kind = 'pk'
            and annual.version = agreed.version
            and december.indicator_id = agreed.indicator_id

),

named as (

    select
        *,
        case when month = 0 then 'target' else {{ target_month('month') }} end as column_of_month,
        case when value is null then 'kosong' else {{ written('value') }} end as value_written,
        case when expected is null then 'kosong' else {{ written('expected') }} end as expected_written
    from judged

),

grouped as (

    select
        subject,
        unit_code,
        version,
        document,
        previous_version,
        indicator_id,
        count(case when is_different then 1 end) as n_different,
        {{ cell_list("case when is_different then column_of_month end", 'month') }} as months,
        {{ cell_list("case when is_different then value_written end", 'month') }} as value,
        {{ cell_list("case when is_different then expected_written end", 'month') }} as expected,
        {{ cell_list("case when is_different and is_final and not is_decided then column_of_month end", 'month') }}
            as final_months,
        {{ cell_list("case when is_different and not is_final and not is_decided then column_of_month end", 'month') }}
            as undecided_months,
        {{ cell_list("case when is_different and is_decided then column_of_month end", 'month') }} as decided_months,
        max(case when is_different and month = {{ period_month() }} then expected end) as expected_this_month
    from named
    group by subject, unit_code, version, document, previous_version, indicator_id

),

final as (

    select
        grouped.unit_code,
        indicators.period,
        case
            when grouped.subject = 'year' then 'annual_targets'
            when grouped.subject = 'before' then 'decisions'
            else 'monthly_targets'
        end as form,
        indicators.iku_no,
        {{ target_file('units.folder', "case
            when grouped.subject = 'year' then 'annual_targets.csv'
            when grouped.subject = 'before' then 'decisions.csv'
            else 'monthly_targets.csv'
        end") }} as file_name,
        case
            when grouped.subject = 'year' then 'annual_targets.csv'
            when grouped.subject = 'before' then 'decisions.csv'
            else 'monthly_targets.csv'
        end as sheet,
        grouped.version || ' / ' || grouped.indicator_id || coalesce(' / ' || grouped.months, '') as cell,
        grouped.version || ' / ' || grouped.indicator_id as row_key,
        grouped.subject as column_name,
        grouped.value,
        grouped.expected,
        grouped.subject,
        cast(grouped.n_different as integer) as n_different,
        grouped.version,
        grouped.document,
        grouped.previous_version,
        grouped.months,
        indicators.indikator,
        grouped.final_months,
        grouped.final_months is not null as has_final,
        grouped.undecided_months,
        grouped.undecided_months is not null as has_undecided,
        grouped.decided_months,
        grouped.decided_months is not null as has_decided,
        indicators.indicator_id,
        case when grouped.subject = 'month' then grouped.expected_this_month end as expected_this_month
    from grouped
    inner join indicators
        on
            grouped.unit_code = indicators.unit_code
            and grouped.indicator_id = indicators.indicator_id
    inner join units on grouped.unit_code = units.unit_code

)

select * from final
