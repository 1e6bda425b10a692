with

-- Each final with what comes after it: the next one, or else what is worked out now.
finals as (

    select
        *,
        row_number() over (partition by unit_code, period order by final_no) as nth,
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
        {{ class or 'cast(null as string)' }} as kriteria
    from {{ ref(mart) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

figures_after as (

    select
        finals.final_no,
        worked_out.unit_code,
        worked_out.period,
        worked_out.level,
        worked_out.key,
        worked_out.measure,
        worked_out.value,
        worked_out.kriteria
    from finals
    inner join worked_out on finals.unit_code = worked_out.unit_code
    where finals.next_final_no is null
    union all
    select
        finals.final_no,
        said.unit_code,
        said.period,
        said.level,
        said.key,
        said.measure,
        said.value,
        said.kriteria
    from finals
    inner join said on finals.unit_code = said.unit_code and finals.next_final_no = said.final_no

),

-- Workbooks that count after a final and did not count in it.
newer as (

    select distinct finals.final_no
    from finals
    inner join {{ ref('stg_form_version') }} as versions on finals.unit_code = versions.unit_code
    left join {{ source('raw', 'final_versions') }} as known
        on
            finals.final_no = known.final_no
            and versions.unit_code = known.unit_code
            and versions.period = known.period
            and versions.form = known.form
            and versions.submission_id = known.submission_id
    where finals.next_final_no is null and known.final_no is null
    union
    select distinct finals.final_no
    from finals
    inner join {{ source('raw', 'final_versions') }} as versions
        on
            finals.next_final_no = versions.final_no
            and finals.unit_code = versions.unit_code
            and finals.period = versions.period
    left join {{ source('raw', 'final_versions') }} as known
        on
            finals.final_no = known.final_no
            and versions.unit_code = known.unit_code
            and versions.period = known.period
            and versions.form = known.form
            and versions.submission_id = known.submission_id
    where known.final_no is null

),

-- The formula of every indicator as each final had it, and as it is now: final 0.
formulas as (

    select
        final_no,
        cast(null as string) as unit_code,
        name as indicator_id,
        definition
    from {{ source('raw', 'final_definitions') }}
    where kind = 'formula'
    union all
    select
        0 as final_no,
        unit_code,
        indicator_id,
        formula as definition
    from {{ ref('fct_indicator') }}

),

-- Targets and values of reference data behind an indicator, likewise.
approved as (

    select
        final_no,
        unit_code,
        case when mart = 'mart_indicator_reference' then split_part(key, ' ', 1) else key end as iku,
        concat_ws(' ', mart, key, measure) as name,
        cast(value as double) as value
    from kept
    where
        (mart = 'mart_capaian_indicator' and measure in ('target_month', 'target_year'))
        or (mart = 'mart_indicator_reference' and measure = 'value')
    {% for measure in ['target_month', 'target_year'] %}
    union all
    select
        0 as final_no,
        unit_code,
        cast(iku_no as string) as iku,
        concat_ws(' ', 'mart_capaian_indicator', iku_no, '{{ measure }}') as name,
        {{ measure }} as value
    from {{ ref('mart_capaian_indicator') }}
    {% endfor %}
    union all
    select
        0 as final_no,
        unit_code,
        cast(iku_no as string) as iku,
        concat_ws(' ', 'mart_indicator_reference', iku_no, role, part, 'value') as name,
        value
    from {{ ref('mart_indicator_reference') }}

),

moved_formulas as (

    select
        finals.final_no,
        cast(facts.iku_no as string) as iku
    from finals
    inner join {{ ref('fct_indicator') }} as facts on finals.unit_code = facts.unit_code
    inner join formulas as earlier
        on
            finals.final_no = earlier.final_no
            and facts.indicator_id = earlier.indicator_id
    inner join formulas as later
        on
            coalesce(finals.next_final_no, 0) = later.final_no
            and facts.indicator_id = later.indicator_id
            and finals.unit_code = coalesce(later.unit_code, finals.unit_code)
    where earlier.definition <> later.definition

),

moved_targets as (

    select distinct
        finals.final_no,
        earlier.iku
    from finals
    inner join approved as earlier on finals.final_no = earlier.final_no
    left join approved as later
        on
            coalesce(finals.next_final_no, 0) = later.final_no
            and earlier.unit_code = later.unit_code
            and earlier.name = later.name
    where
        coalesce(
            {{ distance('earlier.value', 'later.value') }},
            case when earlier.value is null and later.value is null then 0 else 1 end
        ) > 0

),

against_finals as (

    select
        said.*,
        finals.finalized_at as published_at,
        figures_after.value as after,
        figures_after.kriteria as kriteria_after,
        finals.next_final_no as final_after,
        finals.next_at as accepted_at,
        case
            when newer.final_no is not null then 'submission'
            when {{ distance('said.value', 'figures_after.value') }} = 0 then 'band'
            when said.level <> 'indicator' then 'follows'
            when moved_formulas.iku is not null then 'formula'
            when moved_targets.iku is not null then 'target'
            else 'program'
        end as cause
    from said
    inner join finals on said.final_no = finals.final_no
    left join figures_after
        on
            said.final_no = figures_after.final_no
            and said.unit_code = figures_after.unit_code
            and said.level = figures_after.level
            and said.key = figures_after.key
            and said.measure = figures_after.measure
    left join newer on said.final_no = newer.final_no
    left join moved_formulas on said.final_no = moved_formulas.final_no and said.key = moved_formulas.iku
    left join moved_targets on said.final_no = moved_targets.final_no and said.key = moved_targets.iku

),

-- What a report printed before this system published anything is held against its first final, or what is worked out
-- now.
figures_first as (

    select
        worked_out.unit_code,
        worked_out.period,
        worked_out.level,
        worked_out.key,
        worked_out.measure,
        worked_out.value,
        worked_out.kriteria,
        cast(null as integer) as final_after,
        cast(null as string) as accepted_at
    from worked_out
    left join finals on worked_out.unit_code = finals.unit_code and finals.nth = 1
    where finals.final_no is null
    union all
    select
        said.unit_code,
        said.period,
        said.level,
        said.key,
        said.measure,
        said.value,
        said.kriteria,
        finals.final_no as final_after,
        finals.finalized_at as accepted_at
    from said
    inner join finals on said.final_no = finals.final_no and finals.nth = 1

),

against_print as (

    select
        printed.unit_code,
        printed.period,
        printed.level,
        printed.key,
        printed.measure,
        printed.value,
        printed.decimals,
        printed.kriteria,
        printed.source_folder,
        printed.loaded_at,
        figures_first.value as after,
        figures_first.kriteria as kriteria_after,
        figures_first.final_after,
        figures_first.accepted_at
    from {{ ref('mart_printed_figure') }} as printed
    inner join figures_first
        on
            printed.unit_code = figures_first.unit_code
            and printed.level = figures_first.level
            and printed.key = figures_first.key
            and printed.measure = figures_first.measure
    where
        {{ beyond_print('printed', 'figures_first.value') }}
        or (
            figures_first.value is not null
            and printed.is_class_printed
            and printed.kriteria <> figures_first.kriteria
        )

),

-- What the office itself said of its results, in any of the workbooks that were accepted.
typed as (

    {% for measure in ['realisasi', 'capaian_month', 'capaian_year'] %}
    select
        rows_sent.unit_code,
        cast(rows_sent.iku_no as string) as key,
        '{{ measure }}' as measure,
        rows_sent.{{ measure }} as value
    from {{ source('raw', 'form_matriks_capaian') }} as rows_sent
    inner join {{ source('raw', 'form_versions') }} as versions
        on
            rows_sent.submission_id = versions.submission_id
            and versions.form = 'matriks_capaian'
            and versions.verdict = 'accepted'
    where rows_sent.period = '{{ var("period") }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

sent as (

    select distinct
        printed.unit_code,
        printed.key,
        printed.measure
    from against_print as printed
    inner join typed
        on
            printed.unit_code = typed.unit_code
            and printed.key = typed.key
            and printed.measure = typed.measure
    where printed.level = 'indicator' and not {{ beyond_print('printed', 'typed.value') }}

),

-- What moves with an indicator or an objective that was printed otherwise.
moved_with as (

    {% for level, key in [
        ('sasaran', 'cast(indicators.sasaran_no as string)'),
        ('perspective', 'indicators.perspective'),
        ('perspective', "'Total'"),
        ('efficiency', 'cast(indicators.iku_no as string)'),
        ('efficiency', "'total_official'")
    ] %}
    select
        printed.unit_code,
        '{{ level }}' as level,
        {{ key }} as key
    from against_print as printed
    inner join {{ ref('mart_capaian_indicator') }} as indicators
        on
            printed.unit_code = indicators.unit_code
            and printed.key = cast(indicators.iku_no as string)
    where printed.level = 'indicator'
    union
    {% endfor %}
    {% for key in ['objectives.perspective', "'Total'"] %}
    select
        printed.unit_code,
        'perspective' as level,
        {{ key }} as key
    from against_print as printed
    inner join {{ ref('mart_capaian_sasaran') }} as objectives
        on
            printed.unit_code = objectives.unit_code
            and printed.key = cast(objectives.sasaran_no as string)
    where printed.level = 'sasaran'
    {% if not loop.last %}union{% endif %}
    {% endfor %}

),

print_causes as (

    select
        against_print.*,
        case
            when sent.key is not null then 'submitted'
            when moved_with.key is not null then 'follows'
            else 'printed'
        end as cause
    from against_print
    left join sent
        on
            against_print.level = 'indicator'
            and against_print.unit_code = sent.unit_code
            and against_print.key = sent.key
            and against_print.measure = sent.measure
    left join moved_with
        on
            against_print.unit_code = moved_with.unit_code
            and against_print.level = moved_with.level
            and against_print.key = moved_with.key

)

select
    unit_code,
    period,
    level,
    key,
    measure,
    'final' as published_in,
    cast(null as string) as published_source,
    published_at,
    value as before,
    cast(after as double) as after,
    kriteria as kriteria_before,
    kriteria_after,
    cause,
    case when final_after is null then 'proposed' else 'accepted' end as state,
    final_no as final_before,
    final_after,
    accepted_at,
    '{{ var("period") }}' as proposed_on
from against_finals
where
    coalesce({{ distance('value', 'after') }}, case when value is null and after is null then 0 else 1 end) > 0
    or coalesce(kriteria, '') <> coalesce(kriteria_after, '')
union all
select
    unit_code,
    period,
    level,
    key,
    measure,
    'print' as published_in,
    source_folder as published_source,
    loaded_at as published_at,
    value as before,
    cast(after as double) as after,
    kriteria as kriteria_before,
    kriteria_after,
    cause,
    case when final_after is null then 'proposed' else 'accepted' end as state,
    cast(null as integer) as final_before,
    final_after,
    accepted_at,
    '{{ var("period") }}' as proposed_on
from print_causes
