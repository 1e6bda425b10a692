-- The figures of a printed report against the published marts: one row a figure, with what explains a difference.
--
-- A figure that is not equal is held against what follows from the other figures printed: where it fits those, and one
-- of them differs, it follows from that one (in the end from a root that nothing printed explains); where it fits and
-- none differs, it was rounded twice or cut.
with recursive

tolerances as (

    select
        unit_code,
        key,
        tolerance
    from marts.mart_reconciliation
    where
        period = '{{ var("period") }}'
        and level = 'indicator'
        and measure = 'realisasi'

),

interims as (

    select
        unit_code,
        cast(iku_no as varchar) as key,
        interim_value
    from marts.fct_indicator
    where
        period = '{{ var("period") }}'
        and status = 'interim'

),

-- The same figure in another table of the report.
twins as (

    {% for table_name, measure, other_table, other_measure in [
        ('efficiency', 'output_persen', 'capaian', 'capaian_year'),
        ('capaian', 'capaian_year', 'efficiency', 'output_persen')
    ] %}
    select
        unit_code,
        table_name,
        key,
        measure,
        '{{ other_table }}' as other_table,
        '{{ other_measure }}' as other_measure
    from told_figures
    where
        table_name = '{{ table_name }}'
        and measure = '{{ measure }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

fitted as (

    select
        standing.*,
        made.value as made,
        case
            when standing.is_blank then false
            when standing.is_text then coalesce(lower(made.told) = lower(trim(standing.printed_text)), false)
            when standing.is_error then coalesce(made.is_error, false)
            -- rounded figures lie half a digit around what they were, cut ones up to a digit below
            else coalesce(
                round(standing.printed + 2 * standing.half - made.low, 9) >= 0
                and round(standing.printed - standing.half - coalesce(made.high, standing.printed), 9) <= 0,
                false
            )
        end as fits,
        sign(made.value)
        * floor(abs(made.value) * pow(10, standing.decimals) + 0.5 + 1e-7)
        / pow(10, standing.decimals) as made_rounded,
        trunc(made.value * pow(10, standing.decimals) + 1e-7) / pow(10, standing.decimals) as made_cut,
        trunc(standing.value * pow(10, standing.decimals) + 1e-7) / pow(10, standing.decimals) as value_cut,
        sign(standing.value)
        * floor(abs(standing.value) * pow(10, standing.decimals_printed) + 0.5 + 1e-7)
        / pow(10, standing.decimals_printed) as value_short,
        other.printed as twin,
        tolerances.tolerance,
        interims.interim_value
    from told_figures as standing
    left join told_made as made
        on
            standing.unit_code = made.unit_code
            and standing.table_name = made.table_name
            and standing.key = made.key
            and standing.measure = made.measure
    left join twins
        on
            standing.unit_code = twins.unit_code
            and standing.table_name = twins.table_name
            and standing.key = twins.key
            and standing.measure = twins.measure
    left join told_figures as other
        on
            twins.unit_code = other.unit_code
            and twins.other_table = other.table_name
            and twins.key = other.key
            and twins.other_measure = other.measure
    left join tolerances
        on
            standing.unit_code = tolerances.unit_code
            and standing.key = tolerances.key
            and standing.measure in ('realisasi', 'output_realisasi')
    left join interims
        on
            standing.unit_code = interims.unit_code
            and standing.key = interims.key
            and standing.measure in ('realisasi', 'output_realisasi')
    where standing.is_compared

),

judged as (

    select
        *,
        case
            when is_error or is_text then null
            when abs(made_rounded - printed) < 1e-9 and twin <> printed and abs(twin - printed) < 0.02 then 'twice'
            when abs(made_rounded - printed) < 1e-9 then null
            when abs(made_cut - printed) < 1e-9 then 'cut'
            else 'components'
        end as made_how,
        -- what rounding of the published figure alone explains
        case
            when is_error or is_text or is_blank or value is null then null
            when measure in ('pagu', 'realisasi_anggaran') then null
            when decimals_printed < 2 and abs(value_short - printed) < 1e-9 then 'decimals'
            when abs(value_cut - printed) < 1e-9 then 'cut'
            when tolerance is not null and round(abs(value - printed), 9) <= tolerance
                then 'components'
        end as own_how,
        -- a value that is shown and never judged
        coalesce(value is null and abs(printed - interim_value) <= half, false) as is_interim
    from fitted

),

links as (

    select
        judged.unit_code,
        judged.table_name || '/' || judged.key || '/' || judged.measure as node,
        inputs.from_table || '/' || inputs.from_key || '/' || inputs.from_measure as from_node
    from judged
    inner join told_inputs as inputs
        on
            judged.unit_code = inputs.unit_code
            and judged.table_name = inputs.table_name
            and judged.key = inputs.key
            and judged.measure = inputs.measure
    inner join told_figures as input
        on
            inputs.unit_code = input.unit_code
            and inputs.from_table = input.table_name
            and inputs.from_key = input.key
            and inputs.from_measure = input.measure
    where
        not judged.is_equal
        and judged.fits
        and input.is_compared
        and not input.is_equal
        and not input.is_blank

),

reached as (

    select * from links
    union
    select
        reached.unit_code,
        reached.node,
        links.from_node
    from reached
    inner join links
        on
            reached.unit_code = links.unit_code
            and reached.from_node = links.node

),

-- What a figure is by itself, when no other printed figure explains it.
alone as (

    select
        *,
        table_name || '/' || key || '/' || measure as node,
        case when is_interim then 'interim' else status end as state,
        case
            when is_equal and is_blank then 'blank'
            when is_equal then 'equal'
            when is_blank then 'not_printed'
            when value is null and not is_text and (is_error or is_interim or printed = 0) then 'state'
            when own_how is not null then 'rounding'
            when fits and (not is_error) then 'rounding'
            else 'difference'
        end as verdict_alone
    from judged

),

roots as (

    select
        reached.unit_code,
        reached.node,
        string_agg(case when alone.verdict_alone = 'difference' then alone.node end, '|' order by alone.node) as causes,
        max(case when alone.verdict_alone = 'state' then coalesce(alone.state, '') end) as state,
        max(case when alone.verdict_alone = 'rounding' then coalesce(alone.own_how, alone.made_how, 'twice') end) as how
    from reached
    inner join alone
        on
            reached.unit_code = alone.unit_code
            and reached.from_node = alone.node
    left join links
        on
            reached.unit_code = links.unit_code
            and reached.from_node = links.node
    where links.node is null
    group by reached.unit_code, reached.node

)

select
    alone.unit_code,
    alone.table_name,
    alone.key,
    alone.measure,
    alone.file_name,
    alone.printed_text,
    alone.printed,
    alone.value as recomputed,
    alone.told as recomputed_text,
    alone.decimals,
    round(alone.printed - alone.value, 9) as difference,
    case
        when alone.verdict_alone in ('equal', 'not_printed', 'state') or roots.node is null then alone.verdict_alone
        when roots.causes is not null then 'follows'
        when roots.state is not null then 'state'
        else 'rounding'
    end as verdict,
    case
        when alone.verdict_alone in ('equal', 'not_printed', 'state') then null
        when roots.causes is not null then alone.made_how
        when roots.state is not null then null
        when roots.how is not null then coalesce(alone.made_how, roots.how)
        when alone.verdict_alone = 'rounding' and alone.fits and alone.made_how is null then 'twice'
        when alone.verdict_alone = 'rounding' then coalesce(alone.own_how, alone.made_how, 'twice')
    end as how,
    case
        when alone.verdict_alone = 'state' then alone.state
        when alone.verdict_alone in ('equal', 'not_printed') or roots.causes is not null then null
        else roots.state
    end as status,
    coalesce(roots.causes, '') as causes,
    alone.twin
from alone
left join roots
    on
        alone.unit_code = roots.unit_code
        and alone.node = roots.node
where alone.verdict_alone <> 'blank'
order by
    alone.unit_code,
    case alone.table_name
        {% for table_name in ['capaian', 'history', 'nps', 'perspective', 'efficiency'] %}
        when '{{ table_name }}' then {{ loop.index }}
        {% endfor %}
    end,
    try_cast(alone.key as integer) nulls last,
    alone.key,
    case alone.measure
        {% for measure in [
            'target_month', 'output_target', 'realisasi', 'output_realisasi', 'capaian_month', 'capaian_year',
            'output_persen', 'nps', 'nilai', 'pagu', 'realisasi_anggaran', 'anggaran_persen', 'ie', 'te', 'capaian_te',
            'kriteria'
        ] %}
        when '{{ measure }}' then {{ loop.index }}
        {% endfor %}
    end
