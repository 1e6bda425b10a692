{# The figures whose change after a report was made final is told: level, mart, the row's key, measure, class. The keys
   are those under which a final keeps its rows (`flows/answers/finals.py`). #}
{% macro restated_measures() %}
{{ return([
    ('indicator', 'fct_indicator', 'cast(iku_no as string)', 'realisasi', none),
    ('indicator', 'mart_capaian_indicator', 'cast(iku_no as string)', 'capaian_month', 'kriteria_month'),
    ('indicator', 'mart_capaian_indicator', 'cast(iku_no as string)', 'capaian_year', 'kriteria_year'),
    ('sasaran', 'mart_capaian_sasaran', 'cast(sasaran_no as string)', 'nps', 'kriteria'),
    ('perspective', 'mart_capaian_perspective', 'perspective', 'nilai', 'kriteria'),
    ('efficiency', 'mart_efficiency', 'coalesce(cast(iku_no as string), scope)', 'ie', none),
    ('efficiency', 'mart_efficiency', 'coalesce(cast(iku_no as string), scope)', 'te', none),
    ('efficiency', 'mart_efficiency', 'coalesce(cast(iku_no as string), scope)', 'capaian_te', none),
]) }}
{% endmacro %}

{# Whether a figure is another one than was printed: by more than one and a half of the last digit printed, since printed
   figures are rounded from rounded parts, or cut (inferred; a grade has no digits to lose). #}
{% macro beyond_print(printed, value) %}
case
    when {{ printed }}.measure = 'capaian_te' then {{ value }} <> {{ printed }}.value
    else abs({{ value }} - {{ printed }}.value) > 1.5 * pow(10, -{{ printed }}.decimals)
end
{% endmacro %}
