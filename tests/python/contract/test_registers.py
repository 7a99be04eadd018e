"""Registers are read whatever their files look like."""

from pathlib import Path

import duckdb
import pytest

from bofast.contract.registers import code_lists, load_contract, register_groups
from bofast.contract.source import scan_sql
from bofast.errors import RegisterError


def write(path: Path, sql: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.removeprefix(".")
    with duckdb.connect() as connection:
        connection.execute(f"copy ({sql}) to '{path}' (format {kind})")


def read(folder: Path) -> list[tuple[int, int | None]]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select cast(a as integer), cast(year as integer) from"
            f" ({scan_sql(connection, folder, 'r')}) order by 1"
        ).fetchall()
    return [(row[0], row[1]) for row in rows]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
class TestYear:
    def test_the_folder_supplies_a_missing_year(
        self, tmp_path: Path, kind: str
    ) -> None:
        write(tmp_path / f"r/year=2012/deep/x.{kind}", "select 1 as a")
        write(tmp_path / f"r/year=2013/y.{kind}", "select 2 as a")
        assert read(tmp_path) == [(1, 2012), (2, 2013)]

    def test_other_folders_of_the_kind_do_not_matter(
        self, tmp_path: Path, kind: str
    ) -> None:
        write(tmp_path / f"r/year=2012/x.{kind}", "select 1 as a")
        write(tmp_path / f"r/year=2013/part=1/y.{kind}", "select 2 as a")
        write(tmp_path / f"r/region=3/year=2014/z.{kind}", "select 3 as a")
        assert read(tmp_path) == [(1, 2012), (2, 2013), (3, 2014)]

    def test_the_files_own_year_comes_first(self, tmp_path: Path, kind: str) -> None:
        write(tmp_path / f"r/year=2012/x.{kind}", "select 1 as a, 2000 as year")
        assert read(tmp_path) == [(1, 2000)]

    def test_files_with_and_without_a_year_mix(self, tmp_path: Path, kind: str) -> None:
        write(tmp_path / f"r/year=2012/x.{kind}", "select 1 as a, 2000 as year")
        write(tmp_path / f"r/year=2013/y.{kind}", "select 2 as a")
        assert read(tmp_path) == [(1, 2000), (2, 2013)]

    def test_a_file_without_any_year_is_null(self, tmp_path: Path, kind: str) -> None:
        write(tmp_path / f"r/x.{kind}", "select 1 as a")
        write(tmp_path / f"r/year=2013/y.{kind}", "select 2 as a")
        assert read(tmp_path) == [(1, None), (2, 2013)]


def test_csv_keeps_leading_zeros_and_empty_is_null(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "x.csv").write_text("code,a\n0301,\n", encoding="utf-8")
    with duckdb.connect() as connection:
        rows = connection.execute(scan_sql(connection, tmp_path, "r")).fetchall()
    assert rows == [("0301", None)]


def test_parquet_and_csv_do_not_mix(tmp_path: Path) -> None:
    write(tmp_path / "r/x.csv", "select 1 as a")
    write(tmp_path / "r/x.parquet", "select 1 as a")
    with (
        duckdb.connect() as connection,
        pytest.raises(RegisterError, match="not both in one register"),
    ):
        scan_sql(connection, tmp_path, "r")


def test_only_enrolment_has_no_key() -> None:
    keyless = {
        register
        for register, columns in load_contract().items()
        if not any(column.is_key for column in columns)
    }
    assert keyless == {"enrolment"}


def test_every_register_is_in_one_group() -> None:
    grouped = [name for names in register_groups().values() for name in names]
    assert sorted(grouped) == sorted(load_contract())


def test_every_code_list_of_the_contract_has_codes() -> None:
    lists = code_lists()
    for register, columns in load_contract().items():
        for column in columns:
            assert column.code_list is None or lists[column.code_list], register
