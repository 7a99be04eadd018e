"""An office's own layout: one mapping file gives the warehouse of the contract's."""

import csv
import io
import re
import shutil
from pathlib import Path

import duckdb
import pytest
import small_country as country
from click.testing import CliRunner
from conftest import run_dbt

from bofast.check.examine import examine_registers
from bofast.check.findings import Examination, errors, findings_of
from bofast.cli import main
from bofast.contract.mapping import OfficeMapping, load_mapping
from bofast.contract.registers import csv_rows, load_contract
from bofast.settings import PROJECT, SEEDS

EXAMPLES = PROJECT / "docs" / "examples"
STATISTICS_NORWAY = EXAMPLES / "register.statistics_norway.yml"


@pytest.fixture(scope="module")
def office() -> OfficeMapping:
    return load_mapping(STATISTICS_NORWAY, load_contract())


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contract")
    country.write_country(folder)
    return folder


def written_by_the_office(
    row: country.Row, office: OfficeMapping, register: str
) -> dict:
    """Return a row in the office's names, dates and codes."""
    said = office.of(register)
    written = {}
    for name, value in row.items():
        of_it = said.of(name)
        back = {meant: code for code, meant in of_it.codes.items()}
        truth = {"true": of_it.true_texts[0], "false": of_it.false_texts[0]}
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            value = f"{value[8:]}.{value[5:7]}.{value[:4]}"
        elif of_it.digits and value:
            value = str(int(value))
        elif not value and "." in of_it.null_texts:
            value = "."
        written[said.source(name)] = back.get(value, truth.get(value, value))
    return written


def write_office(good: Path, folder: Path, office: OfficeMapping) -> None:
    for register in country.PERSONS:
        said = office.of(register)
        rows = [
            written_by_the_office(row, office, register)
            for row in country.read_csv(good, register)
        ]
        text = io.StringIO()
        writer = csv.DictWriter(
            text, list(rows[0]), delimiter=said.delimiter, lineterminator="\r\n"
        )
        writer.writeheader()
        writer.writerows(rows)
        file = folder / office.folder(register) / "G2013.CSV"
        file.parent.mkdir(parents=True)
        file.write_bytes(text.getvalue().encode(said.encoding))


@pytest.fixture
def folder(good: Path, office: OfficeMapping, tmp_path: Path) -> Path:
    folder = tmp_path / "registers"
    write_office(good, folder, office)
    shutil.copy(STATISTICS_NORWAY, folder / "register.yml")
    return folder


def kept(examinations: list[Examination]) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect() as connection:
        return {
            one.register: connection.execute(
                f"from ({one.kept_sql}) order by all"
            ).fetchall()
            for one in examinations
        }


def test_an_offices_files_are_read_as_the_contracts(good: Path, folder: Path) -> None:
    assert (folder / "sysselsetting" / "G2013.CSV").read_text().startswith("aargang;")
    examinations = examine_registers(folder)
    assert errors(findings_of(examinations)) == []
    assert kept(examinations) == kept(examine_registers(good))
    said = {one.register: one.files for one in examinations}
    expected = '1,720 rows in 1 CSV file(s) (latin-1, semicolons, quotes ")'
    assert said["person"] == expected


def test_parquet_is_mapped_likewise(good: Path, folder: Path) -> None:
    """All text, as an office's program may store it; codes as numbers in one."""
    for register in folder.iterdir():
        for file in register.glob("*.CSV"):
            select = "*"
            if register.name == "bosatte":
                select = "* replace (cast(kommnr as double) as kommnr,"
                select += " cast(aargang as bigint) as aargang)"
            duckdb.execute(
                f"copy (select {select} from read_csv('{file}', delim = ';',"
                " header = true, all_varchar = true, encoding = 'latin-1'))"
                f" to '{file.with_suffix('.parquet')}'"
            )
            file.unlink()
    examinations = examine_registers(folder)
    assert errors(findings_of(examinations)) == []
    assert kept(examinations) == kept(examine_registers(good))


@pytest.mark.slow
def test_the_warehouse_is_that_of_the_contracts_layout(
    good: Path, folder: Path, tmp_path: Path
) -> None:
    tables = ("person_year", "family_year", "data_quality")
    found = {}
    for name, registers in (("office", folder), ("contract", good)):
        warehouse = tmp_path / name / "warehouse.duckdb"
        done = run_dbt(
            *("build", "--exclude", "resource_type:test", "resource_type:unit_test"),
            *("--select", *(f"+{table}" for table in tables)),
            registers=registers,
            warehouse=warehouse,
        )
        assert done.returncode == 0, done.stdout
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found[name] = [
                connection.execute(f"from {table} order by all").fetchall()
                for table in tables
            ]
    assert found["office"] == found["contract"]
    assert all(found["contract"])


def test_without_the_file_it_stops(folder: Path) -> None:
    (folder / "register.yml").unlink()
    stopping = errors(findings_of(examine_registers(folder)))
    assert next(str(finding).partition(": say")[0] for finding in stopping) == (
        "person: G2013.CSV, Line: 1: the columns are separated by semicolons, not by"
        " commas"
    )


@pytest.mark.slow
def test_the_setting_names_a_file_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "register.yml").rename(tmp_path / "ours.yml")
    monkeypatch.setenv("BOFAST_REGISTERS", str(folder))
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "w.duckdb"))
    assert CliRunner().invoke(main, ["check"]).exit_code == 1
    monkeypatch.setenv("BOFAST_MAPPING", str(tmp_path / "ours.yml"))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output
    assert "rows in 1 CSV file(s) (latin-1, semicolons" in result.output


@pytest.mark.parametrize(
    "example", sorted(EXAMPLES.glob("*.yml")), ids=lambda p: p.name
)
def test_the_examples_are_in_order(example: Path) -> None:
    assert load_mapping(example, load_contract()).registers


def test_offices_names_are_of_columns_of_the_contract() -> None:
    columns = {
        (register, column.name)
        for register, of_register in load_contract().items()
        for column in of_register
    }
    named = {
        (row["register"], row["column_name"])
        for row in csv_rows(SEEDS / "contract" / "office_name.csv")
    }
    assert named <= columns


def test_a_template_is_written_from_the_files_and_reads_them(
    good: Path, office: OfficeMapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, separators, dates and zeros; codes are for somebody who knows them."""
    registers = tmp_path / "registers"
    plain = office.model_copy(
        update={
            "registers": {
                register: said.model_copy(
                    update={
                        "folder": register.upper(),
                        "columns": {
                            name: column.model_copy(update={"codes": {}})
                            for name, column in said.columns.items()
                        },
                    }
                )
                for register, said in office.registers.items()
            }
        }
    )
    write_office(good, registers, plain)
    monkeypatch.setenv("BOFAST_REGISTERS", str(registers))
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "w.duckdb"))
    result = CliRunner().invoke(main, ["check", "--template"])
    assert result.exit_code == 0, result.output
    assert "population: 6 of 6 columns found" in result.output
    written = (registers / "register.yml").read_text()
    for part in (
        'folder: "POPULATION"',
        'delimiter: ";"',
        'date_format: "%d.%m.%Y"',
        "digits: 4",
        'null_texts: ["."]',
        'true_texts: ["J"]',
    ):
        assert part in written
    examinations = examine_registers(registers)
    assert errors(findings_of(examinations)) == []
    assert kept(examinations) == kept(examine_registers(good))
    # nothing that somebody has corrected is overwritten
    result = CliRunner().invoke(main, ["check", "--template"])
    assert result.exit_code == 1
    assert "is there already" in result.output
    assert (registers / "register.yml").read_text() == written


def test_a_template_lists_codes_that_are_not_the_contracts(
    good: Path, office: OfficeMapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers = tmp_path / "registers"
    write_office(good, registers, office)
    (registers / "flytting").rename(registers / "Migration")
    monkeypatch.setenv("BOFAST_REGISTERS", str(registers))
    file = tmp_path / "ours.yml"
    result = CliRunner().invoke(main, ["check", "--template", str(file)])
    assert result.exit_code == 0, result.output
    assert "education: no folder of that name, or one like it" in result.output
    written = file.read_text()
    assert '#   "K": ""' in written
    assert "# the contract's codes: emigration, immigration, internal" in written
