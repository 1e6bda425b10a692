-- A count can only move in whole steps, so its distance is the steps that it takes to be in the other class. A
-- composite, or an indicator that is better when lower, moves by its result.
{% set sides = {'above': 'upper_edge', 'below': 'lower_edge'} %}
with

indicators as (

    select * from {{ ref('mart_capaian_indicator') }}

),

facts as (

    select * from {{ ref('fct_indicator') }}

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

bands as (

    select * from {{ in_force(ref('class_bands'), 'office_kind') }}

),

versions as (

    select
        *,
        row_number() over (partition by unit_code order by from_month desc, version desc) as recency
    from {{ source('raw', 'target_versions') }}
    where year = {{ period_year() }} and kind = 'rapk' and 12 between from_month and to_month

),

december as (

    select
        targets.unit_code,
        targets.indicator_id,
        targets.target
    from {{ source('raw', 'targets') }} as targets
    inner join versions
        on
            targets.unit_code = versions.unit_code
            and targets.version = versions.version
            and versions.recency = 1
    where targets.year = {{ period_year() }} and targets.kind = 'rapk' and targets.month = 12

),

-- A month without a target of its own is judged by the year's.
judged as (

    select
        indicators.unit_code,
        indicators.period,
        indicators.iku_no,
        indicators.indicator_id,
        indicators.is_progress,
        indicators.polarity,
        units.office_kind,
        indicators.realisasi,
        facts.numerator,
        facts.denominator,
        case when indicators.is_due then 'month' else 'year' end as basis,
        case when indicators.is_due then indicators.capaian_month else indicators.capaian_year end as capaian,
        case
            when indicators.is_due then indicators.target_month
            when indicators.is_progress then 100.0
            else indicators.target_year
        end as target,
        case
            when indicators.polarity = 'higher' and facts.numerator is not null and facts.denominator > 0
                then facts.denominator
        end as step_of,
        coalesce(december.target, indicators.target_year) as target_december
    from indicators
    inner join units on indicators.unit_code = units.unit_code
    left join facts
        on
            indicators.unit_code = facts.unit_code
            and indicators.period = facts.period
            and indicators.indicator_id = facts.indicator_id
    left join december
        on
            indicators.unit_code = december.unit_code
            and indicators.indicator_id = december.indicator_id

),

placed as (

    select
        judged.*,
        bands.kriteria,
        {% for side, edge in sides.items() %}
        bands.{{ edge }} as edge_{{ side }},
        {{ result_for_capaian('bands.' ~ edge, 'judged.target', 'judged.polarity') }} as result_{{ side }},
        {% endfor %}
        bands.lower_inclusive,
        bands.upper_inclusive
    from judged
    left join bands
        on
            judged.office_kind = bands.office_kind
            and {{ in_band(without_noise('judged.capaian'), 'bands') }}

),

exact as (

    select
        *,
        {% for side in sides %}
        round(result_{{ side }} * step_of / 100.0, 9) as exact_{{ side }},
        {% endfor %}
        round(target_december * step_of / 100.0, 9) as exact_december
    from placed

),

-- The first count in the class above, and the last one in the class below.
stepped as (

    select
        *,
        case when upper_inclusive then floor(exact_above) + 1 else ceil(exact_above) end as count_above,
        case when lower_inclusive then ceil(exact_below) - 1 else floor(exact_below) end as count_below,
        case when not is_progress then ceil(exact_december) end as count_december
    from exact

),

measured as (

    select
        *,
        case when step_of is not null then 'numerator' else 'result' end as unit_of_distance,
        case
            -- more than all of them cannot be reached
            when step_of is not null then case when count_above <= step_of then count_above - numerator end
            else {{ without_noise('abs(result_above - realisasi)') }}
        end as distance_above,
        case
            when step_of is not null then numerator - count_below
            else {{ without_noise('abs(realisasi - result_below)') }}
        end as distance_below
    from stepped

)

select
    measured.unit_code,
    measured.period,
    measured.iku_no,
    measured.indicator_id,
    measured.basis,
    cast(measured.capaian as double) as capaian,
    measured.kriteria,
    measured.unit_of_distance,
    {% for side in sides %}
    cast(measured.edge_{{ side }} as double) as edge_{{ side }},
    bands_{{ side }}.kriteria as kriteria_{{ side }},
    cast(measured.distance_{{ side }} as double) as distance_{{ side }},
    {% endfor %}
    case
        when measured.distance_below is null and measured.distance_above is null then null
        when coalesce(measured.distance_above <= measured.distance_below, measured.distance_below is null) then 'above'
        else 'below'
    end as nearest,
    cast(measured.target_december as double) as target_december,
    measured.is_progress as december_in_other_unit,
    cast(measured.count_december as double) as numerator_december,
    cast(
        case
            when measured.is_progress or measured.realisasi is null then null
            when measured.step_of is not null then greatest(measured.count_december - measured.numerator, 0)
            when measured.polarity = 'lower'
                then greatest({{ without_noise('measured.realisasi - measured.target_december') }}, 0)
            else greatest({{ without_noise('measured.target_december - measured.realisasi') }}, 0)
        end as double
    ) as needed_december
from measured
left join bands as bands_above
    on
        measured.office_kind = bands_above.office_kind
        and measured.edge_above = bands_above.lower_edge
        and coalesce(bands_above.upper_edge, measured.edge_above + 1) > measured.edge_above
left join bands as bands_below
    on
        measured.office_kind = bands_below.office_kind
        and measured.edge_below = bands_below.upper_edge
        and coalesce(bands_below.lower_edge, measured.edge_below - 1) < measured.edge_below
