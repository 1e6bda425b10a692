with

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

form_versions as (

    select * from {{ ref('stg_form_version') }}

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
        -- a form that was not sent is no reason to take what the unit states about itself
        when
            form_versions.submission_id is not null
            and coalesce(parts.parts_given, 0) < unit_indicators.min_parts
            then unit_indicators.fallback
        else unit_indicators.wanted_formula
    end as formula
from unit_indicators
left join form_versions
    on
        unit_indicators.unit_code = form_versions.unit_code
        and unit_indicators.period = form_versions.period
        and unit_indicators.form = form_versions.form
left join parts
    on
        unit_indicators.unit_code = parts.unit_code
        and unit_indicators.period = parts.period
        and unit_indicators.indicator_id = parts.indicator_id
