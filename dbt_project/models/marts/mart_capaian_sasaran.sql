with

indicators as (

    select * from {{ ref('mart_capaian_indicator') }}

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

bands as (

    select * from {{ in_force(ref('class_bands'), 'office_kind') }}

),

objectives as (

    select
        unit_code,
        period,
        sasaran_no,
        max(sasaran) as sasaran,
        max(perspective) as perspective,
        {{ exact_sum('capaian_month * nps_weight') }}
        / nullif({{ exact_sum('case when capaian_month is not null then nps_weight end') }}, 0) as nps,
        count(case when is_due then 1 end) as indicators_due,
        count(capaian_month) as indicators_measured
    from indicators
    group by unit_code, period, sasaran_no

)

select
    objectives.unit_code,
    objectives.period,
    objectives.sasaran_no,
    cast(objectives.nps as double) as nps,
    bands.kriteria,
    cast(objectives.indicators_due as integer) as indicators_due,
    cast(objectives.indicators_measured as integer) as indicators_measured,
    objectives.sasaran,
    objectives.perspective
from objectives
inner join units on objectives.unit_code = units.unit_code
left join bands
    on
        units.office_kind = bands.office_kind
        and {{ in_band(without_noise('objectives.nps'), 'bands') }}
