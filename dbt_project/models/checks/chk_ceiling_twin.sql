-- Ceilings are often round: only a figure of so many digits before its zeros is too rare to stand twice by chance.
{% set least_digits = 4 %}
with

versions as (

    select
        unit_code,
        version,
        document
    from {{ source('raw', 'target_versions') }}
    where
        year = {{ period_year() }}
        and kind = 'ceiling'
        and {{ period_month() }} between from_month and to_month

),

indicators as (

    select
        unit_code,
        period,
        indicator_id,
        iku_no
    from {{ ref('int_unit_indicator') }}

),

units as (

    select
        unit_code,
        folder
    from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

grouped as (

    select
        versions.unit_code,
        indicators.period,
        versions.version,
        versions.document,
        ceilings.pagu,
        count(distinct ceilings.indicator_id) as n_indicators,
        {{ cell_list('ceilings.indicator_id', 'indicators.iku_no') }} as indicator_ids,
        {{ cell_list('cast(indicators.iku_no as string)', 'indicators.iku_no') }} as iku_numbers
    from versions
    inner join {{ source('raw', 'ceilings') }} as ceilings
        on
            versions.unit_code = ceilings.unit_code
            and ceilings.year = {{ period_year() }}
            and versions.version = ceilings.version
    inner join indicators
        on
            ceilings.unit_code = indicators.unit_code
            and ceilings.indicator_id = indicators.indicator_id
    where length(trim(trailing '0' from cast(ceilings.pagu as string))) >= {{ least_digits }}
    group by versions.unit_code, indicators.period, versions.version, versions.document, ceilings.pagu

),

final as (

    select
        grouped.unit_code,
        grouped.period,
        'ceilings' as form,
        cast(null as integer) as iku_no,
        {{ target_file('units.folder', "'ceilings.csv'") }} as file_name,
        'ceilings.csv' as sheet,
        grouped.version || ' / ' || grouped.indicator_ids as cell,
        grouped.version || ' / ' || grouped.indicator_ids as row_key,
        'pagu' as column_name,
        cast(grouped.pagu as double) as value,
        'berbeda' as expected,
        cast(grouped.n_indicators as integer) as n_indicators,
        grouped.iku_numbers,
        grouped.version,
        grouped.document
    from grouped
    inner join units on grouped.unit_code = units.unit_code

)

select * from final
