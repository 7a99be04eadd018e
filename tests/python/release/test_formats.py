"""Parquet and its description beside the published file: they say what it says."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bofast.contract.registers import file_digest
from bofast.release.formats import DESCRIPTION, TYPES
from bofast.settings import Settings

# a demo's tables, page and description together, in bytes; without file and engine
MOST_BYTES = 5e6


@pytest.fixture(scope="module")
def release(settings: Settings, published_file: Path) -> Path:
    folder = settings.release.resolve()
    assert published_file.resolve() == folder / published_file.name
    return folder


@pytest.fixture(scope="module")
def resources(release: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((release / DESCRIPTION).read_text(encoding="utf-8"))
    assert "synthetic" in package["description"]
    return {table["name"]: table for table in package["resources"]}


@pytest.fixture(scope="module")
def connection(release: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{release / 'marts.duckdb'}' as marts (read_only)")
    return connection


def test_every_table_is_there_row_for_row(
    release: Path,
    resources: dict[str, dict[str, Any]],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = 'marts'"
    ).fetchall()
    assert {name for _, name in tables} == set(resources)
    assert len(tables) == len(resources)
    files = {str(file.relative_to(release)) for file in release.rglob("*.parquet")}
    assert files == {table["path"] for table in resources.values()}
    for schema, name in tables:
        file = release / resources[name]["path"]
        assert resources[name]["hash"] == f"sha256:{file_digest(file)}"
        assert resources[name]["bytes"] == file.stat().st_size
        one, other = f"marts.{schema}.{name}", f"'{file}'"
        for first, second in ((one, other), (other, one)):
            assert connection.execute(
                f"select count(*) from (from {first} except all from {second})"
            ).fetchone() == (0,), name


def test_fields_are_those_of_the_file(
    resources: dict[str, dict[str, Any]], connection: duckdb.DuckDBPyConnection
) -> None:
    rows = connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns()"
        " where database_name = 'marts' order by table_name, column_index"
    ).fetchall()
    expected: dict[str, list[tuple[str, str, str]]] = {}
    for table, column, kind, comment in rows:
        expected.setdefault(table, []).append((column, TYPES[kind], comment))
    for name, table in resources.items():
        fields = table["schema"]["fields"]
        found = [
            (field["name"], field["type"], field["description"]) for field in fields
        ]
        assert found == expected[name]
        assert table["description"]


def test_keys_are_keys_and_lead_somewhere(
    release: Path,
    resources: dict[str, dict[str, Any]],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    foreign = 0
    for name, table in resources.items():
        file = release / table["path"]
        key = ", ".join(table["schema"].get("primaryKey", []))
        if key:
            assert connection.execute(
                f"select count(*) from (select 1 from '{file}' group by {key}"
                " having count(*) > 1)"
            ).fetchone() == (0,), name
        for one in table["schema"].get("foreignKeys", []):
            (column,) = one["fields"]
            target = release / resources[one["reference"]["resource"]]["path"]
            assert connection.execute(
                f"select count(*) from '{file}' as fact anti join '{target}' as there"
                f" on fact.{column} = there.{column} where fact.{column} is not null"
            ).fetchone() == (0,), (name, column)
            foreign += 1
    assert foreign > 20
    without = {
        name for name, table in resources.items() if "primaryKey" not in table["schema"]
    }
    # one row, and one that tests of dbt do not know
    assert without == {"publication", "disclosure_utility"}


def test_units_and_labels_are_there(resources: dict[str, dict[str, Any]]) -> None:
    fields = {
        (name, field["name"]): field
        for name, table in resources.items()
        for field in table["schema"]["fields"]
    }
    assert fields["mobility_rate", "emigration_rate"]["unit"] == "percent"
    assert fields["lpm_estimate", "estimate"]["unit"] == "share"
    assert fields["fct_mobility_county", "emigrants"]["unit"] == "persons"
    labels = fields["mobility_rate", "background"]["categories"]
    assert {"value": "work", "label": "Work"} in labels


def test_it_is_small(release: Path) -> None:
    files = [
        file
        for file in release.rglob("*")
        if file.is_file() and file.suffix != ".duckdb" and file.parent.name != "engine"
    ]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
