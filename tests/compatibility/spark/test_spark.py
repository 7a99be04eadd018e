"""Rows of persons made on Spark, the rest in DuckDB: the same as in DuckDB alone.

`run` beside this makes what it needs; it is no part of `make test`.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from crowded_home import add_crowded_home

from bofast.settings import PROJECT
from bofast.warehouse.build import DBT_FILES

SPARK = PROJECT / "build" / "spark" / "environment" / "bin"
PLACE = PROJECT / "build" / "spark"
OWN, TAKEN = PLACE / "own.duckdb", PLACE / "taken.duckdb"
SCHEMAS = ("classification", "intermediate", "main", "published", "staging")
# of doubles: sums of many numbers hang on their order in the last digits
TOLERANCE = 1e-12
# residents of one dwelling: Spark settles their couples one by one, half a second each
CROWD = 20
# residents of a hundred countries, and of the demo registers
RESIDENTS, DEMO_RESIDENTS = 500_000_000, 14_000
LARGEST_INTEGER = 2**31 - 1
# of the release: when it was made, and of which file
OF_THE_RUN = {"publication"}


def run(*command: str | Path, **places: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )


def run_in_duckdb(*command: str | Path, warehouse: Path) -> str:
    done = run(
        *command,
        BOFAST_REGISTERS=str(PLACE / "registers"),
        BOFAST_WAREHOUSE=str(warehouse),
        BOFAST_MARTS=str(marts(warehouse)),
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def marts(warehouse: Path) -> Path:
    return warehouse.with_name(f"{warehouse.stem}_marts.duckdb")


def bofast(*arguments: str | Path, warehouse: Path) -> str:
    command = (sys.executable, "-c", "from bofast.cli import main; main()")
    return run_in_duckdb(*command, *arguments, warehouse=warehouse)


def spark(rows: Path, *arguments: str) -> str:
    target = str(PLACE / "dbt")
    done = run(
        *(SPARK / "dbt", *arguments, "--target", "spark", "--threads", "2"),
        *("--target-path", target, "--log-path", target),
        BOFAST_ROWS=str(rows),
        DBT_SPARK_MASTER="local[1]",
        DBT_SPARK_DRIVER_MEMORY="1g",
        DBT_SPARK_PARTITIONS="1",
        SPARK_CONF_DIR=str(Path(__file__).parent),
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def rows() -> Path:
    """The registers as they are kept, and the rows that Spark made of them.

    Beside Spark DuckDB builds a warehouse of its own, and publishes it.
    """
    registers, rows = PLACE / "registers", PLACE / "rows"
    for made_before in (registers, rows):
        shutil.rmtree(made_before, ignore_errors=True)
    bofast("registers", "--scale", "0.02", warehouse=OWN)
    add_crowded_home(registers, CROWD)
    bofast("kept", "--out", rows, warehouse=OWN)
    with ThreadPoolExecutor() as pool:
        published = pool.submit(build_and_publish, OWN, "build")
        spark(rows, "build", "--selector", "rows")
        published.result()
    return rows


@pytest.fixture(scope="module")
def warehouses(rows: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB's own warehouse as `own`, and the one that rows were taken into."""
    build_and_publish(TAKEN, "build", "--from", rows)
    return attached(OWN, TAKEN)


def build_and_publish(warehouse: Path, *arguments: str | Path) -> None:
    for file in (warehouse, marts(warehouse)):
        file.unlink(missing_ok=True)
    said = bofast(*arguments, warehouse=warehouse)
    assert "done:" in said, said[-4000:]
    said = bofast("publish", warehouse=warehouse)
    assert marts(warehouse).is_file(), said[-4000:]


def attached(own: Path, taken: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, file in (("own", own), ("taken", taken)):
        connection.execute(f"attach '{file}' as {name} (read_only)")
    return connection


def relations(connection: duckdb.DuckDBPyConnection, catalogue: str) -> set[str]:
    found = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        f" where table_catalog = ? and table_schema in {SCHEMAS}",
        [catalogue],
    ).fetchall()
    return {str(name) for (name,) in found}


def differences(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Count the rows that only one has, or of which a number differs."""
    columns = [
        (f'"{name}"', kind == "DOUBLE")
        for name, kind, *_ in connection.execute(f"describe own.{relation}").fetchall()
    ]
    # in an order that the last digits of a double do not decide
    order = ", ".join(
        [name for name, is_double in columns if not is_double]
        + [f"round({name}, 9)" for name, is_double in columns if is_double]
    )
    same = " and ".join(
        f"(own.{name} is not distinct from taken.{name} or abs(own.{name} -"
        f" taken.{name}) <= {TOLERANCE} * greatest(1, abs(own.{name})))"
        if is_double
        else f"own.{name} is not distinct from taken.{name}"
        for name, is_double in columns
    )
    numbered = "select *, row_number() over (order by {}) as nth_row from {}.{}"
    own, taken = (
        numbered.format(order, catalogue, relation) for catalogue in ("own", "taken")
    )
    found = connection.execute(
        f"select count(*) from ({own}) as own full join ({taken}) as taken"
        f" on own.nth_row = taken.nth_row where not coalesce({same}, false)"
        " or own.nth_row is null or taken.nth_row is null"
    ).fetchone()
    assert found is not None
    return int(found[0])


def test_every_relation_is_the_same_row_by_row(
    warehouses: duckdb.DuckDBPyConnection,
) -> None:
    names = relations(warehouses, "own")
    assert {"main.person_year", "main.mobility_rate"} <= names
    are_the_same(warehouses, names)


def are_the_same(connection: duckdb.DuckDBPyConnection, names: set[str]) -> None:
    assert names == relations(connection, "own") == relations(connection, "taken")
    described = "describe {}.{}"
    assert [
        name
        for name in sorted(names)
        if connection.execute(described.format("own", name)).fetchall()
        != connection.execute(described.format("taken", name)).fetchall()
    ] == []
    differing = {
        name: differences(connection, name)
        for name in sorted(names)
        if name.removeprefix("main.") not in OF_THE_RUN
    }
    assert {name: rows for name, rows in differing.items() if rows} == {}


def test_what_is_published_is_the_same_row_by_row(
    warehouses: duckdb.DuckDBPyConnection,
) -> None:
    released = attached(marts(OWN), marts(TAKEN))
    names = relations(released, "own")
    assert {"main.mobility_rate", "main.publication"} <= names
    are_the_same(released, names)


def test_no_number_of_32_bits_comes_near_its_limit(rows: Path) -> None:
    """Spark wraps a number that is too large where DuckDB stops: none must be."""
    largest = {}
    for table in sorted((rows / "tables").iterdir()):
        scan = f"read_parquet('{table}/*.parquet')"
        for name, kind, *_ in duckdb.execute(f"describe from {scan}").fetchall():
            if kind == "INTEGER":
                query = f"select max(abs({name})) from {scan}"
                ((value,),) = duckdb.execute(query).fetchall()
                largest[f"{table.name}.{name}"] = int(value or 0)
    assert largest["person_year.age"] > 0
    grown = RESIDENTS / DEMO_RESIDENTS
    near = {name: n for name, n in largest.items() if n * grown > LARGEST_INTEGER}
    assert near == {}


def test_the_build_is_finished_and_counts_the_tests_of_both(
    warehouses: duckdb.DuckDBPyConnection,
) -> None:
    manifest = json.loads((DBT_FILES / "manifest.json").read_text())
    tests = [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]
    assert warehouses.execute(
        "select taken.is_finished, taken.tests_failed,"
        " taken.tests_passed + taken.tests_warned,"
        " taken.register_fingerprint = own.register_fingerprint"
        " from taken.registers.provenance as taken, own.registers.provenance as own"
    ).fetchall() == [(True, 0, len(tests) + len(manifest["unit_tests"]), True)]


def test_comments_are_the_same(warehouses: duckdb.DuckDBPyConnection) -> None:
    comments = (
        "select schema_name, table_name, column_name, comment from duckdb_columns()"
        " where database_name = '{}' and schema_name <> 'test_failures' order by all"
    )
    own, taken = (
        warehouses.execute(comments.format(name)).fetchall()
        for name in ("own", "taken")
    )
    assert own == taken


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("some of the rows", "did not end with all rows made and all tests passed"),
        ("other registers", "were made of other registers"),
        ("nothing", "holds no rows that Spark made"),
    ],
)
def test_other_rows_are_refused(
    rows: Path, what: str, said: str, tmp_path: Path
) -> None:
    copy = tmp_path / "rows"
    if what == "nothing":
        copy.mkdir()
    else:
        shutil.copytree(rows, copy)
    if what == "some of the rows":
        spark(copy, "build", "--select", "age_band")
    if what == "other registers":
        (file,) = (copy / "tables" / "run_of_rows").glob("*.parquet")
        with duckdb.connect() as connection:
            connection.execute(f"create table run as from '{file}'")
            connection.execute(
                "copy (select * replace ('0' as register_fingerprint) from run)"
                f" to '{file}'"
            )
    warehouse = tmp_path / "warehouse.duckdb"
    warehouse.write_bytes(b"as it was")
    output = bofast("build", "--from", copy, warehouse=warehouse)
    assert "Error: " in output
    assert said in " ".join(output.split())
    assert warehouse.read_bytes() == b"as it was"
