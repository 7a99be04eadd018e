"""Kinds of broken register, one by one: each stops in the check or is counted.

`tests/python/check/test_check.py` has the kinds that only regional registers know,
`tests/python/check/test_person_registers.py` what each value of each column becomes.
Nothing that is said, printed or shown names the person whose row is broken.
"""

import csv
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from click.testing import CliRunner
from conftest import run_bofast
from test_person_registers import GOOD, Row, write_all, write_text

from bofast.check.catalogue import Effect, rules_of
from bofast.check.examine import examine_register, examine_registers
from bofast.check.failing_rows import write_failing_rows
from bofast.check.findings import Examination, errors, findings_of, notes, report
from bofast.check.memory import FAILING_ROWS
from bofast.cli import main
from bofast.settings import Settings
from bofast.warehouse import plugin
from bofast.warehouse.build import _failures, _what_failed

STOPS, ASIDE, MISSING = Effect.STOPS, Effect.REJECTS, Effect.MISSING
WARNS = Effect.NOTE

# the person whose rows are broken: in no message
NOBODY = "4099123456"

Break = Callable[[Path], None]


def row(register: str, **changed: str | None) -> Row:
    return {**GOOD[register], "person_id": NOBODY, **changed}


def rows(register: str, *others: Row, kind: str = "parquet") -> Break:
    """Write a register anew: the good row, and others."""

    def write(folder: Path) -> None:
        shutil.rmtree(folder / register)
        write_text(folder, register, [GOOD[register], *others], kind)

    return write


def broken(register: str, **changed: str | None) -> Break:
    return rows(register, row(register, **changed))


def sql(register: str, select: str, file: str = "all.parquet") -> Break:
    """Write a file of a register anew, or beside the others, from the good row."""

    def write(folder: Path) -> None:
        target = folder / register / file
        target.parent.mkdir(parents=True, exist_ok=True)
        written = target.with_name("written")
        with duckdb.connect() as connection:
            connection.execute(
                f"create table good as from '{folder}/{register}/all.parquet'"
            )
            connection.execute(f"copy ({select}) to '{written}' (format parquet)")
        written.rename(target)

    return write


def content(register: str, file: str, content: bytes) -> Break:
    """Write bytes in place of a register's files."""

    def write(folder: Path) -> None:
        shutil.rmtree(folder / register)
        target = folder / register / file
        target.parent.mkdir()
        target.write_bytes(content)

    return write


def text(register: str, *lines: str, encoding: str = "utf-8") -> Break:
    return content(register, "all.csv", "\n".join(lines).encode(encoding))


def truncated(folder: Path) -> None:
    file = folder / "education" / "all.parquet"
    file.write_bytes(file.read_bytes()[:-20])


def csv_beside_parquet(folder: Path) -> None:
    write_text(folder, "education", [row("education")], "csv")


def no_files(folder: Path) -> None:
    (folder / "education" / "all.parquet").rename(folder / "education" / "all.xlsx")


def no_register(folder: Path) -> None:
    shutil.rmtree(folder / "education")


def no_registers(folder: Path) -> None:
    for register in GOOD:
        shutil.rmtree(folder / register)


def a_file_for_a_folder(folder: Path) -> None:
    shutil.rmtree(folder / "education")
    (folder / "education").write_text("year,person_id,nus_code\n")


def a_folder_for_a_file(folder: Path) -> None:
    shutil.rmtree(folder / "education")
    (folder / "education" / "all.parquet").mkdir(parents=True)


def linked(target: str, name: str) -> Break:
    def write(folder: Path) -> None:
        (folder / "education" / name).symlink_to(folder / "education" / target)

    return write


def years(register: str, *kept: int, rows: int = 1) -> Break:
    """Write a register with the good row in some years, of persons who are known."""
    values = ", ".join(f"({year})" for year in kept)
    persons = f"range({rows}) as r (i)"
    return both(
        sql(
            register,
            "select good.* replace (cast(y as varchar) as year, person_id || '.' || i"
            f" as person_id) from good, (values {values}) as t (y), {persons}",
        ),
        sql(
            "person",
            "select good.* replace (person_id || '.' || i as person_id,"
            f" null::varchar as father_id) from good, {persons}",
            "known.parquet",
        ),
    )


def both(*breaks: Break) -> Break:
    def write(folder: Path) -> None:
        for one in breaks:
            one(folder)

    return write


HEADER = "year,person_id,nus_code"

# the kind, the register it is in ("" when it takes several to see it), how it is
# broken, what follows, and what must be said
CASES: list[tuple[str, str, Break, Effect, list[str]]] = [
    # files
    (
        "a Parquet file that is none",
        "education",
        content("education", "all.parquet", b"PAR1 not really PAR1"),
        STOPS,
        ["education: unreadable file"],
    ),
    (
        "a Parquet file cut short",
        "education",
        truncated,
        STOPS,
        ["education: unreadable file"],
    ),
    (
        "an empty Parquet file",
        "education",
        content("education", "all.parquet", b""),
        STOPS,
        ["education: unreadable file"],
    ),
    (
        "an empty CSV file",
        "education",
        content("education", "all.csv", b""),
        STOPS,
        ["education"],
    ),
    (
        "CSV beside Parquet",
        "education",
        csv_beside_parquet,
        STOPS,
        ["education: files are Parquet or CSV, not both", "1 .parquet, 1 .csv"],
    ),
    (
        "CSV in Latin-1",
        "education",
        text("education", HEADER, f"2012,{NOBODY},31æøå6", encoding="latin-1"),
        STOPS,
        ["education", "utf-8"],
    ),
    (
        "CSV in UTF-16",
        "education",
        text("education", HEADER, f"2012,{NOBODY},312345", encoding="utf-16"),
        STOPS,
        ["education"],
    ),
    (
        "CSV with semicolons",
        "education",
        text("education", "year;person_id;nus_code", f"2012;{NOBODY};312345"),
        STOPS,
        ["education: all.csv, Line: 1: the columns are separated by semicolons", "';'"],
    ),
    (
        "CSV without a header",
        "education",
        text("education", f"2012,{NOBODY},312345", f"2013,{NOBODY},312345"),
        STOPS,
        ["education.person_id: the column is missing"],
    ),
    (
        "a CSV row with too many cells",
        "education",
        text("education", HEADER, *["2012,p1,1"] * 60_000, f"2012,{NOBODY},1,1,1"),
        STOPS,
        ["education", "Line: 60002"],
    ),
    (
        "a CSV quote that never ends",
        "education",
        text("education", HEADER, f'2012,"{NOBODY},312345'),
        STOPS,
        ["education"],
    ),
    (
        "no file that is read",
        "education",
        no_files,
        STOPS,
        ["education: no .parquet or .csv file"],
    ),
    (
        "a register that is not there",
        "",
        no_register,
        STOPS,
        ["education: no .parquet or .csv file"],
    ),
    ("no register at all", "", no_registers, STOPS, ["holds none of", "education"]),
    (
        "a file for a register's folder",
        "education",
        a_file_for_a_folder,
        STOPS,
        ["education: no .parquet or .csv file"],
    ),
    (
        "a folder called like a file",
        "education",
        a_folder_for_a_file,
        STOPS,
        ["education: no .parquet or .csv file"],
    ),
    (
        "a link to itself",
        "education",
        linked("loop.parquet", "loop.parquet"),
        STOPS,
        ["education: loop.parquet is a symbolic link", "to nothing"],
    ),
    (
        "a link to a folder that holds it",
        "education",
        linked(".", "year=2013"),
        STOPS,
        ["education: year=2013 is a symbolic link to a folder"],
    ),
    (
        "a link to nothing",
        "education",
        linked("gone.parquet", "link.parquet"),
        STOPS,
        ["education: link.parquet is a symbolic link"],
    ),
    # columns
    (
        "a column missing",
        "person",
        sql("person", "select * exclude (birth_date) from good"),
        STOPS,
        ["person.birth_date: the column is missing"],
    ),
    (
        "a column misspelt",
        "person",
        sql("person", "select * rename (birth_date as birthdate) from good"),
        STOPS,
        ["person.birth_date: the column is missing (found: birthdate)"],
    ),
    (
        "a column of the key missing",
        "employment",
        sql("employment", "select * exclude (job_number) from good"),
        STOPS,
        ["employment.job_number: the column is missing"],
    ),
    (
        "a column too many",
        "person",
        sql("person", "select *, 'x' as name from good"),
        WARNS,
        ["person: 1 column(s) not in the contract, not read: name"],
    ),
    # types
    (
        "codes as numbers",
        "population",
        sql(
            "population",
            "select * replace (301 as municipality_code) from good",
        ),
        STOPS,
        [
            "population.municipality_code: stored as INTEGER, must be text",
            "1 row(s), first: year=2012 municipality_code=301",
        ],
    ),
    (
        "identifiers as numbers",
        "education",
        sql("education", f"select * replace ({NOBODY} as person_id) from good"),
        STOPS,
        ["education.person_id: stored as BIGINT, must be text", "1 row(s)"],
    ),
    (
        "a day as a number",
        "person",
        sql("person", "select * replace (19800101 as birth_date) from good"),
        STOPS,
        ["person.birth_date: stored as INTEGER, must be a date", "=19800101"],
    ),
    (
        "a time for a day",
        "person",
        sql("person", "select * replace (time '12:00' as death_date) from good"),
        STOPS,
        ["person.death_date: stored as TIME, must be a date"],
    ),
    (
        "numbers for truth values",
        "migration",
        sql("migration", "select * replace (0 as is_administrative) from good"),
        STOPS,
        ["migration.is_administrative: stored as INTEGER, must be true or false"],
    ),
    (
        "lists for values",
        "unemployment",
        sql("unemployment", "select * replace ([1, 2] as months) from good"),
        STOPS,
        ["unemployment.months: stored as INTEGER[], must be a number"],
    ),
    (
        "types that differ from file to file",
        "population",
        sql(
            "population",
            "select * replace (301 as municipality_code) from good",
            "more.parquet",
        ),
        STOPS,
        [
            "population.municipality_code: stored as INTEGER in more.parquet,"
            " must be text (leading zeros count): 1 row(s)"
        ],
    ),
    # keys
    (
        "the same key twice",
        "population",
        rows("population", row("population"), row("population")),
        STOPS,
        [
            "population.year, person_id: the key is not unique: 2 row(s),"
            " first: year=2012"
        ],
    ),
    (
        "the same key in two files",
        "education",
        sql("education", "from good", "more.parquet"),
        STOPS,
        ["education.year, person_id: the key is not unique: 2 row(s)"],
    ),
    (
        "the same person twice",
        "person",
        rows("person", row("person"), row("person", sex="2")),
        STOPS,
        ["person.person_id: the key is not unique: 2 row(s)"],
    ),
    (
        "nobody in the key",
        "population",
        broken("population", person_id=None, dwelling_id=NOBODY),
        ASIDE,
        ["population.person_id: a value is missing: 1 row(s) rejected"],
    ),
    (
        "a key of blanks",
        "migration",
        broken("migration", person_id="  "),
        ASIDE,
        ["migration.person_id: a value is missing: 1 row(s) rejected"],
    ),
    (
        "no year in key, column or folder",
        "unemployment",
        broken("unemployment", year=None),
        ASIDE,
        ["unemployment.year: a value is missing: 1 row(s) rejected"],
    ),
    # values
    (
        "a value missing",
        "employment",
        broken("employment", industry_code=None),
        ASIDE,
        ["employment.industry_code: a value is missing: 1 row(s) rejected"],
    ),
    (
        "a code outside its list",
        "population",
        broken("population", marital_status="0"),
        ASIDE,
        [
            "population.marital_status: a code outside the list `marital_status`:"
            " 1 row(s) rejected, first: year=2012 marital_status=0"
        ],
    ),
    (
        "a code outside its list that may be null",
        "person",
        broken("person", reason_for_immigration="WORK"),
        MISSING,
        [
            "person.reason_for_immigration: a code outside the list"
            " `reason_for_immigration`: 1 value(s) count as missing,"
            " first: reason_for_immigration=WORK"
        ],
    ),
    (
        "a code of another form",
        "person",
        broken("person", birth_country="SE"),
        ASIDE,
        ["person.birth_country: not of the form [0-9]{3}: 1 row(s)", "=SE"],
    ),
    (
        "a code of another form that may be null",
        "person",
        broken("person", mother_birth_country="99"),
        MISSING,
        ["person.mother_birth_country: not of the form", "1 value(s) count as missing"],
    ),
    (
        "below the range",
        "unemployment",
        broken("unemployment", months="0"),
        ASIDE,
        ["unemployment.months: below 1: 1 row(s) rejected, first: year=2012 months=0"],
    ),
    (
        "above the range",
        "unemployment",
        broken("unemployment", months="13"),
        ASIDE,
        ["unemployment.months: above 12: 1 row(s) rejected"],
    ),
    (
        "above the range, and may be null",
        "person",
        broken("person", foreign_born_grandparents="5"),
        MISSING,
        ["person.foreign_born_grandparents: above 4: 1 value(s) count as missing"],
    ),
    (
        "a year before any register",
        "education",
        broken("education", year="12"),
        ASIDE,
        ["education.year: below 1900: 1 row(s) rejected, first: year=12"],
    ),
    (
        "part of a number",
        "employment",
        broken("employment", job_number="1.5"),
        ASIDE,
        ["employment.job_number: not a whole number: 1 row(s)", "job_number=1.5"],
    ),
    (
        "a number too large",
        "employment",
        broken("employment", job_number="3000000000"),
        ASIDE,
        ["employment.job_number: larger than 2147483647: 1 row(s)"],
    ),
    (
        "a truth value in words",
        "enrolment",
        broken("enrolment", enrolled_1_october="ja"),
        ASIDE,
        ["enrolment.enrolled_1_october: not true or false: 1 row(s)", "=ja"],
    ),
    (
        "a day that nobody can read",
        "person",
        broken("person", birth_date="31.12.1980"),
        ASIDE,
        ["person.birth_date: not a date (YYYY-MM-DD): 1 row(s)", "=31.12.1980"],
    ),
    (
        "a day that does not exist, and may be null",
        "person",
        broken("person", death_date="2013-02-29"),
        MISSING,
        ["person.death_date: not a date", "1 value(s) count as missing"],
    ),
    (
        "columns that have changed places",
        "person",
        broken("person", person_id="1", sex=NOBODY),
        ASIDE,
        ["person.sex: a code outside the list", "sex=(a long number)"],
    ),
    # over columns
    (
        "born in the future",
        "person",
        broken("person", birth_date="2222-01-01"),
        WARNS,
        ["person.birth_date: broken: nobody is born in the future: 1 row(s)", "2222"],
    ),
    (
        "dead in the future",
        "person",
        broken("person", death_date="2222-01-01"),
        WARNS,
        ["person.death_date: broken: nobody has died in the future: 1 row(s)"],
    ),
    (
        "dead before birth",
        "person",
        broken("person", death_date="1979-01-01"),
        WARNS,
        ["person.death_date: broken: nobody dies before birth: 1 row(s)"],
    ),
    (
        "immigrated in the future",
        "person",
        broken("person", first_immigration_date="2222-01-01"),
        WARNS,
        ["person.first_immigration_date: broken: nobody has immigrated in the future"],
    ),
    (
        "moved in the future",
        "migration",
        broken("migration", event_date="2222-01-01"),
        WARNS,
        ["migration.event_date: broken: nobody has moved in the future: 1 row(s)"],
    ),
    (
        "their own mother",
        "person",
        broken("person", mother_id=NOBODY),
        WARNS,
        ["person.mother_id: broken: nobody is their own mother: 1 row(s)"],
    ),
    (
        "their own father",
        "person",
        broken("person", father_id=NOBODY),
        WARNS,
        ["person.father_id: broken: nobody is their own father: 1 row(s)"],
    ),
    (
        "their own spouse",
        "population",
        broken("population", spouse_id=NOBODY),
        WARNS,
        ["population.spouse_id: broken: nobody is their own spouse: 1 row(s)"],
    ),
    # years and other registers
    (
        "a year in another year's folder",
        "population",
        both(
            sql("population", "from good", "year=2012/a.parquet"),
            sql(
                "population",
                f"select * replace ('2014' as year, '{NOBODY}' as person_id) from good",
                "year=2013/a.parquet",
            ),
            lambda folder: (folder / "population" / "all.parquet").unlink(),
        ),
        WARNS,
        ["population.year: the year is not that of the folder: 1 row(s)"],
    ),
    (
        "a year of residents missing in the middle",
        "",
        years("population", 2010, 2011, 2013, 2014),
        WARNS,
        ["population.year: no rows for 2012, which outcome year(s) 2011, 2012 need"],
    ),
    (
        "a year that the panel needs",
        "",
        both(years("population", 2012, 2013), years("unemployment", 2010)),
        WARNS,
        ["unemployment.year: no rows for 2011, which outcome year(s) 2012 need"],
    ),
    (
        "moves of a year missing",
        "",
        years("population", 2011, 2012, 2013),
        WARNS,
        ["migration.year: no rows for 2011, which outcome year(s) 2011 need"],
    ),
    (
        "half as many rows as the year before",
        "",
        both(
            years("education", 2011, rows=2_000),
            sql(
                "education",
                "from good union all select * replace ('2012' as year) from good"
                " limit 3_000",
            ),
        ),
        WARNS,
        [
            "education.year: 1,000 rows in 2012 against 2,000 the year before,"
            " -50.0 percent"
        ],
    ),
    (
        "somebody whom no other register knows",
        "",
        broken("unemployment"),
        WARNS,
        ["unemployment.person_id: not in the register person: 1 row(s)"],
    ),
    (
        "a register without rows",
        "migration",
        sql("migration", "from good where false"),
        WARNS,
        ["migration: the register has no rows"],
    ),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    write_all(folder)
    return folder


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "registers"))


def examined(folder: Path, register: str) -> list[Examination]:
    if register:
        return [examine_register(folder, register)]
    return examine_registers(folder)


def test_there_are_forty_kinds_and_each_is_its_own() -> None:
    assert len({kind for kind, *_ in CASES}) == len(CASES) >= 40


def test_the_good_registers_are_good(good: Path) -> None:
    (absent,) = findings_of(examine_registers(good))
    assert str(absent).startswith("registers of regions: not here")


@pytest.mark.parametrize(
    ("register", "breaks", "follows", "said"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_broken_register_stops_or_is_counted(
    folder: Path,
    register: str,
    breaks: Break,
    follows: Effect,
    said: list[str],
    tmp_path: Path,
) -> None:
    breaks(folder)
    findings = findings_of(examined(folder, register))
    file = tmp_path / "failing" / "rows.csv"
    assert follows in {finding.effect for finding in findings}
    if follows == STOPS:
        printed = report(folder, findings, file)
        assert "Nothing was built and nothing was overwritten." in printed
    else:
        assert errors(findings) == []
        printed = "\n".join(map(str, notes(findings)))
    for part in said:
        assert part in printed
    assert NOBODY not in printed
    assert "Traceback" not in printed
    # the suites have an expectation for whatever is found
    for finding in findings:
        if finding.register in GOOD:
            about = [r for r in rules_of(finding.register) if r.id == finding.rule_id]
            assert [rule.effect for rule in about] == [finding.effect]
    written = write_failing_rows(file, findings)
    assert written == sum(len(finding.failing) for finding in findings)
    # the keys are what a register is corrected by
    if any(finding.failing and finding.column for finding in findings):
        with file.open(encoding="utf-8", newline="") as lines:
            listed = list(csv.DictReader(lines))
        assert {line["register"] for line in listed} <= set(GOOD)
        assert all(line["row_key"] or line["value"] for line in listed)


def test_rows_set_aside_are_not_among_those_kept(folder: Path) -> None:
    broken("population", marital_status="0")(folder)
    found = examine_register(folder, "population")
    with duckdb.connect() as connection:
        kept = connection.execute(f"select person_id from ({found.kept_sql})")
        assert kept.fetchall() == [("p1",)]
        aside = connection.execute(f"select row_text from ({found.rows_sql})")
        assert NOBODY in str(aside.fetchall())


def test_the_failing_rows_are_listed_with_keys_for_their_owner_alone(
    folder: Path, tmp_path: Path
) -> None:
    both(
        broken("population", marital_status="0"),
        rows("unemployment", *[row("unemployment")] * 2),
    )(folder)
    file = tmp_path / "failing" / "rows.csv"
    write_failing_rows(file, findings_of(examine_registers(folder)))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["rows.csv"]
    with file.open(encoding="utf-8", newline="") as lines:
        by_column = {
            (line["register"], line["column_name"]): line
            for line in csv.DictReader(lines)
        }
    assert by_column["population", "marital_status"] == {
        "register": "population",
        "year": "2012",
        "row_key": f"year=2012 person_id={NOBODY}",
        "column_name": "marital_status",
        "rule": "a code outside the list `marital_status`",
        "what_follows": "row rejected",
        "value": "0",
        "rows_in_all": "1",
        "rule_id": "population.marital_status.codes",
    }
    double = by_column["unemployment", "year, person_id"]
    assert double["row_key"] == f"year=2012 person_id={NOBODY}"
    assert (double["what_follows"], double["rows_in_all"]) == ("stops", "2")


def test_a_thousand_rows_of_a_rule_are_listed(folder: Path, tmp_path: Path) -> None:
    many = FAILING_ROWS + 7
    sql(
        "unemployment",
        f"select good.* replace (person_id || i as person_id, '13' as months)"
        f" from good, range({many}) as r (i)",
    )(folder)
    findings = findings_of([examine_register(folder, "unemployment")])
    by_rule, in_all = findings
    assert (by_rule.rows, in_all.rows) == (many, many)
    assert write_failing_rows(tmp_path / "failing" / "rows.csv", findings) == 1_000


def test_what_dbt_says_is_what_the_check_says(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plain `dbt build` asks these two, and stops on what the first one says."""
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "w.duckdb"))
    broken("unemployment", months="13")(folder)
    assert plugin._broken_rules(str(folder)) == ""
    said = plugin._register_notes(str(folder))
    assert "unemployment.months: above 12: 1 row(s) rejected" in said
    rows("education", *[row("education")] * 2)(folder)
    stopped = plugin._broken_rules(str(folder))
    file = tmp_path / "w.failing_rows" / "failing_rows.csv"
    assert "education.year, person_id: the key is not unique: 2 row(s)" in stopped
    assert f"The rows with their keys (restricted): {file}" in stopped
    assert NOBODY in file.read_text(encoding="utf-8")
    assert NOBODY not in stopped + said


@pytest.mark.slow
def test_a_build_refuses_and_leaves_the_published_file(
    folder: Path, tmp_path: Path
) -> None:
    """The real command, once: all kinds go through the same function."""
    rows("education", *[row("education")] * 2)(folder)
    marts = tmp_path / "marts.duckdb"
    marts.write_bytes(b"what was published before")
    done = run_bofast("build", folder, tmp_path / "warehouse.duckdb", marts)
    printed = done.stdout + done.stderr
    assert done.returncode == 1
    assert "education.year, person_id: the key is not unique: 2 row(s)" in printed
    assert "Nothing was built and nothing was overwritten." in printed
    assert NOBODY not in printed
    assert marts.read_bytes() == b"what was published before"


def test_a_failed_test_of_a_build_shows_rows_of_published_tables_only(
    tmp_path: Path,
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"create table failures as select '{NOBODY}' as person_id")
    tested = SimpleNamespace(nodes=["model.bofast.stg_person"])
    node = SimpleNamespace(name="a", relation_name="failures", depends_on=tested)
    result = SimpleNamespace(node=node, failures=1)
    said = _what_failed(result, warehouse, {"risk_index"})
    assert said == ("test a", "1 row(s), kept in failures")
    _, rows_said = _what_failed(result, warehouse, {"risk_index", "stg_person"})
    assert f"first: person_id={NOBODY}" in rows_said


def test_models_that_stop_at_one_fault_say_it_once(tmp_path: Path) -> None:
    text = (
        "\n  fewer than two complete units to rank\n\n"
        "  > in macro stop_on_broken_rules (macros/stop_on_broken_rules.sql)\n"
        "  > called by model a (models/a.sql)\n"
    )
    results = [
        SimpleNamespace(
            node=SimpleNamespace(name=name, resource_type="model"),
            status="error",
            failures=None,
            message=text,
        )
        for name in ("a", "b")
    ]
    settings = Settings(*[tmp_path] * 3)
    head, *lines = _failures(settings, None, results, None)
    assert head == "2 step(s) failed, 0 skipped after them:"
    assert lines == ["  model a, model b: fewer than two complete units to rank"]


def test_a_folder_that_cannot_be_written_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOFAST_REGISTERS", str(folder))
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "w.duckdb"))
    (tmp_path / "taken").write_text("a file")
    result = CliRunner().invoke(main, ["check", "--docs", str(tmp_path / "taken")])
    assert result.exit_code == 1
    assert f"cannot write {tmp_path / 'taken'}" in result.output
    assert "Traceback" not in result.output
