"""An invented country of some thousand residents, in files that a test may spoil.

Large enough for the limits of the check to mean something, small enough to be written
for each test. Nobody emigrates or moves by chance: `CountryYear` says how many must
come out of the registers in any layout.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from bofast.registers import load_contract, register_groups

Row = dict[str, str]
Registers = dict[str, list[Row]]
Change = Callable[[Row], Row]

PERSONS = register_groups()["persons"]
YEARS = (2012, 2013, 2014)
RESIDENTS = 1_600
ARRIVALS = 60
MUNICIPALITIES = ("0301", "0517", "1103", "1201", "1601", "0219", "0602", "0125")
COUNTRIES = ("131", "140", "101", "000", "564", "037")


@dataclass(frozen=True)
class CountryYear:
    """What must come out for a year.

    Attributes:
        residents: on 1 January.
        emigrants: of the year.
        movers: who live in another municipality a year later.
    """

    residents: int
    emigrants: int
    movers: int


def person_id(number: int) -> str:
    """Return a pseudonym: ten digits, one in ten of which begins with a zero."""
    return f"{number * 387_420_489 % 1_000_000_007:010d}"


def emigrates(number: int, year: int) -> bool:
    return number % 31 == year % 31


def municipality(number: int, year: int) -> str:
    moves = sum(
        number % 17 == (YEARS[0] + back) % 17 for back in range(year - YEARS[0])
    )
    return MUNICIPALITIES[(number // 2 + moves) % len(MUNICIPALITIES)]


def is_resident(number: int, year: int) -> bool:
    arrived = YEARS[0] + max(0, (number - RESIDENTS) // ARRIVALS + 1)
    gone = any(emigrates(number, past) for past in range(arrived, year))
    return arrived <= year and not gone


def everybody() -> range:
    return range(RESIDENTS + ARRIVALS * (len(YEARS) - 1))


def small_country() -> Registers:
    """Return the rows of all registers of persons, as text."""
    registers: Registers = {register: [] for register in PERSONS}
    for number in everybody():
        registers["person"].append(_person(number))
        for year in YEARS:
            if is_resident(number, year):
                registers["population"].append(_resident(number, year))
                _add_activity(registers, number, year - 1)
        for year in YEARS[:-1]:
            registers["migration"] += _moves(number, year)
    return registers


def expected(year: int) -> CountryYear:
    """Return what must come out for an outcome year."""
    here = [number for number in everybody() if is_resident(number, year)]
    return CountryYear(
        len(here),
        sum(emigrates(number, year) for number in here),
        sum(
            municipality(number, year) != municipality(number, year + 1)
            for number in here
            if is_resident(number, year + 1)
        ),
    )


def write_country(folder: Path, kind: str = "csv") -> None:
    """Write the country in the contract's layout, one file a register."""
    for register, rows in small_country().items():
        write_csv(folder, register, rows)
        if kind == "parquet":
            as_parquet(folder, register)


def read_csv(folder: Path, register: str, name: str | None = None) -> list[Row]:
    file = folder / register / (name or f"{register}.csv")
    with file.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content))


def write_csv(
    folder: Path, register: str, rows: list[Row], name: str | None = None
) -> Path:
    file = folder / register / (name or f"{register}.csv")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as content:
        writer = csv.DictWriter(content, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


def as_parquet(folder: Path, register: str, **replaced: str) -> None:
    """Turn a register's CSV into Parquet in the contract's types.

    Args:
        folder: the register folder.
        register: the register.
        replaced: column to SQL of what is stored instead.
    """
    file = folder / register / f"{register}.csv"
    columns = ", ".join(
        f"{replaced.get(column.name, f'cast({column.name} as {column.data_type})')}"
        f" as {column.name}"
        for column in load_contract()[register]
    )
    duckdb.execute(
        f"copy (select {columns} from read_csv('{file}', all_varchar = true,"
        f" header = true)) to '{file.with_suffix('.parquet')}'"
    )
    file.unlink()


def change(register: str, changed: Change) -> Callable[[Path], None]:
    """Return what changes each row of a register's CSV."""

    def write(folder: Path) -> None:
        write_csv(
            folder, register, [changed(row) for row in read_csv(folder, register)]
        )

    return write


def change_all(changed: Change) -> Callable[[Path], None]:
    """Return what changes each row of all registers' CSV."""

    def write(folder: Path) -> None:
        for register in PERSONS:
            change(register, changed)(folder)

    return write


def _person(number: int) -> Row:
    country = COUNTRIES[number % len(COUNTRIES)]
    parent = person_id(number - 40) if number % 9 == 0 and number > 40 else ""
    is_native = country == "000"
    came = "" if is_native else f"{1992 + number % 19}-0{1 + number % 9}-15"
    if number >= RESIDENTS:
        came = f"{_arrival(number)}-03-0{1 + number % 9}"
    return {
        "person_id": person_id(number),
        "sex": "12"[number % 2],
        "birth_date": str(date(1950 + number % 45, 1 + number % 12, 1 + number % 28)),
        "birth_country": country,
        "mother_id": parent,
        "father_id": "",
        "mother_birth_country": country,
        "father_birth_country": country if number % 40 else "",
        "foreign_born_grandparents": "0" if is_native else "4",
        "first_immigration_date": came,
        "reason_for_immigration": ""
        if country == "000"
        else ("ARB", "FAM")[number % 2],
        "death_date": "",
    }


def _arrival(number: int) -> int:
    return YEARS[0] + (number - RESIDENTS) // ARRIVALS


def _resident(number: int, year: int) -> Row:
    is_married = number % 4 < 2
    spouse = number ^ 1
    return {
        "year": str(year),
        "person_id": person_id(number),
        "municipality_code": municipality(number, year),
        "dwelling_id": f"H{number // 2:09d}" if number % 50 else "",
        "marital_status": "2" if is_married else "1",
        "spouse_id": person_id(spouse) if is_married else "",
    }


def _moves(number: int, year: int) -> Iterator[Row]:
    def move(day: str, kind: str, origin: str, to: str) -> Row:
        return {
            "person_id": person_id(number),
            "event_date": f"{year}-{day}",
            "migration_type": kind,
            "from_municipality_code": origin,
            "to_municipality_code": to,
            "is_administrative": "true" if number % 7 == 0 else "false",
        }

    if number >= RESIDENTS and _arrival(number) == year:
        yield move("03-05", "immigration", "", municipality(number, year + 1))
    if not is_resident(number, year):
        return
    here, there = municipality(number, year), municipality(number, year + 1)
    if emigrates(number, year):
        yield move("09-10", "emigration", here, "")
    elif here != there:
        yield move("05-20", "internal", here, there)


def _add_activity(registers: Registers, number: int, year: int) -> None:
    who = {"year": str(year), "person_id": person_id(number)}
    if number % 8:
        nus = f"{1 + number % 8}{number * 7919 % 100_000:05d}"
        if number % 8 == 5:
            nus = f"0{nus[1:]}"
        registers["education"].append({**who, "nus_code": nus})
    if number % 3:
        status = "self_employed" if number % 20 == 1 else "wage_earner"
        place = municipality(number, year) if number % 6 else ""
        registers["employment"].append(
            {
                **who,
                "job_number": "1",
                "employment_status": status,
                "is_main_job": "true",
                "organisation_number": f"{800_000_000 + number // 5}",
                "industry_code": ("01.500", "47.111", "85.201")[number % 3],
                "work_municipality_code": place,
            }
        )
    if number % 5 == 0:
        is_enrolled = "true" if number % 2 else "false"
        registers["enrolment"].append(
            {
                **who,
                "enrolled_1_october": is_enrolled,
                "exam_january_september": "false",
                "exam_october_december": "true",
            }
        )
    if number % 7 == 0:
        registers["unemployment"].append({**who, "months": str(1 + number % 12)})
