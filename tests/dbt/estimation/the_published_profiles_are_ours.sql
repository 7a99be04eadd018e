-- The report's reference persons are among the profiles, with the same attributes.
with published_logit_profiles as (
    select * from {{ ref("published_logit_profiles") }}
),

logit_profile as (
    select * from {{ ref("logit_profile") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
),

logit_contrast as (
    select * from {{ ref("logit_contrast") }}
),

attribute as (
    select
        logit_profile.profile,
        estimation_term.term
    from logit_profile
    inner join estimation_term
        on
            estimation_term.method = 'logit'
            and (
                estimation_term.variable = 'labour_status'
                and logit_profile.labour_status = estimation_term.category
                or estimation_term.variable = 'education_level_6'
                and logit_profile.education_level_6 = estimation_term.category
                or estimation_term.variable = 'background'
                and logit_profile.background = estimation_term.category
                or estimation_term.variable = 'botid_group'
                and logit_profile.botid_group = estimation_term.category
            )
)

select
    published.table_id,
    logit_profile.profile
from published_logit_profiles as published
left join logit_profile
    on
        published.table_id = logit_profile.profile
        and published.sex = logit_profile.sex
        and published.age = logit_profile.age
        and published.centrality_level
        = coalesce(cast(logit_profile.centrality_level as varchar), 'by_row')
        and published.family_total = logit_profile.family_size
        and published.family_immigrants = logit_profile.family_immigrants
left join logit_contrast
    on
        logit_profile.contrast_group = logit_contrast.contrast_group
        and logit_contrast.is_reference
        and published.reference_category = logit_contrast.contrast
where
    logit_profile.profile is null
    or logit_contrast.contrast is null
    or (
        select count(*)
        from attribute
        where
            attribute.profile = published.table_id
            and attribute.term in (
                published.labour_status,
                published.education,
                published.background,
                published.botid
            )
    ) <> 4
