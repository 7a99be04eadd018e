-- What the registers show beside what is publicly known about Norway or assumed, each
-- measure in the year of its reference or the nearest there is. The reference is given
-- where the registers hold those it is about, and is_comparable says where they do.
-- Source: mart register_comparison, seeds register_measure and register_profile_code.

with register_comparison as (
    select * from {{ ref("register_comparison") }}
),

register_measure as (
    select * from {{ ref("register_measure") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

reference_year as (
    select max(reference_year) as reference_year
    from register_comparison
),

shown as (
    select
        register_comparison.*,
        row_number() over (
            partition by register_comparison.population, register_comparison.measure
            order by
                abs(
                    register_comparison.year - coalesce(
                        register_comparison.reference_year,
                        reference_year.reference_year
                    )
                ),
                register_comparison.year
        ) as nearness
    from register_comparison
    cross join reference_year
    where
        register_comparison.population in ('all', 'immigrants')
        or register_comparison.reference is not null
)

select
    shown.measure,
    register_measure.label_en as measure_en,
    register_measure.label_nb as measure_nb,
    shown.population,
    population_label.label_en as population_en,
    population_label.label_nb as population_nb,
    shown.year,
    shown.value,
    shown.is_comparable,
    case when shown.is_comparable then shown.reference end as reference,
    case when shown.is_comparable then shown.difference end as difference,
    shown.unit,
    unit_label.label_en as unit_en,
    unit_label.label_nb as unit_nb,
    case when shown.is_comparable then shown.kind end as kind,
    case when shown.is_comparable then kind_label.label_en end as kind_en,
    case when shown.is_comparable then kind_label.label_nb end as kind_nb,
    case when shown.is_comparable then shown.source end as reference_source_en,
    case when shown.is_comparable then shown.source_nb end as reference_source_nb
from shown
inner join register_measure
    on shown.measure = register_measure.measure
inner join register_profile_code as population_label
    on
        population_label.list_name = 'population'
        and shown.population = population_label.code
inner join register_profile_code as unit_label
    on
        unit_label.list_name = 'measure_unit'
        and shown.unit = unit_label.code
left join register_profile_code as kind_label
    on
        kind_label.list_name = 'reference_kind'
        and shown.kind = kind_label.code
where shown.nearness = 1
order by register_measure.sort_order, population_label.sort_order
