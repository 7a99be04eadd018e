"""The registers as they are kept, in the folder that Spark reads.

What Spark makes of them, and that it is taken whole or not at all, is shown by
tests/compatibility/spark.
"""

from pathlib import Path

import duckdb
import pytest
from small_country import RESIDENTS, Row, change, write_country

from bofast.contract.registers import fingerprint, load_contract
from bofast.errors import BuildError, RegisterError, SettingError
from bofast.settings import Settings
from bofast.warehouse.build import build
from bofast.warehouse.kept import keep_registers

OF_THE_CHECK = {"row_set_aside", "value_set_aside", "rule_result", "faulty_row"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_country(tmp_path / "registers")
    return Settings(
        tmp_path / "registers",
        tmp_path / "warehouse.duckdb",
        tmp_path / "marts.duckdb",
        rows=tmp_path / "rows",
    )


def keep(settings: Settings) -> list[str]:
    said: list[str] = []
    keep_registers(settings, settings.rows, said.append)
    return said


def kept(settings: Settings, source: str) -> list[tuple[object, ...]]:
    files = settings.rows / "registers" / source / "*.parquet"
    return duckdb.connect().execute(f"from '{files}' order by all").fetchall()


def test_every_register_is_kept_with_the_checks_results(settings: Settings) -> None:
    said = keep(settings)
    names = {path.name for path in (settings.rows / "registers").iterdir()}
    assert names == {*load_contract(), *OF_THE_CHECK, "allowance", "kept"}
    assert len(kept(settings, "person")) >= RESIDENTS
    assert kept(settings, "rule_result")
    assert kept(settings, "kept") == [(fingerprint(settings.registers),)]
    assert any(line.startswith("person ") for line in said)
    # microdata
    assert settings.rows.stat().st_mode & 0o077 == 0
    assert not (settings.rows / ".registers").exists()


def test_rejected_rows_are_kept_apart(settings: Settings) -> None:
    keep(settings)
    before = kept(settings, "person")

    def one_is_wrong(row: Row) -> Row:
        return {**row, "sex": "9"} if row["person_id"] == before[0][0] else row

    change("person", one_is_wrong)(settings.registers)
    keep(settings)
    assert kept(settings, "person") == before[1:]
    assert [row[:3] for row in kept(settings, "row_set_aside")] == [
        ("person", None, "sex")
    ]


def test_broken_registers_leave_what_was_kept(settings: Settings) -> None:
    keep(settings)
    before = kept(settings, "person")
    change("person", lambda row: {**row, "person_id": "1"})(settings.registers)
    with pytest.raises(RegisterError, match=r"person\.person_id"):
        keep(settings)
    assert kept(settings, "person") == before


def test_a_folder_that_cannot_be_written_is_said(settings: Settings) -> None:
    settings.rows.write_text("a file")
    with pytest.raises(BuildError, match="keeping the registers failed"):
        keep(settings)


def test_rows_that_nobody_made_are_refused(settings: Settings) -> None:
    keep(settings)
    with pytest.raises(BuildError, match="holds no rows that Spark made"):
        build(settings, rows=settings.rows)
    assert not settings.warehouse.exists()


def test_years_are_refused(settings: Settings) -> None:
    chosen = Settings(
        settings.registers, settings.warehouse, settings.marts, years=(2013,)
    )
    with pytest.raises(SettingError, match="BOFAST_YEARS"):
        keep(chosen)
    with pytest.raises(SettingError, match="BOFAST_YEARS"):
        build(chosen, rows=settings.rows)
