{% set fact_key = ['unit_code', 'period', 'subject', 'rank', 'fact', 'relation', 'side'] %}
with

cells as (

    select * from {{ ref('fact_cells') }}

),

facts as (

    select * from {{ in_force(ref('same_facts'), 'subject, fact') }}

),

units as (

    select * from {{ source('raw', 'units') }}

),

indicators as (

    select
        unit_code,
        period,
        count(*) as n_indicators
    from {{ ref('int_unit_indicator') }}
    group by unit_code, period

),

inputs as (

    select
        submission_id,
        form,
        cell,
        min(iku_no) as first_iku_no,
        max(iku_no) as last_iku_no
    from {{ ref('int_indicator_input') }}
    group by submission_id, form, cell

),

-- A total that its own parts contradict is told by the rules on totals, and proves nothing about another form.
broken_totals as (

    select distinct
        submission_id,
        form,
        total_cell
    from {{ ref('chk_total') }}
    where difference > tolerance

),

own_names as (

    select
        unit_code,
        lower(trim(unit_code)) as office
    from units
    union
    select
        unit_code,
        lower(trim(name)) as office
    from units
    union
    select
        unit_code,
        lower(trim(short_name)) as office
    from units
    union
    select
        unit_code,
        lower(trim(office)) as office
    from cells
    where is_named_own

),

-- What one office counts in its own forms can only be found again in its own rows of a form on several offices.
own_cells as (

    select
        cells.*,
        sum(case when cells.row_kind = 'data' and cells.value is not null then 1 else 0 end) over (
            partition by cells.submission_id, cells.unit_code, cells.period, cells.form, cells.column_name
        ) > 0 as is_column_used
    from cells
    left join own_names
        on
            cells.unit_code = own_names.unit_code
            and lower(trim(cells.office)) = own_names.office
    where
        cells.row_kind = 'total'
        or cells.office is null
        or own_names.office is not null

),

choices as (

    select
        *,
        row_number() over (
            partition by subject, fact, side
            order by
                form,
                figure,
                {% for label in fact_labels() %}
                {{ label }},
                {% endfor %}
                row_kind
        ) as choice_no,
        count(*) over (partition by subject, fact, side) as n_choices
    from facts

),

chosen as (

    select
        own_cells.unit_code,
        own_cells.period,
        own_cells.submission_id,
        own_cells.file_name,
        own_cells.sheet,
        own_cells.form,
        own_cells.row_no,
        own_cells.row_key,
        own_cells.cell,
        choices.subject,
        choices.rank,
        choices.fact,
        choices.relation,
        choices.side,
        choices.choice_no,
        choices.n_choices,
        choices.takes,
        choices.coverage,
        {% for label in fact_labels() %}
        case when choices.{{ label }} = 'each' then own_cells.{{ label }} else '' end as key_{{ label }},
        {% endfor %}
        case
            when broken_totals.total_cell is not null then null
            when own_cells.value is not null then own_cells.value
            when own_cells.value_state = 'nihil' then 0
            when choices.blank = 'zero_if_used' and own_cells.value_state = 'blank' and own_cells.is_column_used then 0
        end as figure,
        own_cells.value is not null or own_cells.value_state = 'nihil' as is_number,
        choices.blank = 'floor' and own_cells.value_state = 'blank' as is_floor,
        case when inputs.first_iku_no = inputs.last_iku_no then inputs.first_iku_no end as iku_no
    from choices
    inner join own_cells
        on
            choices.form = own_cells.form
            and choices.figure = own_cells.column_name
            and (
                choices.row_kind = own_cells.row_kind
                -- A table that says NIHIL says so for every row that could stand in it.
                or (choices.row_kind = 'data' and own_cells.row_kind = 'nihil')
            )
    left join broken_totals
        on
            own_cells.submission_id = broken_totals.submission_id
            and own_cells.form = broken_totals.form
            and own_cells.cell = broken_totals.total_cell
    left join inputs
        on
            own_cells.submission_id = inputs.submission_id
            and own_cells.form = inputs.form
            and own_cells.cell = inputs.cell
    where
        not (choices.blank = 'skip' and own_cells.value_state = 'blank')
        {% for label in fact_labels() %}
        and {{ answers_label('choices.' ~ label, 'own_cells.' ~ label) }}
        {% endfor %}

),

numbered as (

    select
        *,
        row_number() over (
            partition by
                {% for column in fact_key %}
                {{ column }},
                {% endfor %}
                {% for label in fact_labels() %}
                key_{{ label }},
                {% endfor %}
                form
            order by row_no, choice_no
        ) as place,
        count(*) over (
            partition by
                {% for column in fact_key %}
                {{ column }},
                {% endfor %}
                {% for label in fact_labels() %}
                key_{{ label }},
                {% endfor %}
                form
        ) as n_places,
        -- NIHIL stands once for all figures of its table.
        row_number() over (
            partition by
                {% for column in fact_key %}
                {{ column }},
                {% endfor %}
                {% for label in fact_labels() %}
                key_{{ label }},
                {% endfor %}
                form,
                cell
            order by choice_no
        ) = 1 as is_first_of_cell
    from chosen

),

-- A side counts when it is there completely: a form, a row or a figure that is not there yet is no contradiction.
sides as (

    select
        {% for column in fact_key %}
        {{ column }},
        {% endfor %}
        {% for label in fact_labels() %}
        key_{{ label }},
        {% endfor %}
        form,
        submission_id,
        file_name,
        sheet,
        coverage,
        max(case when place = 1 then row_no end) as row_no,
        max(case when place = 1 then row_key end) as row_key,
        sum(figure) as figure,
        count(figure) as n_figures,
        max(case when is_number then 1 else 0 end) = 1 as has_number,
        max(case when is_floor then 1 else 0 end) = 1 as is_floor,
        case when min(iku_no) = max(iku_no) then min(iku_no) end as iku_no,
        {{ cell_list('case when is_first_of_cell then cell end', 'place') }} as cells,
        case
            when max(n_places) > 6
                then
                    max(case when place = 1 then cell end)
                    || ' sampai '
                    || max(case when place = n_places then cell end)
            else {{ cell_list('case when is_first_of_cell then cell end', 'place') }}
        end as cells_in_short
    from numbered
    group by
        {% for column in fact_key %}
        {{ column }},
        {% endfor %}
        {% for label in fact_labels() %}
        key_{{ label }},
        {% endfor %}
        form, submission_id, file_name, sheet, coverage, n_choices, takes
    having
        count(distinct choice_no) = n_choices
        and sum(case when figure is null and not is_floor then 1 else 0 end) = 0
        and count(figure) > 0
        and (takes = 'all' or count(*) = n_choices)

),

compared as (

    select
        told.unit_code,
        told.period,
        told.subject,
        told.rank,
        told.form,
        told.submission_id,
        told.file_name,
        told.sheet,
        told.row_no,
        told.row_key,
        told.iku_no,
        told.cells,
        told.n_figures,
        told.figure,
        told.has_number,
        other.form as other_form,
        other.submission_id as other_submission_id,
        other.sheet as other_sheet,
        other.cells as every_other_cell,
        other.n_figures as n_other_figures,
        other.cells_in_short as other_cells,
        other.figure as other_figure,
        other.is_floor as is_at_least,
        case
            when told.relation = 'at_most' or told.is_floor
                then case when told.figure > other.figure then {{ distance('told.figure', 'other.figure') }} else 0 end
            when other.is_floor
                then case when told.figure < other.figure then {{ distance('told.figure', 'other.figure') }} else 0 end
            else {{ distance('told.figure', 'other.figure') }}
        end as difference
    from sides as told
    inner join sides as other
        on
            told.unit_code = other.unit_code
            and told.period = other.period
            and told.subject = other.subject
            and told.fact = other.fact
            {% for label in fact_labels() %}
            and told.key_{{ label }} = other.key_{{ label }}
            {% endfor %}
    left join indicators
        on
            told.unit_code = indicators.unit_code
            and told.period = indicators.period
    where
        told.side = 'told'
        and other.side = 'other'
        -- Two sums that are both incomplete, or a limit that is, say nothing.
        and not (other.is_floor and (told.is_floor or told.relation = 'at_most'))
        and (told.coverage = 'any' or told.n_figures >= indicators.n_indicators)
        and (other.coverage = 'any' or other.n_figures >= indicators.n_indicators)

)

select * from compared
