with

facts as (

    select * from {{ ref('fct_indicator') }}

),

capaian as (

    select * from {{ ref('mart_capaian_indicator') }}

)

{% for measure in ['realisasi', 'target_month', 'target_year', 'capaian_month', 'capaian_year'] %}
select
    unit_code,
    period,
    iku_no,
    '{{ measure }}' as measure,
    {{ measure }} as value,
    cast(null as string) as word
from capaian
where {{ measure }} is not null
union all
{% endfor %}
{% for measure in ['kriteria_month', 'kriteria_year'] %}
select
    unit_code,
    period,
    iku_no,
    '{{ measure }}' as measure,
    cast(null as double) as value,
    {{ measure }} as word
from capaian
where {{ measure }} is not null
union all
{% endfor %}
{% for measure in ['numerator', 'denominator'] %}
select
    unit_code,
    period,
    iku_no,
    '{{ measure }}' as measure,
    {{ measure }} as value,
    cast(null as string) as word
from facts
where {{ measure }} is not null
{% if not loop.last %}
union all
{% endif %}
{% endfor %}
