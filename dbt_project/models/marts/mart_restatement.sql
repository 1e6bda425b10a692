with

finals as (

    select
        *,
        lead(final_no) over (partition by unit_code, period order by final_no) as next_final_no,
        lead(finalized_at) over (partition by unit_code, period order by final_no) as next_at
    from {{ source('raw', 'finals') }}
    where period = '{{ var("period") }}'

),

kept as (

    select * from {{ source('raw', 'final_figures') }}
    where period = '{{ var("period") }}'

),

-- What each final says, in the shape of what is worked out now.
said as (

    {% for level, mart, key, measure, class in restated_measures() %}
    select
        kept.final_no,
        kept.unit_code,
        kept.period,
        '{{ level }}' as level,
        kept.key,
        kept.measure,
        cast(kept.value as double) as value,
        classes.value as kriteria
    from kept
    left join kept as classes
        on
            kept.final_no = classes.final_no
            and kept.unit_code = classes.unit_code
            and kept.mart = classes.mart
            and kept.key = classes.key
            and classes.measure = '{{ class or "no class" }}'
    where kept.mart = '{{ mart }}' and kept.measure = '{{ measure }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

worked_out as (

    {% for level, mart, key, measure, class in restated_measures() %}
    select
        unit_code,
        period,
        '{{ level }}' as level,
        {{ key }} as key,
        '{{ measure }}' as measure,
        cast({{ measure }} as double) as value,
        {{ class or 'cast(null as varchar)' }} as kriteria
    from {{ ref(mart) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- The workbooks that count now and did not count in the last final.
newer_now as (

    select distinct
        finals.final_no,
        versions.unit_code
    from {{ ref('stg_form_version') }} as versions
    inner join finals on versions.unit_code = finals.unit_code and finals.next_final_no is null
    left join {{ source('raw', 'final_versions') }} as known
        on
            finals.final_no = known.final_no
            and versions.unit_code = known.unit_code
            and versions.period = known.period
            and versions.form = known.form
            and versions.submission_id = known.submission_id
    where known.final_no is null

),

-- The workbooks of a final that the one before it did not have.
newer_then as (

    select distinct
        finals.final_no,
        versions.unit_code
    from {{ source('raw', 'final_versions') }} as versions
    inner join finals
        on
            versions.final_no = finals.next_final_no
            and versions.unit_code = finals.unit_code
            and versions.period = finals.period
    left join {{ source('raw', 'final_versions') }} as known
        on
            finals.final_no = known.final_no
            and versions.unit_code = known.unit_code
            and versions.period = known.period
            and versions.form = known.form
            and versions.submission_id = known.submission_id
    where known.final_no is null

),

compared as (

    select
        said.*,
        worked_out.value as after,
        worked_out.kriteria as kriteria_after,
        cast(null as integer) as final_after,
        cast(null as varchar) as accepted_at,
        newer_now.final_no is not null as is_newer
    from said
    inner join finals on said.final_no = finals.final_no and finals.next_final_no is null
    left join worked_out
        on
            said.unit_code = worked_out.unit_code
            and said.period = worked_out.period
            and said.level = worked_out.level
            and said.key = worked_out.key
            and said.measure = worked_out.measure
    left join newer_now on said.final_no = newer_now.final_no
    union all
    select
        said.*,
        later.value as after,
        later.kriteria as kriteria_after,
        finals.next_final_no as final_after,
        finals.next_at as accepted_at,
        newer_then.final_no is not null as is_newer
    from said
    inner join finals on said.final_no = finals.final_no and finals.next_final_no is not null
    left join said as later
        on
            finals.next_final_no = later.final_no
            and said.unit_code = later.unit_code
            and said.level = later.level
            and said.key = later.key
            and said.measure = later.measure
    left join newer_then on said.final_no = newer_then.final_no

)

select
    unit_code,
    period,
    level,
    key,
    measure,
    value as before,
    cast(after as double) as after,
    kriteria as kriteria_before,
    kriteria_after,
    case when is_newer then 'submission' else 'definition' end as cause,
    case when final_after is null then 'proposed' else 'accepted' end as state,
    final_no as final_before,
    final_after,
    accepted_at,
    '{{ var("period") }}' as proposed_on
from compared
where
    coalesce({{ distance('value', 'after') }}, case when value is null and after is null then 0 else 1 end) > 0
    or coalesce(kriteria, '') <> coalesce(kriteria_after, '')
