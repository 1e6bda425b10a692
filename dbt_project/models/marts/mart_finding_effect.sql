{{ config(materialized='view') }}

with

findings as (

    select * from {{ source('raw', 'findings') }}
    where period = '{{ var("period") }}' and status <> 'resolved'

),

reach as (

    select * from {{ ref('finding_reach') }}

),

effects as (

    select * from {{ ref('effects') }}

),

what_ifs as (

    select distinct
        unit_code,
        period,
        frame,
        form,
        row_key,
        column_name,
        side,
        scenario
    from {{ ref('what_if_cells') }}
    union all
    select
        unit_code,
        period,
        frame,
        form,
        row_key,
        column_name,
        side,
        scenario
    from {{ ref('what_if_targets') }}

),

indicators as (

    select * from {{ ref('mart_capaian_indicator') }}

),

matriks as (

    select * from {{ first_row(ref('stg_matriks_capaian')) }}

),

inputs as (

    select * from {{ ref('int_indicator_input') }}

),

spending as (

    select * from {{ first_row(ref('stg_anggaran_iku')) }}

),

efficiency as (

    select * from {{ ref('mart_efficiency') }}
    where scope = 'indicator'

),

-- The indicators that live on a cell of the finding, or on what is worked out from one.
reached as (

    select
        reach.finding_id,
        reach.unit_code,
        reach.period,
        inputs.indicator_id
    from reach
    inner join inputs
        on
            reach.unit_code = inputs.unit_code
            and reach.period = inputs.period
            and reach.form = inputs.form
            and reach.cell = inputs.cell
    union
    select
        reach.finding_id,
        reach.unit_code,
        reach.period,
        matriks.indikator as indicator_id
    from reach
    inner join matriks
        on
            reach.unit_code = matriks.unit_code
            and reach.period = matriks.period
            and reach.form = 'matriks_capaian'
            and reach.cell = matriks.realisasi_cell

),

of_what_ifs as (

    select
        findings.finding_id,
        what_ifs.side as kind,
        effects.unit_code,
        effects.period,
        effects.level,
        effects.key,
        effects.measure,
        effects.before,
        effects.after,
        effects.kriteria_before,
        effects.kriteria_after,
        effects.flips
    from findings
    inner join what_ifs
        on
            findings.unit_code = what_ifs.unit_code
            and findings.period = what_ifs.period
            and findings.frame = what_ifs.frame
            and findings.form = what_ifs.form
            and findings.row_key = what_ifs.row_key
            and findings.column_name = what_ifs.column_name
    inner join effects
        on
            what_ifs.unit_code = effects.unit_code
            and what_ifs.period = effects.period
            and what_ifs.scenario = effects.scenario

),

of_submitted as (

    select
        reached.finding_id,
        'submitted' as kind,
        effects.unit_code,
        effects.period,
        effects.level,
        effects.key,
        effects.measure,
        effects.before,
        effects.after,
        effects.kriteria_before,
        effects.kriteria_after,
        effects.flips
    from reached
    inner join effects
        on
            reached.unit_code = effects.unit_code
            and reached.period = effects.period
            and effects.scenario = 'submitted|' || reached.indicator_id
    where reached.finding_id not in (select of_what_ifs.finding_id from of_what_ifs)

),

known as (

    select * from of_what_ifs
    union all
    select * from of_submitted

),

-- What it does to these is not known in figures, only that they live on it.
of_touched as (

    select
        reached.finding_id,
        'touched' as kind,
        reached.unit_code,
        reached.period,
        'indicator' as level,
        cast(indicators.iku_no as string) as key,
        'realisasi' as measure,
        indicators.realisasi as before,
        cast(null as double) as after,
        cast(null as string) as kriteria_before,
        cast(null as string) as kriteria_after,
        false as flips
    from reached
    inner join indicators
        on
            reached.unit_code = indicators.unit_code
            and reached.period = indicators.period
            and reached.indicator_id = indicators.indicator_id
    left join known
        on
            reached.finding_id = known.finding_id
            and known.level = 'indicator'
            and cast(indicators.iku_no as string) = known.key
    where known.finding_id is null

),

-- Ceiling and spending of an indicator make its efficiency.
of_spending as (

    select distinct
        reach.finding_id,
        'touched' as kind,
        reach.unit_code,
        reach.period,
        'efficiency' as level,
        cast(spending.iku_no as string) as key,
        'ie' as measure,
        efficiency.ie as before,
        cast(null as double) as after,
        cast(null as string) as kriteria_before,
        cast(null as string) as kriteria_after,
        false as flips
    from reach
    inner join spending
        on
            reach.unit_code = spending.unit_code
            and reach.period = spending.period
            and reach.form = 'anggaran_iku'
            and reach.cell in (spending.pagu_cell, spending.realisasi_cell)
    inner join efficiency
        on
            spending.unit_code = efficiency.unit_code
            and spending.period = efficiency.period
            and spending.iku_no = efficiency.iku_no

),

final as (

    select * from known
    union all
    select * from of_touched
    union all
    select * from of_spending

)

select
    finding_id,
    unit_code,
    period,
    kind,
    level,
    key,
    measure,
    cast(before as double) as before,
    cast(after as double) as after,
    kriteria_before,
    kriteria_after,
    flips
from final
