-- The editions of the index and what pages say of each: its name, the region that it
-- ranks, the outcome that its weights explain and when that was measured, how many
-- units are ranked, whether the study printed it, and where its pages are.
-- Source: seeds risk_index_edition, risk_index_text, risk_index_variable and code_list,
-- mart risk_index.

with risk_index_edition as (
    select * from {{ ref("risk_index_edition") }}
),

risk_index_text as (
    select * from {{ ref("risk_index_text") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
),

printed_precision as (
    select distinct edition from {{ ref("risk_index_printed_precision") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
),

units_by_edition as (
    select
        edition,
        count(*) as units,
        count(rank) as ranked_units
    from risk_index
    group by edition
),

texts_by_edition as (
    select
        edition,
        max(case when text = 'region' then label_en end) as region_en,
        max(case when text = 'region' then label_nb end) as region_nb,
        max(case when text = 'about' then label_en end) as about_en,
        max(case when text = 'about' then label_nb end) as about_nb,
        max(case when text = 'source' then label_en end) as source_en,
        max(case when text = 'source' then label_nb end) as source_nb,
        max(case when text = 'synthetic' then label_en end) as synthetic_en,
        max(case when text = 'synthetic' then label_nb end) as synthetic_nb
    from risk_index_text
    group by edition
)

select
    risk_index_edition.edition,
    risk_index_edition.label_en,
    risk_index_edition.label_nb,
    risk_index_edition.page,
    risk_index_edition.unit_folder,
    risk_index_edition.estimator,
    risk_index_edition.weights_from,
    risk_index_edition.p_limit,
    risk_index_edition.expected_level,
    risk_index_edition.what_if_places,
    risk_index_edition.working_age_from,
    risk_index_edition.working_age_to,
    risk_index_edition.division_date,
    texts_by_edition.region_en,
    texts_by_edition.region_nb,
    texts_by_edition.about_en,
    texts_by_edition.about_nb,
    texts_by_edition.source_en,
    texts_by_edition.source_nb,
    texts_by_edition.synthetic_en,
    texts_by_edition.synthetic_nb,
    risk_index_variable.variable as outcome_variable,
    risk_index_variable.construction_start as outcome_start,
    risk_index_variable.construction_end as outcome_end,
    coalesce(units_by_edition.units, 0) as units,
    coalesce(units_by_edition.ranked_units, 0) as ranked_units,
    printed_precision.edition is not null as is_printed
from risk_index_edition
left join texts_by_edition
    on risk_index_edition.edition = texts_by_edition.edition
left join risk_index_variable
    on
        risk_index_edition.edition = risk_index_variable.edition
        and risk_index_variable.role = 'dependent'
left join units_by_edition
    on risk_index_edition.edition = units_by_edition.edition
left join printed_precision
    on risk_index_edition.edition = printed_precision.edition
order by risk_index_edition.edition
