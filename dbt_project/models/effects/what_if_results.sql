-- depends_on: {{ ref('case_stages') }}, {{ ref('ikpa_weights') }}, {{ ref('int_case_target_in_force') }}
-- A scenario is an indicator of its own here, so that the formulas need not know of scenarios.
with

cells as (

    select * from {{ ref('what_if_cells') }}

),

all_inputs as (

    select * from {{ ref('int_indicator_input') }}

),

all_formulas as (

    select * from {{ ref('int_formula') }}

),

touched as (

    select distinct
        cells.unit_code,
        cells.period,
        cells.scenario,
        all_inputs.indicator_id,
        cells.scenario || '|' || all_inputs.indicator_id as scenario_indicator
    from cells
    inner join all_inputs
        on
            cells.submission_id = all_inputs.submission_id
            and cells.input_form = all_inputs.form
            and cells.cell = all_inputs.cell

),

replaced as (

    select
        scenario,
        submission_id,
        input_form,
        cell,
        max(new_value) as new_value
    from cells
    group by scenario, submission_id, input_form, cell

),

inputs as (

    select
        touched.unit_code,
        touched.period,
        touched.scenario_indicator as indicator_id,
        all_inputs.part,
        all_inputs.role,
        coalesce(replaced.new_value, all_inputs.value) as value
    from touched
    inner join all_inputs
        on
            touched.unit_code = all_inputs.unit_code
            and touched.period = all_inputs.period
            and touched.indicator_id = all_inputs.indicator_id
    left join replaced
        on
            touched.scenario = replaced.scenario
            and all_inputs.submission_id = replaced.submission_id
            and all_inputs.form = replaced.input_form
            and all_inputs.cell = replaced.cell

),

formulas as (

    select
        touched.unit_code,
        touched.period,
        touched.scenario_indicator as indicator_id,
        all_formulas.formula
    from touched
    inner join all_formulas
        on
            touched.unit_code = all_formulas.unit_code
            and touched.period = all_formulas.period
            and touched.indicator_id = all_formulas.indicator_id

),

{{ results_of('inputs', 'formulas') }}

select
    touched.unit_code,
    touched.period,
    touched.scenario,
    touched.indicator_id,
    {{ without_noise('results.result', 10) }} as result
from results
inner join touched
    on
        results.unit_code = touched.unit_code
        and results.period = touched.period
        and results.indicator_id = touched.scenario_indicator
