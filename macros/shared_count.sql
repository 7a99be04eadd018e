{#- A count's part of a region: all of it, or the share from one place to the other,
    with roundings that add up to the whole. -#}
{% macro shared_count(column) -%}
    round({{ column }} * region_link.share_to)
    - round({{ column }} * region_link.share_from)
{%- endmacro %}
