with

submissions as (

    select * from {{ source('raw', 'submissions') }}

),

form_versions as (

    select * from {{ ref('stg_admitted_version') }}

),

units as (

    select * from {{ source('raw', 'units') }}

),

due_days as (

    select * from {{ source('raw', 'due_days') }}
    where period = '{{ var("period") }}'

),

accepted as (

    select * from {{ ref('stg_form_version') }}

),

unit_indicators as (

    select * from {{ ref('int_unit_indicator') }}

),

forms as (

    select
        form,
        title
    from {{ in_force(ref('forms'), 'form') }}

),

-- Whatever came, also what was refused: it has a finding of its own.
came as (

    select distinct
        unit_code,
        period
    from submissions
    where substr(period, 1, 4) = '{{ var("period")[0:4] }}'

),

reporting as (

    select distinct unit_code from accepted

),

fed as (

    select
        unit_code,
        form,
        min(iku_no) as iku_no,
        count(*) as n_indicators,
        {{ cell_list('cast(iku_no as string)', 'iku_no') }} as indicators
    from unit_indicators
    where form is not null
    group by unit_code, form

),

-- What of a unit's forms is told one by one: what its indicators are computed from, and what it has sent this year.
expected as (

    select
        unit_code,
        form
    from fed
    union
    select
        form_versions.unit_code,
        form_versions.form
    from form_versions
    inner join reporting on form_versions.unit_code = reporting.unit_code
    where
        form_versions.verdict = 'accepted'
        and form_versions.period < '{{ var("period") }}'
        and substr(form_versions.period, 1, 4) = '{{ var("period")[0:4] }}'

),

received_forms as (

    select
        unit_code,
        form,
        count(*) as n_received
    from form_versions
    where period = '{{ var("period") }}'
    group by unit_code, form

),

form_rows as (

    select
        expected.unit_code,
        'form' as kind,
        expected.form,
        case when fed.n_indicators = 1 then fed.iku_no end as iku_no,
        forms.title as sheet,
        '' as row_key,
        coalesce(received_forms.n_received, 0) as n_received,
        forms.title as missing_name,
        fed.indicators
    from expected
    inner join due_days
        on
            expected.unit_code = due_days.unit_code
            and expected.form = due_days.form
    inner join forms on expected.form = forms.form
    left join fed
        on
            expected.unit_code = fed.unit_code
            and expected.form = fed.form
    left join received_forms
        on
            expected.unit_code = received_forms.unit_code
            and expected.form = received_forms.form

),

-- A unit that is silent while others have sent; when nobody has, the run itself says so.
unit_rows as (

    select
        units.unit_code,
        'unit' as kind,
        '' as form,
        cast(null as integer) as iku_no,
        '' as sheet,
        '' as row_key,
        count(came.period) as n_received,
        min(units.name) as missing_name,
        cast(null as string) as indicators
    from units
    left join came
        on
            units.unit_code = came.unit_code
            and came.period = '{{ var("period") }}'
    where
        units.year = {{ period_year() }}
        and exists (select 1 from reporting)
        and units.unit_code in (select due_days.unit_code from due_days)
    group by units.unit_code

),

beginnings as (

    select
        came.unit_code,
        min(came.period) as first_month
    from came
    inner join reporting on came.unit_code = reporting.unit_code
    group by came.unit_code

),

months as (

    {{ months_before() }}

),

month_rows as (

    select
        beginnings.unit_code,
        'month' as kind,
        '' as form,
        cast(null as integer) as iku_no,
        '' as sheet,
        months.month as row_key,
        case when came.unit_code is null then 0 else 1 end as n_received,
        months.month_name as missing_name,
        cast(null as string) as indicators
    from beginnings
    inner join months on beginnings.first_month < months.month
    left join came
        on
            beginnings.unit_code = came.unit_code
            and months.month = came.period

),

owed_rows as (

    select * from form_rows
    union all
    select * from unit_rows
    union all
    select * from month_rows

),

final as (

    select
        unit_code,
        '{{ var("period") }}' as period,
        kind,
        form,
        iku_no,
        cast(null as string) as submission_id,
        '' as file_name,
        sheet,
        '' as cell,
        row_key,
        kind as column_name,
        case when n_received > 0 then 'ada' else 'tidak ada' end as value,
        'ada' as expected,
        cast(n_received as integer) as n_received,
        missing_name,
        indicators,
        indicators is not null as feeds_indicator
    from owed_rows

)

select * from final
