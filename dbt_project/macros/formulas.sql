{# The formulas of indicators, each a select over rows of int_indicator_input of its own indicators (`inputs`):
   [unit_code, period, indicator_id] with numerator, denominator (null for composites) and result. #}

{# Mean over parts of 100 x sum(numerator) / sum(denominator); one part is a plain share. A part whose denominator is
   zero or blank is left out; a blank numerator beside a known denominator is zero. #}
{% macro formula_share_mean(inputs) %}
select
    unit_code,
    period,
    indicator_id,
    case when count(*) = 1 then max(numerator) end as numerator,
    case when count(*) = 1 then max(denominator) end as denominator,
    {{ exact_mean(percent('numerator', 'denominator')) }} as result
from (
    select
        unit_code,
        period,
        indicator_id,
        part,
        sum(case when role = 'numerator' then coalesce(value, 0) end) as numerator,
        sum(case when role = 'denominator' then value end) as denominator
    from {{ inputs }}
    where role in ('numerator', 'denominator')
    group by unit_code, period, indicator_id, part
) as parts
group by unit_code, period, indicator_id
{% endmacro %}

{# Mean of values weighted by respondents. #}
{% macro formula_weighted_mean(inputs) %}
select
    unit_code,
    period,
    indicator_id,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    case when sum(weight) > 0 then {{ exact_sum('value * weight') }} / sum(weight) end as result
from (
    select
        unit_code,
        period,
        indicator_id,
        part,
        max(case when role = 'value' then value end) as value,
        max(case when role = 'weight' then value end) as weight
    from {{ inputs }}
    group by unit_code, period, indicator_id, part
) as parts
where value is not null
group by unit_code, period, indicator_id
{% endmacro %}

{# Mean over parts of the sum of their values; one part is a plain sum, one value is itself. #}
{% macro formula_mean_of_sums(inputs) %}
select
    unit_code,
    period,
    indicator_id,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    {{ exact_mean('part_sum') }} as result
from (
    select
        unit_code,
        period,
        indicator_id,
        part,
        {{ exact_sum('value') }} as part_sum
    from {{ inputs }}
    where role = 'value'
    group by unit_code, period, indicator_id, part
) as parts
group by unit_code, period, indicator_id
{% endmacro %}

{# What the unit states in MATRIKS CAPAIAN: 100 x numerator / denominator where it gives the counts, else the value. #}
{% macro formula_submitted(inputs) %}
select
    unit_code,
    period,
    indicator_id,
    max(case when role = 'numerator' then value end) as numerator,
    max(case when role = 'denominator' then value end) as denominator,
    coalesce(
        {{ percent(
            "max(case when role = 'numerator' then value end)",
            "max(case when role = 'denominator' then value end)"
        ) }},
        max(case when role = 'value' then value end)
    ) as result
from {{ inputs }}
group by unit_code, period, indicator_id
{% endmacro %}

{# Success of law enforcement (inferred from the printed coefficients, which it reproduces exactly). `stages` are the
   stages with their weights, `targets` the case targets in force. A case past a stage counts at that stage too.
   For current-year cases the first stage is a share of the cases handled, later ones of the target T; carried-over
   cases are a share of T + Tc; their sum is damped by 1 + C / (T + Tc); all of it is multiplied by
   min(1, (cases handled + cases done for a neighbour) / T). Without a case of the current year its first stage is 0. #}
{% macro formula_perkara(inputs, stages, targets) %}
select
    unit_code,
    period,
    indicator_id,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    case
        when max(target_n) > 0 and max(target_carry_over) >= 0 then {{ exact_sum('points') }} * max(achieved)
    end as result
from ({{ case_points(inputs, stages, targets) }}) as stage_points
group by unit_code, period, indicator_id
{% endmacro %}

{# The way to it, one row a stage: cases that reached the stage, its points in percent, and (the same in every row) the
   share of the target that the cases make up, at most 1. #}
{% macro case_points(inputs, stages, targets) %}
select
    reached.unit_code,
    reached.period,
    reached.indicator_id,
    reached.tahap,
    reached.current_year,
    reached.carry_over,
    targets.target_n,
    targets.target_carry_over,
    100 * stages.weight
    * case
        when stages.per_case_handled then coalesce(reached.current_year / nullif(handled.current_year, 0), 0)
        else
            (
                reached.current_year / nullif(targets.target_n, 0)
                + case
                    when stages.counts_carry_over
                        then reached.carry_over / nullif(targets.target_n + targets.target_carry_over, 0)
                    else 0
                end
            ) / (1 + handled.carry_over / nullif(targets.target_n + targets.target_carry_over, 0))
    end as points,
    least(1.0, (handled.current_year + targets.neighbour_cases) / nullif(targets.target_n, 0)) as achieved
from (
    select
        {{ inputs }}.unit_code,
        {{ inputs }}.period,
        {{ inputs }}.indicator_id,
        stages.tahap,
        sum(case when {{ inputs }}.role = 'current_year' then {{ inputs }}.value else 0 end) as current_year,
        sum(case when {{ inputs }}.role = 'carry_over' then {{ inputs }}.value else 0 end) as carry_over
    from {{ inputs }}
    inner join {{ stages }} as standing on {{ inputs }}.part = standing.tahap
    inner join {{ stages }} as stages on standing.stage_no >= stages.stage_no
    group by {{ inputs }}.unit_code, {{ inputs }}.period, {{ inputs }}.indicator_id, stages.tahap
) as reached
inner join {{ stages }} as stages on reached.tahap = stages.tahap
inner join (
    select
        unit_code,
        period,
        indicator_id,
        sum(case when role = 'current_year' then value else 0 end) as current_year,
        sum(case when role = 'carry_over' then value else 0 end) as carry_over
    from {{ inputs }}
    group by unit_code, period, indicator_id
) as handled
    on
        reached.unit_code = handled.unit_code
        and reached.period = handled.period
        and reached.indicator_id = handled.indicator_id
inner join {{ targets }} as targets
    on
        reached.unit_code = targets.unit_code
        and reached.period = targets.period
{% endmacro %}

{# Budget performance: a weighted mean of EKA and IKPA, IKPA itself the weighted mean of its components. `weights` are
   rows [score, komponen, weight in percent]. Unknown when a component is. #}
{% macro formula_kinerja_anggaran(inputs, weights) %}
select
    ikpa.unit_code,
    ikpa.period,
    ikpa.indicator_id,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    (
        ikpa.score * max(case when weights.komponen = 'nilai_ikpa' then weights.weight end)
        + max(ikpa.eka) * max(case when weights.komponen = 'nilai_eka' then weights.weight end)
    ) / sum(weights.weight) as result
from ({{ ikpa_score(inputs, weights) }}) as ikpa
cross join {{ weights }} as weights
where weights.score = 'nilai_kinerja_anggaran'
group by ikpa.unit_code, ikpa.period, ikpa.indicator_id, ikpa.score
{% endmacro %}

{# The way to it: the score of IKPA from its components, and EKA as it was given. #}
{% macro ikpa_score(inputs, weights) %}
select
    {{ inputs }}.unit_code,
    {{ inputs }}.period,
    {{ inputs }}.indicator_id,
    case
        when
            count(distinct case
                when weights.komponen is not null and {{ inputs }}.value is not null then {{ inputs }}.part
            end)
            = (select count(*) from {{ weights }} as every_weight where every_weight.score = 'nilai_ikpa')
            then {{ exact_sum(inputs ~ '.value * weights.weight') }} / 100.0
    end as score,
    max(case when {{ inputs }}.part = 'nilai_eka' then {{ inputs }}.value end) as eka
from {{ inputs }}
left join {{ weights }} as weights
    on
        {{ inputs }}.part = weights.komponen
        and weights.score = 'nilai_ikpa'
group by {{ inputs }}.unit_code, {{ inputs }}.period, {{ inputs }}.indicator_id
{% endmacro %}

{# The inputs of the indicators that one formula computes. #}
{% macro inputs_of_formula(inputs, formulas, formula) -%}
select {{ inputs }}.*
    from {{ inputs }}
    inner join {{ formulas }}
        on
            {{ inputs }}.unit_code = {{ formulas }}.unit_code
            and {{ inputs }}.period = {{ formulas }}.period
            and {{ inputs }}.indicator_id = {{ formulas }}.indicator_id
            and {{ formulas }}.formula = '{{ formula }}'
{%- endmacro %}

{# Every formula over the inputs of its indicators, as common table expressions of which the last, `results`, is one row an
   indicator. `inputs` and `formulas` are relations [unit_code, period, indicator_id]; the weights and targets that formulas
   need are read here, so that a result is worked out the same way wherever it is asked for. #}
{% macro results_of(inputs, formulas) %}
stages as (

    select * from {{ in_force(ref('case_stages'), 'tahap') }}

),

weights as (

    select * from {{ in_force(ref('ikpa_weights'), 'score') }}

),

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

{% for formula in ['share_mean', 'weighted_mean', 'mean_of_sums', 'submitted', 'perkara', 'kinerja_anggaran'] %}
inputs_{{ formula }} as (

    {{ inputs_of_formula(inputs, formulas, formula) }}

),

{% endfor %}
results as (

    {{ formula_share_mean('inputs_share_mean') }}
    union all
    {{ formula_weighted_mean('inputs_weighted_mean') }}
    union all
    {{ formula_mean_of_sums('inputs_mean_of_sums') }}
    union all
    {{ formula_submitted('inputs_submitted') }}
    union all
    {{ formula_perkara('inputs_perkara', 'stages', 'case_targets') }}
    union all
    {{ formula_kinerja_anggaran('inputs_kinerja_anggaran', 'weights') }}

)
{% endmacro %}
