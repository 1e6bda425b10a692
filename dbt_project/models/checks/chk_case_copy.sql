with

perkara as (

    select * from {{ ref('stg_perkara') }}

),

intelijen as (

    select * from {{ ref('stg_intelijen') }}

),

monev_output as (

    select * from {{ ref('stg_monev_output') }}

),

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

indicator_input as (

    select * from {{ ref('int_indicator_input') }}

),

indicators as (

    select
        unit_code,
        max(iku_no) as iku_no
    from indicator_input
    where form = 'perkara'
    group by unit_code

),

{% set stages = {
    'spdp': ['spdp'], 'tahap_1': ['tahap_1'], 'p21': ['p21'], 'tahap_2': ['tahap_2', 'putusan']
} %}
{% set years = {'tahun_n': 'realisasi_n', 'carry_over': 'realisasi_carry_over'} %}

intelijen_targets as (

    select
        intelijen.unit_code,
        intelijen.period,
        'intelijen' as form,
        cast(null as integer) as iku_no,
        intelijen.submission_id,
        intelijen.file_name,
        intelijen.sheet,
        {{ cell_list('intelijen.target_cell', 'intelijen.row_no') }} as cell,
        intelijen.tahun as row_key,
        'target' as column_name,
        'intelijen_target' as subject,
        cast(sum(intelijen.target) as double) as value,
        cast(
            max(
                case
                    when intelijen.tahun = 'tahun_n' then case_targets.target_n
                    else case_targets.target_carry_over
                end
            ) as double
        ) as expected,
        cast(null as string) as other_cell,
        cast(null as string) as stage
    from intelijen
    inner join case_targets
        on
            intelijen.unit_code = case_targets.unit_code
            and intelijen.period = case_targets.period
    where
        intelijen.row_kind = 'data'
        and intelijen.tahun in ('tahun_n', 'carry_over')
        and intelijen.target is not null
    group by
        intelijen.unit_code, intelijen.period, intelijen.submission_id, intelijen.file_name, intelijen.sheet,
        intelijen.tahun

),

monev_targets as (

    select
        monev_output.unit_code,
        monev_output.period,
        'monev_output' as form,
        cast(null as integer) as iku_no,
        monev_output.submission_id,
        monev_output.file_name,
        monev_output.sheet,
        monev_output.target_volume_cell as cell,
        monev_output.row_key,
        'target_volume' as column_name,
        'monev_target' as subject,
        cast(monev_output.target_volume as double) as value,
        cast(case_targets.target_dipa as double) as expected,
        cast(null as string) as other_cell,
        cast(null as string) as stage
    from monev_output
    inner join case_targets
        on
            monev_output.unit_code = case_targets.unit_code
            and monev_output.period = case_targets.period
    where
        monev_output.kode = '{{ case_output_code() }}'
        and monev_output.row_kind = 'data'
        and monev_output.target_volume is not null

),

perkara_stages as (

    {% for year, column in years.items() %}
    select
        unit_code,
        period,
        submission_id,
        file_name,
        sheet,
        '{{ year }}' as tahun,
        '{{ column }}' as column_name,
        tahap,
        cast(sum({{ column }}) as double) as value,
        {{ cell_list(column ~ '_cell', 'row_no') }} as cell
    from perkara
    where row_kind = 'data' and {{ column }} is not null
    group by unit_code, period, submission_id, file_name, sheet, tahap
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

-- INTELIJEN names the court's decision apart; PERKARA counts such a case at its last stage.
intelijen_stages as (

    {% for stage, columns in stages.items() %}
    select
        unit_code,
        tahun,
        '{{ stage }}' as tahap,
        cast(
            sum(
                {% for column in columns %}
                {% if not loop.first %}+ {% endif %}coalesce({{ column }}, 0)
                {% endfor %}
            ) as double
        ) as value,
        {{ cell_list(columns | join("_cell || ', ' || ") ~ '_cell', 'row_no') }} as cell
    from intelijen
    where
        row_kind = 'data'
        and (
            {% for column in columns %}
            {% if not loop.first %}or {% endif %}{{ column }} is not null
            {% endfor %}
        )
        {% for column in columns %}
        and {{ column }}_state not in ('error', 'text')
        {% endfor %}
    group by unit_code, tahun
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

stages_compared as (

    select
        perkara_stages.unit_code,
        perkara_stages.period,
        'perkara' as form,
        indicators.iku_no,
        perkara_stages.submission_id,
        perkara_stages.file_name,
        perkara_stages.sheet,
        perkara_stages.cell,
        perkara_stages.tahap as row_key,
        perkara_stages.column_name,
        'stage' as subject,
        perkara_stages.value,
        intelijen_stages.value as expected,
        intelijen_stages.cell as other_cell,
        perkara_stages.tahap as stage
    from perkara_stages
    inner join intelijen_stages
        on
            perkara_stages.unit_code = intelijen_stages.unit_code
            and perkara_stages.tahun = intelijen_stages.tahun
            and perkara_stages.tahap = intelijen_stages.tahap
    left join indicators on perkara_stages.unit_code = indicators.unit_code

),

final as (

    select * from intelijen_targets
    union all
    select * from monev_targets
    union all
    select * from stages_compared

)

select * from final
