with

versions as (

    select * from {{ source('raw', 'form_versions') }}

),

locked as (

    select * from {{ source('raw', 'locked_months') }}

),

final_versions as (

    select * from {{ source('raw', 'final_versions') }}

)

select
    versions.submission_id,
    versions.unit_code,
    versions.period,
    versions.form,
    versions.sheet,
    versions.file_name,
    versions.received_at,
    versions.modified_at,
    versions.verdict,
    coalesce(versions.part, '') as part
from versions
left join locked
    on
        versions.unit_code = locked.unit_code
        and versions.period = locked.period
left join final_versions
    on
        locked.final_no = final_versions.final_no
        and versions.unit_code = final_versions.unit_code
        and versions.period = final_versions.period
        and versions.form = final_versions.form
        and versions.submission_id = final_versions.submission_id
where
    locked.final_no is null
    or final_versions.final_no is not null
    or versions.verdict <> 'accepted'
