with

rows_sent as (

    select * from {{ source('raw', 'form_tindak_lanjut') }}

),

versions as (

    select
        *,
        row_number() over (partition by unit_code, period, part order by {{ latest_first() }}) as recency
    from {{ ref('stg_admitted_version') }}
    where
        form = 'tindak_lanjut'
        and verdict = 'accepted'
        and period <= '{{ var("period") }}'

),

-- Every month up to the period as it is known now; of a follow-up listed twice the last row counts.
mentions as (

    select
        rows_sent.*,
        versions.file_name,
        rows_sent.indikator || ' / ' || {{ plain_words('rows_sent.rekomendasi') }} as follow_up_key,
        coalesce(rows_sent.status, 'belum') = 'selesai' as is_done,
        row_number() over (
            partition by
                rows_sent.unit_code,
                rows_sent.period,
                rows_sent.indikator,
                {{ plain_words('rows_sent.rekomendasi') }}
            order by rows_sent.row_no desc
        ) as place
    from rows_sent
    inner join versions
        on
            rows_sent.submission_id = versions.submission_id
            and rows_sent.part = versions.part
            and versions.recency = 1
    where rows_sent.row_kind = 'data' and rows_sent.rekomendasi is not null

),

ordered as (

    select
        *,
        -- A follow-up that is opened again after it was done begins anew.
        sum(case when is_done then 1 else 0 end) over (
            partition by unit_code, follow_up_key
            order by period
            rows between unbounded preceding and current row
        ) - case when is_done then 1 else 0 end as spell,
        row_number() over (partition by unit_code, follow_up_key order by period desc) as recency
    from mentions
    where place = 1

),

opened as (

    select
        *,
        min(period) over (partition by unit_code, follow_up_key, spell) as since_period
    from ordered

)

select
    unit_code,
    '{{ var("period") }}' as period,
    follow_up_key,
    indikator as indicator_id,
    part as owner_group,
    rekomendasi as recommendation,
    is_done,
    tindakan as action_done,
    rencana as plan,
    batas as due_written,
    case
        when batas like '--%' then substr(period, 1, 4) || substr(batas, 2)
        else {{ pattern_part('batas', '^([0-9]{4}-[0-9]{2}-[0-9]{2})$', 1) }}
    end as due_on,
    penanggung as responsible,
    since_period,
    period as said_in,
    submission_id,
    file_name,
    sheet,
    rekomendasi_cell as cell,
    row_no
from opened
where recency = 1 and (period = '{{ var("period") }}' or not is_done)
