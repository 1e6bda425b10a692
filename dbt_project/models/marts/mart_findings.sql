{{ config(materialized='view') }}

with

findings as (

    select * from {{ source('raw', 'findings') }}
    where period = '{{ var("period") }}'

),

effects as (

    select
        finding_id,
        max(case when flips then 1 else 0 end) = 1 as flips_class,
        max(case when level = 'indicator' and measure <> 'realisasi' then {{ distance('after', 'before') }} end) as effect_size,
        count(distinct case when level = 'indicator' then key end) as n_indicators
    from {{ ref('mart_finding_effect') }}
    group by finding_id

),

causes as (

    select
        other_finding_id as finding_id,
        {{ cell_list('finding_id', 'finding_id') }} as causes
    from (
        select distinct
            other_finding_id,
            finding_id
        from {{ ref('mart_finding_link') }}
        where kind = 'causes'
    ) as links
    group by other_finding_id

),

since as (

    select * from {{ ref('finding_since') }}

)

select
    findings.finding_id,
    findings.unit_code,
    findings.period,
    findings.rule_id,
    findings.severity,
    findings.iku_no,
    findings.file_name,
    findings.sheet,
    findings.cell,
    findings.value,
    findings.expected,
    findings.message,
    findings.status,
    findings.owner_group,
    findings.form,
    findings.row_key,
    findings.column_name,
    coalesce(findings.effect, '') as effect,
    coalesce(findings.consequences, '') as consequences,
    coalesce(causes.causes, '') as causes,
    coalesce(effects.flips_class, false) as flips_class,
    cast(effects.effect_size as double) as effect_size,
    cast(coalesce(effects.n_indicators, 0) as integer) as n_indicators,
    coalesce(since.since_period, findings.period) as since_period
from findings
left join effects on findings.finding_id = effects.finding_id
left join causes on findings.finding_id = causes.finding_id
left join since on findings.finding_id = since.finding_id
