with

texts as (

    select * from {{ ref('int_narrative_text') }}

),

figures as (

    select * from {{ ref('int_narrative_figure') }}

),

indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

placeholders as (

    select * from {{ ref('narrative_placeholders') }}

),

form_cells as (

    select distinct
        unit_code,
        period,
        value
    from {{ ref('form_cells') }}
    where value is not null

),

known_words as (

    select {{ cell_list("'{' || placeholder || '}'", 'placeholder') }} as known
    from placeholders

),

-- Placeholders: a word that is known, of an indicator that the office has.

braces as (

    select
        *,
        {{ parts_like('text_written', placeholder_pattern()) }} as written_as
    from texts

),

named as (

    select
        *,
        {{ pattern_part(plain_words('written_as'), ' iku ([0-9]{1,4})$', 1) }} as other_iku,
        {{ replaced(plain_words('written_as'), ' iku [0-9]{1,4}$', '') }} as word
    from (select distinct * from braces) as once

),

filled as (

    select
        named.*,
        placeholders.placeholder is not null and indicators.iku_no is not null as is_known,
        figures.measure is not null as is_filled,
        coalesce(cast(named.other_iku as integer), named.iku_no) as figure_iku
    from named
    left join placeholders on named.word = placeholders.placeholder
    left join indicators
        on
            named.unit_code = indicators.unit_code
            and named.period = indicators.period
            and coalesce(cast(named.other_iku as integer), named.iku_no) = indicators.iku_no
    left join figures
        on
            named.unit_code = figures.unit_code
            and named.period = figures.period
            and coalesce(cast(named.other_iku as integer), named.iku_no) = figures.iku_no
            and placeholders.measure = figures.measure

),

-- Free numbers: nearly a published figure of the indicator, and none of them.

free_numbers as (

    select distinct * from (
        select
            *,
            {{ parts_like(without_other_numbers('text_written'), written_number_pattern()) }} as written_as
        from texts
    ) as found

),

numbers as (

    select
        *,
        {{ number_written('written_as') }} as number_said,
        {{ decimals_written('written_as') }} as decimals_said
    from free_numbers

),

held as (

    select
        numbers.submission_id,
        numbers.cell,
        numbers.form,
        numbers.written_as,
        numbers.number_said,
        placeholders.placeholder,
        figures.value,
        {{ nearly('numbers.number_said', 'numbers.decimals_said', 'figures.value') }} as is_near,
        {{ distance('numbers.number_said', printed('figures.value', 'numbers.decimals_said')) }} = 0 as is_equal
    from numbers
    inner join figures
        on
            numbers.unit_code = figures.unit_code
            and numbers.period = figures.period
            and numbers.iku_no = figures.iku_no
            and figures.value is not null
    inner join placeholders on figures.measure = placeholders.measure

),

placed as (

    select
        *,
        row_number() over (
            partition by submission_id, form, cell, written_as
            order by case when is_near then 0 else 1 end, abs(number_said - value), placeholder
        ) as place
    from held

),

judged as (

    select
        submission_id,
        form,
        cell,
        written_as,
        max(case when is_near then 1 else 0 end) as n_near,
        max(case when is_equal then 1 else 0 end) as n_equal,
        max(case when place = 1 then value end) as nearest,
        max(case when place = 1 then placeholder end) as placeholder
    from placed
    group by submission_id, form, cell, written_as

),

-- A year, and a count that some form holds, are meant as they stand.
compared as (

    select
        numbers.*,
        judged.nearest,
        judged.placeholder,
        case
            when coalesce(judged.n_equal, 1) = 1 then 0
            when numbers.decimals_said = 0 and numbers.number_said between 1900 and 2099 then 0
            when numbers.decimals_said = 0 and form_cells.value is not null then 0
            else judged.n_near
        end as n_near
    from numbers
    left join judged
        on
            numbers.submission_id = judged.submission_id
            and numbers.form = judged.form
            and numbers.cell = judged.cell
            and numbers.written_as = judged.written_as
    left join form_cells
        on
            numbers.unit_code = form_cells.unit_code
            and numbers.period = form_cells.period
            and numbers.number_said = form_cells.value

),

final as (

    select
        filled.unit_code,
        filled.period,
        filled.form,
        filled.iku_no,
        filled.submission_id,
        filled.file_name,
        filled.sheet,
        filled.cell,
        filled.row_key,
        filled.column_name,
        'placeholder' as subject,
        filled.written_as as value,
        known_words.known as expected,
        filled.owner_group,
        filled.is_known,
        case when filled.is_known then 1 else 0 end as n_known,
        case when filled.is_filled then 1 else 0 end as n_filled,
        cast(null as integer) as n_near,
        filled.figure_iku,
        filled.word as placeholder
    from filled
    cross join known_words
    union all
    select
        unit_code,
        period,
        form,
        iku_no,
        submission_id,
        file_name,
        sheet,
        cell,
        row_key,
        column_name,
        'number' as subject,
        written_as as value,
        {{ written('round(nearest, 2)') }} as expected,
        owner_group,
        cast(null as boolean) as is_known,
        cast(null as integer) as n_known,
        cast(null as integer) as n_filled,
        n_near,
        iku_no as figure_iku,
        placeholder
    from compared

)

select * from final
