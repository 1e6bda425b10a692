with

samples as (

    select * from {{ ref('stg_uji_regional') }}
    where row_kind = 'data'

),

units as (

    select * from {{ source('raw', 'units') }}
    where year = {{ period_year() }}

),

labels as (

    select
        labels.label,
        labels.unit_code,
        units.short_name
    from {{ source('raw', 'unit_labels') }} as labels
    inner join units
        on
            labels.unit_code = units.unit_code
            and labels.year = units.year

),

versions as (

    select * from {{ ref('stg_form_version') }}
    where form = 'uji_regional'

),

-- Whether the form of every office that owes it is here: samples that no laboratory counts are missing, not awaited.
all_here as (

    select count(case when versions.unit_code is null then 1 end) = 0 as is_complete
    from {{ source('raw', 'due_days') }} as due_days
    left join versions on due_days.unit_code = versions.unit_code
    where
        due_days.form = 'uji_regional'
        and due_days.period = '{{ var("period") }}'

),

named as (

    select
        samples.*,
        labels.unit_code as sender,
        labels.short_name as sender_name,
        own.short_name as own_name
    from samples
    inner join labels on lower(trim(samples.upt_text)) = labels.label
    inner join units as own on samples.unit_code = own.unit_code

),

-- What the sender says of its own samples: those that did not enter its own laboratory went to another.
sent as (

    select
        sender,
        max(own_name) as sender_name,
        period,
        submission_id,
        file_name,
        sheet,
        bagian,
        produk,
        metode,
        min(row_key) as row_key,
        cast(sum(jumlah_sampling) as double) as taken,
        cast(sum(masuk_lab) as double) as entered,
        cast(sum(jumlah_sampling) - sum(masuk_lab) as double) as figure,
        {{ cell_list("concat_ws(', ', jumlah_sampling_cell, masuk_lab_cell)", 'row_no') }} as cells,
        max(produk_text) as produk_text,
        max(metode_text) as metode_text
    from named
    where unit_code = sender
    group by sender, period, submission_id, file_name, sheet, bagian, produk, metode
    having count(jumlah_sampling) = count(*) and count(masuk_lab) = count(*)

),

-- What each laboratory says of the samples that came from it.
received as (

    select
        unit_code as laboratory,
        max(own_name) as laboratory_name,
        sender,
        submission_id,
        file_name,
        sheet,
        bagian,
        produk,
        metode,
        min(row_key) as row_key,
        cast(sum(masuk_lab) as double) as figure,
        {{ cell_list('masuk_lab_cell', 'row_no') }} as cells
    from named
    where
        unit_code <> sender
        and masuk_lab is not null
    group by unit_code, sender, submission_id, file_name, sheet, bagian, produk, metode

),

received_by_all as (

    select
        sender,
        bagian,
        produk,
        metode,
        sum(figure) as figure,
        {{ cell_list(
            "laboratory_name || ' ' || " ~ written('figure')
            ~ " || ' (' || file_name || ', lembar ' || sheet || ', sel ' || cells || ')'", 'laboratory'
        ) }} as told
    from received
    group by sender, bagian, produk, metode

),

compared as (

    select
        sent.*,
        received_by_all.figure as received_figure,
        received_by_all.told as received_told,
        case
            when received_by_all.figure > sent.figure then received_by_all.figure - sent.figure
            when all_here.is_complete then sent.figure - received_by_all.figure
            else 0
        end as difference,
        received_by_all.figure > sent.figure as is_above
    from sent
    inner join received_by_all
        on
            sent.sender = received_by_all.sender
            and sent.bagian = received_by_all.bagian
            and sent.produk = received_by_all.produk
            and sent.metode = received_by_all.metode
    cross join all_here
    -- more in the laboratory than were taken is told by another rule, and says nothing of what was sent
    where sent.figure >= 0

),

final as (

    select
        sender as unit_code,
        period,
        'sender' as side,
        submission_id,
        file_name,
        sheet,
        cells as cell,
        row_key,
        figure as value,
        received_figure as expected,
        taken,
        entered,
        received_told as other_told,
        difference,
        produk_text,
        metode_text,
        sender_name
    from compared
    union all
    select
        received.laboratory as unit_code,
        compared.period,
        'laboratory' as side,
        received.submission_id,
        received.file_name,
        received.sheet,
        received.cells as cell,
        received.row_key,
        received.figure as value,
        greatest(compared.figure - (compared.received_figure - received.figure), 0) as expected,
        compared.taken,
        compared.entered,
        compared.sender_name || ' ' || {{ written('compared.figure') }} || ' (' || compared.file_name || ', lembar '
        || compared.sheet || ', sel ' || compared.cells || ')' as other_told,
        -- where too many are counted, a laboratory that counts none is not the one
        case when compared.is_above and received.figure = 0 then 0 else compared.difference end as difference,
        compared.produk_text,
        compared.metode_text,
        compared.sender_name
    from received
    inner join compared
        on
            received.sender = compared.sender
            and received.bagian = compared.bagian
            and received.produk = compared.produk
            and received.metode = compared.metode

)

select
    unit_code,
    period,
    'uji_regional' as form,
    cast(null as integer) as iku_no,
    submission_id,
    file_name,
    sheet,
    cell,
    row_key,
    'masuk_lab' as column_name,
    value,
    expected,
    side,
    taken,
    entered,
    other_told,
    sender_name,
    coalesce(produk_text, '') || coalesce(', ' || metode_text, '') as samples_told,
    cast(difference as double) as difference,
    cast(0 as double) as tolerance
from final
