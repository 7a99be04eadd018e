"""Registers of persons in the check: which rows are kept, rejected, or an error.

`test_check.py` has the regional registers, where every broken rule stops.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bofast.check import count as register_parts
from bofast.check.catalogue import Effect
from bofast.check.examine import check_registers, examine_register, examine_registers
from bofast.check.findings import Examination, errors, notes
from bofast.cli import main
from bofast.contract.registers import load_contract, register_groups

KEPT, ASIDE, MISSING, STOPS = "kept", Effect.REJECTS, Effect.MISSING, Effect.STOPS
PERSONS = register_groups()["persons"]

Row = dict[str, str | None]

# a row of each register that keeps every rule, as text
GOOD: dict[str, Row] = {
    "person": {
        "person_id": "p1",
        "sex": "1",
        "birth_date": "1980-12-31",
        "birth_country": "140",
        "mother_id": None,
        "father_id": "p9",
        "mother_birth_country": "140",
        "father_birth_country": None,
        "foreign_born_grandparents": "4",
        "first_immigration_date": "2005-02-28",
        "reason_for_immigration": "ARB",
        "death_date": None,
    },
    "population": {
        "year": "2012",
        "person_id": "p1",
        "municipality_code": "0301",
        "dwelling_id": "d1",
        "marital_status": "1",
        "spouse_id": None,
    },
    "migration": {
        "person_id": "p1",
        "event_date": "2012-02-29",
        "migration_type": "internal",
        "from_municipality_code": "0301",
        "to_municipality_code": "1103",
        "is_administrative": "false",
    },
    "education": {"year": "2012", "person_id": "p1", "nus_code": "012345"},
    "enrolment": {
        "year": "2012",
        "person_id": "p1",
        "enrolled_1_october": "true",
        "exam_january_september": "false",
        "exam_october_december": "true",
    },
    "employment": {
        "year": "2012",
        "person_id": "p1",
        "job_number": "1",
        "employment_status": "wage_earner",
        "is_main_job": "true",
        "organisation_number": "987654321",
        "industry_code": "01.110",
        "work_municipality_code": "0301",
    },
    "unemployment": {"year": "2012", "person_id": "p1", "months": "12"},
}

# register, column, value in the file, what becomes of it, and the value kept or what
# the finding must say
CASES: list[tuple[str, str, str | None, str, str | None]] = [
    ("person", "sex", "2", KEPT, "2"),
    ("person", "sex", " 2", KEPT, "2"),
    ("person", "sex", None, ASIDE, "a value is missing"),
    ("person", "sex", "3", ASIDE, "outside the list `register_sex`"),
    ("person", "sex", "male", ASIDE, "outside the list `register_sex`"),
    ("person", "birth_date", "1980-01-01", KEPT, "1980-01-01"),
    ("person", "birth_date", " 1980-01-01 ", KEPT, "1980-01-01"),
    ("person", "birth_date", "1980-01-01 00:00:00", KEPT, "1980-01-01"),
    ("person", "birth_date", None, ASIDE, "a value is missing"),
    ("person", "birth_date", "1980-02-30", ASIDE, "not a date"),
    ("person", "birth_date", "01.02.1980", ASIDE, "not a date"),
    ("person", "birth_date", "01-02-80", ASIDE, "not a date"),
    ("person", "birth_date", "infinity", ASIDE, "not a date"),
    ("person", "birth_country", "000", KEPT, "000"),
    ("person", "birth_country", None, ASIDE, "a value is missing"),
    ("person", "birth_country", "0", ASIDE, "not of the form"),
    ("person", "birth_country", "0000", ASIDE, "not of the form"),
    ("person", "birth_country", "NOR", ASIDE, "not of the form"),
    ("person", "mother_id", "", KEPT, None),
    ("person", "mother_id", " p7", KEPT, "p7"),
    ("person", "mother_birth_country", None, KEPT, None),
    ("person", "mother_birth_country", "99", MISSING, "not of the form"),
    ("person", "father_birth_country", "101 ", KEPT, "101"),
    ("person", "foreign_born_grandparents", "0", KEPT, "0"),
    ("person", "foreign_born_grandparents", "3.0", KEPT, "3"),
    ("person", "foreign_born_grandparents", None, KEPT, None),
    ("person", "foreign_born_grandparents", "5", MISSING, "above 4"),
    ("person", "foreign_born_grandparents", "-1", MISSING, "below 0"),
    ("person", "foreign_born_grandparents", "2.5", MISSING, "not a whole number"),
    ("person", "foreign_born_grandparents", "all", MISSING, "not a whole number"),
    ("person", "foreign_born_grandparents", "400", MISSING, "larger than 127"),
    ("person", "first_immigration_date", None, KEPT, None),
    ("person", "first_immigration_date", "2005-02-29", MISSING, "not a date"),
    ("person", "reason_for_immigration", "UOPP", KEPT, "UOPP"),
    ("person", "reason_for_immigration", None, KEPT, None),
    ("person", "reason_for_immigration", "arb", MISSING, "outside the list"),
    ("person", "death_date", "2012-12-31", KEPT, "2012-12-31"),
    ("person", "death_date", "alive", MISSING, "not a date"),
    ("population", "year", "1900", KEPT, "1900"),
    ("population", "year", None, ASIDE, "a value is missing"),
    ("population", "year", "1899", ASIDE, "below 1900"),
    ("population", "year", "2101", ASIDE, "above 2100"),
    ("population", "year", "2012.5", ASIDE, "not a whole number"),
    ("population", "year", "this", ASIDE, "not a whole number"),
    ("population", "municipality_code", "9999", KEPT, "9999"),
    ("population", "municipality_code", None, ASIDE, "a value is missing"),
    ("population", "dwelling_id", "", KEPT, None),
    ("population", "dwelling_id", None, KEPT, None),
    ("population", "marital_status", "9", KEPT, "9"),
    ("population", "marital_status", "0", ASIDE, "outside the list `marital_status`"),
    ("population", "marital_status", None, ASIDE, "a value is missing"),
    ("population", "spouse_id", "p2", KEPT, "p2"),
    ("migration", "event_date", None, ASIDE, "a value is missing"),
    ("migration", "event_date", "2013-02-29", ASIDE, "not a date"),
    ("migration", "migration_type", "immigration", KEPT, "immigration"),
    ("migration", "migration_type", "move", ASIDE, "outside the list"),
    ("migration", "from_municipality_code", None, KEPT, None),
    ("migration", "is_administrative", "TRUE", KEPT, "true"),
    ("migration", "is_administrative", None, ASIDE, "a value is missing"),
    ("migration", "is_administrative", "yes", ASIDE, "not true or false"),
    ("education", "nus_code", "9", KEPT, "9"),
    ("education", "nus_code", "", ASIDE, "a value is missing"),
    ("enrolment", "year", "12", ASIDE, "below 1900"),
    ("enrolment", "exam_january_september", None, ASIDE, "a value is missing"),
    ("enrolment", "exam_october_december", "0", ASIDE, "not true or false"),
    ("employment", "job_number", "2", KEPT, "2"),
    ("employment", "job_number", None, ASIDE, "a value is missing"),
    ("employment", "job_number", "first", ASIDE, "not a whole number"),
    ("employment", "job_number", "3000000000", ASIDE, "larger than 2147483647"),
    ("employment", "employment_status", "self_employed", KEPT, "self_employed"),
    ("employment", "employment_status", "boss", ASIDE, "outside the list"),
    ("employment", "is_main_job", None, ASIDE, "a value is missing"),
    ("employment", "organisation_number", None, ASIDE, "a value is missing"),
    ("employment", "work_municipality_code", None, KEPT, None),
    ("unemployment", "months", "1", KEPT, "1"),
    ("unemployment", "months", "0", ASIDE, "below 1"),
    ("unemployment", "months", "13", ASIDE, "above 12"),
    ("unemployment", "months", None, ASIDE, "a value is missing"),
]


def text_literal(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def write_text(folder: Path, register: str, rows: list[Row], kind: str) -> None:
    """Write rows as text columns, which both kinds of file may hold."""
    selects = [
        "select "
        + ", ".join(
            f"cast({text_literal(value)} as varchar) as {column}"
            for column, value in row.items()
        )
        for row in rows
    ]
    target = folder / register / f"all.{kind}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"copy ({' union all '.join(selects)}) to '{target}' (format {kind})"
        )


def write_typed(folder: Path, register: str, replaced: Mapping[str, str]) -> None:
    """Write the good row as Parquet in the contract's types, some columns replaced."""
    columns = ", ".join(
        replaced.get(
            column.name,
            f"cast({text_literal(GOOD[register][column.name])} as {column.data_type})",
        )
        + f" as {column.name}"
        for column in load_contract()[register]
    )
    target = folder / register / "all.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy (select {columns}) to '{target}'")


def write_all(folder: Path, kind: str = "parquet") -> None:
    for register, row in GOOD.items():
        write_text(folder, register, [row], kind)


def rows(sql: str | None) -> list[dict[str, object]]:
    assert sql is not None
    with duckdb.connect() as connection:
        found = connection.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def types(examination: Examination) -> dict[str, str]:
    with duckdb.connect() as connection:
        described = connection.execute(f"describe {examination.kept_sql}").fetchall()
    return {row[0]: row[1] for row in described}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("register", PERSONS)
def test_a_row_is_kept_set_aside_or_loses_a_value(
    tmp_path: Path, kind: str, register: str
) -> None:
    cases = {f"case {i}": case for i, case in enumerate(CASES) if case[0] == register}
    changed = [
        {**GOOD[register], "person_id": name, column: value}
        for name, (_, column, value, _, _) in cases.items()
    ]
    write_text(tmp_path, register, [GOOD[register], *changed], kind)
    examined = examine_register(tmp_path, register)
    assert errors(examined.findings) == []
    kept = {str(row["person_id"]): row for row in rows(examined.kept_sql)}
    aside = {
        json.loads(str(row["row_text"]))["person_id"]: row
        for row in rows(examined.rows_sql)
    }
    lost = rows(examined.values_sql) if examined.values_sql else []
    assert kept.pop("p1") is not None
    assert not set(kept) & set(aside)
    for name, (_, column, value, becomes, said) in cases.items():
        case = f"{column} = {value!r}"
        if becomes == ASIDE:
            assert aside[name]["column_name"] == column, case
            assert said in aside[name]["rule"], case
        elif becomes == MISSING:
            assert kept[name][column] is None, case
            (found,) = [row for row in lost if row["register_value"] == value]
            assert (found["register"], found["column_name"]) == (register, column)
            assert said in found["rule"], case
        else:
            read = kept[name][column]
            # dates and truth values print as the contract writes them in CSV
            assert read == said or str(read).lower() == said, case
    becoming = Counter(becomes for _, _, _, becomes, _ in cases.values())
    assert (len(aside), len(lost)) == (becoming[ASIDE], becoming[MISSING])
    counted = {
        effect: sum(f.rows or 0 for f in examined.findings if f.effect == effect)
        for effect in (ASIDE, MISSING)
    }
    # rejected rows are counted per rule, and once more in all
    assert counted == {ASIDE: 2 * becoming[ASIDE], MISSING: becoming[MISSING]}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("register", PERSONS)
def test_a_row_without_a_person_is_set_aside(
    tmp_path: Path, register: str, kind: str
) -> None:
    values = [None, "", "   "]
    nobody = [{**GOOD[register], "person_id": value} for value in values]
    write_text(tmp_path, register, [GOOD[register], *nobody], kind)
    examined = examine_register(tmp_path, register)
    by_rule, in_all = examined.findings
    assert (by_rule.column, by_rule.rule) == ("person_id", "a value is missing")
    assert (by_rule.rows, in_all.rows, in_all.effect) == (3, 3, ASIDE)
    assert [row["person_id"] for row in rows(examined.kept_sql)] == ["p1"]
    assert {row["column_name"] for row in rows(examined.rows_sql)} == {"person_id"}


@pytest.mark.parametrize("register", PERSONS)
def test_columns_that_are_not_read_may_have_any_name(
    tmp_path: Path, register: str
) -> None:
    """Those that the check's own SQL uses, too; one row is without a person."""
    more = dict.fromkeys(["file_row", "register", "of_year", "broken", "place"], "x")
    padded = {**GOOD[register], "person_id": " p1 "}
    nobody = {**padded, "person_id": " "}
    write_text(tmp_path, register, [padded | more, nobody | more], "parquet")
    examined = examine_register(tmp_path, register)
    assert [row["person_id"] for row in rows(examined.kept_sql)] == ["p1"]
    (rejected,) = rows(examined.rows_sql)
    given = json.loads(str(rejected["row_text"]))
    assert (given["person_id"], given["file_row"]) == (" ", "x")
    assert not errors(list(examined.findings))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("register", PERSONS)
def test_what_is_kept_has_the_contracts_columns_and_types(
    tmp_path: Path, register: str, kind: str
) -> None:
    write_text(tmp_path, register, [{**GOOD[register], "extra": "x"}], kind)
    examined = examine_register(tmp_path, register)
    (said,) = notes(examined.findings)
    assert said.rule == "1 column(s) not in the contract, not read: extra"
    assert errors(examined.findings) == []
    contract = load_contract()[register]
    assert types(examined) == {column.name: column.data_type for column in contract}


# register, column, SQL of its value in Parquet, and whether it may be stored so
STORED = [
    ("person", "birth_date", "timestamp '1980-01-01 00:00:00'", True),
    ("person", "birth_date", "timestamp_ns '1980-01-01 00:00:00'", True),
    ("person", "birth_date", "timestamptz '1980-01-01 00:00:00+00'", False),
    ("person", "birth_date", "19800101", False),
    ("person", "sex", "1", False),
    ("person", "birth_country", "0", False),
    ("person", "death_date", "cast(null as integer)", True),
    ("person", "foreign_born_grandparents", "cast(4 as double)", True),
    ("person", "foreign_born_grandparents", "cast(4 as ubigint)", True),
    ("population", "year", "cast(2012 as bigint)", True),
    ("population", "year", "cast(2012 as usmallint)", True),
    ("population", "year", "date '2012-01-01'", False),
    ("population", "municipality_code", "301", False),
    ("population", "dwelling_id", "cast(null as integer)", True),
    ("population", "dwelling_id", "17", False),
    ("migration", "is_administrative", "0", False),
    ("education", "nus_code", "12345", False),
    ("unemployment", "months", "cast(12 as decimal(4, 1))", True),
    ("unemployment", "months", "true", False),
]


@pytest.mark.parametrize(("register", "column", "sql", "allowed"), STORED)
def test_a_type_that_loses_nothing_is_taken_and_another_stops(
    tmp_path: Path, register: str, column: str, sql: str, allowed: bool
) -> None:
    write_typed(tmp_path, register, {column: sql})
    examined = examine_register(tmp_path, register)
    if allowed:
        contract = load_contract()[register]
        assert examined.findings == ()
        assert types(examined) == {c.name: c.data_type for c in contract}
        assert len(rows(examined.kept_sql)) == 1
    else:
        (finding,) = errors(examined.findings)
        assert (finding.column, finding.rows) == (column, 1)
        assert "stored as" in finding.rule


@pytest.mark.parametrize("code", ["12345a", "1234 6", "12345", "x12345"])
def test_a_code_of_another_shape_is_counted(tmp_path: Path, code: str) -> None:
    """Also one that begins with a digit and has the right length."""
    write_text(tmp_path, "education", [GOOD["education"] | {"nus_code": code}], "csv")
    (finding,) = examine_register(tmp_path, "education").findings
    assert (finding.column, finding.rows) == ("nus_code", 1)
    assert finding.rule_id == "education.nus_code.shape"


@pytest.mark.parametrize("register", PERSONS)
def test_the_same_key_twice_stops_and_a_register_without_a_key_may_repeat(
    tmp_path: Path, register: str
) -> None:
    write_text(tmp_path, register, [GOOD[register]] * 2, "parquet")
    found = examine_register(tmp_path, register).findings
    if register == "enrolment":
        assert found == ()
    else:
        (finding,) = found
        assert (finding.rule, finding.rows) == ("the key is not unique", 2)
        assert finding.effect == STOPS
        # the year may be told, the person may not
        assert finding.examples == (("year=2012",) if "year" in GOOD[register] else ())
        assert finding.failing[0]["person_id"] == "p1"


def test_a_key_is_judged_on_the_rows_that_are_kept(tmp_path: Path) -> None:
    row = GOOD["unemployment"]
    write_text(tmp_path, "unemployment", [row, {**row, "months": "13"}], "csv")
    examined = examine_register(tmp_path, "unemployment")
    assert errors(examined.findings) == []
    assert len(rows(examined.kept_sql)) == 1


def test_a_key_is_the_trimmed_text(tmp_path: Path) -> None:
    row = GOOD["education"]
    write_text(tmp_path, "education", [row, {**row, "person_id": " p1"}], "csv")
    (finding,) = errors(examine_register(tmp_path, "education").findings)
    assert finding.rule == "the key is not unique"


def test_keys_are_counted_over_all_batches_of_years(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_parts, "KEY_BATCH", 1)
    row = GOOD["education"]
    same_in_other_years = [{**row, "year": str(year)} for year in range(2000, 2005)]
    write_text(tmp_path, "education", same_in_other_years, "csv")
    assert examine_register(tmp_path, "education").findings == ()
    doubled = [*same_in_other_years, *same_in_other_years[1:4]]
    write_text(tmp_path, "education", doubled, "csv")
    (finding,) = examine_register(tmp_path, "education").findings
    assert finding.rows == 6
    assert finding.examples == ("year=2001", "year=2002", "year=2003")


def test_a_register_of_which_nothing_is_left_stops(tmp_path: Path) -> None:
    write_text(tmp_path, "person", [{**GOOD["person"], "sex": "M"}], "csv")
    findings = examine_register(tmp_path, "person").findings
    assert errors(findings) == [findings[-1]]
    assert "of 1 rows in all: 1 row(s) rejected" in str(findings[-1])


def test_a_register_without_rows_is_noted(tmp_path: Path) -> None:
    (tmp_path / "migration").mkdir()
    header = ",".join(GOOD["migration"])
    (tmp_path / "migration" / "moves.csv").write_text(f"{header}\n", encoding="utf-8")
    (finding,) = examine_register(tmp_path, "migration").findings
    assert errors([finding]) == []
    assert finding.rule == "the register has no rows"


def test_a_row_may_break_several_rules_and_is_set_aside_once(tmp_path: Path) -> None:
    person = GOOD["person"]
    broken = {**person, "person_id": "p2", "sex": "3", "birth_date": None}
    write_text(tmp_path, "person", [person, broken], "csv")
    examined = examine_register(tmp_path, "person")
    counted = {(f.column, f.rows) for f in examined.findings}
    assert counted == {("sex", 1), ("birth_date", 1), ("", 1)}
    aside = rows(examined.rows_sql)
    assert [row["column_name"] for row in aside] == ["sex", "birth_date"]
    assert [row["is_first_rule"] for row in aside] == [True, False]
    assert [row["person_id"] for row in rows(examined.kept_sql)] == ["p1"]


def test_a_row_set_aside_keeps_its_year(tmp_path: Path) -> None:
    """The year of the row, of the date in its key, or none."""
    for register, column, year in [
        ("unemployment", "months", 2012),
        ("migration", "migration_type", 2012),
        ("person", "sex", None),
    ]:
        write_text(tmp_path, register, [{**GOOD[register], column: "99"}], "csv")
        (row,) = rows(examine_register(tmp_path, register).rows_sql)
        assert row["year"] == year


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_folder_supplies_the_year(tmp_path: Path, kind: str) -> None:
    row = {k: v for k, v in GOOD["population"].items() if k != "year"}
    write_text(tmp_path, "population", [row], kind)
    deep = tmp_path / "population" / "any" / "year=2013" / "depth"
    deep.mkdir(parents=True)
    (tmp_path / "population" / f"all.{kind}").rename(deep / f"part.{kind}")
    examined = examine_register(tmp_path, "population")
    assert examined.findings == ()
    assert rows(examined.kept_sql)[0]["year"] == 2013


@pytest.mark.parametrize("column", GOOD["migration"])
def test_a_missing_column_stops(tmp_path: Path, column: str) -> None:
    row = {name: value for name, value in GOOD["migration"].items() if name != column}
    write_text(tmp_path, "migration", [row], "parquet")
    (finding,) = examine_register(tmp_path, "migration").findings
    assert (finding.column, finding.effect) == (column, STOPS)
    assert "the column is missing" in finding.rule


def test_one_group_of_registers_is_enough(tmp_path: Path) -> None:
    write_all(tmp_path)
    found = check_registers(tmp_path)
    assert errors(found) == []
    (note,) = notes(found)
    assert str(note).startswith("registers of regions: not here (region_population, ")
    empty = {e.register: e for e in examine_registers(tmp_path)}["region_indicator"]
    assert rows(empty.kept_sql) == []
    assert types(empty) == {
        column.name: column.data_type for column in load_contract()["region_indicator"]
    }


@pytest.mark.parametrize("register", PERSONS)
def test_a_group_that_is_partly_there_stops_and_names_what_is_missing(
    tmp_path: Path, register: str
) -> None:
    write_all(tmp_path)
    (tmp_path / register / "all.parquet").unlink()
    (tmp_path / register).rmdir()
    (finding,) = errors(check_registers(tmp_path))
    assert str(finding).startswith(f"{register}: no .parquet or .csv file below")


def test_a_folder_without_any_register_stops(tmp_path: Path) -> None:
    (finding,) = check_registers(tmp_path)
    assert finding.effect == STOPS
    assert "holds none of" in finding.rule


def test_the_command_counts_rows_set_aside_and_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path)
    person = GOOD["person"]
    write_text(tmp_path, "person", [person, {**person, "sex": "3"}], "parquet")
    monkeypatch.setenv("BOFAST_REGISTERS", str(tmp_path))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0
    assert (
        "person.sex: a code outside the list `register_sex`: 1 row(s) rejected,"
        " first: sex=3"
    ) in result.output
    assert "person: of 2 rows in all: 1 row(s) rejected" in result.output


YEARS = ["2012", "1900", "2100", "1899", "2101", "x", "2012.5", "", None]
IDS = ["a", "", " ", None]
MONTHS = ["1", "12", " 7", "0", "13", "1.5", "one", "", None]


def broken_by(year: str | None, person: str | None, months: str | None) -> Counter[str]:
    """Say which columns break a rule, by the contract's words in plain Python."""

    def number(text: str | None, low: int, high: int) -> bool:
        if text is None or not text.strip():
            return False
        try:
            value = float(text)
        except ValueError:
            return False
        return value == int(value) and low <= value <= high

    broken = {
        "year": not number(year, 1900, 2100),
        "person_id": person is None or not person.strip(),
        "months": not number(months, 1, 12),
    }
    return Counter(column for column, is_broken in broken.items() if is_broken)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(YEARS), st.sampled_from(IDS), st.sampled_from(MONTHS)
        ),
        max_size=12,
    ),
    kind=st.sampled_from(["csv", "parquet"]),
)
def test_every_row_is_kept_or_counted(
    tmp_path: Path, drawn: list[tuple[str | None, ...]], kind: str
) -> None:
    # each person is one of a kind, so that keys cannot collide
    written = [
        (year, f"{person}{i}" if person == "a" else person, months)
        for i, (year, person, months) in enumerate(drawn)
    ]
    rows_written: list[Row] = [
        GOOD["unemployment"],
        *(
            {"year": year, "person_id": person, "months": months}
            for year, person, months in written
        ),
    ]
    for old in tmp_path.rglob("*.*"):
        old.unlink()
    write_text(tmp_path, "unemployment", rows_written, kind)
    examined = examine_register(tmp_path, "unemployment")
    expected = [broken_by(*row) for row in written]
    counted: Counter[str] = Counter()
    for finding in examined.findings:
        if finding.column:
            counted[finding.column] += finding.rows or 0
    assert counted == sum(expected, Counter())
    kept = {row["person_id"] for row in rows(examined.kept_sql)}
    assert kept == {"p1"} | {
        person
        for (_, person, _), broken in zip(written, expected, strict=True)
        if not broken
    }
