"""Broken registers stop in the check with register, column, rule, rows and examples.

`test_person_registers.py` has what is only about registers of persons.
"""

import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from conftest import rewrite

from bofast.check.examine import check_registers
from bofast.check.findings import errors
from bofast.cli import main
from bofast.contract.registers import register_groups

# what is broken: register, query that breaks it, what the finding must say
BROKEN = {
    "missing column": (
        "region_population",
        "select * exclude (persons) from register",
        ["region_population.persons", "the column is missing"],
    ),
    "text in a number": (
        "region_population",
        "select * replace (case when region_code = '1265' and age = 3"
        " then 'three' else cast(persons as varchar) end as persons) from register",
        ["region_population.persons", "not a whole number", "persons=three"],
    ),
    "part of a person": (
        "region_population",
        "select * replace (persons + case when region_code = '1265' then 0.5"
        " else 0.0 end as persons) from register",
        ["region_population.persons", "not a whole number", "region_code=1265"],
    ),
    "not a number": (
        "region_indicator",
        "select * replace (case when region_code = '1265' then 'nan'::double"
        " else value end as value) from register",
        ["region_indicator.value", "not a number", "region_code=1265"],
    ),
    "code stored as a number": (
        "region_employment",
        "select * replace (cast(region_code as integer) as region_code) from register",
        ["region_employment.region_code", "stored as INTEGER, must be text"],
    ),
    "unknown region": (
        "region_employment",
        "from register union all by name"
        " select 2014 as year, '9999' as region_code, 1 as employed_by_workplace,"
        " 1 as employed_by_residence",
        ["region_employment.region_code", "outside the list `region`", "9999"],
    ),
    "unknown indicator": (
        "region_indicator",
        "select * replace (replace(indicator, 'low_income', 'lowincome')"
        " as indicator) from register",
        ["region_indicator.indicator", "outside the list `region_indicator`"],
    ),
    "duplicate key": (
        "region_population",
        "from register union all from register where region_code = '1265' and age = 3",
        ["region_population.year, region_code, age", "the key is not unique", "1265"],
    ),
    "percent above 100": (
        "region_indicator",
        "select * replace (case when region_code = '1265' then 100.1 else value"
        " end as value) from register",
        ["region_indicator.value", "above 100", "value=100.1"],
    ),
    "negative count": (
        "region_establishment",
        "select * replace (case when region_code = '1265' then -1"
        " else establishments end as establishments) from register",
        ["region_establishment.establishments", "below 0"],
    ),
    "null in a key": (
        "region_population",
        "select * replace (nullif(region_code, '1265') as region_code) from register",
        ["region_population.region_code", "a value is missing"],
    ),
    "municipality without establishments with employees": (
        "region_establishment",
        "select * replace (case when region_code = '1265' then null"
        " else establishments_with_employees end as establishments_with_employees)"
        " from register",
        ["region_establishment", "only districts may lack them", "1265"],
    ),
    "more with employees than in all": (
        "region_establishment",
        "select * replace (case when region_code = '1265' then 0"
        " else establishments end as establishments) from register",
        ["region_establishment", "are some of all establishments", "1265"],
    ),
    "period ends before it starts": (
        "region_indicator",
        "select * replace (case when region_code = '1265' then 2000"
        " else period_end end as period_end) from register",
        ["region_indicator", "a period does not end before it starts", "1265"],
    ),
    "a year that an edition needs is missing": (
        "region_population",
        "from register where year <> 2012",
        ["region_population", "no rows for 2012", "population_growth", "2019"],
    ),
    "an indicator that an edition needs is missing": (
        "region_indicator",
        "from register where not (indicator = 'low_income_share'"
        " and period_start = 2014)",
        ["region_indicator", "no rows for 2014-2014", "low_income_share"],
    ),
    "truth values for numbers": (
        "region_population",
        "select * replace (persons > 5 as persons) from register",
        ["region_population.persons", "stored as BOOLEAN, must be a number"],
    ),
    "a number too large": (
        "region_establishment",
        "select * replace (case when region_code = '1265' then 3000000000"
        " else establishments end as establishments) from register",
        ["region_establishment.establishments", "larger than 2147483647"],
    ),
    "no rows": (
        "region_employment",
        "from register where false",
        ["region_employment", "the register has no rows"],
    ),
}


@pytest.fixture
def registers(demo_registers: Path, tmp_path: Path) -> Path:
    """A copy of the demo registers of regions that a test may break."""
    copy = tmp_path / "registers"
    for register in register_groups()["regions"]:
        shutil.copytree(demo_registers / register, copy / register)
    return copy


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_named_with_rows_and_examples(
    registers: Path, case: str
) -> None:
    register, sql, said = BROKEN[case]
    rewrite(registers / register, sql)
    text = "\n".join(map(str, errors(check_registers(registers))))
    for part in said:
        assert part in text


def test_the_demo_registers_keep_every_rule(demo_registers: Path) -> None:
    assert errors(check_registers(demo_registers)) == []


def test_rows_are_counted_and_three_are_shown(registers: Path) -> None:
    rewrite(
        registers / "region_population",
        "select * replace (-1 as persons) from register where year = 2014 and age < 4"
        " union all by name from register where year <> 2014 or age >= 4",
    )
    (finding,) = errors(check_registers(registers))
    with duckdb.connect() as connection:
        expected = connection.execute(
            f"select count(*) from '{registers}/region_population/*.parquet'"
            " where persons < 0"
        ).fetchone()
    assert expected is not None
    assert finding.rows == expected[0]
    assert len(finding.examples) == 3


def test_a_missing_register_and_a_missing_folder_are_named(registers: Path) -> None:
    shutil.rmtree(registers / "region_employment")
    (finding,) = errors(check_registers(registers))
    assert str(finding).startswith("region_employment: no .parquet or .csv file")
    (finding,) = errors(check_registers(registers / "nowhere"))
    assert "does not exist" in str(finding)


def test_a_file_that_is_not_parquet_is_named(registers: Path) -> None:
    shutil.rmtree(registers / "region_employment")
    (registers / "region_employment").mkdir()
    (registers / "region_employment" / "x.parquet").write_text("not Parquet")
    (finding,) = errors(check_registers(registers))
    assert str(finding).startswith("region_employment: unreadable file")


def test_damage_inside_a_file_is_a_finding_too(registers: Path) -> None:
    (file,) = (registers / "region_indicator").rglob("*.parquet")
    content = bytearray(file.read_bytes())
    content[40:400] = bytes(360)
    file.write_bytes(bytes(content))
    (finding,) = errors(check_registers(registers))
    assert finding.register == "region_indicator"
    assert "cannot be read" in str(finding)


def test_a_row_with_too_many_cells_is_a_finding_too(registers: Path) -> None:
    folder = registers / "region_employment"
    shutil.rmtree(folder)
    folder.mkdir()
    rows = ["2014,0101,1,1"] * 60_000 + ["2014,0101,1,1,1,1"]
    header = "year,region_code,employed_by_workplace,employed_by_residence"
    (folder / "all.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    (finding,) = errors(check_registers(registers))
    assert finding.register == "region_employment"
    assert "Line: 60002" in str(finding)


def test_a_folder_may_have_any_name(registers: Path) -> None:
    odd = registers.rename(registers.with_name("it's [1] *"))
    assert errors(check_registers(odd)) == []


def test_the_command_says_it_without_a_traceback(
    registers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(
        registers / "region_indicator",
        "select * replace (250.0 as value) from register",
    )
    monkeypatch.setenv("BOFAST_REGISTERS", str(registers))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "region_indicator.value: above 100" in result.output
    assert "Nothing was built and nothing was overwritten." in result.output
    assert "Traceback" not in result.output
