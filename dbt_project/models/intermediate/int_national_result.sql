with

rules as (

    select * from {{ ref('int_national_rule') }}

),

standing as (

    select * from {{ ref('int_standing_result') }}
    where status = 'measured'

),

stages as (

    select * from {{ in_force(ref('case_stages'), 'tahap') }}

),

-- The parts of all offices as though they were one office's: the same formulas then give the country's result.
parts as (

    select
        'NASIONAL' as unit_code,
        inputs.period,
        inputs.indicator_id,
        rules.formula,
        -- scores keep apart whose respondents gave them
        case
            when rules.formula = 'weighted_mean' then concat_ws(' ', inputs.unit_code, inputs.part) else inputs.part
        end as part,
        inputs.role,
        inputs.value
    from {{ ref('int_indicator_input') }} as inputs
    inner join standing
        on
            inputs.unit_code = standing.unit_code
            and inputs.period = standing.period
            and inputs.indicator_id = standing.indicator_id
    inner join rules
        on
            inputs.period = rules.period
            and inputs.indicator_id = rules.indicator_id
            and rules.national_rule = 'formula_over_sums'

),

{% for formula in ['share_mean', 'weighted_mean', 'perkara'] %}
parts_{{ formula }} as (

    select * from parts
    where formula = '{{ formula }}'

),

{% endfor %}
-- Targets and cases for neighbours of the offices whose cases are summed.
case_targets as (

    select
        'NASIONAL' as unit_code,
        targets.period,
        sum(targets.target_n) as target_n,
        sum(targets.target_carry_over) as target_carry_over,
        sum(targets.neighbour_cases) as neighbour_cases
    from {{ ref('int_case_target_in_force') }} as targets
    inner join standing
        on
            targets.unit_code = standing.unit_code
            and targets.period = standing.period
            and standing.formula = 'perkara'
    group by targets.period

),

over_sums as (

    {{ formula_share_mean('parts_share_mean') }}
    union all
    {{ formula_weighted_mean('parts_weighted_mean') }}
    union all
    {{ formula_perkara('parts_perkara', 'stages', 'case_targets') }}

)

select
    rules.period,
    rules.indicator_id,
    rules.units_measured,
    rules.national_rule,
    case when rules.national_rule = 'counts_summed' then rules.numerator end as numerator,
    case when rules.national_rule = 'counts_summed' then rules.denominator end as denominator,
    {{ without_noise(
        "case rules.national_rule
        when 'counts_summed' then " ~ percent('rules.numerator', 'rules.denominator') ~ "
        when 'formula_over_sums' then over_sums.result
        when 'units_summed' then rules.results_summed
        else rules.results_averaged
    end", 10) }} as realisasi
from rules
left join over_sums
    on
        rules.period = over_sums.period
        and rules.indicator_id = over_sums.indicator_id
