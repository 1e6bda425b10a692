-- A table, not a view: the joins that start from it are planned by how few its rows are; of all that was ever sent they
-- would be taken for as many as the cells of a month are pairs.
{{ config(materialized='table') }}

with

total_parts as (

    select * from {{ source('raw', 'total_parts') }}

),

versions as (

    select distinct
        submission_id,
        form
    from {{ ref('stg_form_version') }}

)

select
    total_parts.submission_id,
    total_parts.form,
    total_parts.total_row_no,
    total_parts.part_row_no
from total_parts
inner join versions
    on
        total_parts.submission_id = versions.submission_id
        and total_parts.form = versions.form
