{# The figures whose change after a report was made final is told: level, mart, the row's key, measure, class. The keys
   are those under which a final keeps its rows (`flows/answers/finals.py`). #}
{% macro restated_measures() %}
{{ return([
    ('indicator', 'fct_indicator', 'cast(iku_no as varchar)', 'realisasi', none),
    ('indicator', 'mart_capaian_indicator', 'cast(iku_no as varchar)', 'capaian_month', 'kriteria_month'),
    ('indicator', 'mart_capaian_indicator', 'cast(iku_no as varchar)', 'capaian_year', 'kriteria_year'),
    ('sasaran', 'mart_capaian_sasaran', 'cast(sasaran_no as varchar)', 'nps', 'kriteria'),
    ('perspective', 'mart_capaian_perspective', 'perspective', 'nilai', 'kriteria'),
    ('efficiency', 'mart_efficiency', 'coalesce(cast(iku_no as varchar), scope)', 'ie', none),
    ('efficiency', 'mart_efficiency', 'coalesce(cast(iku_no as varchar), scope)', 'te', none),
    ('efficiency', 'mart_efficiency', 'coalesce(cast(iku_no as varchar), scope)', 'capaian_te', none),
]) }}
{% endmacro %}
