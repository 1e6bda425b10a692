{% set classes = national_classes() %}
with

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

results as (

    select
        unit_code,
        cast(count(*) as integer) as indicators,
        cast(count(target_month) as integer) as indicators_due,
        cast(count(case when status = 'measured' then 1 end) as integer) as indicators_measured,
        {% for column, kriteria in classes.items() %}
        cast(count(case when kriteria_month = '{{ kriteria }}' then 1 end) as integer) as indicators_{{ column }},
        {% endfor %}
        cast(count(case when kriteria_month is null then 1 end) as integer) as indicators_without_class
    from {{ ref('int_standing_result') }}
    group by unit_code

),

final as (

    select
        kept.unit_code,
        {{ final_value('mart_capaian_perspective', 'nilai') }} as nilai,
        {{ final_value('mart_capaian_perspective', 'kriteria') }} as kriteria
    from {{ final_rows(['mart_capaian_perspective']) }} as kept
    where kept.key = 'Total'
    group by kept.unit_code

),

totals as (

    select
        perspectives.unit_code,
        case
            when final.unit_code is not null then cast(final.nilai as double) else perspectives.nilai
        end as nilai,
        case when final.unit_code is not null then final.kriteria else perspectives.kriteria end as kriteria
    from {{ ref('mart_capaian_perspective') }} as perspectives
    left join final on perspectives.unit_code = final.unit_code
    where perspectives.perspective = 'Total'

),

-- Places are among those that have a value.
places as (

    select
        unit_code,
        rank() over (order by {{ without_noise('nilai') }} desc) as rank_no,
        count(*) over () as units_ranked
    from totals
    where nilai is not null

),

deliveries as (

    select * from {{ ref('mart_completeness_month') }}

)

select
    units.unit_code,
    '{{ var("period") }}' as period,
    units.name,
    cast(totals.nilai as double) as nilai_total,
    totals.kriteria as kriteria_total,
    cast(places.rank_no as integer) as rank_no,
    cast(places.units_ranked as integer) as units_ranked,
    coalesce(results.indicators, 0) as indicators,
    coalesce(results.indicators_due, 0) as indicators_due,
    coalesce(results.indicators_measured, 0) as indicators_measured,
    {% for column in classes %}
    coalesce(results.indicators_{{ column }}, 0) as indicators_{{ column }},
    {% endfor %}
    coalesce(results.indicators_without_class, 0) as indicators_without_class,
    coalesce(deliveries.forms_owed, 0) as forms_owed,
    coalesce(deliveries.on_time, 0) as on_time,
    coalesce(deliveries.late, 0) as late,
    coalesce(deliveries.missing, 0) as missing,
    coalesce(deliveries.refused, 0) as refused
from units
left join results on units.unit_code = results.unit_code
left join totals on units.unit_code = totals.unit_code
left join places on units.unit_code = places.unit_code
left join deliveries on units.unit_code = deliveries.unit_code
-- an office that owes nothing and of which nothing is published takes no part
where results.unit_code is not null or deliveries.unit_code is not null
