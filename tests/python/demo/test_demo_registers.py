"""The demo registers as the warehouse sees them: every clause, and the targets."""

import re
from pathlib import Path

import duckdb
import pytest

from bofast.contract.registers import csv_rows
from bofast.settings import SEEDS

CODES = {
    "sex": "sex",
    "age_group": "age_group",
    "botid_group": "botid_group",
    "background": "background",
    "education_level": "education_level",
    "education_level_6": "education_level_6",
    "labour_status": "labour_status",
    "centrality_level": "centrality_level",
    "family_composition": "family_composition",
    "family_mix": "family_mix",
    "outcome_centrality": "outcome",
    "outcome_county": "outcome",
    "outcome_municipality": "outcome",
}
"""Columns of person_year and the code list of each."""

PERSONS = "select person_id from stg_person where"
RESIDENTS = "select person_id from stg_population as p where"
AT_RISK = "select person_id from person_year where"
LIVING_WITH = (
    "select child.person_id from int_child_in_dwelling as child"
    " inner join stg_population as p"
    " on child.year = p.year and child.person_id = p.person_id"
)
FAMILY = "family_year as f using (year, family_id)"

CLAUSES = {
    # immigrant
    "born in Norway": f"{PERSONS} birth_country = '000'",
    "born abroad, a parent born in Norway": (
        f"{PERSONS} birth_country <> '000' and '000' in"
        " (mother_birth_country, father_birth_country)"
    ),
    "born abroad, a grandparent born in Norway": (
        f"{PERSONS} birth_country <> '000' and foreign_born_grandparents < 4"
    ),
    "immigrant by a missing field": (
        "select person_id from int_immigrant where is_decided_by_missing"
    ),
    "resident who is not in person": (
        f"{RESIDENTS} person_id not in (select person_id from stg_person)"
    ),
    # age and botid
    "born on 1 January of the outcome year": f"{AT_RISK} age = -1",
    "below 15": f"{AT_RISK} age_group is null and age between 0 and 14",
    "above 74": f"{AT_RISK} age > 74",
    "first immigration missing": (
        f"{AT_RISK} botid is null and person_id in"
        f" ({PERSONS} first_immigration_date is null)"
    ),
    "first immigration after the base year": (
        f"{AT_RISK} botid is null and person_id in"
        f" ({PERSONS} first_immigration_date is not null)"
    ),
    # background
    **{
        f"born in country {code}": f"{AT_RISK} person_id in"
        f" ({PERSONS} birth_country = '{code}') and background = 'nordic'"
        for code in ("101", "102", "103", "104", "105", "106")
    },
    "unknown since before 1990": (
        f"{AT_RISK} background = 'unknown' and person_id in"
        f" ({PERSONS} first_immigration_date < date '1990-01-01')"
    ),
    "before 1990 though a reason stands there": (
        f"{AT_RISK} background = 'unknown' and person_id in"
        f" ({PERSONS} first_immigration_date < date '1990-01-01'"
        " and reason_for_immigration = 'FAM')"
    ),
    **{
        f"unknown by reason {reason}": f"{AT_RISK} background = 'unknown'"
        f" and person_id in ({PERSONS} first_immigration_date >= date '1990-01-01'"
        f" and coalesce(reason_for_immigration, 'missing') = '{reason}')"
        for reason in ("ANN", "UOPP", "missing")
    },
    # education
    **{
        f"NUS2000 begins with {digit}": "select person_id from stg_education"
        f" where left(nus_code, 1) = '{digit}'"
        for digit in "0123456789"
    },
    "no row of education": (
        f"{AT_RISK} education_level = 'unknown' and (person_id, base_year) not in"
        " (select (person_id, year) from stg_education)"
    ),
    # labour status
    "two main jobs": (
        "select person_id from stg_employment where is_main_job"
        " group by year, person_id having count(*) > 1"
    ),
    "a job that is not the main one": (
        "select person_id from stg_employment group by year, person_id"
        " having not bool_or(is_main_job)"
    ),
    "self-employed": (
        "select person_id from stg_employment where is_main_job"
        " and employment_status = 'self_employed'"
    ),
    **{
        f"in education by {column}": "select person_id from stg_enrolment"
        f" where {column} and not ({' or '.join(others)})"
        for column, others in {
            "enrolled_1_october": ("exam_january_september", "exam_october_december"),
            "exam_january_september": ("enrolled_1_october", "exam_october_december"),
            "exam_october_december": ("enrolled_1_october", "exam_january_september"),
        }.items()
    },
    "a row of enrolment with nothing in it": (
        "select person_id from stg_enrolment where not (enrolled_1_october"
        " or exam_january_september or exam_october_december)"
    ),
    "several rows of enrolment": (
        "select person_id from stg_enrolment group by year, person_id"
        " having count(*) > 1"
    ),
    **{
        f"{row['labour_status']}, {row['is_employed']} {row['is_in_education']}"
        f" {row['months_from']}-{row['months_to']}": f"{AT_RISK}"
        " coalesce((select true from int_employed as e where"
        " e.outcome_year = person_year.outcome_year"
        " and e.person_id = person_year.person_id), false)"
        f" = {row['is_employed']} and"
        " coalesce((select true from int_in_education as i where"
        " i.outcome_year = person_year.outcome_year"
        " and i.person_id = person_year.person_id), false)"
        f" = {row['is_in_education']} and labour_status = '{row['labour_status']}'"
        for row in csv_rows(SEEDS / "classifications" / "labour_status_rule.csv")
    },
    # residence
    **{
        f"old code {code}": f"{RESIDENTS} municipality_code = '{code}'"
        for code in ("1842", "1154", "1503", "1723", "1901", "1915")
    },
    "a code that cannot be placed": f"{AT_RISK} centrality_level is null",
    # family number
    "married couple": f"{RESIDENTS} marital_status = '2' and (year, person_id) in"
    " (select (year, reference_id) from int_couple)",
    "registered partners, two men": (
        "select c.reference_id from int_couple as c inner join int_person as p"
        " on c.partner_id = p.person_id inner join int_person as r"
        " on c.reference_id = r.person_id where p.sex = 'male' and r.sex = 'male'"
    ),
    "registered partners, two women": (
        "select c.reference_id from int_couple as c inner join int_person as p"
        " on c.partner_id = p.person_id inner join int_person as r"
        " on c.reference_id = r.person_id where p.sex = 'female' and r.sex = 'female'"
    ),
    "partners born on one day: the smaller id": (
        "select c.reference_id from int_couple as c inner join int_person as p"
        " on c.partner_id = p.person_id inner join int_person as r"
        " on c.reference_id = r.person_id where p.sex = r.sex"
        " and p.birth_date = r.birth_date and c.reference_id < c.partner_id"
    ),
    "spouses in two dwellings": (
        f"{RESIDENTS} marital_status = '2' and exists (select 1 from stg_population"
        " as s where s.year = p.year and s.person_id = p.spouse_id"
        " and s.spouse_id = p.person_id and s.dwelling_id <> p.dwelling_id)"
    ),
    "married to nobody in the registers": (
        f"{RESIDENTS} marital_status = '2' and spouse_id is null"
    ),
    "spouse who is somebody else's": (
        f"{RESIDENTS} exists (select 1 from stg_population as s where s.year = p.year"
        " and s.person_id = p.spouse_id and s.spouse_id <> p.person_id)"
    ),
    "own spouse": f"{RESIDENTS} spouse_id = person_id",
    "own parent": f"{PERSONS} mother_id = person_id",
    "cohabiting parents": "select reference_id from int_cohabiting_parents",
    "cohabiting parents of one sex": (
        "select c.reference_id from int_cohabiting_parents as c"
        " inner join int_person as p on c.partner_id = p.person_id"
        " inner join int_person as r on c.reference_id = r.person_id"
        " where p.sex = r.sex"
    ),
    "divorced parents together": (
        f"{RESIDENTS} marital_status = '4' and (year, person_id) in"
        " (select (year, reference_id) from int_cohabiting_parents)"
    ),
    "in two such couples": (
        "select partner_id from int_common_parents group by year, partner_id"
        " having count(*) > 1"
    ),
    "child of a couple": (
        "select child.person_id from int_child_family as child"
        " inner join int_couple_member as m"
        " on child.year = m.year and child.family_id = m.person_id"
    ),
    "child of the mother": f"{LIVING_WITH} where mother_id is not null"
    " and father_id is null",
    "child of the father": f"{LIVING_WITH} where mother_id is null"
    " and father_id is not null",
    "both parents, no couple: the mother's": (
        "select child.person_id from int_child_in_dwelling as child"
        " inner join int_couple_member as m"
        " on child.year = m.year and child.mother_id = m.person_id"
        " left join int_couple_member as f"
        " on child.year = f.year and child.father_id = f.person_id"
        " where child.father_id is not null and f.person_id is null"
    ),
    "child over 40": (
        "select c.person_id from int_child_family as c"
        " inner join int_person as p on c.person_id = p.person_id"
        " where c.year - p.birth_year > 40"
    ),
    "child who was married": f"{LIVING_WITH} where p.marital_status in ('3', '4')",
    "three generations": (
        "select c.person_id from int_child_in_dwelling as c inner join"
        " int_child_in_dwelling as g on c.year = g.year and c.mother_id = g.person_id"
    ),
    "cohabitants without children": (
        f"{RESIDENTS} dwelling_id is not null and exists (select 1 from stg_population"
        " as s where s.year = p.year and s.dwelling_id = p.dwelling_id"
        " and s.person_id <> p.person_id) and (year, person_id) in (select"
        f" (year, family_id) from {FAMILY.split(' as ')[0]} where family_size = 1)"
    ),
    "no dwelling": f"{RESIDENTS} dwelling_id is null",
    "family without immigrants": (
        "select family_id from family_year where family_composition is null"
    ),
    # outcome
    "resident though dead": (
        f"{AT_RISK} outcome_centrality = 'stay' and (person_id, outcome_year) in"
        " (select (person_id, year(death_date)) from stg_person)"
    ),
    "left and came back in the year": (
        f"{AT_RISK} outcome_centrality in ('stay', 'out_migration') and"
        " (person_id, outcome_year) in (select (person_id, year(event_date))"
        " from stg_migration where migration_type = 'emigration')"
    ),
    "left, came back and left": (
        f"{AT_RISK} outcome_centrality = 'emigration' and (person_id, outcome_year) in"
        " (select (person_id, year(event_date)) from stg_migration"
        " where migration_type = 'immigration')"
    ),
    "died after leaving": (
        f"{AT_RISK} outcome_centrality = 'emigration' and (person_id, outcome_year) in"
        " (select (person_id, year(death_date)) from stg_person)"
    ),
    "left after dying": (
        f"{AT_RISK} outcome_centrality = 'death' and (person_id, outcome_year) in"
        " (select (person_id, year(event_date)) from stg_migration"
        " where migration_type = 'emigration')"
    ),
    "emigrated by decision": f"{AT_RISK} is_administrative_emigration",
    "emigrated by notice": f"{AT_RISK} not is_administrative_emigration",
    "gone without a trace": f"{AT_RISK} outcome_municipality = 'unexplained'"
    " and centrality_level is not null",
    "moved within county and level": (
        f"{AT_RISK} outcome_municipality = 'out_migration'"
        " and outcome_county = 'stay' and outcome_centrality = 'stay'"
    ),
    "came back after years abroad": (
        "select person_id from stg_migration where migration_type = 'immigration'"
        " group by person_id having count(distinct year(event_date)) > 1"
    ),
}
"""What the contract's definitions distinguish, as queries that find people."""


@pytest.fixture(scope="module")
def warehouse(warehouse_file: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(warehouse_file), read_only=True)
    schemas = ("main", "intermediate", "staging", "classification", "published")
    connection.execute(f"set search_path = '{','.join(schemas)}'")
    return connection


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_has_people_in_it(
    warehouse: duckdb.DuckDBPyConnection, clause: str
) -> None:
    found = warehouse.execute(
        f"select count(*) from ({CLAUSES[clause]}) as people"
    ).fetchone()
    assert found
    assert found[0] > 0


@pytest.mark.parametrize("column", CODES)
def test_every_code_has_people_in_it(
    warehouse: duckdb.DuckDBPyConnection, column: str
) -> None:
    rows = warehouse.execute(
        f"select cast({column} as varchar), count(*) from person_year"
        f" where {column} is not null group by 1"
    ).fetchall()
    codes = {
        row["code"]
        for row in csv_rows(SEEDS / "classifications" / "code_list.csv")
        if row["list_name"] == CODES[column]
    }
    assert {row[0] for row in rows} == codes


def test_a_note_beside_them_says_that_they_are_synthetic(demo_registers: Path) -> None:
    note = (demo_registers / "SYNTHETIC.md").read_text(encoding="utf-8")
    assert note.startswith("# Synthetic registers")
    assert "`region_` are drawn with seed 2019" in note
    assert "Drawn with seed 2019 at scale 0.02 (families of immigrants)" in note


@pytest.fixture(scope="module")
def scale(demo_registers: Path) -> float:
    text = (demo_registers / "SYNTHETIC.md").read_text(encoding="utf-8")
    found = re.search(r"at scale ([0-9.]+) \(", text)
    assert found
    return float(found[1])


SAMPLING = 3.5
"""Standard errors of the demo's size that are allowed on top of a target's margin:
none to speak of at scale 1, where `make calibration` holds the registers to them."""


def test_adults_by_level_and_sex_are_the_reports(
    warehouse: duckdb.DuckDBPyConnection, scale: float
) -> None:
    rows = warehouse.execute(
        "select d.table_id, d.n_observations, count(*)"
        " from published_logit_diagnostics as d inner join person_year as p"
        " on d.centrality_level = p.centrality_level and d.sex = p.sex"
        " where d.model_type = 3 and p.outcome_year = 2013"
        " and p.age between 15 and 74 group by all"
    ).fetchall()
    assert len(rows) == 8
    for table, published, persons in rows:
        wanted = published * scale
        margin = 0.02 * wanted + SAMPLING * (wanted * (1 - scale)) ** 0.5
        assert persons == pytest.approx(wanted, abs=margin), table


STATED_SHARES = {
    # "snaut 8", "om lag 20" and so on: text to figure 5.13
    (2004, 2008): {
        "work": 8, "refuge": 20, "family": 27, "nordic": 16, "unknown": 26,
    },
    (2009, 2013): {
        "work": 20, "refuge": 17, "family": 29, "nordic": 12.5, "unknown": 17,
    },
}  # fmt: skip


@pytest.mark.parametrize("period", STATED_SHARES)
def test_shares_by_background_are_those_stated(
    warehouse: duckdb.DuckDBPyConnection, period: tuple[int, int]
) -> None:
    counts = dict(
        warehouse.execute(
            "select background, count(*) from person_year"
            " where outcome_year between ? and ? group by 1",
            list(period),
        ).fetchall()
    )
    total = sum(counts.values())
    for background, percent in STATED_SHARES[period].items():
        assert 100 * counts[background] / total == pytest.approx(percent, abs=1)


# text to figure 5.13: background -> counties that have most of it, and fewest
STATED_COUNTIES = {
    "work": ("11 12 14 15", "01 03 08 10"),
    "refuge": ("01 04 05 08 09 10 17 18", "15"),
    "family": ("11 12 14 15 17 18 20", "02 09 10 19"),
    "education": ("16 19", "01"),
    "nordic": ("01 02 04 18 19 20", "09 10 11 12 14 15"),
    "unknown": ("02 03 10 12", "17 18 19 20"),
}
WEST = ("11", "12", "14", "15")
# text to figures 5.14-5.19: outcome, background -> counties with the highest rates, as
# far as both periods agree, and the lowest
STATED_RATES = {
    ("emigration", "work"): ("10 16", "05 09 14 20"),
    ("out_migration", "work"): ("02 04 17", "11 12"),
    ("emigration", "refuge"): ("03", "09 10 11"),
    ("out_migration", "refuge"): ("04 05 14 15 17 18 19 20", "03 11 12"),
    ("emigration", "family"): ("02 03 11 16", "04 09 10 18 20"),
    ("out_migration", "family"): ("04 05 14 17 18 19 20", "11 12"),
    ("emigration", "education"): ("14 16 17", "11"),
    ("out_migration", "education"): ("08 09", "03 11 12"),
    ("emigration", "nordic"): ("03 19", "01 04 09 17"),
    ("out_migration", "nordic"): ("02 03 14", "01 11"),
    ("emigration", "unknown"): ("03 14 19 20", "08 09 10"),
    ("out_migration", "unknown"): ("04 05 14 17 19 20", "03 11 12"),
}


def counted(
    warehouse: duckdb.DuckDBPyConnection, counties: str, had: str, among: str
) -> tuple[int, int]:
    """Return how many person-years of some counties have something, and of how many."""
    row = warehouse.execute(
        f"select count(*) filter ({had}), count(*) from person_year"
        f" where contains(?, county_code) and {among}",
        [counties],
    ).fetchone()
    assert row is not None
    return row


def above(
    high: tuple[int, int], low: tuple[int, int], years: int, scale: float
) -> bool:
    """Tell whether one share is above another, but for the demo's size.

    The same people are there in several years.
    """
    (some, all_of_them), (few, all_others) = high, low
    one, other = some / all_of_them, few / all_others
    error = (one * (1 - one) / all_of_them + other * (1 - other) / all_others) * years
    return one - other > -SAMPLING * (error * (1 - scale)) ** 0.5


def test_work_immigrants_are_a_quarter_in_the_west(
    warehouse: duckdb.DuckDBPyConnection, scale: float
) -> None:
    for county in WEST:
        work, everybody = counted(
            warehouse,
            county,
            "background = 'work'",
            "outcome_year between 2009 and 2013",
        )
        share = 100 * work / everybody
        error = (27.5 * 72.5 / everybody * 5 * (1 - scale)) ** 0.5
        assert share == pytest.approx(27.5, abs=2.5 + SAMPLING * error), county


@pytest.mark.parametrize("background", STATED_COUNTIES)
def test_counties_have_the_backgrounds_stated(
    warehouse: duckdb.DuckDBPyConnection, scale: float, background: str
) -> None:
    most, fewest = STATED_COUNTIES[background]
    named = {*most.split(), *fewest.split()}
    others = " ".join(f"{n:02}" for n in range(1, 21) if f"{n:02}" not in named)
    had, years = f"background = '{background}'", "outcome_year between 2009 and 2013"
    shares = [counted(warehouse, of, had, years) for of in (most, others, fewest)]
    assert above(shares[0], shares[1], 5, scale)
    assert above(shares[1], shares[2], 5, scale)
    # far enough apart that the small demo, too, shows which are which
    assert shares[0][0] / shares[0][1] > shares[2][0] / shares[2][1]


@pytest.mark.parametrize(("outcome", "background"), STATED_RATES)
def test_counties_have_the_order_of_rates_stated(
    warehouse: duckdb.DuckDBPyConnection, scale: float, outcome: str, background: str
) -> None:
    highest, lowest = STATED_RATES[outcome, background]
    had, of = f"outcome_county = '{outcome}'", f"background = '{background}'"
    high = counted(warehouse, highest, had, of)
    low = counted(warehouse, lowest, had, of)
    assert above(high, low, 1, scale)


def test_rates_by_family_are_those_of_table_4_1(
    warehouse: duckdb.DuckDBPyConnection, scale: float
) -> None:
    rows = warehouse.execute("""
        with person as (
            select
                background,
                case when family_size >= 3 then '3+'
                    else cast(family_size as varchar) end as family_size,
                unnest(list_distinct(['all', family_composition]))
                    as family_composition,
                outcome_county
            from person_year
            where outcome_year = 2013
        )

        select
            r.background, r.family_size, r.family_composition, r.outcome,
            r.rate_percent / 100,
            avg(cast(p.outcome_county = r.outcome as integer)),
            count(*)
        from published_family_rates as r
        inner join person as p
            using (background, family_size, family_composition)
        where r.table_id = '4.1'
        group by all
    """).fetchall()
    held = 0
    for *cell, published, rate, residents in rows:
        if residents < 2_000 * scale:
            continue
        # people of a family move together, so they count for fewer
        error = (3 * published * (1 - published) / residents) ** 0.5
        margin = 0.005 + SAMPLING * error * (1 - scale) ** 0.5
        assert rate == pytest.approx(published, abs=margin), cell
        held += 1
    assert held > 60


def test_logits_find_the_coefficients_that_registers_are_drawn_from(
    warehouse: duckdb.DuckDBPyConnection, scale: float
) -> None:
    """Tables E.1-E.8: at scale 1 all eight.

    In a demo's small groups there is no maximum: those of both sexes, D.1-D.4, beside.
    """
    types = "3" if scale == 1 else "2, 3"
    found = warehouse.execute(
        f"""
        select
            count(*) as coefficients,
            count(distinct (ours.centrality_level, ours.sex)) as models,
            avg(
                case
                    when abs(ours.estimate - printed.estimate) <= 2 * ours.std_error
                        then 1.0
                    else 0.0
                end
            ) as share_within,
            median(ours.std_error / abs(printed.estimate / printed.t_value)) as ratio
        from logit_estimate as ours
        inner join published_logit as printed
            on
                ours.model_type = printed.model_type
                and ours.centrality_level = printed.centrality_level
                and ours.sex is not distinct from printed.sex
                and ours.outcome = printed.outcome
                and ours.term = printed.term
        where
            ours.outcome_year = 2013
            and ours.model_type in ({types})
            and ours.estimate is not null
        """
    ).fetchone()
    assert found is not None
    coefficients, models, share_within, ratio = found
    assert models == 8 if scale == 1 else models >= 1
    chance = 0 if scale == 1 else 2 * (0.95 * 0.05 / coefficients) ** 0.5
    assert share_within >= 0.93 - chance
    # an error is as much larger as the root of how few there are
    assert 0.8 <= ratio * scale**0.5 <= 1.25
