-- What a correction moves, from the result up to the total. `before` is what stands without it, `after` what stands
-- with it: for a submitted result that differs, before is as submitted (its capaian as the unit states it) and
-- after as published; for a cell whose other side may be right, or a target that was not decided, before is as
-- published and after as it would be.
{% set measures = ['realisasi', 'capaian_month', 'capaian_year'] %}
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

what_ifs as (

    select * from {{ ref('what_if_results') }}

),

other_targets as (

    select * from {{ ref('what_if_targets') }}

),

objectives as (

    select * from {{ ref('mart_capaian_sasaran') }}

),

perspectives as (

    select * from {{ ref('mart_capaian_perspective') }}

),

alternatives as (

    select
        indicators.unit_code,
        indicators.period,
        'submitted|' || indicators.indicator_id as scenario,
        true as is_submitted,
        indicators.indicator_id,
        indicators.realisasi_submitted as other_result,
        indicators.capaian_month_submitted as stated_capaian_month,
        indicators.capaian_year_submitted as stated_capaian_year,
        cast(null as double) as other_target
    from indicators
    where indicators.submitted_differs
    union all
    select
        what_ifs.unit_code,
        what_ifs.period,
        what_ifs.scenario,
        false as is_submitted,
        what_ifs.indicator_id,
        what_ifs.result as other_result,
        cast(null as double) as stated_capaian_month,
        cast(null as double) as stated_capaian_year,
        cast(null as double) as other_target
    from what_ifs
    union all
    select
        other_targets.unit_code,
        other_targets.period,
        other_targets.scenario,
        false as is_submitted,
        other_targets.indicator_id,
        indicators.realisasi as other_result,
        cast(null as double) as stated_capaian_month,
        cast(null as double) as stated_capaian_year,
        other_targets.new_target as other_target
    from other_targets
    inner join indicators
        on
            other_targets.unit_code = indicators.unit_code
            and other_targets.period = indicators.period
            and other_targets.indicator_id = indicators.indicator_id

),

other_results as (

    select
        alternatives.unit_code,
        alternatives.period,
        alternatives.scenario,
        alternatives.is_submitted,
        indicators.indicator_id,
        indicators.iku_no,
        indicators.sasaran_no,
        indicators.perspective,
        indicators.nps_weight,
        indicators.realisasi,
        indicators.capaian_month,
        indicators.capaian_year,
        alternatives.stated_capaian_month,
        alternatives.stated_capaian_year,
        alternatives.other_result as other_realisasi,
        {{ capaian(
            'alternatives.other_result',
            'coalesce(alternatives.other_target, indicators.target_month)',
            'indicators.polarity'
        ) }} as other_capaian_month,
        {{ capaian(
            'alternatives.other_result',
            'case when indicators.is_progress then 100 else indicators.target_year end',
            'indicators.polarity'
        ) }} as other_capaian_year
    from alternatives
    inner join indicators
        on
            alternatives.unit_code = indicators.unit_code
            and alternatives.period = indicators.period
            and alternatives.indicator_id = indicators.indicator_id
    where alternatives.other_result is not null and indicators.realisasi is not null

),

touched as (

    select distinct
        unit_code,
        period,
        scenario,
        is_submitted,
        sasaran_no
    from other_results
    where other_capaian_month is not null

),

-- All indicators of the objectives that a scenario touches, those it touches with their other capaian.
in_objectives as (

    select
        touched.unit_code,
        touched.period,
        touched.scenario,
        touched.is_submitted,
        indicators.sasaran_no,
        max(indicators.perspective) as perspective,
        {{ exact_sum(
            'coalesce(other_results.other_capaian_month, indicators.capaian_month) * indicators.nps_weight'
        ) }}
        / nullif({{ exact_sum(
            'case when coalesce(other_results.other_capaian_month, indicators.capaian_month) is not null '
            ~ 'then indicators.nps_weight end'
        ) }}, 0) as other_nps
    from touched
    inner join indicators
        on
            touched.unit_code = indicators.unit_code
            and touched.period = indicators.period
            and touched.sasaran_no = indicators.sasaran_no
    left join other_results
        on
            touched.scenario = other_results.scenario
            and touched.unit_code = other_results.unit_code
            and touched.period = other_results.period
            and indicators.indicator_id = other_results.indicator_id
    group by touched.unit_code, touched.period, touched.scenario, touched.is_submitted, indicators.sasaran_no

),

scenarios as (

    select distinct
        unit_code,
        period,
        scenario,
        is_submitted
    from in_objectives

),

in_scorecard as (

    select
        scenarios.unit_code,
        scenarios.period,
        scenarios.scenario,
        scenarios.is_submitted,
        objectives.perspective,
        coalesce(in_objectives.other_nps, objectives.nps) as other_nps,
        in_objectives.sasaran_no is not null as is_touched
    from scenarios
    inner join objectives
        on
            scenarios.unit_code = objectives.unit_code
            and scenarios.period = objectives.period
    left join in_objectives
        on
            scenarios.scenario = in_objectives.scenario
            and scenarios.unit_code = in_objectives.unit_code
            and scenarios.period = in_objectives.period
            and objectives.sasaran_no = in_objectives.sasaran_no

),

other_values as (

    select
        unit_code,
        period,
        scenario,
        is_submitted,
        perspective,
        {{ exact_mean('other_nps') }} as other_nilai
    from in_scorecard
    group by unit_code, period, scenario, is_submitted, perspective
    having max(case when is_touched then 1 else 0 end) = 1
    union all
    select
        unit_code,
        period,
        scenario,
        is_submitted,
        'Total' as perspective,
        {{ exact_mean('other_nps') }} as other_nilai
    from in_scorecard
    group by unit_code, period, scenario, is_submitted

),

moved as (

    {% for measure in measures %}
    select
        unit_code,
        period,
        scenario,
        is_submitted,
        'indicator' as level,
        cast(iku_no as string) as key,
        '{{ measure }}' as measure,
        {{ measure }} as published,
        {% if measure == 'realisasi' %}
        other_realisasi as other
        {% else %}
        coalesce(stated_{{ measure }}, other_{{ measure }}) as other
        {% endif %}
    from other_results
    where {{ measure }} is not null and other_{{ measure }} is not null
    union all
    {% endfor %}
    select
        in_objectives.unit_code,
        in_objectives.period,
        in_objectives.scenario,
        in_objectives.is_submitted,
        'sasaran' as level,
        cast(in_objectives.sasaran_no as string) as key,
        'nps' as measure,
        objectives.nps as published,
        in_objectives.other_nps as other
    from in_objectives
    inner join objectives
        on
            in_objectives.unit_code = objectives.unit_code
            and in_objectives.period = objectives.period
            and in_objectives.sasaran_no = objectives.sasaran_no
    union all
    select
        other_values.unit_code,
        other_values.period,
        other_values.scenario,
        other_values.is_submitted,
        'perspective' as level,
        other_values.perspective as key,
        'nilai' as measure,
        perspectives.nilai as published,
        other_values.other_nilai as other
    from other_values
    inner join perspectives
        on
            other_values.unit_code = perspectives.unit_code
            and other_values.period = perspectives.period
            and other_values.perspective = perspectives.perspective

),

directed as (

    select
        moved.unit_code,
        moved.period,
        moved.scenario,
        moved.level,
        moved.key,
        moved.measure,
        units.office_kind,
        case when moved.is_submitted then moved.other else moved.published end as before,
        case when moved.is_submitted then moved.published else moved.other end as after
    from moved
    inner join units on moved.unit_code = units.unit_code

)

select
    directed.unit_code,
    directed.period,
    directed.scenario,
    directed.level,
    directed.key,
    directed.measure,
    cast(directed.before as double) as before,
    cast(directed.after as double) as after,
    bands_before.kriteria as kriteria_before,
    bands_after.kriteria as kriteria_after,
    coalesce(bands_before.kriteria <> bands_after.kriteria, false) as flips
from directed
{% for side in ['before', 'after'] %}
left join bands as bands_{{ side }}
    on
        directed.measure <> 'realisasi'
        and directed.office_kind = bands_{{ side }}.office_kind
        and {{ in_band(without_noise('directed.' ~ side), 'bands_' ~ side) }}
{% endfor %}
