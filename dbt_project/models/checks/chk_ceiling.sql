with

anggaran_iku as (

    select * from {{ first_row(ref('stg_anggaran_iku')) }}

),

anggaran_belanja as (

    select * from {{ ref('stg_anggaran_belanja') }}

),

indicators as (

    select
        unit_code,
        indicator_id,
        iku_no
    from {{ ref('int_unit_indicator') }}

),

unit_indicators as (

    select
        unit_code,
        count(*) as n_indicators
    from indicators
    group by unit_code

),

versions as (

    select
        unit_code,
        version,
        document,
        from_month,
        decided_on
    from {{ source('raw', 'target_versions') }}
    where year = {{ period_year() }} and kind = 'ceiling'

),

ceilings as (

    select * from {{ source('raw', 'ceilings') }}
    where year = {{ period_year() }} and pagu is not null

),

-- A version states the whole office in one row, or each indicator by itself.
version_totals as (

    select
        unit_code,
        version,
        max(case when indicator_id is null then pagu end) as whole,
        sum(case when indicator_id is not null then pagu end) as summed,
        count(indicator_id) as n_stated
    from ceilings
    group by unit_code, version

),

form_cells_of_ceilings as (

    select
        anggaran_iku.unit_code,
        anggaran_iku.period,
        'anggaran_iku' as form,
        anggaran_iku.submission_id,
        anggaran_iku.file_name,
        anggaran_iku.sheet,
        anggaran_iku.row_no,
        anggaran_iku.pagu,
        anggaran_iku.pagu_cell,
        anggaran_iku.pagu_state,
        indicators.indicator_id
    from anggaran_iku
    left join indicators
        on
            anggaran_iku.unit_code = indicators.unit_code
            and anggaran_iku.iku_no = indicators.iku_no
    union all
    select
        unit_code,
        period,
        'anggaran_belanja' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        pagu,
        pagu_cell,
        pagu_state,
        cast(null as string) as indicator_id
    from anggaran_belanja
    where row_kind = 'data'

),

-- A ceiling that is blank or cannot be read leaves the sum unknown; a dash says that there is none.
sums as (

    select
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet,
        sum(pagu) as value,
        count(distinct indicator_id) as n_listed,
        {{ cell_list('pagu_cell', 'row_no') }} as cell
    from form_cells_of_ceilings
    group by unit_code, period, form, submission_id, file_name, sheet
    having
        sum(case when pagu_state in ('number', 'dash', 'nihil') then 0 else 1 end) = 0
        and sum(pagu) is not null

),

stated_and_listed as (

    select
        ceilings.unit_code,
        ceilings.version,
        count(distinct ceilings.indicator_id) as n_shared
    from ceilings
    inner join form_cells_of_ceilings
        on
            ceilings.unit_code = form_cells_of_ceilings.unit_code
            and ceilings.indicator_id = form_cells_of_ceilings.indicator_id
    group by ceilings.unit_code, ceilings.version

),

-- Sums can be held against a version only when both speak of the same: the whole office, or the same indicators.
compared as (

    select
        sums.*,
        versions.version,
        versions.document,
        versions.from_month,
        versions.decided_on,
        coalesce(version_totals.whole, version_totals.summed) as ceiling
    from sums
    inner join versions on sums.unit_code = versions.unit_code
    inner join version_totals
        on
            versions.unit_code = version_totals.unit_code
            and versions.version = version_totals.version
    inner join unit_indicators on sums.unit_code = unit_indicators.unit_code
    left join stated_and_listed
        on
            versions.unit_code = stated_and_listed.unit_code
            and versions.version = stated_and_listed.version
    where
        case
            when sums.form = 'anggaran_belanja'
                then version_totals.whole is not null or version_totals.n_stated = unit_indicators.n_indicators
            when version_totals.whole is not null then sums.n_listed = unit_indicators.n_indicators
            else
                version_totals.n_stated = sums.n_listed
                and coalesce(stated_and_listed.n_shared, 0) = sums.n_listed
        end

),

ranked as (

    select
        *,
        min({{ distance('value', 'ceiling') }}) over (partition by submission_id, form) as difference,
        row_number() over (
            partition by submission_id, form
            order by from_month desc, coalesce(decided_on, '') desc, version desc
        ) as recency
    from compared
    where from_month <= {{ period_month() }}

),

others as (

    select
        submission_id,
        form,
        {{ cell_list("document || ' (' || " ~ written('ceiling') ~ " || ')'", 'from_month desc, version desc') }}
            as other_versions
    from ranked
    where recency > 1
    group by submission_id, form

),

final as (

    select
        ranked.unit_code,
        ranked.period,
        ranked.form,
        cast(null as integer) as iku_no,
        ranked.submission_id,
        ranked.file_name,
        ranked.sheet,
        ranked.cell,
        'total' as row_key,
        'pagu' as column_name,
        cast(ranked.value as double) as value,
        cast(ranked.ceiling as double) as expected,
        ranked.document,
        cast(ranked.difference as double) as difference,
        0.0 as tolerance,
        cast({{ distance('ranked.value', 'ranked.ceiling') }} as double) as gap,
        others.other_versions,
        others.other_versions is not null as has_other_versions
    from ranked
    left join others
        on
            ranked.submission_id = others.submission_id
            and ranked.form = others.form
    where ranked.recency = 1

)

select * from final
