with

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

form_inputs as (

    select * from {{ ref('int_form_input') }}

),

parts as (

    select
        unit_code,
        period,
        indicator_id,
        count(distinct part) as parts_given
    from form_inputs
    group by unit_code, period, indicator_id

)

select
    unit_indicators.unit_code,
    unit_indicators.period,
    unit_indicators.indicator_id,
    case
        when coalesce(parts.parts_given, 0) < unit_indicators.min_parts then unit_indicators.fallback
        else unit_indicators.wanted_formula
    end as formula
from unit_indicators
left join parts
    on
        unit_indicators.unit_code = parts.unit_code
        and unit_indicators.period = parts.period
        and unit_indicators.indicator_id = parts.indicator_id
