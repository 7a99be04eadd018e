"""The published file: what is in it, who can open it, and what leaves it alone."""

import dataclasses
import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import run_bofast

from bofast.contract.registers import SYNTHETIC_ARGUMENTS, fingerprint, load_contract
from bofast.errors import BuildError
from bofast.release.publish import publish
from bofast.release.summary import ranking_text
from bofast.settings import Settings

pytestmark = pytest.mark.slow


def tables(file: Path) -> dict[str, set[str]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = ?",
            [file.stem],
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
    of_the_file = {"publication", "disclosure_utility"}
    assert published["main"] == warehouse["main"] - restricted | of_the_file
    assert published["published"] == warehouse["published"]


def test_the_file_says_what_it_was_made_from(
    settings: Settings, published_file: Path, warehouse_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        result = connection.execute("from publication")
        names = [column[0] for column in result.description]
        ((*row,),) = result.fetchall()
        described = connection.execute(
            "select column_name from duckdb_columns() where comment <> ''"
            " and table_name = 'publication' order by column_index"
        ).fetchall()
    publication = dict(zip(names, row, strict=True))
    assert publication["registers"] == settings.registers.name
    assert publication["register_fingerprint"] == fingerprint(settings.registers)
    each = json.loads(publication["register_fingerprints"])
    assert set(each) == set(load_contract())
    assert each["person"] == fingerprint(settings.registers / "person")
    assert publication["is_synthetic"] is True
    arguments = json.loads((settings.registers / SYNTHETIC_ARGUMENTS).read_text())
    assert publication["synthetic_seed"] == arguments["seed"]
    assert publication["built_at"] <= publication["published_at"]
    assert publication["years_built"] is None
    assert publication["code_version"]
    assert publication["build_code_version"]
    with duckdb.connect(str(warehouse_file), read_only=True) as connection:
        warned = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'test_failures'"
            " and estimated_size > 0"
        ).fetchone()
    assert (publication["tests_warned"],) == warned
    assert publication["tests_passed"] > 1000
    assert publication["tests_failed"] == 0
    assert [name for (name,) in described] == names


@pytest.mark.parametrize(("hash_seed", "order"), [("1", "rowid"), ("2", "hash(made)")])
def test_published_again_the_numbers_are_the_same(
    hash_seed: str,
    order: str,
    settings: Settings,
    published_file: Path,
    warehouse_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two ways of rounding the same counts would tell more than one of them."""
    monkeypatch.setenv("PYTHONHASHSEED", hash_seed)
    again = tmp_path / "marts.duckdb"
    # another build may have the same rows in another order, and a file may be renamed
    warehouse = Path(shutil.copy(warehouse_file, tmp_path / "of 2014.duckdb"))
    with duckdb.connect(str(warehouse)) as connection:
        made = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
            " where schema_name in ('main', 'intermediate')"
        ).fetchall()
        for (table,) in made:
            connection.execute(
                f"create or replace table {table} as"
                f" select * from {table} as made order by {order}"
            )
    done = run_bofast("publish", settings.registers, warehouse, again)
    assert done.returncode == 0, done.stderr
    assert tables(again) == tables(published_file)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{again}' as again (read_only)")
        connection.execute(f"attach '{published_file}' as before (read_only)")
        # the publication says when it was made
        for table in tables(again)["main"] - {"publication"}:
            for one, other in [("again", "before"), ("before", "again")]:
                differ = connection.execute(
                    f"select count(*) from (from {one}.main.{table}"
                    f" except all from {other}.main.{table})"
                ).fetchone()
                assert differ == (0,), table


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
            "create table registers.provenance as select true as is_finished,"
            " 'other' as project_digest, '' as registers_changed"
        )
    broken = dataclasses.replace(settings, marts=marts, warehouse=warehouse)
    with pytest.raises(BuildError, match=r"the warehouse lacks .*risk_index_score"):
        publish(broken, print)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update registers.provenance set is_finished = false")
    with pytest.raises(BuildError, match="did not end with all tests passed"):
        publish(broken, print)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create or replace table registers.provenance as select true as is_finished"
        )
    with pytest.raises(BuildError, match="was built by an older version"):
        publish(broken, print)
    assert marts.read_bytes() == before
    names = {path.name for path in tmp_path.iterdir()}
    places = (marts, warehouse, broken.release, broken.releases_folder)
    assert names == {place.name for place in places}
    # beside the lock, the file that was there before
    kept = {path.read_bytes() for path in broken.releases_folder.glob("2*/*")}
    assert kept == {before}
    assert len(list(broken.releases_folder.iterdir())) == 2


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
