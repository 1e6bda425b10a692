with

facts as (

    select * from {{ ref('fct_indicator') }}

),

capaian as (

    select * from {{ ref('mart_capaian_indicator') }}

),

final as (

    select
        kept.unit_code,
        kept.period,
        kept.key as iku,
        {% for measure in ['numerator', 'denominator', 'realisasi', 'status', 'formula'] %}
        {{ final_value('fct_indicator', measure) }} as {{ measure }},
        {% endfor %}
        {{ final_value('mart_capaian_indicator', 'target_month') }} as target_month,
        {{ final_value('mart_capaian_indicator', 'capaian_month') }} as capaian_month,
        {{ final_value('mart_capaian_indicator', 'kriteria_month') }} as kriteria_month
    from {{ final_rows(['fct_indicator', 'mart_capaian_indicator']) }} as kept
    group by kept.unit_code, kept.period, kept.key

)

select
    facts.unit_code,
    facts.period,
    facts.indicator_id,
    facts.iku_no,
    capaian.indikator,
    capaian.sasaran_no,
    capaian.sasaran,
    capaian.perspective,
    capaian.is_progress,
    case when capaian.is_progress then '%' else capaian.satuan end as satuan,
    final.iku is not null as is_final,
    {% for relation, measure in [
        ('facts', 'numerator'),
        ('facts', 'denominator'),
        ('facts', 'realisasi'),
        ('capaian', 'target_month'),
        ('capaian', 'capaian_month')
    ] %}
    case
        when final.iku is not null then cast(final.{{ measure }} as double) else {{ relation }}.{{ measure }}
    end as {{ measure }},
    {% endfor %}
    case when final.iku is not null then final.formula else facts.formula end as formula,
    case when final.iku is not null then final.kriteria_month else capaian.kriteria_month end as kriteria_month,
    case when final.iku is not null then final.status else facts.status end as status
from facts
inner join capaian
    on
        facts.unit_code = capaian.unit_code
        and facts.period = capaian.period
        and facts.indicator_id = capaian.indicator_id
left join final
    on
        facts.unit_code = final.unit_code
        and facts.period = final.period
        and cast(facts.iku_no as string) = final.iku
