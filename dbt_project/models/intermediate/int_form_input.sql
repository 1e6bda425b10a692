with

inputs as (

    {% for source in [
        'sampling', 'sampel_standar', 'sarana', 'tindak_lanjut', 'progres', 'perkara', 'survei', 'penilaian', 'ikpa'
    ] %}
    select * from {{ ref('int_input_' ~ source) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    unit_code,
    period,
    indicator_id,
    part,
    role,
    value,
    cell_state,
    form,
    file_name,
    sheet,
    cell,
    column_name,
    row_key,
    row_label,
    submission_id
from inputs
