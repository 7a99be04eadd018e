"""Deliberate faults of synthetic registers do not drown a real one."""

import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from conftest import rewrite

from bofast.check.examine import examine_registers
from bofast.check.expected import deliberate_faults, faulty_rows_sql, with_expected
from bofast.check.findings import findings_of, lines_of_notes
from bofast.check.results import results
from bofast.cli import main
from bofast.contract.registers import FAULTY_ROWS, SYNTHETIC_MARK

EXPECTED = re.compile(
    r"([0-9,]+) expected \(the demo's deliberate faults, see faults.csv\)"
)


def printed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("BOFAST_REGISTERS", str(folder))
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "w.duckdb"))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output
    return result.output


def warnings(output: str) -> list[str]:
    """Return the lines on what was found: a register, a column and a rule."""
    return re.findall(r"^  [a-z_ ]+[.][a-z_, ]+: .*$|^  [a-z_]+: of .*$", output, re.M)


def test_the_demo_has_one_line_on_its_faults_and_no_warning(
    demo_registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = printed(demo_registers, tmp_path, monkeypatch)
    (number,) = EXPECTED.findall(output)
    assert int(number.replace(",", "")) > 200
    assert warnings(output) == []
    assert " 0 warned, 0 failed" in output
    assert not re.search(" [1-9][0-9]* warned", output)


def test_a_real_fault_among_them_is_told(
    registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(
        registers / "unemployment",
        "select * replace (case when person_id = (select min(person_id) from register)"
        " and year = 2010 then 13 else months end as months) from register",
    )
    rewrite(
        registers / "population",
        "from register union all by name (select * replace ('a stranger' as person_id)"
        " from register where year = 2012 limit 1 offset 7)",
    )
    output = printed(registers, tmp_path, monkeypatch)
    assert EXPECTED.search(output)
    told = "\n".join(warnings(output))
    assert "population.person_id: not in the register person" in told
    assert "population.municipality_code" not in told


def test_without_the_list_or_the_mark_none_is_expected(registers: Path) -> None:
    found = examine_registers(registers)
    assert any(
        f.expected
        for f in findings_of(with_expected(found, deliberate_faults(registers)))
    )
    (registers / SYNTHETIC_MARK).unlink()
    for file in registers.rglob("*.parquet"):
        stored = file.with_name("copy")
        # without what its metadata says
        duckdb.execute(f"copy (from '{file}') to '{stored}' (format parquet)")
        stored.rename(file)
    assert deliberate_faults(registers).persons == frozenset()
    with duckdb.connect() as connection:
        assert connection.execute(faulty_rows_sql(registers)).fetchall() == []
    (registers / SYNTHETIC_MARK).write_text("synthetic")
    (registers / FAULTY_ROWS).unlink()
    assert deliberate_faults(registers).persons == frozenset()
    lines = lines_of_notes(
        findings_of(with_expected(found, deliberate_faults(registers)))
    )
    assert len(lines) > 20


def test_every_rule_has_a_result_for_each_year_zeros_too(demo_registers: Path) -> None:
    found = with_expected(
        examine_registers(demo_registers), deliberate_faults(demo_registers)
    )
    by_id = {
        one.rule.id: one
        for of_register in results(found).values()
        for one in of_register
        if "drift" not in one.rule.id
    }
    years = [str(year) for year in range(2004, 2015)]
    broken = by_id["population.marital_status.codes"]
    assert list(broken.by_year) == years
    assert broken.by_year == broken.expected_by_year
    assert min(broken.by_year.values()) > 0
    kept = by_id["population.dwelling_id.null_text"]
    assert kept.by_year == dict.fromkeys(years, 0)
    assert by_id["person.rejected"].value == sum(
        by_id[f"person.{rule}"].value or 0
        for rule in ("sex.missing", "sex.codes", "birth_country.missing")
    )
    # counted, and not worth a warning
    assert by_id["person.mother_id.link"].value == 0


def test_the_warehouse_keeps_results_and_tells_faults_apart(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select count(*), count(*) filter (where broken_rows = 0), sum(expected_rows)"
        " from staging.stg_rule_result"
    ).fetchone()
    assert rows is not None
    assert rows[0] > 1_000
    assert rows[1] > 0.9 * rows[0]
    assert rows[2] > 200
    unexpected = marts.execute(
        "select register, year, rule, finding_rows, expected_rows from data_quality"
        " where finding_rows > expected_rows"
        " and rule not in ('immigrant_by_missing_field')"
    ).fetchall()
    expected = marts.execute("select sum(expected_rows) from data_quality").fetchone()
    assert expected is not None
    assert sum(row[3] - row[4] for row in unexpected) < 0.1 * expected[0]
