"""The published file: what is in it, who can open it, and what leaves it alone."""

import dataclasses
import shutil
from pathlib import Path

import duckdb
import pytest

from bofast.errors import BuildError
from bofast.publish import publish
from bofast.ranking import ranking_text
from bofast.registers import fingerprint
from bofast.settings import Settings


def tables(file: Path) -> dict[str, set[str]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
        ).fetchall()
    found: dict[str, set[str]] = {}
    for schema, table in rows:
        found.setdefault(schema, set()).add(table)
    return found


def test_marts_and_seeds_are_published_and_nothing_else(
    published_file: Path, warehouse_file: Path
) -> None:
    published, warehouse = tables(published_file), tables(warehouse_file)
    assert set(published) == {"main", "classification", "published"}
    restricted = {"person_year", "family_year"}
    assert restricted < warehouse["main"]
    assert published["main"] == warehouse["main"] - restricted | {"publication"}
    assert published["published"] == warehouse["published"]


def test_the_file_says_what_it_was_made_from(
    settings: Settings, published_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        rows = connection.execute(
            "select registers, register_fingerprint, is_synthetic, code_version,"
            " built_at <= published_at from publication"
        ).fetchall()
    ((registers, found, synthetic, code_version, in_order),) = rows
    assert registers == settings.registers.name
    assert found == fingerprint(settings.registers)
    assert synthetic is True
    assert in_order
    assert code_version


def test_old_clients_can_open_the_file(published_file: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published_file}' as marts (read_only)")
        row = connection.execute(
            "select tags['storage_version'] from duckdb_databases()"
            " where database_name = 'marts'"
        ).fetchone()
    assert row is not None
    assert row[0].startswith("v1.0.0")


def test_a_failure_leaves_the_old_file_as_it_was(
    settings: Settings, published_file: Path, tmp_path: Path
) -> None:
    marts = Path(shutil.copy(published_file, tmp_path / "marts.duckdb"))
    before = marts.read_bytes()
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema registers")
        connection.execute(
            "create table registers.provenance as select true as is_finished"
        )
    broken = dataclasses.replace(settings, marts=marts, warehouse=warehouse)
    with pytest.raises(BuildError, match=r"the warehouse lacks .*risk_index_score"):
        publish(broken, print)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update registers.provenance set is_finished = false")
    with pytest.raises(BuildError, match="did not end with all tests passed"):
        publish(broken, print)
    assert marts.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {marts.name, warehouse.name}


def test_a_reader_keeps_the_file_it_opened(
    settings: Settings, published_file: Path, tmp_path: Path
) -> None:
    marts = Path(shutil.copy(published_file, tmp_path / "marts.duckdb"))
    query = "select count(*) from risk_index"
    with duckdb.connect(str(marts), read_only=True) as reader:
        publish(dataclasses.replace(settings, marts=marts), print)
        assert reader.execute(query).fetchone() == (66,)
    with duckdb.connect(str(marts), read_only=True) as reader:
        assert reader.execute(query).fetchone() == (66,)


def test_without_an_index_the_ranking_says_so(
    published_file: Path, tmp_path: Path
) -> None:
    marts = Path(shutil.copy(published_file, tmp_path / "marts.duckdb"))
    assert "66 units" in ranking_text(marts)
    with duckdb.connect(str(marts)) as connection:
        connection.execute("delete from risk_index")
    assert ranking_text(marts).startswith("No risk index")
    with pytest.raises(BuildError, match="no ranked unit of edition 2019"):
        ranking_text(marts, "2019")
