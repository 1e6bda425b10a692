-- Which figures a figure is made of: one row a figure and one that it is made of.
with

indicators as (

    select
        indicator.unit_code,
        cast(indicator.iku_no as varchar) as key,
        cast(indicator.sasaran_no as varchar) as sasaran_key
    from marts.mart_capaian_indicator as indicator
    inner join asked on indicator.unit_code = asked.unit_code
    where indicator.period = '{{ var("period") }}'

),

objectives as (

    select
        objective.unit_code,
        cast(objective.sasaran_no as varchar) as sasaran_key,
        objective.perspective
    from marts.mart_capaian_sasaran as objective
    inner join asked on objective.unit_code = asked.unit_code
    where objective.period = '{{ var("period") }}'

)

-- of the same row of the same table
{% for measure, from_measure in [
    ('capaian_month', 'realisasi'),
    ('capaian_month', 'target_month'),
    ('capaian_year', 'realisasi'),
    ('output_persen', 'output_realisasi'),
    ('output_persen', 'output_target'),
    ('anggaran_persen', 'pagu'),
    ('anggaran_persen', 'realisasi_anggaran'),
    ('ie', 'output_persen'),
    ('ie', 'anggaran_persen'),
    ('te', 'ie'),
    ('capaian_te', 'te'),
    ('kriteria', 'capaian_month'),
    ('kriteria', 'nps'),
    ('kriteria', 'nilai')
] %}
select
    unit_code,
    table_name,
    key,
    '{{ measure }}' as measure,
    table_name as from_table,
    key as from_key,
    '{{ from_measure }}' as from_measure
from told_figures
where measure = '{{ measure }}'
union all
{% endfor %}
-- the same fact in another table
select
    unit_code,
    'efficiency' as table_name,
    key,
    'output_realisasi' as measure,
    'capaian' as from_table,
    key as from_key,
    'realisasi' as from_measure
from indicators
union all
-- means and totals of the rows below
select
    unit_code,
    'nps' as table_name,
    sasaran_key as key,
    'nps' as measure,
    'capaian' as from_table,
    key as from_key,
    'capaian_month' as from_measure
from indicators
union all
{% for name in ['perspective', "'Total'"] %}
select
    unit_code,
    'perspective' as table_name,
    {{ name }} as key,
    'nilai' as measure,
    'nps' as from_table,
    sasaran_key as from_key,
    'nps' as from_measure
from objectives
union all
{% endfor %}
select
    unit_code,
    table_name,
    'TOTAL' as key,
    measure,
    table_name as from_table,
    key as from_key,
    measure as from_measure
from told_figures
where
    table_name = 'efficiency'
    and key <> 'TOTAL'
    and measure in ('pagu', 'realisasi_anggaran', 'output_persen')
