-- What a figure must be by the figures that it is made of (as printed where they are, else as published), and between
-- which ends their rounding lets it lie: one row a unit, table, key and measure.
{% set measures = [
    'target_month', 'realisasi', 'capaian_month', 'nps', 'output_target', 'output_realisasi', 'output_persen', 'pagu',
    'realisasi_anggaran', 'anggaran_persen', 'ie', 'te'
] %}
with

indicators as (

    select
        indicator.unit_code,
        cast(indicator.iku_no as varchar) as key,
        cast(indicator.sasaran_no as varchar) as sasaran_key,
        indicator.nps_weight,
        indicator.polarity,
        indicator.is_progress,
        indicator.target_year
    from marts.mart_capaian_indicator as indicator
    inner join asked on indicator.unit_code = asked.unit_code
    where indicator.period = '{{ var("period") }}'

),

levels as (

    {% for name in ['objective.perspective', "'Total'"] %}
    select
        objective.unit_code,
        cast(objective.sasaran_no as varchar) as sasaran_key,
        {{ name }} as perspective
    from marts.mart_capaian_sasaran as objective
    inner join asked on objective.unit_code = asked.unit_code
    where objective.period = '{{ var("period") }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

kinds as (

    select
        units.unit_code,
        units.office_kind
    from raw.units
    inner join asked on units.unit_code = asked.unit_code
    where units.year = {{ period_year() }}

),

class_bands as (

    select
        kinds.unit_code,
        bands.*
    from kinds
    inner join {{ in_force('reference.class_bands', 'office_kind') }} as bands on kinds.office_kind = bands.office_kind

),

efficiency_bands as (

    select
        kinds.unit_code,
        bands.*
    from kinds
    inner join {{ in_force('reference.efficiency_bands', 'office_kind') }} as bands
        on kinds.office_kind = bands.office_kind

),

effective as (

    select
        unit_code,
        table_name,
        key,
        measure,
        is_error,
        case when not is_error then coalesce(printed, value) end as value,
        -- a 0 printed where nothing is published yet is no achievement: means leave it out
        case when not is_error and not (value is null and printed = 0) then coalesce(printed, value) end as counted,
        case when printed is null then 0.0 else half end as half
    from told_figures
    where measure <> 'kriteria'

),

wide as (

    select
        unit_code,
        table_name,
        key,
        {% for measure in measures %}
        max(case when measure = '{{ measure }}' then value end) as {{ measure }},
        max(case when measure = '{{ measure }}' then half end) as {{ measure }}_half,
        {% endfor %}
        max(case when measure = 'capaian_month' then counted end) as capaian_month_counted,
        max(case when measure = 'nps' then counted end) as nps_counted,
        max(case when measure in ('output_persen', 'anggaran_persen') and is_error then 1 else 0 end) = 1
            as is_share_error,
        max(case when measure = 'ie' and is_error then 1 else 0 end) = 1 as is_ie_error,
        max(case when measure = 'te' and is_error then 1 else 0 end) = 1 as is_te_error
    from effective
    group by unit_code, table_name, key

),

achievements as (

    {% for tables, measure, result, target in [
        ("'capaian', 'history'", 'capaian_month', 'realisasi', 'wide.target_month'),
        ("'capaian', 'history'", 'capaian_year', 'realisasi', 'indicators.target_year'),
        ("'efficiency'", 'output_persen', 'output_realisasi', 'wide.output_target')
    ] %}
    select
        wide.unit_code,
        wide.table_name,
        wide.key,
        '{{ measure }}' as measure,
        wide.{{ result }} as result,
        wide.{{ result }}_half as half,
        indicators.polarity,
        {% if measure == 'capaian_month' %}
        {{ target }} as target
        {% else %}
        case when indicators.is_progress then 100 else {{ target }} end as target
        {% endif %}
    from wide
    inner join indicators
        on
            wide.unit_code = indicators.unit_code
            and wide.key = indicators.key
    where wide.table_name in ({{ tables }})
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

made as (

    select
        unit_code,
        table_name,
        key,
        measure,
        {{ capaian('result', 'target', 'polarity') }} as value,
        {{ capaian('result', 'target', 'polarity') }} - 100.0 * half / nullif(target, 0) as low,
        {{ capaian('result', 'target', 'polarity') }} + 100.0 * half / nullif(target, 0) as high,
        false as is_error
    from achievements
    union all
    select
        unit_code,
        'efficiency' as table_name,
        key,
        'output_realisasi' as measure,
        realisasi as value,
        realisasi - realisasi_half as low,
        realisasi + realisasi_half as high,
        false as is_error
    from wide
    where table_name = 'capaian'
    union all
    select
        wide.unit_code,
        'nps' as table_name,
        indicators.sasaran_key as key,
        'nps' as measure,
        {% for name, value in {
            'value': 'wide.capaian_month_counted',
            'low': 'wide.capaian_month_counted - wide.capaian_month_half',
            'high': 'wide.capaian_month_counted + wide.capaian_month_half'
        }.items() %}
        {{ exact_sum('(' ~ value ~ ') * indicators.nps_weight') }}
        / nullif({{ exact_sum('case when wide.capaian_month_counted is not null then indicators.nps_weight end') }}, 0)
            as {{ name }},
        {% endfor %}
        false as is_error
    from wide
    inner join indicators
        on
            wide.unit_code = indicators.unit_code
            and wide.key = indicators.key
    where wide.table_name = 'capaian'
    group by wide.unit_code, indicators.sasaran_key
    union all
    select
        wide.unit_code,
        'perspective' as table_name,
        levels.perspective as key,
        'nilai' as measure,
        {{ exact_mean('wide.nps_counted') }} as value,
        {{ exact_mean('(wide.nps_counted - wide.nps_half)') }} as low,
        {{ exact_mean('(wide.nps_counted + wide.nps_half)') }} as high,
        false as is_error
    from wide
    inner join levels
        on
            wide.unit_code = levels.unit_code
            and wide.key = levels.sasaran_key
    where wide.table_name = 'nps'
    group by wide.unit_code, levels.perspective
    union all
    select
        unit_code,
        table_name,
        key,
        'anggaran_persen' as measure,
        {{ percent('realisasi_anggaran', 'pagu') }} as value,
        {{ percent('realisasi_anggaran', 'pagu') }} as low,
        {{ percent('realisasi_anggaran', 'pagu') }} as high,
        coalesce(pagu = 0, false) as is_error
    from wide
    where table_name = 'efficiency'
    union all
    select
        unit_code,
        table_name,
        key,
        'ie' as measure,
        output_persen / nullif(anggaran_persen, 0) as value,
        (output_persen - output_persen_half) / nullif(anggaran_persen + anggaran_persen_half, 0) as low,
        (output_persen + output_persen_half) / nullif(greatest(anggaran_persen - anggaran_persen_half, 0), 0) as high,
        is_share_error or coalesce(anggaran_persen = 0, false) as is_error
    from wide
    where table_name = 'efficiency'
    union all
    select
        unit_code,
        table_name,
        key,
        'te' as measure,
        ie - 1 as value,
        ie - 1 - ie_half as low,
        ie - 1 + ie_half as high,
        is_ie_error as is_error
    from wide
    where table_name = 'efficiency'
    union all
    select
        wide.unit_code,
        wide.table_name,
        wide.key,
        'capaian_te' as measure,
        bands.capaian_te as value,
        bands.capaian_te as low,
        bands.capaian_te as high,
        wide.is_te_error as is_error
    from wide
    left join efficiency_bands as bands
        on
            wide.unit_code = bands.unit_code
            and {{ round_half_up('wide.te', 2) }} >= coalesce(bands.te_from, {{ round_half_up('wide.te', 2) }})
            and {{ round_half_up('wide.te', 2) }} <= coalesce(bands.te_to, {{ round_half_up('wide.te', 2) }})
    where wide.table_name = 'efficiency'
    union all
    {% for measure in ['pagu', 'realisasi_anggaran'] %}
    select
        unit_code,
        table_name,
        'TOTAL' as key,
        '{{ measure }}' as measure,
        sum({{ measure }}) as value,
        sum({{ measure }}) as low,
        sum({{ measure }}) as high,
        false as is_error
    from wide
    where table_name = 'efficiency' and key <> 'TOTAL'
    group by unit_code, table_name
    union all
    {% endfor %}
    -- the official total: every output, those not measured yet as zero
    select
        unit_code,
        table_name,
        'TOTAL' as key,
        'output_persen' as measure,
        {{ exact_sum('output_persen') }} / count(*) as value,
        {{ exact_sum('(output_persen - output_persen_half)') }} / count(*) as low,
        {{ exact_sum('(output_persen + output_persen_half)') }} / count(*) as high,
        false as is_error
    from wide
    where table_name = 'efficiency' and key <> 'TOTAL'
    group by unit_code, table_name

)

select
    *,
    cast(null as varchar) as told
from made
union all
-- a class is that of its figure as printed
select
    effective.unit_code,
    effective.table_name,
    effective.key,
    'kriteria' as measure,
    cast(null as double) as value,
    cast(null as double) as low,
    cast(null as double) as high,
    false as is_error,
    bands.kriteria as told
from effective
inner join class_bands as bands
    on
        effective.unit_code = bands.unit_code
        and {{ in_band('effective.value', 'bands') }}
where effective.table_name <> 'history' and effective.measure in ('capaian_month', 'nps', 'nilai')
