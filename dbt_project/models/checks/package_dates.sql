with

pengadaan as (

    select * from {{ ref('stg_pengadaan') }}

),

month_words as (

    select * from {{ ref('month_words') }}

),

written as (

    select
        submission_id,
        row_no,
        kontrak_tanggal,
        waktu,
        lower(trim(kontrak_tanggal)) as signed,
        lower(trim(waktu)) as term
    from pengadaan
    where row_kind = 'data'

),

-- A date cell arrives as 2022-02-18; it is turned round, so that one pattern reads all.
turned as (

    select
        submission_id,
        row_no,
        kontrak_tanggal,
        waktu,
        case
            when {{ pattern_part('signed', '^(20[0-9]{2}-[0-9]{2}-[0-9]{2})$', 1) }} is not null
                then substr(signed, 9, 2) || '-' || substr(signed, 6, 2) || '-' || substr(signed, 1, 4)
            else signed
        end as signed,
        term
    from written

),

parts as (

    select
        submission_id,
        row_no,
        kontrak_tanggal,
        waktu,
        {{ pattern_part('signed', one_date_pattern(), 1) }} as signed_day,
        {{ pattern_part('signed', one_date_pattern(), 2) }} as signed_month,
        {{ pattern_part('signed', one_date_pattern(), 3) }} as signed_year,
        {{ pattern_part('term', date_range_pattern(), 1) }} as start_day,
        {{ pattern_part('term', date_range_pattern(), 2) }} as start_month,
        {{ pattern_part('term', date_range_pattern(), 3) }} as start_year,
        {{ pattern_part('term', date_range_pattern(), 4) }} as end_day,
        {{ pattern_part('term', date_range_pattern(), 5) }} as end_month,
        {{ pattern_part('term', date_range_pattern(), 6) }} as end_year
    from turned

),

final as (

    select
        parts.submission_id,
        parts.row_no,
        parts.kontrak_tanggal,
        parts.waktu,
        {{ day_key('parts.signed_year', 'signed_words.month', 'parts.signed_day') }} as signed_key,
        {{ day_key('parts.start_year', 'start_words.month', 'parts.start_day') }} as start_key,
        {{ day_key('parts.end_year', 'end_words.month', 'parts.end_day') }} as end_key
    from parts
    left join month_words as signed_words on parts.signed_month = signed_words.word
    left join month_words as start_words on parts.start_month = start_words.word
    left join month_words as end_words on parts.end_month = end_words.word

)

select * from final
