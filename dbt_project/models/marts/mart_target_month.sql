-- A month that is over keeps the version that was in force in it; a month to come has the version in force now,
-- whatever is decided later.
{% set seen_from %}least(months.month, {{ period_month() }}){% endset %}
with

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

indicators as (

    select * from {{ in_force(ref('indicators'), 'indicator_id, office_kind') }}

),

months as (

    {% for month in range(1, 13) %}
    select {{ month }} as month
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

versions as (

    select
        versions.unit_code,
        versions.version,
        versions.letter,
        months.month,
        row_number() over (
            partition by versions.unit_code, months.month order by versions.from_month desc, versions.version desc
        ) as recency
    from {{ source('raw', 'target_versions') }} as versions
    inner join months on {{ seen_from }} between versions.from_month and versions.to_month
    where versions.year = {{ period_year() }} and versions.kind = 'rapk'

),

targets as (

    select * from {{ source('raw', 'targets') }}
    where year = {{ period_year() }} and kind = 'rapk'

)

select
    unit_indicators.unit_code,
    unit_indicators.period,
    unit_indicators.indicator_id,
    unit_indicators.iku_no,
    cast(months.month as integer) as month,
    cast(targets.target as double) as target,
    targets.target is not null as is_due,
    coalesce(indicators.progress_until_month >= months.month, false) as is_progress,
    versions.version,
    versions.letter
from unit_indicators
inner join indicators
    on
        unit_indicators.office_kind = indicators.office_kind
        and unit_indicators.indicator_id = indicators.indicator_id
cross join months
left join versions
    on
        unit_indicators.unit_code = versions.unit_code
        and months.month = versions.month
        and versions.recency = 1
left join targets
    on
        versions.unit_code = targets.unit_code
        and versions.version = targets.version
        and months.month = targets.month
        and unit_indicators.indicator_id = targets.indicator_id
