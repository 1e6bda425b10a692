with

measured as (

    select * from {{ ref('int_standing_result') }}
    where status = 'measured'

),

rules as (

    select * from {{ in_force(ref('national_rules'), 'formula') }}

),

ruled as (

    select
        measured.*,
        coalesce(own_rule.national_rule, general_rule.national_rule) as national_rule
    from measured
    left join rules as own_rule
        on
            measured.formula = own_rule.formula
            and measured.satuan = own_rule.satuan
    left join rules as general_rule
        on
            measured.formula = general_rule.formula
            and general_rule.satuan is null

)

select
    period,
    indicator_id,
    cast(count(*) as integer) as units_measured,
    min(formula) as formula,
    case
        when count(numerator) = count(*) and count(denominator) = count(*) and sum(denominator) <> 0
            then 'counts_summed'
        -- offices that got their results in several ways share no parts
        when min(national_rule) = max(national_rule) and min(formula) = max(formula) then min(national_rule)
        else 'units_averaged'
    end as national_rule,
    {{ exact_sum('numerator') }} as numerator,
    {{ exact_sum('denominator') }} as denominator,
    {{ exact_sum('realisasi') }} as results_summed,
    {{ exact_mean('realisasi') }} as results_averaged
from ruled
group by period, indicator_id
