"""The profile of the registers, counted again person by person in plain Python."""

from collections import Counter, defaultdict
from typing import Any

import duckdb
import pytest
from conftest import read

COUPLED = {"2", "6"}
UNMARRIED = "1"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def year(marts: duckdb.DuckDBPyConnection) -> int:
    """The last year for which moves and jobs are known too."""
    row = marts.execute("select max(year) from main.move_profile").fetchone()
    assert row is not None
    if row[0] is None:
        pytest.skip("the registers hold no persons")
    return int(row[0])


@pytest.fixture(scope="module")
def persons(marts: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    rows = read(
        marts,
        "select person_id, sex, year(birth_date) as born, birth_country, mother_id,"
        " father_id from staging.stg_person",
    )
    return {row["person_id"]: row for row in rows}


def residents(marts: duckdb.DuckDBPyConnection, year: int) -> list[Row]:
    return read(marts, "select * from staging.stg_population where year = ?", year)


def household_type(people: list[Row], persons: dict[str, Row]) -> str:
    """Pair couples, put children with parents, and count what is left."""
    here = {row["person_id"]: row for row in people}
    parents = {
        me: {
            parent
            for key in ("mother_id", "father_id")
            if (parent := persons.get(me, {}).get(key)) in here and parent != me
        }
        for me in here
    }
    couples = {
        frozenset((me, row["spouse_id"]))
        for me, row in here.items()
        if row["spouse_id"] in here
        and row["spouse_id"] != me
        and here[row["spouse_id"]]["spouse_id"] == me
        and row["marital_status"] in COUPLED
        and here[row["spouse_id"]]["marital_status"] in COUPLED
    }
    coupled = {person for couple in couples for person in couple}
    for pair in map(frozenset, parents.values()):
        if len(pair) == 2 and not pair & coupled:
            couples.add(pair)
            coupled |= pair
    with_child = {parent for found in parents.values() for parent in found}
    children = {
        me
        for me, row in here.items()
        if parents[me]
        and row["marital_status"] == UNMARRIED
        and me not in with_child
        and me not in coupled
    }
    families = len(here) - len(children) - len(couples)
    if families > 1:
        return "several_families"
    if couples:
        return "couple_with_children" if children else "couple_without_children"
    return "one_parent" if children else "one_person"


def test_households_have_the_types_that_plain_counting_gives(
    marts: duckdb.DuckDBPyConnection, year: int, persons: dict[str, Row]
) -> None:
    dwellings = defaultdict(list)
    for row in residents(marts, year):
        if row["dwelling_id"] is not None:
            dwellings[row["dwelling_id"]].append(row)
    counted = Counter(
        (household_type(people, persons), str(len(people)) if len(people) < 5 else "5+")
        for people in dwellings.values()
    )
    found = read(marts, "from main.household_profile where year = ?", year)
    assert counted == {
        (row["household_type"], row["household_size"]): row["households"]
        for row in found
    }


def test_residents_have_the_ages_and_origins_of_the_registers(
    marts: duckdb.DuckDBPyConnection, year: int, persons: dict[str, Row]
) -> None:
    counted: Counter[tuple[object, ...]] = Counter()
    for resident in residents(marts, year):
        row = persons.get(resident["person_id"])
        if row is None:
            counted[None, None, None] += 1
            continue
        age = min(max(year - 1 - row["born"], 0), 100)
        sex = {"1": "male", "2": "female"}[row["sex"]]
        counted[sex, age, row["birth_country"] != "000"] += 1
    found: Counter[tuple[object, ...]] = Counter()
    for row in read(marts, "from main.resident_profile where year = ?", year):
        found[row["sex"], row["age"], row["is_born_abroad"]] += row["residents"]
    assert counted == found


def test_moves_and_jobs_are_counted_person_by_person(
    marts: duckdb.DuckDBPyConnection, year: int, persons: dict[str, Row]
) -> None:
    moves = Counter(
        row["person_id"]
        for row in read(
            marts,
            "select person_id from staging.stg_migration"
            " where year(event_date) = ? and migration_type = 'emigration'",
            year,
        )
    )
    movers = Counter(min(count, 3) for count in moves.values())
    at_start = {row["person_id"] for row in residents(marts, year)}
    movers[0] = len(at_start - set(moves))
    assert group_counts(marts, "move_profile", year, "move_type = 'emigration'") == {
        group: movers[int(group[0])] for group in ("0", "1", "2", "3+")
    }

    jobs = Counter(
        row["person_id"]
        for row in read(
            marts, "select person_id from staging.stg_employment where year = ?", year
        )
    )
    holders: Counter[int] = Counter()
    for resident in residents(marts, year + 1):
        row = persons.get(resident["person_id"])
        if row is not None and 15 <= year - row["born"] <= 74:
            holders[min(jobs[resident["person_id"]], 3)] += 1
    found = group_counts(marts, "job_profile", year, "true")
    assert found == {group: holders[int(group[0])] for group in found}
    assert sum(found.values()) == holders.total()


def group_counts(
    marts: duckdb.DuckDBPyConnection, table: str, year: int, condition: str
) -> dict[str, int]:
    rows = read(
        marts,
        f"select count_group, cast(sum(persons) as bigint) as persons from main.{table}"
        f" where year = ? and {condition} group by count_group",
        year,
    )
    return {row["count_group"]: row["persons"] for row in rows}
