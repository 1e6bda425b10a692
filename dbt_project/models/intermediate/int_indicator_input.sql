with

formulas as (

    select * from {{ ref('int_formula') }}

),

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

inputs as (

    select
        form_inputs.*,
        false as is_submitted
    from {{ ref('int_form_input') }} as form_inputs
    union all
    select
        matriks_inputs.*,
        true as is_submitted
    from {{ ref('int_input_matriks') }} as matriks_inputs

)

select
    inputs.unit_code,
    inputs.period,
    inputs.indicator_id,
    unit_indicators.iku_no,
    inputs.part,
    inputs.role,
    inputs.value,
    inputs.cell_state,
    inputs.form,
    inputs.file_name,
    inputs.sheet,
    inputs.cell,
    inputs.column_name,
    inputs.row_key,
    inputs.row_label,
    inputs.submission_id
from inputs
inner join formulas
    on
        inputs.unit_code = formulas.unit_code
        and inputs.period = formulas.period
        and inputs.indicator_id = formulas.indicator_id
        and inputs.is_submitted = (formulas.formula = 'submitted')
inner join unit_indicators
    on
        inputs.unit_code = unit_indicators.unit_code
        and inputs.period = unit_indicators.period
        and inputs.indicator_id = unit_indicators.indicator_id
