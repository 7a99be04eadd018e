"""Disclosure control: what becomes of a published table, and when publishing stops."""

import os
import shutil
from collections.abc import Callable, Iterator
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from conftest import run_bofast

from bofast.disclosure import cells
from bofast.disclosure.breakdowns import Grouping, round_year
from bofast.disclosure.built import BuiltModel
from bofast.disclosure.cells import CellTable, rounded_cells
from bofast.disclosure.estimates import (
    LINEAR,
    LOGIT,
    Coarsening,
    coarsen,
    of_models,
    sizes_of_models,
)
from bofast.disclosure.lineage import counting, plan
from bofast.disclosure.rules import ColumnRule, Protection
from bofast.disclosure.utility import Pair, write_utility
from bofast.errors import BuildError, SettingError
from bofast.settings import Limits, Settings

RULES = {
    "cells": Protection("cells", "rounded", "persons"),
    "fits": Protection("fits", "coarsened", None),
    "years": Protection("years", "exempt", None),
}
LIMITS = Limits(rounding_base=3, min_cell=10, min_df=10)


def model(name: str, *parents: str, **what: Any) -> BuiltModel:
    settings = {"is_seed": False, "is_view": False, "is_published": False} | what
    place = {"database": "warehouse", "schema": "main"}
    return BuiltModel(name, **place, parents=parents, sql="select 1", **settings)


def models(*listed: BuiltModel) -> dict[str, BuiltModel]:
    return {one.name: one for one in listed}


PROJECT = models(
    model("stg_person", "registers.person", is_view=True),
    model("stg_region", "registers.region", is_view=True),
    model("codes", is_seed=True, is_published=True),
    model("cells", "stg_person"),
    model("fits", "stg_person"),
    model("years", "stg_person"),
    model("groups", "cells", "codes", "years", is_view=True),
    model("rates", "groups", is_published=True),
    model("estimates", "fits", "codes", is_published=True),
    model("index", "stg_region", is_published=True),
    model("index_view", "index", is_view=True, is_published=True),
)
IMPERSONAL = {"registers.region"}


def test_marts_are_copied_or_made_anew_by_what_they_are_made_of() -> None:
    found = plan(PROJECT, RULES, IMPERSONAL)
    assert found.copied == {"codes", "years", "index"}
    assert found.protected == {"cells", "fits"}
    assert found.made_anew == {"groups", "rates", "estimates", "index_view"}
    assert counting(PROJECT, found, {"cells"}) == {"rates"}


def test_nothing_is_published_from_rows_of_persons() -> None:
    leak = model("leak", "groups", "stg_person", is_published=True)
    with pytest.raises(BuildError, match=r"stg_person would be .*registers\.person"):
        plan(PROJECT | models(leak), RULES, IMPERSONAL)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def cells_of(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> CellTable:
    connection.register("rows", rows)
    connection.execute("create or replace table cells as from rows")
    grouping = Grouping("is_counted", ("place",), ("outcome",), None, 1)
    return CellTable("cells", "persons", (grouping,))


def test_each_year_is_rounded_by_itself(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """An added year changes no earlier one, whatever the order of rows."""
    rows = pd.DataFrame(
        {
            "year": [2012] * 40 + [2013] * 40,
            "is_counted": True,
            "place": [f"p{n % 7}" for n in range(80)],
            "outcome": [f"o{n % 11}" for n in range(80)],
            "age": range(80),
            "persons": [1 + n % 2 for n in range(80)],
        }
    )

    def published(chosen: pd.DataFrame) -> set[tuple[Any, ...]]:
        table = cells_of(connection, chosen)
        connection.register("rounded", rounded_cells(connection, table, 3))
        return set(
            connection.execute(
                "select place, outcome, sum(coalesce(rounded, persons)) from cells"
                " left join rounded on cells.rowid = cell where year = 2012"
                " group by all"
            ).fetchall()
        )

    alone = published(rows[rows["year"] == 2012])
    assert published(rows) == alone
    assert published(rows.sample(frac=1, random_state=3)) == alone


def killed(*given: Any) -> Any:
    """Round a year here, and die in a process."""
    if parent_process():
        os._exit(9)
    return round_year(*given)


@pytest.mark.parametrize("of_year", [round_year, killed])
def test_processes_or_those_killed_give_the_same(
    connection: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    of_year: Callable[..., object],
) -> None:
    rows = pd.DataFrame(
        {
            "year": [2012 + n % 3 for n in range(90)],
            "is_counted": True,
            "place": [f"p{n % 7}" for n in range(90)],
            "outcome": [f"o{n % 11}" for n in range(90)],
            "persons": [1 + n % 2 for n in range(90)],
        }
    )
    table = cells_of(connection, rows)
    alone = rounded_cells(connection, table, 3)
    assert len(alone) > 0
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(cells, "MANY_CELLS", len(rows))
    monkeypatch.setattr(cells, "round_year", of_year)
    pd.testing.assert_frame_equal(rounded_cells(connection, table, 3), alone)


def test_cells_that_do_not_count_stay(connection: duckdb.DuckDBPyConnection) -> None:
    rows = pd.DataFrame(
        {
            "year": [2013, 2013, 2013],
            "is_counted": [True, False, None],
            "place": ["a", "a", None],
            "outcome": "o",
            "persons": [2, 1, 1],
        }
    )
    table = cells_of(connection, rows)
    rounded = rounded_cells(connection, table, 3)
    assert rounded.to_dict("records") == [{"cell": 0, "rounded": 3}]


def test_what_a_row_is_a_share_of_has_not_become_nothing(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """A row that rounding leaves out has lost its own count, not what it is of."""
    connection.execute(
        "create table exact as from (values ('rare', 1, 5000), ('common', 9, 5000))"
        " as faults (rule, found, looked_at);"
        "alter table exact alter found type bigint;"
        "alter table exact alter looked_at type bigint;"
        "create table rounded as from exact where rule = 'common'"
    )
    pairs = [Pair("faults", "exact", "rounded")]
    write_utility(connection, pairs, set(), {("faults", "looked_at")}, "utility")
    assert connection.execute(
        "select column_name, counts, largest_difference from utility order by all"
    ).fetchall() == [("found", 2, 1), ("looked_at", 1, 0)]


def linear_table(connection: duckdb.DuckDBPyConnection, **counts: int) -> None:
    """Make linear estimates: place -> persons who moved, of a thousand."""
    connection.execute(
        "create table lpm (outcome_year int, model varchar, geography_type varchar,"
        " geography_code varchar, sex varchar, outcome varchar, term varchar,"
        " estimate double, std_error double, n_observations bigint,"
        " n_families bigint, n_outcome bigint, r_squared double, note varchar)"
    )
    for place, moved in counts.items():
        for outcome, had in (("stay", 1000 - 3 * moved), ("emigration", moved)):
            connection.execute(
                "insert into lpm values (2013, 'm', 'county', ?, null, ?, 'male',"
                " 0.123456, 0.0123456, 1000, 998, ?, 0.123456, null)",
                [place, outcome, had],
            )


def rule(column: str, kind: str, decimals: int | None = None) -> ColumnRule:
    return ColumnRule(LINEAR, column, kind, decimals)


COLUMNS = [
    rule("estimate", "decimals", 3),
    rule("std_error", "decimals", 4),
    rule("n_observations", "rounding_base"),
    rule("n_families", "rounding_base"),
    rule("n_outcome", "withheld"),
    rule("r_squared", "fit"),
]


def coarsened(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Any, ...]]:
    connection.execute(
        f"create table sizes as {sizes_of_models('lpm', LINEAR, LIMITS)}"
    )
    coarsen(connection, of_models(LINEAR, "lpm", "shown", "sizes"), COLUMNS, 3)
    rows = connection.execute(
        "select geography_code, estimate, std_error, n_observations, n_families,"
        " n_outcome, r_squared, note from shown where outcome = 'stay'"
    ).fetchall()
    return {place: tuple(row) for place, *row in rows}


def test_estimates_leave_with_the_digits_of_the_seed(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """R2 with fewer, the fewer have moved; numbers of persons as multiples of 3."""
    linear_table(connection, many=200, some=20, few=12)
    rows = coarsened(connection)
    # 600, 60 and 36 did not stay: 6 of them are 1, 10 and 17 percent
    assert rows["many"] == (0.123, 0.0123, 999, 999, None, 0.12, None)
    assert rows["some"][5] == pytest.approx(0.1)
    assert rows["few"][5] == 0.0


def test_models_of_too_few_are_withheld_and_say_so(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    linear_table(connection, enough=10, rare=9)
    rows = coarsened(connection)
    assert rows["enough"][0] == 0.123
    assert rows["rare"] == (None, None, None, None, None, None, "withheld_few")


@pytest.mark.parametrize(
    ("persons", "families", "terms", "is_small"),
    [(100, 100, 20, False), (29, 29, 20, True), (30, 30, 20, False), (99, 9, 20, True)],
)
def test_a_logit_is_of_enough_persons_families_and_freedoms(
    connection: duckdb.DuckDBPyConnection,
    persons: int,
    families: int,
    terms: int,
    is_small: bool,
) -> None:
    connection.execute(
        "create table logit as select 2013 as outcome_year, 'm' as model,"
        " 'country' as geography_type, 'all' as geography_code,"
        " null::varchar as sex, outcome, term, 10 as n_outcome,"
        f" {persons} as n_observations, {families} as n_families"
        " from (values ('out_migration'), ('emigration')) as o (outcome),"
        f" range({terms} // 2) as t (term)"
    )
    found = connection.execute(sizes_of_models("logit", LOGIT, LIMITS)).df()
    assert list(found["is_small"]) == [is_small]


def test_a_number_without_a_rule_is_not_published(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("create table exact as select 0.5 as new_number, '' as note")
    coarsening = Coarsening("fits", "exact", "shown", "false")
    with pytest.raises(BuildError, match="fits: new_number would be published exactly"):
        coarsen(connection, coarsening, [], 3)


@pytest.mark.slow
def test_publishing_stops_at_a_small_count_and_leaves_the_old_file(
    settings: Settings, warehouse_file: Path, published_file: Path, tmp_path: Path
) -> None:
    """Somebody has added a breakdown that nobody has said how to round."""
    warehouse = Path(shutil.copy(warehouse_file, tmp_path / "warehouse.duckdb"))
    marts = Path(shutil.copy(published_file, tmp_path / "marts.duckdb"))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "delete from intermediate.int_count_breakdown"
            " where group_by like '%labour_status%'"
        )
    before = marts.read_bytes()
    done = run_bofast("publish", settings.registers, warehouse, marts)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "counts below the rounding base (3) would be published" in done.stderr
    assert "seeds/disclosure/disclosure_breakdown.csv" in done.stderr
    assert "mobility_rate.emigrants:" in done.stderr
    assert marts.read_bytes() == before


@pytest.mark.parametrize("text", ["0", "1", "three", "-5"])
@pytest.mark.parametrize(
    "name", ["BOFAST_ROUNDING_BASE", "BOFAST_MIN_CELL", "BOFAST_MIN_DF"]
)
def test_a_limit_must_be_a_number_that_protects(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingError, match=f"{name}={text}"):
        Settings.from_environment()
    monkeypatch.setenv(name, "25")
    assert 25 in vars(Settings.from_environment().limits).values()
