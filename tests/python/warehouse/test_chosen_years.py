"""`BOFAST_YEARS`: what a session reads of registers, and a whole build of one year."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import BUT_TESTS_OF_SEEDS, run_dbt

from bofast.check.examine import examine_register
from bofast.check.views import years_variable
from bofast.check.years import year_offsets, years_read
from bofast.contract.registers import load_contract

# rows of three years, and one that is rejected since it has no year
ROWS = {
    "education": (
        "select cast(of_year as integer) as year, 'p' || n as person_id,"
        " '312345' as nus_code"
    ),
    "migration": (
        "select 'p' || n as person_id, make_date(of_year, 12, 31) as event_date,"
        " 'emigration' as migration_type, '0301' as from_municipality_code,"
        " cast(null as varchar) as to_municipality_code, false as is_administrative"
    ),
}
# tests of tables that are compared row by row, and ask the registers nothing
BUT_TESTS_OF_TABLES = [
    f"path:models/{folder},resource_type:test"
    for folder in (
        *(f"marts/{name}" for name in ("estimation", "mobility", "risk_index", "star")),
        *("intermediate/estimation", "intermediate/risk_index", "intermediate/finding"),
        *("intermediate/comparison", "marts/comparison", "marts/finding"),
    )
]
YEAR = {"education": "year", "migration": "year(event_date)"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def write(folder: Path, register: str, file: str) -> None:
    (folder / register).mkdir(parents=True)
    duckdb.execute(
        f"copy ({ROWS[register]} from (values (2012, 1), (2013, 2), (2013, 3),"
        f" (2014, 4), (null, 5)) as t (of_year, n)) to '{folder / register / file}'"
    )


def read(
    connection: duckdb.DuckDBPyConnection, register: str, sql: str
) -> list[int | None]:
    year = YEAR[register] if sql.startswith("select * from (") else "year"
    rows = connection.execute(f"select {year} from ({sql}) order by all").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("register", ROWS)
def test_a_session_reads_the_years_it_says(
    register: str, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path, register, "a.parquet")
    found = examine_register(tmp_path, register)
    assert found.rows_sql is not None
    # a session that says nothing reads all, and one that says so of another register
    connection.execute(f"set variable {years_variable('population')} = [2013]")
    assert read(connection, register, found.kept_sql) == [2012, 2013, 2013, 2014]
    assert read(connection, register, found.rows_sql) == [None]
    connection.execute(f"set variable {years_variable(register)} = [2013, 2015]")
    assert read(connection, register, found.kept_sql) == [2013, 2013]
    # what has no year is never passed over
    assert read(connection, register, found.rows_sql) == [None]


@pytest.mark.parametrize("stored", ["date", "timestamp"])
def test_a_year_of_moves_is_read_from_its_first_day_to_its_last(
    stored: str, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    days = ["2012-12-31", "2013-01-01", "2014-06-01", "2015-12-31", "2016-01-01"]
    (tmp_path / "migration").mkdir()
    moves = ROWS["migration"].replace("make_date(of_year, 12, 31)", "day")
    duckdb.execute(
        f"copy ({moves} from (select cast(day as {stored}) as day, 1 as n from"
        f" unnest({days}) as t (day))) to '{tmp_path / 'migration' / 'a.parquet'}'"
    )
    kept_sql = examine_register(tmp_path, "migration").kept_sql
    connection.execute(f"set variable {years_variable('migration')} = [2013, 2015]")
    read_days = connection.execute(
        f"select cast(event_date as varchar) from ({kept_sql}) order by event_date"
    ).fetchall()
    assert read_days == [("2013-01-01",), ("2015-12-31",)]


def test_files_of_other_years_are_passed_over(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A register of moves has a date and no year, and grows with every year."""
    for year, moves in [(2012, 1_000), (2013, 10)]:
        folder = tmp_path / "migration" / f"in-{year}"
        folder.mkdir(parents=True)
        duckdb.execute(
            f"copy ({ROWS['migration']} from (select {year}, n from range({moves})"
            f" as t (n)) as t (of_year, n)) to '{folder / 'a.parquet'}'"
        )
    kept_sql = examine_register(tmp_path, "migration").kept_sql
    profile = tmp_path / "profile.json"
    assert rows_scanned(connection, kept_sql, profile) == 1_010
    connection.execute(f"set variable {years_variable('migration')} = [2013, 2014]")
    assert rows_scanned(connection, kept_sql, profile) == 10


def rows_scanned(connection: duckdb.DuckDBPyConnection, sql: str, profile: Path) -> int:
    connection.execute("set enable_profiling = 'json'")
    connection.execute(f"set profiling_output = '{profile}'")
    connection.execute(f"select count(person_id) from ({sql})").fetchall()
    connection.execute("set enable_profiling = 'no_output'")
    return int(json.loads(profile.read_text())["query"]["total_rows_scanned"])


def test_rows_set_aside_are_of_the_years_a_session_reads(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = tmp_path / "education"
    folder.mkdir()
    duckdb.execute(
        "copy (select of_year as year, 'p' as person_id, null::varchar as nus_code from"
        f" unnest([2012, 2013]) as t (of_year)) to '{folder / 'a.parquet'}'"
    )
    rows_sql = examine_register(tmp_path, "education").rows_sql
    assert rows_sql is not None
    years = f"select year from ({rows_sql}) order by year"
    assert connection.execute(years).fetchall() == [(2012,), (2013,)]
    connection.execute(f"set variable {years_variable('education')} = [2013]")
    assert connection.execute(years).fetchall() == [(2013,)]


def test_years_in_text_are_all_read(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """They would have to be read to be passed over; models choose theirs anyway."""
    write(tmp_path, "education", "a.csv")
    found = examine_register(tmp_path, "education")
    connection.execute(f"set variable {years_variable('education')} = [2013]")
    assert read(connection, "education", found.kept_sql) == [2012, 2013, 2013, 2014]


def test_years_read_are_those_of_the_outcome_years_and_what_they_need() -> None:
    read_of = years_read(year_offsets(load_contract()), {2014})
    # outcome years 2013 and 2014, on and after their 1 January
    assert read_of["population"] == {2013, 2014, 2015}
    assert read_of["migration"] == {2013, 2014}
    # of the autumn before
    assert read_of["employment"] == {2012, 2013, 2014}
    assert set(read_of) <= set(load_contract())
    # what has no years is read whole
    assert "person" not in read_of


@pytest.mark.slow
def test_a_year_built_alone_over_itself_gives_the_same_marts(
    demo_registers: Path,
    warehouse_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All models, of the last 1 January, in a full warehouse.

    With tests of all that reads the registers; those of a table that is the same say
    the same.
    """
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(warehouse_file, warehouse)
    with duckdb.connect(str(warehouse_file), read_only=True) as connection:
        last = connection.execute("select max(year) from family_year").fetchone()
    assert last is not None
    monkeypatch.setenv("BOFAST_YEARS", str(last[0]))
    done = run_dbt(
        *("build", *BUT_TESTS_OF_SEEDS, *BUT_TESTS_OF_TABLES),
        registers=demo_registers,
        warehouse=warehouse,
    )
    assert done.returncode == 0, done.stdout
    with duckdb.connect() as connection:
        for name, file in [("added", warehouse), ("whole", warehouse_file)]:
            connection.execute(f"attach '{file}' as {name} (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'whole'"
            " and schema_name in ('main', 'intermediate', 'published')"
            " order by all"
        ).fetchall()
        assert len(tables) > 100
        for schema, table in tables:
            # sums in another order have another last digit
            columns = rounded(connection, schema, table)
            rows = [
                f"select {columns} from {name}.{schema}.{table}"
                for name in ("added", "whole")
            ]
            differ = connection.execute(
                f"select count(*) from (({rows[0]} except all {rows[1]})"
                f" union all ({rows[1]} except all {rows[0]}))"
            ).fetchone()
            # the runs to make are those of the chosen years
            assert differ == (0,) or table == "int_estimation_run", table


def rounded(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where"
        f" database_name = 'whole' and schema_name = '{schema}'"
        f" and table_name = '{table}'"
    ).fetchall()
    return ", ".join(
        f'round("{name}", 8) as "{name}"' if data_type == "DOUBLE" else f'"{name}"'
        for name, data_type in columns
    )
