"""What other programs do to files, kind by kind: the run stops and leads to the fault,
or the registers are read as they were meant.

Registers are those of `small_country`. `test_broken_registers.py` has broken rules one
by one, with few rows; here whole columns and files are as Excel, R, SAS, Stata, pandas
and Spark write them.
"""

import csv
import gzip
import io
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

import duckdb
import pytest
import small_country as country
from click.testing import CliRunner
from conftest import run_bofast
from small_country import Row, as_parquet, change, change_all, write_csv

from bofast.check.examine import examine_registers
from bofast.check.failing_rows import write_failing_rows
from bofast.check.findings import Examination, errors, findings_of, notes
from bofast.check.run import validate_registers
from bofast.cli import main
from bofast.contract.registers import load_contract
from bofast.errors import SettingError
from bofast.settings import PROJECT, Settings

Break = Callable[[Path], None]
STOPS, READ, NOTED = "stops", "is read", "is noted"

CODES = (
    *("birth_country", "mother_birth_country", "father_birth_country"),
    *("municipality_code", "nus_code", "person_id", "mother_id", "spouse_id"),
    *("from_municipality_code", "to_municipality_code", "work_municipality_code"),
)
IDS = ("person_id", "mother_id", "father_id", "spouse_id")
DAYS = ("birth_date", "first_immigration_date", "death_date", "event_date")
TRUTHS = (
    *("is_administrative", "is_main_job", "enrolled_1_october"),
    *("exam_january_september", "exam_october_december"),
)


def each(columns: Iterable[str], changed: Callable[[str], str]) -> country.Change:
    """Change the values of some columns, where there is one."""

    def write(row: Row) -> Row:
        return {
            name: changed(value) if name in columns and value else value
            for name, value in row.items()
        }

    return write


def around_each(blanks: Sequence[str]) -> country.Change:
    """Write blanks before and after each value that is not missing."""
    after, before = cycle(blanks), cycle(reversed(blanks))
    return lambda row: {
        name: f"{next(before)}{value}{next(after)}" if value else value
        for name, value in row.items()
    }


def filled(columns: Iterable[str], text: str) -> country.Change:
    """Write a text where a value is missing."""

    def write(row: Row) -> Row:
        return {n: text if n in columns and not v else v for n, v in row.items()}

    return write


def without_zeros(value: str) -> str:
    return str(int(value)) if value.isdigit() else value


def norwegian_day(value: str) -> str:
    year, month, day = value.split("-")
    return f"{day}.{month}.{year}"


def in_both(register: str, changed: country.Change) -> Break:
    """Spoil a register and store it as Parquet, all text."""

    def write(folder: Path) -> None:
        change(register, changed)(folder)
        names = [column.name for column in load_contract()[register]]
        as_parquet(folder, register, **{name: name for name in names})

    return write


def parquet(register: str, **replaced: str) -> Break:
    return lambda folder: as_parquet(folder, register, **replaced)


def dialect(delimiter: str, encoding: str = "utf-8", line_end: str = "\n") -> Break:
    """Write all registers with another separator, encoding or line ends."""

    def write(folder: Path) -> None:
        for register in country.PERSONS:
            rows = country.read_csv(folder, register)
            text = io.StringIO()
            writer = csv.DictWriter(
                text, list(rows[0]), delimiter=delimiter, lineterminator=line_end
            )
            writer.writeheader()
            writer.writerows(rows)
            file = folder / register / f"{register}.csv"
            file.write_bytes(text.getvalue().encode(encoding))

    return write


def lines(register: str, changed: Callable[[list[str]], list[str]]) -> Break:
    """Change the lines of a register's file, header and all."""

    def write(folder: Path) -> None:
        file = folder / register / f"{register}.csv"
        found = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join(changed(found)) + "\n", encoding="utf-8")

    return write


def raw(register: str, changed: Callable[[bytes], bytes]) -> Break:
    def write(folder: Path) -> None:
        file = folder / register / f"{register}.csv"
        file.write_bytes(changed(file.read_bytes()))

    return write


def in_two_files(register: str, second: str) -> Break:
    """Split a register, the second half in a file of another name."""

    def write(folder: Path) -> None:
        rows = country.read_csv(folder, register)
        half = len(rows) // 2
        (folder / register / f"{register}.csv").unlink()
        write_csv(folder, register, rows[:half], "part1.csv")
        file = write_csv(folder, register, rows[half:], "part2.csv")
        target = file.with_name(second)
        if second.endswith(".gz"):
            target.write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
        elif second.lower().endswith((".zst", ".parquet", ".pq", ".parq")):
            kind = "csv" if second.endswith(".zst") else "parquet"
            packed = ", compression zstd" if kind == "csv" else ""
            for part, name in ((file, target), (file.with_name("part1.csv"), None)):
                if kind == "csv" and name is None:
                    continue
                stored = name or part.with_suffix(".parquet")
                written = stored.with_name("written")
                duckdb.execute(
                    f"copy (from read_csv('{part}', all_varchar = true)) to '{written}'"
                    f" (format {kind}{packed})"
                )
                part.unlink()
                written.rename(stored)
        else:
            file.rename(target)

    return write


def beside(register: str, name: str, content: bytes = b"?") -> Break:
    """Put another file below a register's folder."""

    def write(folder: Path) -> None:
        file = folder / register / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return write


def copied(register: str, name: str) -> Break:
    """Put a copy of a register's file below its folder under another name."""

    def write(folder: Path) -> None:
        file = folder / register / f"{register}.csv"
        beside(register, name, file.read_bytes())(folder)

    return write


def of_year(register: str, year: int, changed: country.Change | None) -> Break:
    """Change, or leave out, the rows of a year."""

    def when(row: Row) -> str:
        return row["year"] if "year" in row else row["event_date"][:4]

    def write(folder: Path) -> None:
        rows = country.read_csv(folder, register)
        if changed is None:
            rows = [row for row in rows if when(row) != str(year)]
        else:
            rows = [changed(row) if when(row) == str(year) else row for row in rows]
        write_csv(folder, register, rows)

    return write


def year_copied(register: str, of: int, into: int) -> Break:
    """Let a year be the copy of another."""

    def write(folder: Path) -> None:
        rows = country.read_csv(folder, register)
        date = "event_date" if register == "migration" else "year"
        kept = [row for row in rows if row[date][:4] != str(into)]
        copies = [
            {**row, date: row[date].replace(str(of), str(into), 1)}
            for row in rows
            if row[date][:4] == str(of)
        ]
        write_csv(folder, register, kept + copies)

    return write


def half_of_year(register: str, year: int) -> Break:
    def write(folder: Path) -> None:
        rows = country.read_csv(folder, register)
        gone = [row for row in rows if row["year"] == str(year)][::2]
        write_csv(folder, register, [row for row in rows if row not in gone])

    return write


def both(*breaks: Break) -> Break:
    def write(folder: Path) -> None:
        for one in breaks:
            one(folder)

    return write


def mapping(text: str) -> Break:
    return lambda folder: (folder / "register.yml").write_text(text, encoding="utf-8")


def empty_register(register: str) -> Break:
    return lines(register, lambda found: found[:1])


def joined(found: list[str]) -> list[str]:
    """Two exports joined, the second with one more column."""
    half = len(found) // 2
    wider = [f"{found[0]},note"] + [f"{line}," for line in found[half:]]
    return found[:half] + wider


def local_midnight(column: str) -> str:
    return (
        f"cast({column} as timestamp) - interval 1 hour * case when"
        f" month(cast({column} as date)) between 4 and 9 then 2 else 1 end"
    )


def in_sheet(value: str) -> str:
    return f"{float(value):.2E}" if value.isdigit() else value


# the kind, how the registers are spoilt, what follows, and what must be said
CASES: list[tuple[str, Break, str, list[str]]] = [
    # Excel
    (
        "all codes lost their leading zeros in Excel",
        change_all(each(CODES, without_zeros)),
        STOPS,
        [
            "person.birth_country: not of the form [0-9]{3}",
            "37 for 037",
            "population.municipality_code: not of the shape [0-9]{4}",
            "codes without leading zeros: 301 for 0301",
            "`digits: 4`",
        ],
    ),
    (
        "municipalities of residents lost their leading zeros",
        change("population", each(["municipality_code"], without_zeros)),
        STOPS,
        ["population.municipality_code", "301 for 0301", "of 2012"],
    ),
    (
        "municipalities of moves lost their leading zeros",
        in_both("migration", each(["to_municipality_code"], without_zeros)),
        STOPS,
        ["migration.to_municipality_code", "for 0"],
    ),
    (
        "municipalities of work lost their leading zeros",
        change("employment", each(["work_municipality_code"], without_zeros)),
        STOPS,
        ["employment.work_municipality_code", "for 0"],
    ),
    (
        "education codes lost their leading zeros",
        change("education", each(["nus_code"], without_zeros)),
        STOPS,
        ["education.nus_code", "codes without leading zeros"],
    ),
    (
        "countries of parents lost their leading zeros",
        in_both("person", each(["mother_birth_country"], without_zeros)),
        STOPS,
        ["person.mother_birth_country", "value(s) count as missing", "37 for 037"],
    ),
    (
        "ids lost their leading zeros in one register",
        change("unemployment", each(["person_id"], without_zeros)),
        STOPS,
        ["unemployment.person_id: of another form than in person"],
    ),
    (
        "long numbers as Excel shows them: parents",
        change("person", each(["mother_id"], in_sheet)),
        STOPS,
        ["person.mother_id: a number cut to a few digits", "their digits are lost"],
    ),
    (
        "long numbers as Excel shows them: spouses",
        in_both("population", each(["spouse_id"], in_sheet)),
        STOPS,
        ["population.spouse_id: a number cut to a few digits"],
    ),
    (
        "long numbers as Excel shows them: firms",
        change("employment", each(["organisation_number"], in_sheet)),
        STOPS,
        ["employment.organisation_number: a number cut to a few digits"],
    ),
    (
        "an apostrophe before codes",
        change("population", each(["municipality_code"], lambda v: f"'{v}")),
        STOPS,
        ["population.municipality_code: not of the shape", "apostrophe"],
    ),
    (
        "formulas for text",
        change("person", each(["sex"], lambda v: f'="{v}"')),
        STOPS,
        ["person.sex", "formulas for text"],
    ),
    (
        "non-breaking spaces around codes",
        change("person", each(["sex", "birth_country"], lambda v: f"\u00a0{v}\u00a0")),
        READ,
        [],
    ),
    (
        "spaces of no width around codes",
        change("person", each(["sex"], lambda v: f"{v}\u200b")),
        READ,
        [],
    ),
    (
        "tabs, ends of lines and spaces of no width around any value",
        change_all(around_each(["\t", "\n", "\u2003\t", "\u00a0", "\u200b", "\ufeff"])),
        READ,
        [],
    ),
    (
        "blanks of all kinds where a value is missing",
        in_both("population", filled(["dwelling_id", "spouse_id"], "\u200b\t \n")),
        READ,
        [],
    ),
    (
        "codes with their names in the same cell",
        change("population", each(["municipality_code"], lambda v: f"{v} Oslo")),
        STOPS,
        [
            "population.municipality_code: not of the shape",
            "Likely a code and its name in one cell: write the code alone",
        ],
    ),
    (
        "non-breaking spaces within codes",
        change(
            "population",
            each(["municipality_code"], lambda v: f"{v[:2]}\u00a0{v[2:]}"),
        ),
        STOPS,
        [
            r"municipality_code=03\xa001",
            "Likely characters that cannot be seen among the others",
        ],
    ),
    (
        "non-breaking spaces between thousands",
        change("unemployment", each(["months"], lambda v: "1\u00a0234")),
        STOPS,
        ["unemployment.months: not a whole number", "between thousands"],
    ),
    (
        "errors of formulas for missing dwellings",
        change("population", each(["dwelling_id"], lambda v: "#REF!")),
        STOPS,
        ["population.dwelling_id: a text that stands for a missing value", "#REF!"],
    ),
    (
        "days as numbers of days",
        change("migration", each(["event_date"], lambda v: f"4{v[2:4]}{v[5:7]}")),
        STOPS,
        ["migration.event_date: not a date", "days counted from a first day"],
    ),
    (
        "semicolons, UTF-8 with a mark, CRLF",
        dialect(";", "utf-8-sig", "\r\n"),
        STOPS,
        [
            "person: person.csv, Line: 1: the columns are separated by semicolons",
            "delimiter: ';'",
            "bofast check --template",
        ],
    ),
    (
        "tabs",
        dialect("\t"),
        STOPS,
        ["population: population.csv, Line: 1: the columns are separated by tabs"],
    ),
    (
        "vertical bars",
        dialect("|"),
        STOPS,
        ["migration.csv, Line: 1: the columns are separated by vertical bars"],
    ),
    (
        "UTF-8 with a mark and CRLF",
        dialect(",", "utf-8-sig", "\r\n"),
        READ,
        ['(utf-8, commas, quotes ")'],
    ),
    ("lines that end in CR alone", dialect(",", line_end="\r"), READ, []),
    (
        "UTF-16",
        dialect(",", "utf-16"),
        STOPS,
        ["person: person.csv is UTF-16, not utf-8"],
    ),
    # dates
    (
        "days as dd.mm.yyyy in all registers",
        change_all(each(DAYS, norwegian_day)),
        STOPS,
        [
            "person.birth_date: not a date (YYYY-MM-DD): 1,720 row(s) rejected",
            "person: of 1,720 rows in all: 1,720 row(s) rejected",
            "migration.event_date: not a date",
            'dates as dd.mm.yyyy: say `date_format: "%d.%m.%Y"` in register.yml',
        ],
    ),
    (
        "days as dd.mm.yyyy in one register",
        change("migration", each(DAYS, norwegian_day)),
        STOPS,
        ["migration: of 407 rows in all: 407 row(s) rejected", "dd.mm.yyyy"],
    ),
    (
        "days as dd.mm.yyyy, stored as Parquet",
        in_both("migration", each(DAYS, norwegian_day)),
        STOPS,
        ["migration.event_date: not a date", "dd.mm.yyyy"],
    ),
    (
        "days as dd.mm.yyyy in a column that may be null",
        change("person", each(["first_immigration_date"], norwegian_day)),
        STOPS,
        ["person.first_immigration_date", "value(s) count as missing", "dd.mm.yyyy"],
    ),
    (
        "days as dd.mm.yyyy in a single year",
        of_year("migration", 2013, each(DAYS, norwegian_day)),
        STOPS,
        ["migration.event_date: not a date", "dd.mm.yyyy"],
    ),
    (
        "days as mm/dd/yyyy",
        change("person", each(DAYS, lambda v: f"{v[5:7]}/{v[8:]}/{v[:4]}")),
        STOPS,
        ["person.birth_date", "dd/mm/yyyy or mm/dd/yyyy"],
    ),
    (
        "days as yyyymmdd",
        change("person", each(DAYS, lambda v: v.replace("-", ""))),
        STOPS,
        ["person.birth_date", 'date_format: "%Y%m%d"'],
    ),
    (
        "days as SAS and Stata write them",
        change("person", each(["birth_date"], lambda v: f"{v[8:]}JAN{v[:4]}")),
        STOPS,
        ["person.birth_date", 'date_format: "%d%b%Y"'],
    ),
    (
        "months for days",
        change("person", each(["birth_date"], lambda v: v[:4] + v[5:7])),
        STOPS,
        ["person.birth_date", 'date_format: "%Y%m"'],
    ),
    (
        "midnight in Norway stored as a time of UTC, in Parquet",
        parquet("migration", event_date=local_midnight("event_date")),
        STOPS,
        [
            "migration.event_date: a date with a time of day: 407 row(s) rejected",
            "midnight in Norway stored as a time of UTC",
        ],
    ),
    (
        "the same of persons, to the nanosecond",
        parquet(
            "person",
            birth_date=f"cast({local_midnight('birth_date')} as timestamp_ns)",
        ),
        STOPS,
        ["person.birth_date: a date with a time of day", "each day is one early"],
    ),
    (
        "midnight in Norway stored as a time of UTC, in CSV",
        change("person", each(["birth_date"], lambda v: f"{v} 22:00:00")),
        STOPS,
        ["person.birth_date: a date with a time of day: 1,720", "UTC"],
    ),
    (
        "times of a zone",
        change("migration", each(["event_date"], lambda v: f"{v}T00:00:00+01:00")),
        STOPS,
        ["migration.event_date: a date with a time of day"],
    ),
    (
        "midnight, which is how some programs write a day",
        parquet("migration", event_date="cast(event_date as timestamp)"),
        READ,
        [],
    ),
    (
        "the year 1 for the dead who live",
        change("person", filled(["death_date"], "0001-01-01")),
        STOPS,
        ["person.death_date: before 1850: 1,720 row(s)", "stands for a missing one"],
    ),
    (
        "the year 9999 for the dead who live",
        change("person", filled(["death_date"], "9999-12-31")),
        STOPS,
        ["person.death_date: broken: nobody has died in the future: 1,720 row(s)"],
    ),
    (
        "the year 1900 for the dead who live",
        change("person", filled(["death_date"], "1900-01-01")),
        STOPS,
        ["person.death_date: broken: nobody dies before birth: 1,720 row(s)"],
    ),
    (
        "a few days before 1850",
        lines(
            "person",
            lambda found: [
                *found[:-2],
                *(line.replace(",19", ",17", 1) for line in found[-2:]),
            ],
        ),
        NOTED,
        ["person.birth_date: before 1850: 2 row(s)"],
    ),
    (
        "days after the last year of residents",
        lines(
            "person",
            lambda found: [*found[:-1], found[-1].rsplit(",", 1)[0] + ",2016-02-03"],
        ),
        NOTED,
        ["person.death_date: after the last year of residents, 2014: 1 row(s)"],
    ),
    # texts for values
    (
        "sex as M and K",
        change("person", each(["sex"], lambda v: {"1": "M", "2": "K"}[v])),
        STOPS,
        ["person.sex", "sex in letters or words", 'codes: {M: "1", K: "2"}'],
    ),
    (
        "sex in words, stored as Parquet",
        in_both("person", each(["sex"], lambda v: {"1": "Mann", "2": "Kvinne"}[v])),
        STOPS,
        ["person.sex", "sex in letters or words"],
    ),
    (
        "codes with decimals, as pandas writes them beside missing values",
        change("person", each(["sex"], lambda v: f"{v}.0")),
        STOPS,
        ["person.sex", "1.0 for 1"],
    ),
    (
        "marital status with decimals, stored as Parquet",
        in_both("population", each(["marital_status"], lambda v: f"{v}.0")),
        STOPS,
        ["population.marital_status", "for 2: a column of codes became numbers"],
    ),
    (
        "truth as J and N",
        change_all(each(TRUTHS, lambda v: {"true": "J", "false": "N"}[v])),
        STOPS,
        [
            "migration.is_administrative: not true or false",
            "truth values in other words",
        ],
    ),
    (
        "truth as 1 and 0",
        in_both("enrolment", each(TRUTHS, lambda v: {"true": "1", "false": "0"}[v])),
        STOPS,
        ["enrolment.enrolled_1_october: not true or false", "`true_texts`"],
    ),
    (
        "truth as R writes it",
        change_all(each(TRUTHS, str.upper)),
        READ,
        [],
    ),
    (
        "NA, as R writes it, wherever a value is missing",
        change_all(lambda row: {n: v or "NA" for n, v in row.items()}),
        STOPS,
        [
            "population.dwelling_id: a text that stands for a missing value",
            "population.spouse_id: a text that stands for a missing value",
            "migration.to_municipality_code: a text that stands for a missing value",
            "first: from_municipality_code=NA",
            'null_texts: ["NA"]',
        ],
    ),
    (
        "NA for missing spouses, in a column as wide as an identifier",
        change("population", filled(["spouse_id"], f"{'NA':11}")),
        STOPS,
        ["population.spouse_id: a text that stands for a missing value"],
    ),
    (
        "NULL for missing spouses",
        change("population", filled(["spouse_id"], "NULL")),
        STOPS,
        ["population.spouse_id: a text that stands for a missing value", "NULL"],
    ),
    (
        "a point for missing parents, as SAS writes it",
        change("person", filled(["mother_id", "father_id"], ".")),
        STOPS,
        ["person.mother_id: a text that stands for a missing value"],
    ),
    (
        "nan for missing parents, as pandas writes it, in Parquet",
        in_both("person", filled(["mother_id"], "nan")),
        STOPS,
        ["person.mother_id: a text that stands for a missing value", "nan"],
    ),
    (
        "a dash for missing dwellings, of a few",
        lines(
            "population",
            lambda found: [
                line.replace(",,", ",-,", 1) if 1 < place < 200 else line
                for place, line in enumerate(found)
            ],
        ),
        NOTED,
        ["population.dwelling_id: a text that stands for a missing value"],
    ),
    (
        "0 for missing parents",
        change("person", filled(["mother_id"], "0")),
        STOPS,
        ["person.mother_id: a code that may stand for a missing value"],
    ),
    (
        "0 for missing dwellings",
        change("population", each(["dwelling_id"], lambda v: "0")),
        STOPS,
        [
            "population.dwelling_id: a code that may stand for a missing value",
            "population.dwelling_id: in a dwelling of more than 50 residents",
            "not one dwelling, but a code for an unknown one",
        ],
    ),
    (
        "a code of the office for missing dwellings, in Parquet",
        in_both("population", each(["dwelling_id"], lambda v: "H9999999999")),
        STOPS,
        [
            "population.dwelling_id: in a dwelling of more than 50 residents",
            "share one",
        ],
    ),
    (
        "a dwelling of a hundred",
        lines(
            "population",
            lambda found: [
                found[0],
                *(
                    ",".join([*line.split(",")[:3], "H1", *line.split(",")[4:]])
                    if place < 300
                    else line
                    for place, line in enumerate(found[1:])
                ),
            ],
        ),
        NOTED,
        [
            "in a dwelling of more than 50 residents: 300 row(s)",
            "rows_that_share_it=100",
        ],
    ),
    (
        "parents with decimals, as pandas writes ids beside missing values",
        change("person", each(["mother_id"], lambda v: f"{int(v)}.0")),
        STOPS,
        ["person.mother_id: of another form than in person"],
    ),
    (
        "spouses of another pseudonymisation",
        change("population", each(["spouse_id"], lambda v: v[::-1])),
        STOPS,
        ["population.spouse_id: not in the register person", "percent of"],
    ),
    (
        "jobs of another pseudonymisation, in Parquet",
        in_both("employment", each(["person_id"], lambda v: v[::-1])),
        STOPS,
        ["employment.person_id: not in the register person"],
    ),
    (
        "spouses who name nobody in one year only",
        of_year("population", 2013, each(["spouse_id"], lambda v: f"{v[:-1]}x")),
        STOPS,
        ["population.spouse_id", "in 2013 against"],
    ),
    (
        "codes of 2020 in a register of 2013",
        change(
            "population",
            each(
                ["municipality_code"],
                lambda v: {
                    "0125": "3012",
                    "0219": "3024",
                    "0602": "3005",
                    "1601": "5001",
                }.get(v, v),
            ),
        ),
        STOPS,
        [
            "population.municipality_code: a code outside the list"
            " `placed_municipality`",
            "codes of the division of 2020",
        ],
    ),
    (
        "names of municipalities for codes",
        change("population", each(["municipality_code"], lambda v: "Oslo")),
        STOPS,
        ["population.municipality_code: not of the shape"],
    ),
    (
        "codes of another year that lead to one of 2013",
        of_year(
            "population",
            2012,
            each(
                ["municipality_code"],
                lambda v: {
                    "1601": "5001",
                }.get(v, v),
            ),
        ),
        NOTED,
        ["population.municipality_code: a code that was not in force at the time"],
    ),
    # files
    (
        "a second file called .CSV",
        in_two_files("migration", "part2.CSV"),
        READ,
        ["migration: 407 rows in 2 CSV file(s)"],
    ),
    ("a second file called .csv.gz", in_two_files("migration", "p.csv.gz"), READ, []),
    ("a second file called .csv.zst", in_two_files("migration", "p.csv.zst"), READ, []),
    ("a second file called .txt", in_two_files("migration", "part2.txt"), READ, []),
    (
        "a second file called .PARQUET",
        in_two_files("education", "p.PARQUET"),
        READ,
        [],
    ),
    ("a second file called .pq", in_two_files("population", "p.pq"), READ, []),
    ("a second file called .parq", in_two_files("population", "p.parq"), READ, []),
    (
        "a second file without an ending",
        in_two_files("migration", "part2"),
        STOPS,
        ["migration: part2 is CSV by its content, not by its name"],
    ),
    (
        "a backup of the file",
        copied("migration", "migration.csv.bak"),
        STOPS,
        ["migration.csv.bak is CSV by its content"],
    ),
    (
        "a copy of the file",
        copied("migration", "migration (1).csv"),
        STOPS,
        [
            "migration.person_id, event_date, migration_type: the key is not unique:"
            " 814 row(s), in migration (1).csv and migration.csv"
        ],
    ),
    (
        "a workbook beside the files",
        beside("migration", "more/2013.xlsx"),
        STOPS,
        ["migration: more/2013.xlsx is a workbook: save it as CSV (UTF-8) or Parquet"],
    ),
    (
        "a SAS data set beside the files",
        beside("population", "p2013.sas7bdat"),
        STOPS,
        ["population: p2013.sas7bdat is a SAS data set"],
    ),
    (
        "an archive beside the files",
        beside("population", "2013.ZIP"),
        STOPS,
        ["population: 2013.ZIP is an archive: unpack it"],
    ),
    (
        "a copy that is not finished",
        copied("education", "education.csv.filepart"),
        STOPS,
        ["education.csv.filepart is a file that is not whole yet"],
    ),
    (
        "a text about the register",
        beside("education", "README.txt", b"One row per person and year.\n"),
        READ,
        ["no data, not read: README.txt"],
    ),
    (
        "an attempt of a killed Spark job",
        copied("unemployment", "_temporary/0/attempt_1/part-0.csv"),
        READ,
        [
            "unemployment: 689 rows in 1 CSV file(s)",
            "1 passed over by rule (part-0.csv)",
        ],
    ),
    (
        "marks and checksums of Spark, hidden files",
        both(
            beside("unemployment", "_SUCCESS", b""),
            beside("unemployment", ".unemployment.csv.crc"),
            beside("unemployment", ".old/unemployment.csv"),
            beside("unemployment", "part-0.csv.crc"),
        ),
        READ,
        ["4 passed over by rule"],
    ),
    (
        "a Delta table",
        beside("population", "_delta_log/00000000000000000000.json"),
        STOPS,
        ["population: _delta_log is the log of a Delta table"],
    ),
    (
        "a Hudi table",
        beside("population", ".hoodie/hoodie.properties"),
        STOPS,
        ["population: .hoodie is the log of a Hudi table"],
    ),
    (
        "an Iceberg table",
        beside("population", "metadata/v1.metadata.json"),
        STOPS,
        ["population: metadata is the log of a Iceberg table"],
    ),
    (
        "one of two files from Excel",
        both(
            in_two_files("migration", "part2.csv"),
            lambda folder: (
                write_csv(
                    folder,
                    "migration",
                    [
                        each(DAYS, norwegian_day)(row)
                        for row in country.read_csv(folder, "migration", "part2.csv")
                    ],
                    "part2.csv",
                )
                and None
            ),
        ),
        STOPS,
        ["migration.event_date: not a date", ", in part2.csv. Likely dates as dd.mm"],
    ),
    # lines and columns of CSV
    (
        "a line one value short, late in the file",
        lines(
            "population",
            lambda found: [
                line.rsplit(",", 1)[0] if place == 3_999 else line
                for place, line in enumerate(found)
            ],
        ),
        STOPS,
        [
            "population: population.csv, Line: 4000: 5 columns, where the header has 6;"
            " 1 such line(s) in all"
        ],
    ),
    (
        "lines with a value too many",
        lines("education", lambda found: [found[0], *(f"{x},9" for x in found[1:])]),
        STOPS,
        ["education.csv, Line: 2: 4 columns, where the header has 3"],
    ),
    (
        "two exports joined, the second with one more column",
        lines("population", joined),
        STOPS,
        ["population.csv, Line: 2414: 7 columns", "were two exports joined?"],
    ),
    (
        "two exports joined, each with its header",
        lines("education", lambda found: [*found[:9], found[0], *found[9:]]),
        NOTED,
        ["education.year: not a whole number: 1 row(s) rejected, first: year=year"],
    ),
    (
        "two exports joined, of two ends of lines",
        raw("population", lambda found: found.replace(b"\n", b"\r\n", 50)),
        STOPS,
        ["population.csv: lines end in two ways"],
    ),
    (
        "a file cut in the middle of a line",
        raw("population", lambda found: found[: found.rindex(b",", 0, -20)]),
        STOPS,
        ["population.csv, Line:", "columns, where the header has 6"],
    ),
    (
        "a quote that never ends",
        lines("population", lambda found: [*found[:50], '"' + found[50], *found[51:]]),
        STOPS,
        ["population: population.csv, Line: "],
    ),
    (
        "a note between quotes that goes over two lines",
        lines(
            "employment",
            lambda found: [
                f"{found[0]},note",
                f'{found[1]},"first, and"',
                f'{found[2]},"one',
                'more ""line"""',
                *(f"{line}," for line in found[3:]),
            ],
        ),
        READ,
        ["employment: 1 column(s) not in the contract, not read: note"],
    ),
    (
        "blank lines",
        lines("education", lambda found: [*found[:7], "", *found[7:], "", ""]),
        READ,
        [],
    ),
    (
        "a header in capitals, as SAS writes it",
        lines("education", lambda found: [found[0].upper(), *found[1:]]),
        STOPS,
        ["education.nus_code: the column is missing (found: NUS_CODE)"],
    ),
    (
        "a column twice in the header",
        lines("education", lambda found: ["year,person_id,year", *found[1:]]),
        STOPS,
        ["education: education.csv, Line: 1: the header has the column year twice"],
    ),
    (
        "row numbers under no name, as R writes them",
        lines(
            "education",
            lambda found: [f"{place or ''},{line}" for place, line in enumerate(found)],
        ),
        READ,
        ["education: 1 column(s) not in the contract, not read"],
    ),
    (
        "letters of Windows",
        raw("education", lambda found: found + "2013,Bjørn,312345\n".encode("cp1252")),
        STOPS,
        ["education: education.csv, Line: 4222: not utf-8", "latin-1"],
    ),
    (
        "a column that only one of two files has",
        both(
            in_two_files("population", "part2.csv"),
            lambda folder: (
                write_csv(
                    folder,
                    "population",
                    [
                        {n: v for n, v in row.items() if n != "dwelling_id"}
                        for row in country.read_csv(folder, "population", "part2.csv")
                    ],
                    "part2.csv",
                )
                and None
            ),
        ),
        STOPS,
        ["population.dwelling_id: the column is missing in part2.csv"],
    ),
    # years
    (
        "residents of a year copied from the year before",
        year_copied("population", 2012, 2013),
        STOPS,
        [
            "population.year: the 1,600 rows of 2013 are those of 2012, though there"
            " are 202 moves between them"
        ],
    ),
    (
        "moves of a year copied from the year before",
        year_copied("migration", 2012, 2013),
        STOPS,
        ["migration.year: the 202 rows of 2013 are those of 2012"],
    ),
    (
        "jobs of a year copied from the year before",
        year_copied("employment", 2012, 2013),
        STOPS,
        ["employment.year: the 1,072 rows of 2013 are those of 2012"],
    ),
    (
        "half of a year's residents",
        half_of_year("population", 2013),
        STOPS,
        ["population.year: 804 rows in 2013 against 1,600 the year before"],
    ),
    (
        "no moves in a year",
        of_year("migration", 2013, None),
        STOPS,
        ["migration.year: no rows for 2013, years of 1,000 residents"],
    ),
    (
        "no moves at all",
        empty_register("migration"),
        STOPS,
        ["migration.year: no rows for 2012, 2013"],
    ),
    (
        "no persons at all",
        empty_register("person"),
        STOPS,
        ["person: the register has no rows"],
    ),
    (
        "dwellings missing in a year",
        of_year("population", 2013, each(["dwelling_id"], lambda v: "")),
        STOPS,
        [
            "population.dwelling_id: 100.0 percent of the values are missing in 2013,"
            " against 2.0 the year before"
        ],
    ),
    (
        "years of two digits",
        change("education", each(["year"], lambda v: v[2:])),
        STOPS,
        ["education.year: below 1900: 4,220 row(s) rejected"],
    ),
    (
        "years with decimals, as pandas writes them",
        change("education", each(["year"], lambda v: f"{v}.0")),
        READ,
        [],
    ),
    # register.yml
    (
        "a word that register.yml does not know",
        mapping("defaults:\n  delimeter: ';'\n"),
        STOPS,
        ["register.yml: registers.", "delimeter"],
    ),
    (
        "a register that register.yml does not know",
        mapping("registers:\n  populations:\n    folder: x\n"),
        STOPS,
        ["populations is no register of the contract: did you mean population?"],
    ),
    (
        "a column that register.yml does not know",
        mapping(
            "registers:\n  population:\n    columns:\n      municipality: KOMMNR\n"
        ),
        STOPS,
        ["municipality is no column of population of the contract"],
    ),
    (
        "a register.yml that is none",
        mapping("registers: [\n"),
        STOPS,
        ["register.yml cannot be read"],
    ),
    (
        "an exception without a reason",
        mapping("allow:\n  - rule: population.rejected\n"),
        STOPS,
        ["register.yml: allow.0.reason"],
    ),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    country.write_country(folder)
    return folder


@pytest.fixture(scope="module")
def counted(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was counted in the registers in order, which most cases leave alone."""
    file = tmp_path_factory.mktemp("counted") / "checked.json"
    examine_registers(good, remembered=file)
    return file


@pytest.fixture(scope="module")
def good_rows(good: Path) -> dict[str, list[tuple[object, ...]]]:
    return dict(kept(examine_registers(good)))


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "registers"))


def kept(
    examinations: list[Examination],
) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    with duckdb.connect() as connection:
        for found in examinations:
            if found.register in country.PERSONS:
                rows = connection.execute(f"from ({found.kept_sql}) order by all")
                yield found.register, rows.fetchall()


def test_each_kind_is_its_own() -> None:
    assert len({kind for kind, *_ in CASES}) == len(CASES)


def test_the_country_is_in_order(good: Path) -> None:
    (absent,) = findings_of(examine_registers(good))
    assert str(absent).startswith("registers of regions: not here")


@pytest.mark.parametrize(
    ("breaks", "follows", "said"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_file_of_another_program_stops_or_is_read_right(
    folder: Path,
    breaks: Break,
    follows: str,
    said: list[str],
    good_rows: dict[str, list[tuple[object, ...]]],
    counted: Path,
    tmp_path: Path,
) -> None:
    breaks(folder)
    remembered = Path(shutil.copy(counted, tmp_path))
    examinations = examine_registers(folder, remembered=remembered)
    findings = findings_of(examinations)
    stopping = errors(findings)
    told = [f"{found.register}: {found.files}" for found in examinations]
    printed = "\n".join([*map(str, stopping or notes(findings)), *told])
    assert bool(stopping) == (follows == STOPS), printed
    for part in said:
        assert part in printed
    assert not re.search(r"\b[0-9]{10}\b", printed)
    if follows == READ:
        assert dict(kept(examinations)) == good_rows


@pytest.mark.slow
def test_a_build_leaves_warehouse_and_release_as_they_were(
    folder: Path, tmp_path: Path
) -> None:
    """The real command, once: all kinds go through the same function."""
    change_all(each(DAYS, norwegian_day))(folder)
    warehouse, marts = tmp_path / "warehouse.duckdb", tmp_path / "marts.duckdb"
    for file in (warehouse, marts):
        duckdb.connect(str(file)).execute("create table t as select 1 as good").close()
    before = [file.read_bytes() for file in (warehouse, marts)]
    done = run_bofast("build", folder, warehouse, marts)
    assert done.returncode == 1
    assert "dates as dd.mm.yyyy" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert [file.read_bytes() for file in (warehouse, marts)] == before


@pytest.mark.slow
def test_a_chosen_year_that_no_register_has_stops(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOFAST_REGISTERS", str(folder))
    monkeypatch.setenv("BOFAST_WAREHOUSE", str(tmp_path / "warehouse.duckdb"))
    for years, said in (
        ("1850", "BOFAST_YEARS=1850: the register population has no such year"),
        ("2013,2031", "BOFAST_YEARS=2031"),
        ("13", "BOFAST_YEARS: `13` is not a year; say 2014 or 2013,2014"),
    ):
        monkeypatch.setenv("BOFAST_YEARS", years)
        for command in ("check", "build"):
            result = CliRunner().invoke(main, [command])
            assert result.exit_code == 1, result.output
            assert said in result.output
    assert not (tmp_path / "warehouse.duckdb").exists()


def test_register_yml_lets_a_year_exceed_a_limit_with_a_reason(folder: Path) -> None:
    of_year("unemployment", 2012, each(["months"], lambda v: "13"))(folder)
    (rule, in_all) = errors(findings_of(examine_registers(folder)))
    assert (rule.rule_id, in_all.rule_id) == (
        "unemployment.months.maximum",
        "unemployment.rejected",
    )
    for year, stopping in ((2011, 2), (2012, 0)):
        said = "".join(
            f"  - rule: {one.rule_id}\n    years: [{year}]\n    reason: known fault\n"
            for one in (rule, in_all)
        )
        mapping(f"allow:\n{said}")(folder)
        assert len(errors(findings_of(examine_registers(folder)))) == stopping


def test_a_message_counts_and_shows_the_years_above_the_limit_alone(
    folder: Path,
) -> None:
    change("population", each(["municipality_code"], lambda v: "9999"))(folder)
    (all_years,) = errors(findings_of(examine_registers(folder)))
    mapping(
        f"allow:\n  - rule: {all_years.rule_id}\n    years: [2012]\n"
        "    reason: codes of another year\n"
    )(folder)
    (others,) = errors(findings_of(examine_registers(folder)))
    above = all_years.rows_above - all_years.by_year["2012"]
    assert (others.rows, others.rows_above) == (all_years.rows, above)
    assert f": {above:,} row(s) ({others.rows:,} in all years)" in str(others)
    assert others.examples
    assert not any("year=2012" in example for example in others.examples)


def test_a_message_and_the_failing_rows_name_the_rule_that_allow_asks_for(
    folder: Path, tmp_path: Path
) -> None:
    change("population", each(["municipality_code"], lambda v: "9999"))(folder)
    (known,) = errors(findings_of(examine_registers(folder)))
    assert str(known).endswith(f"(rule {known.rule_id})")
    file = tmp_path / "rows" / "failing_rows.csv"
    write_failing_rows(file, [known])
    with open(file, encoding="utf-8", newline="") as content:
        assert {row["rule_id"] for row in csv.DictReader(content)} == {known.rule_id}
    mapping(f"allow:\n  - {{rule: {known.rule_id}, reason: new codes}}\n")(folder)
    assert errors(findings_of(examine_registers(folder))) == []


def test_allow_with_the_words_of_a_message_is_told_the_rules_of_the_column(
    folder: Path, tmp_path: Path
) -> None:
    rule = "population.municipality_code.placed_municipality"
    mapping(f"allow:\n  - {{rule: {rule}, reason: why not}}\n")(folder)
    settings = Settings(folder, tmp_path / "warehouse.duckdb", tmp_path / "m.duckdb")
    with pytest.raises(SettingError, match=r"population\.municipality_code\.known\b"):
        validate_registers(settings)


def test_register_yml_allows_no_rule_that_there_is_not(
    folder: Path, tmp_path: Path
) -> None:
    mapping("allow:\n  - {rule: unemployment.month, reason: why not}\n")(folder)
    settings = Settings(folder, tmp_path / "warehouse.duckdb", tmp_path / "m.duckdb")
    with pytest.raises(SettingError, match="is no rule: did you mean unemployment"):
        validate_registers(settings)


def test_the_page_lists_every_kind_of_the_tests() -> None:
    import broken_input

    page = (PROJECT / "docs" / "broken_input.md").read_text(encoding="utf-8")
    assert page == "\n".join(broken_input.lines()) + "\n"
    assert sum(map(len, broken_input.kinds().values())) >= 100
