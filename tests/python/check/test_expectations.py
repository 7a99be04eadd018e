"""The suites of great-expectations: every rule has one, and a fault fails only its own.

Registers are those of `tests/python/check/test_broken_registers.py`.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_broken_registers import NOBODY, Break, both, broken, examined, sql, years
from test_person_registers import write_all

from bofast.check.catalogue import Kind, rules_of
from bofast.check.examine import examine_registers
from bofast.check.findings import Examination
from bofast.check.pages import write_checks
from bofast.check.results import Tally, results, tally
from bofast.check.suites import Validated, validate
from bofast.cli import main
from bofast.contract.registers import csv_rows, load_contract
from bofast.settings import SEEDS

CONTRACT = SEEDS / "contract"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_all(tmp_path / "registers")
    return tmp_path / "registers"


def validated(examinations: list[Examination], register: str) -> Validated:
    observed = results(examinations)[register]
    rows = {found.register: found.rows for found in examinations}
    (result,) = validate({register: observed}, rows)
    return result


def promised(register: str) -> set[tuple[str, Kind]]:
    return {(rule.column, rule.kind) for rule in rules_of(register)}


def test_every_rule_of_the_contract_is_promised() -> None:
    for row in csv_rows(CONTRACT / "register_column.csv"):
        of_column = {
            kind
            for name, kind in promised(row["register"])
            if name == row["column_name"]
        }
        wanted = {
            Kind.EXISTS: True,
            Kind.STORED: True,
            Kind.MISSING: row["is_nullable"] == "false",
            Kind.VALUE: row["data_type"] != "VARCHAR",
            Kind.CODES: row["code_list"] != "",
            Kind.FORM: row["pattern"] != "",
            Kind.MINIMUM: row["minimum"] != "",
            Kind.MAXIMUM: row["maximum"] != "",
            Kind.SIZE: row["data_type"] in ("INTEGER", "TINYINT"),
            Kind.DAY: row["data_type"] == "DATE",
            Kind.SHAPE: row["shape"] != "",
            Kind.KNOWN: row["known_list"] != "",
            Kind.IN_FORCE: row["known_list"] != "",
            Kind.EARLY: row["earliest_year"] != "",
        }
        found = {kind: kind in of_column for kind in wanted}
        assert found == wanted, (row["register"], row["column_name"])
    for row in csv_rows(CONTRACT / "register_rule.csv"):
        words = {p.words for p in rules_of(row["register"]) if p.kind == Kind.RULE}
        assert row["rule"] in words
    for row in csv_rows(CONTRACT / "register_link.csv"):
        assert (row["column_name"], Kind.LINK) in promised(row["register"])
        assert (row["column_name"], Kind.SAME_FORM) in promised(row["register"])
    for row in csv_rows(CONTRACT / "register_drift.csv"):
        assert ("year", Kind.DRIFT) in promised(row["register"])
        assert ("year", Kind.COPIED) in promised(row["register"])
    for row in csv_rows(CONTRACT / "register_crowd.csv"):
        assert (row["column_name"], Kind.CROWDED) in promised(row["register"])
    for row in csv_rows(SEEDS / "classifications" / "panel_requirement.csv"):
        assert ("year", Kind.YEARS) in promised(row["register"])
    for row in csv_rows(SEEDS / "risk_index" / "risk_index_variable.csv"):
        assert ("", Kind.EDITION) in promised(row["register"])
    for register, columns in load_contract().items():
        key = ", ".join(column.name for column in columns if column.is_key)
        assert ((key, Kind.UNIQUE) in promised(register)) == (key != "")
        assert ("", Kind.READABLE) in promised(register)


def test_every_rule_has_a_name_and_an_id_of_its_own() -> None:
    ids = []
    for register in load_contract():
        names = [rule.name for rule in rules_of(register)]
        assert len(names) == len(set(names))
        ids += [rule.id for rule in rules_of(register)]
    assert len(ids) == len(set(ids))


def test_every_kind_of_rule_is_in_the_catalogue_and_used() -> None:
    kinds = {row["kind"] for row in csv_rows(CONTRACT / "check_rule.csv")}
    assert kinds == {kind.value for kind in Kind}
    used = {rule.kind for register in load_contract() for rule in rules_of(register)}
    assert used == set(Kind)


def test_every_promise_is_an_expectation(folder: Path) -> None:
    result = validated(examine_registers(folder), "population")
    # the good register has one year: no change of rows to hold against anything
    names = {p.name for p in rules_of("population") if p.kind != Kind.DRIFT}
    assert {e.column for e in result.suite.expectations} == names
    assert {e.severity.value for e in result.suite.expectations} == {
        "critical",
        "warning",
    }
    assert tally(result.observed) == Tally(len(names), 0, 0, 0)
    assert result.result.success


# register, what breaks it, and the one expectation that fails
PLANTED = [
    (
        "population",
        broken("population", marital_status="0"),
        "marital_status: codes of the list marital_status",
    ),
    (
        "population",
        broken("population", municipality_code=None),
        "municipality_code: no value is missing",
    ),
    (
        "population",
        broken("population", spouse_id=NOBODY),
        "spouse_id: nobody is their own spouse",
    ),
    ("unemployment", broken("unemployment", months="13"), "months: 12 or less"),
    ("person", broken("person", birth_country="X"), "birth_country: of the form"),
    ("person", broken("person", birth_date="then"), "birth_date: every value is"),
    (
        "education",
        sql("education", "from good", "more.parquet"),
        "year, person_id: the key is unique",
    ),
    (
        "education",
        sql("education", "select * replace (1 as nus_code) from good"),
        "nus_code: stored as text",
    ),
    (
        "migration",
        sql("migration", "select * exclude (is_administrative) from good"),
        "is_administrative: the column is there",
    ),
]


@pytest.mark.parametrize(
    ("register", "breaks", "fails"), PLANTED, ids=[case[2] for case in PLANTED]
)
def test_a_planted_fault_fails_its_expectation_and_no_other(
    folder: Path, register: str, breaks: Break, fails: str
) -> None:
    breaks(folder)
    result = validated(examined(folder, register), register)
    (only,) = result.broken
    assert only.name.startswith(fails)
    # the summary and the pages say the same
    looked_at = [one for one in result.observed if one.value is not None]
    assert [one.rule for one in looked_at if not one.is_kept] == [only]
    counted = tally(result.observed)
    assert (counted.failed, counted.warned) == ((1, 0) if only.is_critical else (0, 1))


def test_what_cannot_be_looked_at_is_neither_held_nor_broken(folder: Path) -> None:
    (folder / "education" / "all.parquet").write_bytes(b"")
    result = validated(examined(folder, "education"), "education")
    assert [rule.kind for rule in result.broken] == [Kind.READABLE]
    assert tally(result.observed) == Tally(0, 0, 1, len(rules_of("education")) - 1)
    assert "not looked at" in str(tally(result.observed))


def test_a_change_of_rows_is_held_against_its_limits(folder: Path) -> None:
    both(
        years("education", 2010, 2011, rows=2_000),
        sql(
            "education",
            "from good union all select * replace ('2012' as year) from good"
            " where year = '2011' limit 5_000",
        ),
    )(folder)
    examinations = examine_registers(folder)
    drift = [
        one for one in results(examinations)["education"] if one.rule.kind == Kind.DRIFT
    ]
    assert [one.value for one in drift] == [0.0, -50.0]
    result = validated(examinations, "education")
    (only,) = [p for p in result.broken if p.kind == Kind.DRIFT]
    assert only.words.endswith("1,000 in 2012, 2,000 in 2011")


def test_a_group_that_is_not_here_is_not_looked_at(folder: Path) -> None:
    result = validated(examine_registers(folder), "region_indicator")
    assert len(result.not_looked_at) == len(rules_of("region_indicator"))
    assert result.broken == []


def test_pages_open_offline_and_name_nobody(folder: Path, tmp_path: Path) -> None:
    broken("population", marital_status="0", dwelling_id=NOBODY)(folder)
    broken("person", sex=NOBODY)(folder)
    examinations = examine_registers(folder)
    rows = {found.register: found.rows for found in examinations}
    out = tmp_path / "checks"
    write_checks(results(examinations), rows, out, "registers", True)
    names = {f"{register}.html" for register in load_contract()} | {"index.html"}
    assert {path.name for path in out.iterdir()} == names
    for page in out.iterdir():
        html = page.read_text(encoding="utf-8")
        assert "ynthetic" in html
        assert not re.search(r"https?:|//[a-z]|<script|@import|url\(", html)
        assert set(re.findall(r'(?:href|src)="([^"#]+)', html)) <= names
        assert NOBODY not in html
        assert ">p1<" not in html
        assert "An unexpected" not in html
    assert "codes of the list marital_status" in (out / "population.html").read_text()
    index = (out / "index.html").read_text()
    assert "warned: marital_status: codes of the list marital_status" in " ".join(
        index.split()
    )
    write_checks(results(examinations), rows, out, "registers", False)
    assert "ynthetic" not in (out / "index.html").read_text()


def test_the_command_sums_up_and_prints_nobody(
    demo_registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOFAST_REGISTERS", str(demo_registers))
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "w.duckdb"))
    result = CliRunner().invoke(main, ["check", "--docs"])
    assert result.exit_code == 0
    for register in load_contract():
        assert re.search(
            rf"\n  {register} +\d+ held, \d+ warned, 0 failed", result.output
        )
    with (tmp_path / "w.failing_rows" / "failing_rows.csv").open() as lines:
        keys = {line["row_key"] for line in csv.DictReader(lines)}
    persons = {
        key.split("person_id=")[1].split()[0] for key in keys if "person_id" in key
    }
    persons.discard("None")
    assert len(persons) > 50
    pages = [page.read_text() for page in (tmp_path / "checks").iterdir()]
    assert len(pages) == len(load_contract()) + 1
    for person in persons:
        assert person not in result.output
        assert not any(person in page for page in pages)


def test_a_build_does_not_load_great_expectations() -> None:
    code = (
        "import sys, bofast.warehouse.plugin, bofast.warehouse.build, bofast.check.run;"
        " sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
