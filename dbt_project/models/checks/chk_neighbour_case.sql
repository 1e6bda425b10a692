with

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

labels as (

    select * from {{ source('raw', 'unit_labels') }}
    where year = {{ period_year() }}

),

-- Cases that an office did for another one that is known, so far and of the month alone.
done as (

    select
        now.unit_code as doer,
        doers.short_name as doer_name,
        doers.folder as doer_folder,
        labels.unit_code as neighbour,
        neighbours.short_name as neighbour_name,
        now.period,
        now.for_unit,
        now.cases
    from {{ source('raw', 'neighbour_case_offices') }} as now
    inner join labels on lower(trim(now.for_unit)) = labels.label
    inner join units as doers on now.unit_code = doers.unit_code
    inner join units as neighbours on labels.unit_code = neighbours.unit_code
    where
        now.period = '{{ var("period") }}'
        and now.unit_code <> labels.unit_code

),

months as (

    select
        unit_code,
        period,
        cases - lag(cases, 1, 0) over (partition by unit_code order by period) as cases
    from {{ source('raw', 'neighbour_cases') }}
    where substring(period, 1, 4) = '{{ var("period")[0:4] }}'

),

indicators as (

    select
        unit_code,
        max(iku_no) as iku_no
    from {{ ref('int_indicator_input') }}
    where form = 'perkara'
    group by unit_code

),

own_cases as (

    select
        unit_code,
        submission_id,
        file_name,
        sheet,
        cast(sum(coalesce(realisasi_n, 0)) as double) as cases,
        {{ cell_list('realisasi_n_cell', 'row_no') }} as cells
    from {{ ref('stg_perkara') }}
    where
        row_kind = 'data'
        and realisasi_n_state not in ('error', 'text')
    group by unit_code, submission_id, file_name, sheet

),

monev_output as (

    select * from {{ ref('stg_monev_output') }}
    where
        kode = '{{ case_output_code() }}'
        and row_kind = 'data'
        and coalesce(realisasi_state, '') not in ('error', 'text')

),

done_for as (

    select
        neighbour,
        max(neighbour_name) as neighbour_name,
        max(period) as period,
        cast(sum(cases) as double) as cases,
        {{ cell_list("doer_name || ' ' || " ~ written('cases')
            ~ " || ' (neighbour_cases.csv, baris ' || period || ' / ' || for_unit || ')'", 'doer') }} as told
    from done
    group by neighbour

),

final as (

    select
        done_for.neighbour as unit_code,
        done_for.period,
        'perkara' as form,
        indicators.iku_no,
        own_cases.submission_id,
        own_cases.file_name,
        own_cases.sheet,
        own_cases.cells as cell,
        '' as row_key,
        'realisasi_n' as column_name,
        'neighbour' as side,
        own_cases.cases as value,
        done_for.cases as expected,
        done_for.told as other_told,
        done_for.neighbour_name,
        greatest(done_for.cases - own_cases.cases, 0) as lacking
    from done_for
    inner join own_cases on done_for.neighbour = own_cases.unit_code
    left join indicators on done_for.neighbour = indicators.unit_code
    union all
    select
        done.doer as unit_code,
        done.period,
        'neighbour_cases' as form,
        indicators.iku_no,
        cast(null as string) as submission_id,
        {{ target_file('done.doer_folder', "'neighbour_cases.csv'") }} as file_name,
        'neighbour_cases.csv' as sheet,
        done.period || ' / ' || done.for_unit as cell,
        done.for_unit as row_key,
        'cases' as column_name,
        'doer' as side,
        cast(done.cases as double) as value,
        own_cases.cases as expected,
        done.neighbour_name || ' ' || {{ written('own_cases.cases') }} || ' (' || own_cases.file_name || ', lembar '
        || own_cases.sheet || ', sel ' || own_cases.cells || ')' as other_told,
        done.neighbour_name,
        greatest(done_for.cases - own_cases.cases, 0) as lacking
    from done
    inner join done_for on done.neighbour = done_for.neighbour
    inner join own_cases on done.neighbour = own_cases.unit_code
    left join indicators on done.doer = indicators.unit_code
    union all
    -- the output of the month counts cases for a neighbour too
    select
        months.unit_code,
        months.period,
        'monev_output' as form,
        cast(null as integer) as iku_no,
        monev_output.submission_id,
        monev_output.file_name,
        monev_output.sheet,
        monev_output.realisasi_cell as cell,
        monev_output.row_key,
        'realisasi' as column_name,
        'output' as side,
        cast(coalesce(monev_output.realisasi, 0) as double) as value,
        cast(months.cases as double) as expected,
        cast(null as string) as other_told,
        cast(null as string) as neighbour_name,
        cast(greatest(months.cases - coalesce(monev_output.realisasi, 0), 0) as double) as lacking
    from months
    inner join monev_output
        on
            months.unit_code = monev_output.unit_code
            and months.period = monev_output.period
    where months.cases > 0

)

select * from final
