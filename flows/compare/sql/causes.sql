{# What differs behind the figures, by indicator (or kind of spending, or office): the part of the figure, what it is and
   where it stands. Tables that a side does not hold say nothing. #}
create or replace temp table behind as
with

{% for side in ['earlier', 'later'] %}
inputs_{{ side }} as (

    {% if 'mart_indicator_input' in both %}
    select
        *,
        row_number() over (
            partition by unit_code, period, iku_no, part, role, form, row_key, column_name
            order by sheet, length(cell), cell
        ) as nth
    from {{ side }}.marts.mart_indicator_input
    {% else %}
    {{ nothing('unit_code, period, iku_no, part, role, form, row_key, column_name, file_name, sheet, cell, value, nth') }}
    {% endif %}

),

stated_{{ side }} as (

    {% if 'mart_figure_input' in both %}
    select
        *,
        row_number() over (
            partition by unit_code, period, iku_no, jenis, figure, form, row_key, column_name
            order by sheet, length(cell), cell
        ) as nth
    from {{ side }}.marts.mart_figure_input
    {% else %}
    {{ nothing('unit_code, period, iku_no, jenis, figure, form, row_key, column_name, file_name, sheet, cell, value, nth') }}
    {% endif %}

),

reference_{{ side }} as (

    {% if 'mart_indicator_reference' in both %}
    select * from {{ side }}.marts.mart_indicator_reference
    {% else %}
    {{ nothing('unit_code, period, iku_no, role, part, value, version, document, row_key') }}
    {% endif %}

),

facts_{{ side }} as (

    {% if 'fct_indicator' in both %}
    select * from {{ side }}.marts.fct_indicator
    {% else %}
    {{ nothing('unit_code, period, iku_no, formula, indicator_id') }}
    {% endif %}

),

{% for table, columns in bands.items() %}
{{ table }}_{{ side }} as (

    {% if table in reference_both %}
    select
        offices.unit_code,
        compared.period,
        string_agg(
            concat_ws(' ', {% for column in columns %}coalesce(cast(bands.{{ column }} as varchar), '-'){{ ', ' if not loop.last }}{% endfor %}), '; '
            order by {% for column in columns %}bands.{{ column }}{{ ', ' if not loop.last }}{% endfor %}

        ) as definition
    from compared
    inner join {{ side }}.raw.units as offices
        on compared.unit_code = offices.unit_code and cast(substr(compared.period, 1, 4) as integer) = offices.year
    inner join {{ side }}.reference.{{ table }} as bands on offices.office_kind = bands.office_kind
    where
        bands.valid_from = (
            select max(other.valid_from) from {{ side }}.reference.{{ table }} as other
            where other.office_kind = bands.office_kind and other.valid_from <= compared.period
        )
    group by offices.unit_code, compared.period
    {% else %}
    {{ nothing('unit_code, period, definition') }}
    {% endif %}

),
{% endfor %}
{% endfor %}

found as (

    -- A cell of a form.
    select
        coalesce(later.unit_code, earlier.unit_code) as unit_code,
        coalesce(later.period, earlier.period) as period,
        'indicator' as scope,
        cast(coalesce(later.iku_no, earlier.iku_no) as varchar) as scope_key,
        'result' as part,
        'cell' as cause,
        concat_ws(' ', coalesce(later.sheet, earlier.sheet), coalesce(later.cell, earlier.cell)) as name,
        cast(earlier.value as varchar) as before,
        cast(later.value as varchar) as after,
        earlier.file_name as source_before,
        later.file_name as source_after
    from inputs_earlier as earlier
    full join inputs_later as later
        on
            earlier.unit_code = later.unit_code
            and earlier.period = later.period
            and earlier.iku_no = later.iku_no
            and earlier.part is not distinct from later.part
            and earlier.role = later.role
            and earlier.form = later.form
            and earlier.row_key is not distinct from later.row_key
            and earlier.column_name = later.column_name
            and earlier.nth = later.nth
    where {{ differs('earlier.value', 'later.value') }}
    union all
    select
        coalesce(later.unit_code, earlier.unit_code),
        coalesce(later.period, earlier.period),
        case when coalesce(later.iku_no, earlier.iku_no) is null then 'jenis' else 'indicator' end,
        coalesce(cast(coalesce(later.iku_no, earlier.iku_no) as varchar), later.jenis, earlier.jenis),
        coalesce(later.figure, earlier.figure),
        'cell',
        concat_ws(' ', coalesce(later.sheet, earlier.sheet), coalesce(later.cell, earlier.cell)),
        cast(earlier.value as varchar),
        cast(later.value as varchar),
        earlier.file_name,
        later.file_name
    from stated_earlier as earlier
    full join stated_later as later
        on
            earlier.unit_code = later.unit_code
            and earlier.period = later.period
            and earlier.iku_no is not distinct from later.iku_no
            and earlier.jenis is not distinct from later.jenis
            and earlier.figure = later.figure
            and earlier.form = later.form
            and earlier.row_key is not distinct from later.row_key
            and earlier.column_name = later.column_name
            and earlier.nth = later.nth
    where {{ differs('earlier.value', 'later.value') }}
    union all
    -- An approved target, or another row of reference data; `source` is the version with its letter.
    select
        coalesce(later.unit_code, earlier.unit_code),
        coalesce(later.period, earlier.period),
        'indicator',
        cast(coalesce(later.iku_no, earlier.iku_no) as varchar),
        case
            when coalesce(later.role, earlier.role) not in ('target_month', 'target_year') then 'result'
            when {{ differs('earlier.value', 'later.value') }} then coalesce(later.role, earlier.role)
            else 'version_' || coalesce(later.role, earlier.role)
        end,
        case
            when coalesce(later.reference_table, earlier.reference_table) in ('targets', 'case_targets') then 'target'
            else 'reference'
        end,
        coalesce(later.role, earlier.role) || ' ' || coalesce(later.part, earlier.part),
        cast(earlier.value as varchar),
        cast(later.value as varchar),
        nullif(concat_ws(', ', earlier.version, earlier.document), ''),
        nullif(concat_ws(', ', later.version, later.document), '')
    from reference_earlier as earlier
    full join reference_later as later
        on
            earlier.unit_code = later.unit_code
            and earlier.period = later.period
            and earlier.iku_no = later.iku_no
            and earlier.role = later.role
            and earlier.part = later.part
    where
        {{ differs('earlier.value', 'later.value') }}
        or (
            coalesce(later.role, earlier.role) in ('target_month', 'target_year')
            and earlier.version is distinct from later.version
        )
    union all
    -- The formula of the indicator; one that only a side has is new, or gone.
    select
        coalesce(later.unit_code, earlier.unit_code),
        coalesce(later.period, earlier.period),
        'indicator',
        cast(coalesce(later.iku_no, earlier.iku_no) as varchar),
        'result',
        case
            when earlier.iku_no is null then 'new_indicator'
            when later.iku_no is null then 'old_indicator'
            else 'formula'
        end,
        coalesce(later.indicator_id, earlier.indicator_id),
        earlier.formula,
        later.formula,
        null,
        null
    from facts_earlier as earlier
    full join facts_later as later
        on
            earlier.unit_code = later.unit_code
            and earlier.period = later.period
            and earlier.iku_no = later.iku_no
    where
        earlier.iku_no is null
        or later.iku_no is null
        or earlier.formula is distinct from later.formula
        or earlier.indicator_id is distinct from later.indicator_id
    {% for table in bands %}
    union all
    select
        earlier.unit_code,
        earlier.period,
        'office',
        '',
        '{{ table }}',
        'band',
        '{{ table }}',
        earlier.definition,
        later.definition,
        null,
        null
    from {{ table }}_earlier as earlier
    inner join {{ table }}_later as later
        on earlier.unit_code = later.unit_code and earlier.period = later.period
    where earlier.definition <> later.definition
    {% endfor %}

)

select found.* from found
semi join compared using (unit_code, period);

-- Indicators that stand behind what is worked out from several.
create or replace temp table members as
{% for side in ['earlier', 'later'] %}
{% for scope, key in [
    ('sasaran', 'cast(sasaran_no as varchar)'),
    ('perspective', 'perspective'),
    ('perspective', "'Total'"),
    ('office', "''")
] %}
{% if 'mart_capaian_indicator' in both %}
select distinct
    unit_code,
    period,
    '{{ scope }}' as scope,
    {{ key }} as scope_key,
    iku_no
from {{ side }}.marts.mart_capaian_indicator
{% else %}
{{ nothing('unit_code, period, scope, scope_key, iku_no') }}
{% endif %}
{% if not loop.last %}union{% endif %}
{% endfor %}
{% if not loop.last %}union{% endif %}
{% endfor %};

-- Models, macros and seeds that a mart is made by and that are others now.
create or replace temp table definitions as
{% if definitions_known %}
select
    coalesce(later.period, earlier.period) as period,
    coalesce(later.mart, earlier.mart) as mart,
    coalesce(later.kind, earlier.kind) as kind,
    coalesce(later.name, earlier.name) as name,
    case
        when earlier.name is null then 'appeared'
        when later.name is null then 'disappeared'
        else 'changed'
    end as change
from earlier.raw.published_definitions as earlier
full join later.raw.published_definitions as later
    on
        earlier.period = later.period
        and earlier.mart = later.mart
        and earlier.kind = later.kind
        and earlier.name = later.name
where
    earlier.checksum is distinct from later.checksum
    -- a month that an earlier edition published notes nothing
    and coalesce(later.period, earlier.period) in (select period from earlier.raw.published_definitions)
    and coalesce(later.period, earlier.period) in (select period from later.raw.published_definitions)
{% else %}
{{ nothing('period, mart, kind, name, change') }}
{% endif %};

-- Each difference with its causes.
create or replace temp table told_causes as
select
    differences.no,
    behind.cause,
    behind.part,
    behind.name,
    behind.before,
    behind.after,
    behind.source_before,
    behind.source_after
from differences
inner join behind
    on
        differences.unit_code = behind.unit_code
        and differences.period = behind.period
        and (
            (differences.scope = behind.scope and differences.scope_key = behind.scope_key)
            or behind.scope = 'office'
        )
left join rests
    on
        differences.mart = rests.mart
        and differences.measure = rests.measure
where
    (rests.parts is null or list_contains(rests.parts, behind.part))
    and (behind.cause <> 'band' or differences.changes_class or differences.measure = 'capaian_te')
union all
select
    differences.no,
    'follows' as cause,
    'indicator' as part,
    cast(moved.iku_no as varchar) as name,
    null as before,
    null as after,
    null as source_before,
    null as source_after
from differences
inner join (
    select distinct
        below.unit_code,
        below.period,
        below.measure,
        below.kind,
        cast(below.scope_key as integer) as iku_no
    from differences as below
    where below.scope = 'indicator' and below.mart in ('mart_capaian_indicator', 'mart_efficiency')
) as moved
    on differences.unit_code = moved.unit_code and differences.period = moved.period
inner join members
    on
        differences.unit_code = members.unit_code
        and differences.period = members.period
        and differences.scope = members.scope
        and differences.scope_key = members.scope_key
        and moved.iku_no = members.iku_no
left join follows
    on differences.mart = follows.mart and differences.measure = follows.measure
where
    differences.scope <> 'indicator'
    and (
        moved.kind <> 'changed'
        or follows.measures is null
        or list_contains(follows.measures, moved.measure)
    )
group by all;

insert into told_causes (no, cause, part, name)
select differences.no, 'definition', definitions.kind, definitions.name
from differences
inner join definitions on differences.period = definitions.period and differences.mart = definitions.mart
where differences.no not in (select no from told_causes);
