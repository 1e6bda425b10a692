-- depends_on: {{ ref('case_stages') }}, {{ ref('ikpa_weights') }}, {{ ref('int_case_target_in_force') }}
with

inputs as (

    select * from {{ ref('int_indicator_input') }}

),

formulas as (

    select * from {{ ref('int_formula') }}

),

{{ results_of('inputs', 'formulas') }}

select
    results.unit_code,
    results.period,
    results.indicator_id,
    formulas.formula,
    results.numerator,
    results.denominator,
    {{ without_noise('results.result', 10) }} as result
from results
inner join formulas
    on
        results.unit_code = formulas.unit_code
        and results.period = formulas.period
        and results.indicator_id = formulas.indicator_id
