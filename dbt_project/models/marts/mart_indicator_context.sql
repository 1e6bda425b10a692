with

case_targets as (

    select * from {{ ref('int_case_target_in_force') }}

),

cases as (

    select * from {{ ref('int_input_perkara') }}

),

intelijen as (

    select * from {{ ref('stg_intelijen') }}

),

survei_usaha as (

    select * from {{ ref('stg_survei_usaha') }}

),

measures as (

    select
        unit_code,
        period,
        'penindakan' as indicator_id,
        'target_n' as measure,
        cast(target_n as double) as value
    from case_targets
    union all
    select
        unit_code,
        period,
        'penindakan' as indicator_id,
        'target_carry_over' as measure,
        cast(target_carry_over as double) as value
    from case_targets
    union all
    select
        unit_code,
        period,
        indicator_id,
        'carry_over_moved' as measure,
        sum(value) as value
    from cases
    where role = 'carry_over'
    group by unit_code, period, indicator_id
    union all
    select
        unit_code,
        period,
        'penindakan' as indicator_id,
        'carry_over_closed' as measure,
        cast(sum(sp3) as double) as value
    from intelijen
    where row_kind = 'data' and tahun = 'carry_over'
    group by unit_code, period
    union all
    select
        unit_code,
        period,
        'kepuasan_pelaku_usaha' as indicator_id,
        'dashboard_index' as measure,
        max(indeks) as value
    from survei_usaha
    where row_kind = 'result' and kegiatan = 'indeks'
    group by unit_code, period
    union all
    select
        unit_code,
        period,
        'kepuasan_pelaku_usaha' as indicator_id,
        'dashboard_respondents' as measure,
        cast(max(responden) as double) as value
    from survei_usaha
    where row_kind = 'result' and kegiatan = 'total_responden'
    group by unit_code, period

)

select
    unit_code,
    period,
    indicator_id,
    measure,
    cast(value as double) as value
from measures
where value is not null
