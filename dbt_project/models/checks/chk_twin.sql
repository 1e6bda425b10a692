with

{% for form in twin_columns() %}
{{ form }} as (

    select * from {{ ref('stg_' ~ form) }}

),

{% endfor %}
twin_keys as (

    select
        subject,
        form,
        column_name,
        rank,
        role,
        ignore,
        least_digits
    from {{ in_force(ref('twin_keys'), 'subject, form, column_name') }}

),

needed as (

    select
        subject,
        form,
        count(case when role = 'equal' then 1 end) as n_equal,
        count(case when role = 'content' then 1 end) as n_content
    from twin_keys
    group by subject, form

),

-- The columns of all forms as text, one row a cell.
cells as (

    {% for form, columns in twin_columns().items() %}
    {% set outer = loop %}
    {% for column in columns['text'] + columns['number'] %}
    select
        unit_code,
        period,
        '{{ form }}' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_key,
        '{{ column }}' as column_name,
        {% if column in columns['text'] %}
        upper(replace({{ column }}, ' ', '')) as compared,
        trim({{ column }}) as shown,
        {% else %}
        cast(cast({{ column }} as bigint) as string) as compared,
        {{ written(column) }} as shown,
        {% endif %}
        {{ column }}_cell as cell
    from {{ form }}
    where row_kind = 'data' and {{ column }} is not null
    {% if not (outer.last and loop.last) %}
    union all
    {% endif %}
    {% endfor %}
    {% endfor %}

),

told as (

    select
        cells.*,
        twin_keys.subject,
        twin_keys.role,
        twin_keys.rank
    from cells
    inner join twin_keys
        on
            cells.form = twin_keys.form
            and cells.column_name = twin_keys.column_name
    where
        cells.compared <> ''
        and (twin_keys.ignore is null or cells.compared <> twin_keys.ignore)
        and length(cells.compared) - length(translate(cells.compared, '0123456789', '')) >= twin_keys.least_digits

),

-- A row stands for its thing when it tells all columns that may not be the same, and whose they are.
standing as (

    select
        told.unit_code,
        told.period,
        told.form,
        told.submission_id,
        told.file_name,
        told.sheet,
        told.row_no,
        told.row_key,
        told.subject,
        {{ cell_list("case when told.role = 'equal' then told.compared end", 'told.rank') }} as twin_key,
        {{ cell_list("case when told.role = 'equal' then told.shown end", 'told.rank') }} as shown,
        max(case when told.role = 'apart' then told.compared end) as thing,
        {{ cell_list("case when told.role = 'content' then told.compared end", 'told.rank') }} as content,
        count(case when told.role = 'content' then 1 end) = max(needed.n_content) as is_content_told
    from told
    inner join needed
        on
            told.subject = needed.subject
            and told.form = needed.form
    group by
        told.unit_code, told.period, told.form, told.submission_id, told.file_name, told.sheet, told.row_no,
        told.row_key, told.subject
    having
        count(case when told.role = 'equal' then 1 end) = max(needed.n_equal)
        and count(case when told.role = 'apart' then 1 end) > 0

),

twin_cells as (

    select
        standing.submission_id,
        standing.form,
        standing.subject,
        standing.twin_key,
        {{ cell_list('told.cell', 'told.rank, standing.row_no') }} as cell
    from standing
    inner join told
        on
            standing.submission_id = told.submission_id
            and standing.form = told.form
            and standing.subject = told.subject
            and standing.row_no = told.row_no
            and told.role = 'equal'
    group by standing.submission_id, standing.form, standing.subject, standing.twin_key

),

grouped as (

    select
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet,
        subject,
        twin_key,
        {{ first_of('shown', 'row_no') }} as value,
        {{ cell_list('row_key', 'row_no') }} as row_key
    from standing
    group by unit_code, period, form, submission_id, file_name, sheet, subject, twin_key

),

-- Apart from the lists: Spark does not count what is different beside one.
things as (

    select
        submission_id,
        form,
        subject,
        twin_key,
        count(distinct thing) as n_things,
        case
            when count(distinct content) > 1 then 'other'
            when count(distinct content) = 1 and min(case when is_content_told then 1 else 0 end) = 1 then 'same'
            else 'unknown'
        end as content
    from standing
    group by submission_id, form, subject, twin_key

),

final as (

    select
        grouped.unit_code,
        grouped.period,
        grouped.form,
        cast(null as integer) as iku_no,
        grouped.submission_id,
        grouped.file_name,
        grouped.sheet,
        twin_cells.cell,
        grouped.row_key,
        grouped.subject as column_name,
        grouped.subject,
        grouped.value,
        'berbeda' as expected,
        cast(things.n_things as integer) as n_things,
        things.content
    from grouped
    inner join things
        on
            grouped.submission_id = things.submission_id
            and grouped.form = things.form
            and grouped.subject = things.subject
            and grouped.twin_key = things.twin_key
    inner join twin_cells
        on
            grouped.submission_id = twin_cells.submission_id
            and grouped.form = twin_cells.form
            and grouped.subject = twin_cells.subject
            and grouped.twin_key = twin_cells.twin_key

)

select * from final
