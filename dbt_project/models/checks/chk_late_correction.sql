{# How many changed cells a sentence lists before it only counts the others. #}
{% set listed = 6 %}
with

behaviours as (

    select
        form,
        column_name,
        rank,
        behaviour,
        row_pattern
    from {{ in_force(ref('month_behaviour'), 'form, column_name') }}

),

-- Only forms of earlier months that were corrected after the version of the period had come.
figures as (

    select
        history.*,
        behaviours.rank,
        case
            when lower(history.row_key) like behaviours.row_pattern then behaviours.behaviour
            else 'level'
        end as behaviour
    from {{ ref('figure_history') }} as history
    inner join behaviours
        on
            history.form = behaviours.form
            and history.column_name = behaviours.column_name
    where behaviours.behaviour <> 'month_alone'

),

replaced as (

    select * from figures
    where role = 'replaced'

),

corrected_forms as (

    select distinct
        unit_code,
        form,
        period
    from replaced

),

corrected as (

    select figures.*
    from figures
    inner join corrected_forms
        on
            figures.unit_code = corrected_forms.unit_code
            and figures.form = corrected_forms.form
            and figures.period = corrected_forms.period
    where figures.role = 'in_force'

),

present as (

    select * from figures
    where role = 'in_force' and period = '{{ var("period") }}'

),

present_forms as (

    select distinct
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet
    from present

),

changes as (

    select
        coalesce(corrected.unit_code, replaced.unit_code) as unit_code,
        coalesce(corrected.form, replaced.form) as form,
        coalesce(corrected.period, replaced.period) as period,
        coalesce(corrected.row_key, replaced.row_key) as row_key,
        coalesce(corrected.row_kind, replaced.row_kind) as row_kind,
        coalesce(corrected.row_no, replaced.row_no) as row_no,
        coalesce(corrected.n_alike, replaced.n_alike) as n_alike,
        coalesce(corrected.column_name, replaced.column_name) as column_name,
        coalesce(corrected.rank, replaced.rank) as rank,
        coalesce(corrected.behaviour, replaced.behaviour) as behaviour,
        coalesce(corrected.cell, replaced.cell) as cell,
        replaced.value as old_value,
        corrected.value as new_value
    from corrected
    full outer join replaced
        on
            corrected.unit_code = replaced.unit_code
            and corrected.form = replaced.form
            and corrected.period = replaced.period
            and corrected.row_key = replaced.row_key
            and corrected.n_alike = replaced.n_alike
            and corrected.column_name = replaced.column_name
    where corrected.value is distinct from replaced.value

),

-- Totals and ratios change with the figures they are made of; they are told only when nothing else changed.
weighed as (

    select
        *,
        case
            when row_kind <> 'data' then 3
            when behaviour = 'level' then 2
            else 1
        end as weight,
        min(
            case
                when row_kind <> 'data' then 3
                when behaviour = 'level' then 2
                else 1
            end
        ) over (partition by unit_code, form, period) as least_weight
    from changes

),

told as (

    select
        weighed.*,
        present.cell as present_cell,
        present.value as present_value,
        coalesce(present.value = weighed.old_value, false) as holds_old,
        coalesce(
            weighed.behaviour = 'cumulative'
            and present.value < weighed.new_value
            and present.value > weighed.old_value,
            false
        ) as is_below,
        row_number() over (
            partition by weighed.unit_code, weighed.form, weighed.period order by weighed.row_no, weighed.rank
        ) as place
    from weighed
    left join present
        on
            weighed.unit_code = present.unit_code
            and weighed.form = present.form
            and weighed.row_key = present.row_key
            and weighed.n_alike = present.n_alike
            and weighed.column_name = present.column_name
    where weighed.weight = weighed.least_weight

),

grouped as (

    select
        unit_code,
        form,
        period,
        cast(count(*) as integer) as n_changes,
        {{ cell_list(
            'case when place <= ' ~ listed ~ " then cell || ' dari ' || coalesce(" ~ written('old_value')
            ~ ", 'kosong') || ' menjadi ' || coalesce(" ~ written('new_value') ~ ", 'kosong') end",
            'place'
        ) }} as changes,
        {{ cell_list('cell', 'place') }} as corrected_cells,
        {{ cell_list('present_cell', 'place') }} as present_cells,
        {{ cell_list('case when holds_old or is_below then present_cell end', 'place') }} as doubtful_cells,
        {{ cell_list('case when holds_old then present_cell end', 'place') }} as old_cells,
        {{ cell_list('case when is_below then present_cell end', 'place') }} as below_cells,
        {{ cell_list(
            'case when holds_old or is_below then ' ~ written('present_value') ~ ' end', 'place'
        ) }} as doubtful_values,
        {{ cell_list('case when holds_old or is_below then ' ~ written('new_value') ~ ' end', 'place') }} as new_values
    from told
    group by unit_code, form, period

),

final as (

    select
        present_forms.unit_code,
        present_forms.period,
        present_forms.form,
        cast(null as integer) as iku_no,
        present_forms.submission_id,
        present_forms.file_name,
        present_forms.sheet,
        coalesce(grouped.doubtful_cells, grouped.present_cells, grouped.corrected_cells) as cell,
        '' as row_key,
        corrected_forms.period as column_name,
        grouped.doubtful_values as value,
        grouped.new_values as expected,
        corrected_forms.period as corrected_period,
        {{ month_in_words('corrected_forms.period') }} as corrected_month,
        coalesce(grouped.n_changes, 0) as n_changes,
        grouped.changes,
        coalesce(grouped.n_changes, 0) > {{ listed }} as has_more,
        greatest(coalesce(grouped.n_changes, 0) - {{ listed }}, 0) as n_more,
        grouped.old_cells,
        grouped.old_cells is not null as holds_old,
        grouped.below_cells,
        grouped.below_cells is not null as is_below,
        grouped.doubtful_cells is null and grouped.present_cells is not null as grew_past
    from corrected_forms
    inner join present_forms
        on
            corrected_forms.unit_code = present_forms.unit_code
            and corrected_forms.form = present_forms.form
    left join grouped
        on
            corrected_forms.unit_code = grouped.unit_code
            and corrected_forms.form = grouped.form
            and corrected_forms.period = grouped.period

)

select * from final
