with

objectives as (

    select * from {{ ref('mart_capaian_sasaran') }}

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

bands as (

    select * from {{ in_force(ref('class_bands'), 'office_kind') }}

),

perspectives as (

    select
        unit_code,
        period,
        perspective,
        {{ exact_mean('nps') }} as nilai
    from objectives
    group by unit_code, period, perspective
    union all
    select
        unit_code,
        period,
        'Total' as perspective,
        {{ exact_mean('nps') }} as nilai
    from objectives
    group by unit_code, period

)

select
    perspectives.unit_code,
    perspectives.period,
    perspectives.perspective,
    cast(perspectives.nilai as double) as nilai,
    bands.kriteria
from perspectives
inner join units on perspectives.unit_code = units.unit_code
left join bands
    on
        units.office_kind = bands.office_kind
        and {{ in_band(without_noise('perspectives.nilai'), 'bands') }}
