{% set classes = national_classes() %}
with

standing as (

    select * from {{ ref('int_standing_result') }}

),

results as (

    select * from {{ ref('int_national_result') }}

),

counted as (

    select
        period,
        indicator_id,
        case when min(iku_no) = max(iku_no) then min(iku_no) end as iku_no,
        max(indikator) as indikator,
        max(satuan) as satuan,
        max(perspective) as perspective,
        case when min(sasaran_no) = max(sasaran_no) then min(sasaran_no) end as sasaran_no,
        cast(count(*) as integer) as units,
        cast(count(target_month) as integer) as units_due,
        cast(count(case when status = 'interim' then 1 end) as integer) as units_interim,
        case when min(target_month) = max(target_month) then cast(min(target_month) as double) end as target_month,
        {% for column, kriteria in classes.items() %}
        cast(count(case when kriteria_month = '{{ kriteria }}' then 1 end) as integer) as units_{{ column }},
        {% endfor %}
        cast(count(case when kriteria_month is null then 1 end) as integer) as units_without_class
    from standing
    group by period, indicator_id

)

select
    counted.period,
    counted.indicator_id,
    cast(counted.iku_no as integer) as iku_no,
    coalesce(results.units_measured, 0) as units_measured,
    cast(results.numerator as double) as numerator,
    cast(results.denominator as double) as denominator,
    cast(results.realisasi as double) as realisasi,
    {% for column in classes %}
    counted.units_{{ column }},
    {% endfor %}
    counted.units_without_class,
    results.national_rule,
    counted.units,
    counted.units_due,
    counted.units_interim,
    counted.target_month,
    counted.indikator,
    counted.satuan,
    cast(counted.sasaran_no as integer) as sasaran_no,
    counted.perspective
from counted
left join results
    on
        counted.period = results.period
        and counted.indicator_id = results.indicator_id
