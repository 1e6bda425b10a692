with

inputs as (

    select * from {{ ref('int_indicator_input') }}

),

formulas as (

    select * from {{ ref('int_formula') }}

),

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

stages as (

    select * from {{ in_force(ref('case_stages'), 'tahap') }}

),

weights as (

    select * from {{ in_force(ref('ikpa_weights'), 'score') }}

),

{% for formula in ['share_mean', 'weighted_mean', 'mean_of_sums', 'submitted', 'perkara', 'kinerja_anggaran'] %}
inputs_{{ formula }} as (

    {{ inputs_of_formula('inputs', 'formulas', formula) }}

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
