select
    unit_code,
    period,
    form,
    part,
    submission_id,
    sheet,
    file_name,
    received_at
from {{ ref('stg_form_version') }}
