"""The panel of persons and years, from registers of CSV files to the marts.

One build of hand-made cases (tests/fixtures/registers/panel, with the rows that the
definitions give them) together with random households, and one build of an added year.
"""

import csv
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from conftest import run_dbt

from bofast.settings import PROJECT

pytestmark = pytest.mark.slow

CASES = PROJECT / "tests" / "fixtures" / "registers" / "panel"
MARTS = ("+person_year", "+family_year", "+panel_year", "+data_quality")
# a 1 January that the hand-made cases do not have
RANDOM_YEAR = 2005
HOUSEHOLDS = 600
# tables that one year is built into, and the column that says which
YEAR_TABLES = {
    "intermediate.int_couple": "year",
    "intermediate.int_child_in_dwelling": "year",
    "intermediate.int_common_parents": "year",
    "intermediate.int_cohabiting_parents": "year",
    "intermediate.int_family_number": "year",
    "intermediate.int_finding_population": "year",
    "intermediate.int_finding_activity": "year + 1",
    "intermediate.int_person_at_risk": "outcome_year + 1",
    "intermediate.int_population_municipality": "year",
    "intermediate.int_register_year": "year + 1",
    "main.family_year": "year",
    "main.person_year": "outcome_year + 1",
    # rows without a year are looked at every time
    "staging.stg_register_row_set_aside": "coalesce(year, 2018)",
    "staging.stg_register_value_set_aside": "coalesce(year, 2018)",
}


@dataclass(frozen=True)
class Resident:
    """A resident as the registers know them; sex and birth null if only resident."""

    person_id: str
    dwelling_id: str
    marital_status: str
    spouse_id: str
    sex: str
    birth_date: date | None
    mother_id: str
    father_id: str


def random_household(number: int, draw: random.Random) -> list[Resident]:
    """Draw people who are married and parents without regard to age or sex."""
    ids = [f"{draw.choice('abAB')}{number}_{i}" for i in range(draw.randint(1, 8))]
    couples = ids[:]
    draw.shuffle(couples)
    spouses = dict(zip(couples[::2], couples[1::2], strict=False))
    spouses |= {spouse: person for person, spouse in spouses.items()}
    # the fewer candidates for parents, the more they have children in common
    parents = draw.sample(ids, min(len(ids), draw.randint(1, 4)))
    residents = []
    for person in ids:
        is_known = draw.random() < 0.93
        is_mutual = draw.random() < 0.8
        residents.append(
            Resident(
                person_id=person,
                dwelling_id=draw.choices(
                    (f"d{number}", f"e{number}", ""), (0.9, 0.06, 0.04)
                )[0],
                marital_status=draw.choices("12456", (0.55, 0.25, 0.08, 0.02, 0.1))[0],
                spouse_id=spouses.get(person, "") if is_mutual else draw.choice(ids),
                sex=draw.choice("12") if is_known else "",
                birth_date=date(draw.randint(1990, 1995), 1, 1) if is_known else None,
                mother_id=draw.choice([*parents, ""]) if is_known else "",
                father_id=draw.choice([*parents, ""]) if is_known else "",
            )
        )
    return residents


def reference_person(one: Resident, other: Resident, sex: str) -> tuple[str, str]:
    """Return the one of the sex, else the elder, else the smaller id, and the other."""
    if (one.sex == sex) != (other.sex == sex):
        first = one if one.sex == sex else other
    else:
        first = min(one, other, key=lambda p: (p.birth_date or date.max, p.person_id))
    return first.person_id, (other if first is one else one).person_id


def naive_family_numbers(dwelling: list[Resident]) -> dict[str, str]:
    """Follow the definition of family number word by word, in one dwelling."""
    people = {p.person_id: p for p in dwelling}
    mother = {p.person_id: p.mother_id for p in dwelling}
    father = {p.person_id: p.father_id for p in dwelling}
    for known in (mother, father):
        for person, parent in known.items():
            if parent == person or parent not in people:
                known[person] = ""
    family: dict[str, str] = {}
    # 1
    for one, other in combinations(dwelling, 2):
        names_each_other = (
            one.spouse_id == other.person_id and other.spouse_id == one.person_id
        )
        if names_each_other and {one.marital_status, other.marital_status} <= {*"26"}:
            first, second = reference_person(one, other, "1")
            family[first] = family[second] = first
    # 2
    youngest: dict[frozenset[str], date] = {}
    for child in dwelling:
        pair = frozenset((mother[child.person_id], father[child.person_id]))
        if "" not in pair and len(pair) == 2 and not pair & family.keys():
            assert child.birth_date
            youngest[pair] = max(youngest.get(pair, date.min), child.birth_date)
    candidates = [
        (-born.toordinal(), *reference_person(*(people[p] for p in pair), "2"))
        for pair, born in youngest.items()
    ]
    for _, first, second in sorted(candidates):
        if first not in family and second not in family:
            family[first] = family[second] = first
    # 3 and 4
    of_child = {}
    for person in dwelling:
        me = person.person_id
        has_child = me in mother.values() or me in father.values()
        if person.marital_status == "1" and not has_child and me not in family:
            parent = mother[me] or father[me]
            if parent:
                of_child[me] = family.get(parent, parent)
    # 5
    return {p: family.get(p, of_child.get(p, p)) for p in people}


def expected_family_numbers(residents: list[Resident]) -> Iterator[tuple[str, str]]:
    dwellings: dict[str, list[Resident]] = {}
    for person in residents:
        home = person.dwelling_id or f"nowhere {person.person_id}"
        dwellings.setdefault(home, []).append(person)
    for dwelling in dwellings.values():
        yield from naive_family_numbers(dwelling).items()


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def add_to_registers(registers: Path, residents: list[Resident]) -> None:
    write_rows(
        registers / "population" / "random.csv",
        [
            {
                "year": RANDOM_YEAR,
                "person_id": person.person_id,
                "municipality_code": "0301",
                "dwelling_id": person.dwelling_id,
                "marital_status": person.marital_status,
                "spouse_id": person.spouse_id,
            }
            for person in residents
        ],
    )
    write_rows(
        registers / "person" / "random.csv",
        [
            {
                "person_id": person.person_id,
                "sex": person.sex,
                "birth_date": person.birth_date,
                "birth_country": "000",
                "mother_id": person.mother_id,
                "father_id": person.father_id,
                "mother_birth_country": "000",
                "father_birth_country": "000",
                "foreign_born_grandparents": 0,
                "first_immigration_date": "",
                "reason_for_immigration": "",
                "death_date": "",
            }
            for person in residents
            if person.sex
        ],
    )


@pytest.fixture(scope="module")
def residents() -> list[Resident]:
    draw = random.Random(RANDOM_YEAR)
    households = (random_household(number, draw) for number in range(HOUSEHOLDS))
    return [person for household in households for person in household]


@pytest.fixture(scope="module")
def registers(
    tmp_path_factory: pytest.TempPathFactory, residents: list[Resident]
) -> Path:
    folder = tmp_path_factory.mktemp("panel") / "registers"
    shutil.copytree(CASES / "registers", folder)
    add_to_registers(folder, residents)
    return folder


@pytest.fixture(scope="module")
def built(registers: Path) -> Path:
    """A warehouse with the panel of all years."""
    warehouse = registers.parent / "warehouse.duckdb"
    result = run_dbt(
        *("build", "--select", *MARTS),
        *("--exclude-resource-type", "test", "unit_test"),
        registers=registers,
        warehouse=warehouse,
    )
    assert result.returncode == 0, result.stdout
    return warehouse


def rows_of(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def expected_rows(warehouse: Path, mart: str) -> tuple[str, list[tuple[object, ...]]]:
    """Read a mart's expected rows in the mart's types; also return its columns."""
    with (CASES / f"{mart}.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    types = dict(
        rows_of(
            warehouse,
            "select column_name, data_type from duckdb_columns()"
            f" where schema_name = 'main' and table_name = '{mart}'",
        )
    )
    casts = ", ".join(f"cast({name} as {types[name]})" for name in columns)
    scan = f"read_csv('{CASES / mart}.csv', header = true, all_varchar = true)"
    return ", ".join(columns), rows_of(warehouse, f"select {casts} from {scan}")


@pytest.mark.parametrize("mart", ["person_year", "family_year"])
def test_hand_made_cases_give_the_contracts_rows(built: Path, mart: str) -> None:
    columns, expected = expected_rows(built, mart)
    year = columns.split(", ")[0]
    query = f"select {columns} from {mart} where {year} <> {RANDOM_YEAR}"
    found = rows_of(built, query)
    assert len(expected) == len(set(expected))
    assert set(found) - set(expected) == set()
    assert set(expected) - set(found) == set()
    assert len(found) == len(expected)


def test_years_left_out_are_listed_with_what_they_lack(built: Path) -> None:
    columns = "outcome_year, is_in_panel, missing_registers, persons_at_risk"
    activity = "education {0}, employment {0}, enrolment {0}, population {1}"
    activity += ", unemployment {0}"
    assert rows_of(built, f"select {columns} from panel_year order by 1") == [
        (2005, False, activity.format(2004, 2006), None),
        (2012, True, None, 163),
        (2013, False, activity.format(2012, 2014), None),
        (2017, True, None, 6),
        (2018, False, activity.format(2017, 2019), None),
    ]


def test_what_is_wrong_in_the_registers_is_counted(built: Path) -> None:
    found = rows_of(
        built,
        "select register, year, rule, finding_rows from data_quality"
        " where finding_rows > 0 and register <> 'person'"
        f" and year is distinct from {RANDOM_YEAR}",
    )
    assert set(found) == {
        ("population", 2012, "resident_not_in_person", 3),
        ("population", 2013, "resident_not_in_person", 1),
        ("population", 2012, "resident_after_death", 1),
        ("population", 2013, "resident_after_death", 1),
        ("population", 2012, "own_spouse", 1),
        ("population", 2012, "spouse_not_mutual", 2),
        ("population", 2012, "municipality_not_placed", 2),
        ("population", 2013, "municipality_not_placed", 2),
        ("population", 2017, "municipality_not_placed", 2),
        ("population", 2018, "municipality_not_placed", 2),
        ("population", 2012, "outcome_unexplained", 11),
        ("population", 2017, "outcome_unexplained", 2),
        # the people of the families, but the immigrants, are in one year only
        ("population", 2013, "departure_unexplained", 101),
        ("population", 2013, "arrival_unexplained", 1),
        ("population", 2012, "row_set_aside", 1),
        (
            "population",
            2012,
            "marital_status: a code outside the list `marital_status`",
            1,
        ),
        ("employment", 2011, "row_set_aside", 1),
        (
            "employment",
            2011,
            "employment_status: a code outside the list `employment_status`",
            1,
        ),
        ("unemployment", 2011, "row_set_aside", 1),
        ("unemployment", 2011, "months: above 12", 1),
        ("education", 2011, "education_without_level", 1),
        ("education", 2011, "education_not_in_person", 1),
        ("enrolment", 2011, "enrolment_not_in_person", 1),
        ("employment", 2011, "employment_not_in_person", 1),
        ("unemployment", 2011, "unemployment_not_in_person", 1),
        ("unemployment", 2016, "unemployment_not_in_person", 1),
        ("migration", 2012, "migration_not_in_person", 1),
        ("migration", 2012, "move_after_death", 3),
    }


def test_family_numbers_of_random_households(
    built: Path, residents: list[Resident]
) -> None:
    expected = dict(expected_family_numbers(residents))
    found = dict(
        rows_of(
            built,
            "select person_id, family_id from intermediate.int_family_number"
            f" where year = {RANDOM_YEAR}",
        )
    )
    assert found == expected
    # what the households are for: couples of both kinds, children, contests
    settled = rows_of(
        built,
        "select count(*) from intermediate.int_common_parents as pair"
        " left join intermediate.int_cohabiting_parents as couple"
        " using (year, reference_id, partner_id)"
        f" where pair.year = {RANDOM_YEAR} and couple.year is null",
    )
    assert settled[0][0] >= 50


def test_an_added_year_gives_what_a_full_build_gives(
    built: Path, registers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without 1 January 2018, and a mark on an earlier year that must be left alone."""
    warehouse = built.parent / "added" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    shutil.copy(built, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        for table, year in YEAR_TABLES.items():
            connection.execute(f"delete from {table} where {year} = 2018")
        connection.execute("update family_year set family_size = 99 where year = 2012")
    monkeypatch.setenv("BOFAST_YEARS", "2018")
    result = run_dbt(
        *("run", "--select", *MARTS), registers=registers, warehouse=warehouse
    )
    assert result.returncode == 0, result.stdout
    marked = rows_of(warehouse, "from family_year where year = 2012")
    assert {row[2] for row in marked} == {99}
    for table, year in YEAR_TABLES.items():
        query = f"select * from {table} where {year} <> 2012"
        assert sorted(map(str, rows_of(warehouse, query))) == sorted(
            map(str, rows_of(built, query))
        ), table


def without_residents(
    registers: Path, folder: Path, year: str, most: int | None = None
) -> Path:
    """Copy registers without the residents of a year, or the first of them."""
    shutil.copytree(registers, folder)
    population = folder / "population" / "population.csv"
    lines = population.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = [line for line in lines if line.startswith(year)][:most]
    assert gone
    kept = [line for line in lines if line not in gone]
    population.write_text("".join(kept), encoding="utf-8")
    return folder


def test_an_added_year_says_that_other_registers_made_the_rest(
    built: Path, registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resident of 2012 is gone, which no year that is built reads."""
    other = without_residents(registers, tmp_path / "registers", "2012", 1)
    warehouse = Path(shutil.copy(built, tmp_path / "warehouse.duckdb"))
    changed = "select registers_changed from registers.provenance"
    assert rows_of(built, changed) == [(None,)]
    monkeypatch.setenv("BOFAST_YEARS", "2018")
    result = run_dbt(
        *("run", "--select", "panel_year"), registers=other, warehouse=warehouse
    )
    assert result.returncode == 0, result.stdout
    assert "as other registers made them (population 2012 differ)" in result.stdout
    assert rows_of(warehouse, changed) == [("population 2012",)]


def test_dbt_refuses_a_year_without_those_after_it(
    built: Path, registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their cohorts and returns would be those of the registers before."""
    warehouse = Path(shutil.copy(built, tmp_path / "warehouse.duckdb"))
    monkeypatch.setenv("BOFAST_YEARS", "2016")
    result = run_dbt("run", registers=registers, warehouse=warehouse)
    assert result.returncode != 0
    assert "say BOFAST_YEARS=2016,2017,2018, or leave it out" in result.stdout
    family_years = "from family_year order by all"
    assert rows_of(warehouse, family_years) == rows_of(built, family_years)


def test_a_year_added_to_what_an_older_version_built(
    built: Path, registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which did not have the table of municipalities, and common parents as a view."""
    warehouse = Path(shutil.copy(built, tmp_path / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop table intermediate.int_population_municipality")
        connection.execute(
            "create table parents as from intermediate.int_common_parents"
        )
        connection.execute("drop table intermediate.int_common_parents")
        connection.execute(
            "create view intermediate.int_common_parents as from parents"
        )
    monkeypatch.setenv("BOFAST_YEARS", "2018")
    result = run_dbt(
        *("run", "--select", *MARTS), registers=registers, warehouse=warehouse
    )
    assert result.returncode == 0, result.stdout
    for mart in ("person_year", "panel_year"):
        rows = rows_of(warehouse, f"from {mart} order by all")
        assert rows == rows_of(built, f"from {mart} order by all"), mart


def test_a_year_taken_out_of_the_registers_leaves_nothing(
    built: Path, registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built again without 1 January 2018, which outcome year 2017 needs."""
    without = without_residents(registers, tmp_path / "registers", "2018")
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(built, warehouse)
    monkeypatch.setenv("BOFAST_YEARS", "2018")
    result = run_dbt(
        *("run", "--select", *MARTS), registers=without, warehouse=warehouse
    )
    assert result.returncode == 0, result.stdout
    years = "select distinct {} from {} order by 1"
    for table, year, gone in [
        ("main.person_year", "outcome_year", 2017),
        ("main.family_year", "year", 2018),
        ("intermediate.int_family_number", "year", 2018),
    ]:
        before = rows_of(built, years.format(year, table))
        after = rows_of(warehouse, years.format(year, table))
        assert (gone,) in before, table
        assert after == [row for row in before if row != (gone,)], table


def test_family_numbers_lie_in_the_order_of_years(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    # or one year of a country could not be found without reading the others
    found = marts.execute(
        "select count(*) filter (where year < year_before), count(distinct year)"
        " from (select year, lag(year) over (order by rowid) as year_before"
        " from intermediate.int_family_number)"
    ).fetchone()
    assert found is not None
    steps_back, years = found
    # parts that were written side by side may change places where they meet
    assert steps_back < years
