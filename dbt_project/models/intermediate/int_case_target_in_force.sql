with

versions as (

    select
        *,
        row_number() over (partition by unit_code, year order by from_month desc, version desc) as recency
    from {{ source('raw', 'target_versions') }}
    where
        kind = 'case'
        and year = {{ period_year() }}
        and {{ period_month() }} between from_month and to_month

),

case_targets as (

    select * from {{ source('raw', 'case_targets') }}

),

neighbour_cases as (

    select * from {{ source('raw', 'neighbour_cases') }}

)

select
    case_targets.unit_code,
    '{{ var("period") }}' as period,
    case_targets.version,
    case_targets.target_n,
    case_targets.target_carry_over,
    case_targets.target_dipa,
    coalesce(neighbour_cases.cases, 0) as neighbour_cases
from case_targets
inner join versions
    on
        case_targets.unit_code = versions.unit_code
        and case_targets.year = versions.year
        and case_targets.version = versions.version
        and versions.recency = 1
left join neighbour_cases
    on
        case_targets.unit_code = neighbour_cases.unit_code
        and neighbour_cases.period = '{{ var("period") }}'
