-- Rule: in the models are persons at risk of the ages of the seed estimation_model
-- whose sex, botid and municipality are known and whose outcome is explained; unknown
-- education and background are categories of their own. Here are the ages of any model,
-- each takes its own. Families of five and more count as one size; a family of
-- immigrants only is told apart from a mixed one of the same size.
-- Source: definitions, linear probability models; report, chapter 5 and appendix B;
-- chapter 6.
-- Grain: outcome_year, person_id.

with person_year as (
    select * from {{ ref("person_year") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
),

estimation_family_size as (
    select * from {{ ref("estimation_family_size") }}
),

model_age as (
    select
        min(age_from) as age_from,
        case when count(age_to) = count(*) then max(age_to) end as age_to
    from estimation_model
)

select
    person_year.outcome_year,
    person_year.person_id,
    person_year.family_id,
    person_year.sex,
    person_year.age,
    person_year.age_group,
    person_year.botid_group,
    person_year.education_level,
    person_year.education_level_6,
    person_year.labour_status,
    person_year.background,
    person_year.county_code,
    cast(person_year.centrality_level as string) as centrality_level,
    person_year.family_size,
    person_year.family_immigrants,
    estimation_family_size.family_size_category,
    case person_year.family_composition
        when 'immigrants_only' then estimation_family_size.family_size_category
        else 'mixed'
    end as only_immigrants_category,
    person_year.outcome_centrality,
    person_year.outcome_county
from person_year
inner join model_age
    on
        person_year.age >= model_age.age_from
        and (person_year.age <= model_age.age_to or model_age.age_to is null)
inner join estimation_family_size
    on
        person_year.family_size >= estimation_family_size.size_from
        and (
            person_year.family_size <= estimation_family_size.size_to
            or estimation_family_size.size_to is null
        )
where
    person_year.sex is not null
    and person_year.botid_group is not null
    and person_year.centrality_level is not null
    and person_year.county_code is not null
    and person_year.outcome_centrality <> 'unexplained'
