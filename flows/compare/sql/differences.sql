{# Which figures differ between the sides, in offices and months that both hold. A class goes with its measure. #}
create or replace temp table compared as
select distinct unit_code, period from figures_earlier
intersect
select distinct unit_code, period from figures_later;

create or replace temp table differences as
with

rows_earlier as (

    select distinct mart, unit_code, period, key, scope, scope_key from figures_earlier

),

rows_later as (

    select distinct mart, unit_code, period, key, scope, scope_key from figures_later

),

shared as (

    select
        coalesce(later.mart, earlier.mart) as mart,
        coalesce(later.unit_code, earlier.unit_code) as unit_code,
        coalesce(later.period, earlier.period) as period,
        coalesce(later.key, earlier.key) as key,
        coalesce(later.scope, earlier.scope) as scope,
        coalesce(later.scope_key, earlier.scope_key) as scope_key,
        case
            when earlier.key is null then 'appeared'
            when later.key is null then 'disappeared'
            else 'changed'
        end as kind
    from rows_earlier as earlier
    full join rows_later as later
        on
            earlier.mart = later.mart
            and earlier.unit_code = later.unit_code
            and earlier.period = later.period
            and earlier.key = later.key

),

figures as (

    select
        shared.*,
        earlier.measure,
        earlier.value as before,
        later.value as after,
        try_cast(earlier.value as double) as number_before,
        try_cast(later.value as double) as number_after,
        class_earlier.value as class_before,
        class_later.value as class_after
    from shared
    inner join figures_earlier as earlier
        on
            shared.mart = earlier.mart
            and shared.unit_code = earlier.unit_code
            and shared.period = earlier.period
            and shared.key = earlier.key
    inner join figures_later as later
        on
            shared.mart = later.mart
            and shared.unit_code = later.unit_code
            and shared.period = later.period
            and shared.key = later.key
            and earlier.measure = later.measure
    left join classes on shared.mart = classes.mart and earlier.measure = classes.measure
    left join figures_earlier as class_earlier
        on
            shared.mart = class_earlier.mart
            and shared.unit_code = class_earlier.unit_code
            and shared.period = class_earlier.period
            and shared.key = class_earlier.key
            and classes.class_measure = class_earlier.measure
    left join figures_later as class_later
        on
            shared.mart = class_later.mart
            and shared.unit_code = class_later.unit_code
            and shared.period = class_later.period
            and shared.key = class_later.key
            and classes.class_measure = class_later.measure
    where
        shared.kind = 'changed'
        and (earlier.mart, earlier.measure) not in (select (mart, class_measure) from classes)

),

told as (

    select
        *,
        class_before is distinct from class_after as changes_class
    from figures
    where
        class_before is distinct from class_after
        or case
            when number_before is not null and number_after is not null
                then abs(number_after - number_before) > {{ tolerance }}
            else before is distinct from after
        end
    union all by name
    select
        *,
        '' as measure,
        false as changes_class
    from shared
    where kind <> 'changed'

)

select
    row_number() over (order by mart, unit_code, period, key, measure) as no,
    told.* replace (substr(measure, 3) as measure),
    round(number_after - number_before, 10) as difference
from told
semi join compared using (unit_code, period);
