-- Terms, groups and contrasts have labels; each variable has one reference category;
-- a contrast and a profile use categories that the terms know.
with estimation_term as (
    select * from {{ ref("estimation_term") }}
),

logit_contrast as (
    select * from {{ ref("logit_contrast") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

categorical as (
    select distinct variable
    from estimation_term
    where method = 'logit' and category is not null
),

logit_category as (
    select
        variable,
        category
    from estimation_term
    where method = 'logit'
),

labelled as (
    select
        case method when 'lpm' then 'lpm_term' else 'logit_term' end as list_name,
        term as code
    from estimation_term
    where not is_reference
    union all
    select
        'lpm_term_group' as list_name,
        term_group as code
    from estimation_term
    where method = 'lpm'
    union all
    select
        'logit_contrast_group' as list_name,
        contrast_group as code
    from logit_contrast
    union all
    select
        case when is_reference then 'logit_reference' else 'logit_contrast' end
            as list_name,
        contrast as code
    from logit_contrast
)

select
    'no label' as problem,
    labelled.list_name as place,
    labelled.code
from labelled
left join code_list
    on
        labelled.list_name = code_list.list_name
        and labelled.code = code_list.code
where code_list.code is null
union all
select
    'not one reference' as problem,
    method as place,
    variable as code
from estimation_term
where category is not null
group by
    method,
    variable
having count(case when is_reference then 1 end) <> 1
union all
select
    'unknown category' as problem,
    logit_contrast.variable as place,
    logit_contrast.value as code
from logit_contrast
inner join categorical
    on logit_contrast.variable = categorical.variable
left join logit_category
    on
        logit_contrast.variable = logit_category.variable
        and logit_contrast.value = logit_category.category
where logit_category.category is null
