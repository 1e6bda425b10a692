{# The output of the budget document that stands for criminal cases; MONEV OUTPUT states its yearly volume. #}
{% macro case_output_code() %}{{ return('3165.QCD.U64') }}{% endmacro %}
