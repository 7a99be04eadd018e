"""What the check remembers: parts of registers, by the hash of files and rules."""

import json
import stat
from pathlib import Path

import duckdb
import pytest
from conftest import run_bofast

from bofast.check import count as register_parts
from bofast.check.catalogue import Effect, Kind, Rule
from bofast.check.conditions import Condition
from bofast.check.examine import examine_register
from bofast.check.findings import Examination, errors
from bofast.check.memory import Memory

YEARS = (2012, 2013, 2014)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A register of education in three years, one row of which is rejected."""
    for year in YEARS:
        write_year(tmp_path, year, "('a', '312345'), ('b', null)")
    return tmp_path


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scans of the parts that were counted rather than remembered."""
    scans: list[str] = []
    count_part = register_parts._count_part

    def count(
        connection: duckdb.DuckDBPyConnection, scan: str, rules: register_parts.Rules
    ) -> register_parts.Counts:
        scans.append(scan)
        return count_part(connection, scan, rules)

    monkeypatch.setattr(register_parts, "_count_part", count)
    return scans


def write_year(
    folder: Path, year: int, values: str, year_type: str = "integer", name: str = "a"
) -> None:
    into = folder / "education" / f"year={year}"
    into.mkdir(parents=True, exist_ok=True)
    duckdb.execute(
        f"copy (select cast({year} as {year_type}) as year, * from (values {values})"
        f" as t (person_id, nus_code)) to '{into / f'{name}.parquet'}'"
    )


def write_events(folder: Path, name: str, values: str) -> None:
    into = folder / "migration" / name
    into.mkdir(parents=True, exist_ok=True)
    duckdb.execute(
        "copy (select person_id, cast(event_date as date) as event_date,"
        " 'emigration' as migration_type, '0301' as from_municipality_code,"
        " cast(null as varchar) as to_municipality_code, false as is_administrative"
        f" from (values {values}) as t (person_id, event_date))"
        f" to '{into / 'a.parquet'}'"
    )


def examine(folder: Path, file: Path, register: str = "education") -> Examination:
    memory = Memory(file)
    examined = examine_register(folder, register, memory=memory)
    memory.write()
    return examined


def test_a_second_check_counts_nothing_and_finds_the_same(
    folder: Path, counted: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.checked.json"
    first = examine(folder, file)
    assert len(counted) == len(YEARS)
    assert examine(folder, file) == first
    assert len(counted) == len(YEARS)
    # as without any memory, where all is counted
    assert examine_register(folder, "education") == first
    assert len(counted) == 2 * len(YEARS)


def test_a_new_and_a_changed_year_are_counted(
    folder: Path, counted: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.checked.json"
    examine(folder, file)
    write_year(folder, 2015, "('a', '312345')")
    write_year(folder, 2013, "('a', '312345'), ('b', null), ('c', '')")
    counted.clear()
    examined = examine(folder, file)
    assert [scan.split("year=")[1][:4] for scan in counted] == ["2013", "2015"]
    aside = [f.rows for f in examined.findings if not f.column]
    assert aside == [4]


def test_other_rules_are_counted_anew(
    folder: Path,
    counted: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "warehouse.checked.json"
    examine(folder, file)
    digest = register_parts.Rules.digest
    monkeypatch.setattr(
        register_parts.Rules, "digest", lambda rules: digest(rules) + "other"
    )
    counted.clear()
    examine(folder, file)
    assert len(counted) == len(YEARS)


def test_the_hash_of_rules_changes_with_each_of_them() -> None:
    rules = register_parts.Rules((), ("year",), (), True)
    of_year = Rule("a.year", "a", "year", Kind.RULE, "a rule", "no", Effect.STOPS)
    rule = Condition(of_year, "year > 2000")
    others = [
        register_parts.Rules((), ("year", "person_id"), (), True),
        register_parts.Rules((), ("year",), (rule,), True),
        register_parts.Rules((), ("year",), (), False),
    ]
    digests = {rules.digest(), *(other.digest() for other in others)}
    assert len(digests) == 1 + len(others)


def test_a_later_check_knows_every_register_again(
    demo_registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process orders its sets anew, which no hash may follow."""
    file = tmp_path / "warehouse.checked.json"
    hashes = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        warehouse = tmp_path / "warehouse.duckdb"
        done = run_bofast("check", demo_registers, warehouse, tmp_path / "marts.duckdb")
        assert done.returncode == 0, done.stdout
        hashes.append(set(json.loads(file.read_text())))
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', "null"])
def test_a_spoilt_memory_is_passed_over(
    folder: Path, counted: list[str], tmp_path: Path, content: str
) -> None:
    file = tmp_path / "warehouse.checked.json"
    file.write_text(content)
    examined = examine(folder, file)
    assert errors(examined.findings) == []
    assert len(counted) == len(YEARS)
    assert len(json.loads(file.read_text())) == len(YEARS)


def test_the_memory_is_its_owners_alone(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "warehouse.checked.json"
    examine(folder, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_in_two_folders_of_one_year_is_found(
    folder: Path, tmp_path: Path
) -> None:
    """A folder is a name only: the rows of 2014's say 2013."""
    file = tmp_path / "warehouse.checked.json"
    write_year(folder, 2013, "('a', '412345'), ('z', '112345')", name="later")
    (folder / "education" / "year=2013" / "later.parquet").rename(
        folder / "education" / "year=2014" / "later.parquet"
    )
    for _ in range(2):
        (finding,) = errors(examine(folder, file).findings)
        assert (finding.column, finding.rows) == ("year, person_id", 2)
        assert finding.examples == ("year=2013",)
        assert finding.failing == ({"year": "2013", "person_id": "a"},)


def test_events_are_counted_by_folder_and_shared_years_once(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of 2012 has an event of 2013, so neither tells of that year's keys."""
    shared: list[str] = []
    count_duplicates = register_parts._count_duplicates

    def count(
        connection: duckdb.DuckDBPyConnection,
        rules: register_parts.Rules,
        rows_kept: dict[str, int],
    ) -> register_parts.Broken:
        shared.extend(rows_kept)
        return count_duplicates(connection, rules, rows_kept)

    monkeypatch.setattr(register_parts, "_count_duplicates", count)
    file = tmp_path / "warehouse.checked.json"
    write_events(tmp_path, "in-2012", "('a', '2012-05-01'), ('b', '2013-01-01')")
    write_events(tmp_path, "in-2013", "('c', '2013-01-01')")
    for _ in range(2):
        assert errors(examine(tmp_path, file, "migration").findings) == []
        assert (len(counted), shared) == (2, ["2013"])
    write_events(tmp_path, "in-2014", "('c', '2014-01-01')")
    assert errors(examine(tmp_path, file, "migration").findings) == []
    assert (len(counted), shared) == (3, ["2013"])
    write_events(tmp_path, "in-2013", "('b', '2013-01-01'), ('c', '2013-01-01')")
    for _ in range(2):
        (finding,) = errors(examine(tmp_path, file, "migration").findings)
        assert finding.rows == 2
        assert [row["person_id"] for row in finding.failing] == ["b"]
        assert len(counted) == 4


def test_a_key_twice_in_one_folder_is_found(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.checked.json"
    write_year(folder, 2012, "('a', '312345'), ('a', '612345'), ('a', '712345')")
    for _ in range(2):
        (finding,) = errors(examine(folder, file).findings)
        assert (finding.rows, finding.examples) == (3, ("year=2012",))
        assert finding.failing == ({"year": "2012", "person_id": "a"},)


def test_years_with_other_types_are_read_together(
    folder: Path, counted: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.checked.json"
    write_year(folder, 2015, "('a', '312345')", year_type="bigint")
    examined = examine(folder, file)
    assert errors(examined.findings) == []
    assert len(counted) == 1
    rows = duckdb.execute(f"select year from ({examined.kept_sql})").fetchall()
    assert sorted(rows) == [(2012,), (2013,), (2014,), (2015,)]
