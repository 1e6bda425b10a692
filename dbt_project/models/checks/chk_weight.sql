with

{% for form in weight_columns() %}
{{ form }} as (

    select * from {{ ref('stg_' ~ form) }}

),

{% endfor %}
weight_sums as (

    select
        form,
        whole,
        rounding
    from {{ in_force(ref('weight_sums'), 'form') }}

),

approved as (

    select
        'ikpa' as form,
        komponen as part,
        cast(weight as double) as weight
    from {{ in_force(ref('ikpa_weights'), 'score') }}
    where score = 'nilai_ikpa'
    union all
    select
        'perkara' as form,
        tahap as part,
        cast(weight as double) as weight
    from {{ in_force(ref('case_stages'), 'tahap') }}

),

weights as (

    {% for form, columns in weight_columns().items() %}
    select
        unit_code,
        period,
        '{{ form }}' as form,
        submission_id,
        file_name,
        sheet,
        row_no,
        row_kind,
        row_key,
        coalesce({{ columns['group'] | join(", '') || '/' || coalesce(") }}, '') as group_key,
        {{ columns['part'] }} as part,
        cast(bobot as double) as weight,
        bobot_state as weight_state,
        bobot_cell as cell
    from {{ form }}
    where
        {{ columns['part'] }} is not null
        {% if columns['without'] %}
        and {{ columns['part'] }} not in ('{{ columns['without'] | join("', '") }}')
        {% endif %}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

),

-- A stage that every block of a form repeats is wrong once, at all its cells.
compared as (

    select
        weights.unit_code,
        weights.period,
        weights.form,
        weights.submission_id,
        weights.file_name,
        weights.sheet,
        weights.part,
        min(weights.row_no) as row_no,
        coalesce(
            {{ cell_list('case when weights.weight <> approved.weight then weights.cell end', 'weights.row_no') }},
            {{ cell_list('weights.cell', 'weights.row_no') }}
        ) as cell,
        coalesce(
            min(case when weights.weight <> approved.weight then weights.weight end), max(weights.weight)
        ) as value,
        max(approved.weight) as expected,
        max({{ distance('weights.weight', 'approved.weight') }}) as difference
    from weights
    inner join approved
        on
            weights.form = approved.form
            and weights.part = approved.part
    where weights.weight is not null and weights.row_kind in ('data', 'total')
    group by
        weights.unit_code, weights.period, weights.form, weights.submission_id, weights.file_name, weights.sheet,
        weights.part

),

-- A weight that is wrong by itself is told by itself; a row that is not known may hold what is missing.
doubtful as (

    select submission_id || form as place
    from compared
    where difference > 0
    union
    {% for form in weight_columns() %}
    select submission_id || '{{ form }}' as place
    from {{ form }}
    where row_kind = 'unknown'
    {% if not loop.last %}
    union
    {% endif %}
    {% endfor %}

),

added as (

    select
        unit_code,
        period,
        form,
        submission_id,
        file_name,
        sheet,
        group_key,
        min(row_no) as row_no,
        {{ cell_list('cell', 'row_no') }} as cell,
        {{ settled('sum(weight)') }} as value,
        sum(case when weight <> round(weight) then 1 else 0 end) as n_decimals
    from weights
    where row_kind in ('data', 'total')
    group by unit_code, period, form, submission_id, file_name, sheet, group_key
    having count(weight) = count(*) and (max(row_kind) = 'data' or form = 'perkara')

),

final as (

    select
        compared.unit_code,
        compared.period,
        compared.form,
        cast(null as integer) as iku_no,
        compared.submission_id,
        compared.file_name,
        compared.sheet,
        compared.cell,
        compared.part as row_key,
        'bobot' as column_name,
        'approved' as subject,
        compared.value,
        compared.expected,
        compared.difference,
        0.0 as tolerance
    from compared
    union all
    select
        added.unit_code,
        added.period,
        added.form,
        cast(null as integer) as iku_no,
        added.submission_id,
        added.file_name,
        added.sheet,
        added.cell,
        added.group_key as row_key,
        'bobot' as column_name,
        'sum' as subject,
        added.value,
        weight_sums.whole as expected,
        {{ distance('added.value', 'weight_sums.whole') }} as difference,
        round(weight_sums.rounding * added.n_decimals, 9) as tolerance
    from added
    inner join weight_sums on added.form = weight_sums.form
    left join doubtful on added.submission_id || added.form = doubtful.place
    where doubtful.place is null

)

select * from final
