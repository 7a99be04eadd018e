"""From numbers to the contract's registers, one Parquet file per register and year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from bofast.registers import load_contract
from bofast.synthetic.population.country import ABROAD
from bofast.synthetic.population.faults import STRANGER_LETTER
from bofast.synthetic.population.people import NEVER, REASONS, Ints, People
from bofast.synthetic.population.places import FIRST_YEAR, LAST_YEAR, Places
from bofast.synthetic.population.pseudonyms import PEOPLE_PER_PART, pseudonym_sql

DWELLINGS_PER_PART = 40_000_000
"""Room for each part of the population, so that no two share a number."""

INDUSTRIES = ("01.500", "10.200", "25.620", "41.200", "43.320", "47.111", "49.410",
              "55.101", "56.101", "81.210", "85.201", "86.101")  # fmt: skip

UNPLACED, OUTSIDE_LISTS = "9999", "XXX"
STRANGER = f"'{STRANGER_LETTER}' || {{person}}"
"""A person_id that no other register has."""

SELECTS: Mapping[str, Mapping[str, str]] = {
    "person": {
        "person_id": "{person}",
        "sex": "case fault when 1 then null when 2 then '3' else sex end",
        "birth_date": "{born}",
        "birth_country": "case fault when 3 then null else {birth_country} end",
        "mother_id": "case fault when 6 then {person} when 7 then {other}"
        " else {mother} end",
        "father_id": "{father}",
        "mother_birth_country": "{mother_country}",
        "father_birth_country": "{father_country}",
        "foreign_born_grandparents": "case when fault = 5 then 7"
        " when grandparents >= 0 then grandparents end",
        "first_immigration_date": "case when fault = 8 then date '2019-05-17'"
        " else {first_immigration} end",
        "reason_for_immigration": f"case fault when 4 then '{OUTSIDE_LISTS}'"
        " else reason end",
        "death_date": "{death}",
    },
    "population": {
        "year": "year",
        "person_id": "case fault when 6 then null else {person} end",
        "municipality_code": f"case fault when 1 then null when 2 then '{UNPLACED}'"
        " else code end",
        "dwelling_id": "{dwelling}",
        "marital_status": "case fault when 3 then '0' else cast(marital as varchar)"
        " end",
        "spouse_id": "case fault when 4 then {person} when 5 then {other}"
        " else {spouse} end",
    },
    "migration": {
        "person_id": "{person}",
        "event_date": "case fault when 2 then null else {day} end",
        "migration_type": "case when fault = 1 then 'moved' else kind end",
        "from_municipality_code": "case when fault = 3 and kind = 'internal' then null"
        " else origin end",
        "to_municipality_code": "destination",
        "is_administrative": "administrative",
    },
    "education": {
        "year": "year",
        "person_id": f"case fault when 2 then {STRANGER} else {{person}} end",
        "nus_code": "case when fault <> 1 then"
        " cast(digit as varchar) || lpad(cast(field as varchar), 5, '0') end",
    },
    "enrolment": {
        "year": "year",
        "person_id": "{person}",
        "enrolled_1_october": "case when fault <> 1 then enrolled end",
        "exam_january_september": "spring",
        "exam_october_december": "autumn",
    },
    "employment": {
        "year": "year",
        "person_id": "{person}",
        "job_number": "job",
        "employment_status": "case when fault = 1 then 'volunteer'"
        " when self_employed then 'self_employed' else 'wage_earner' end",
        "is_main_job": "main",
        "organisation_number": "cast(organisation as varchar)",
        "industry_code": "case when fault <> 2 then industry end",
        "work_municipality_code": "code",
    },
    "unemployment": {
        "year": "year",
        "person_id": f"case fault when 2 then {STRANGER} else {{person}} end",
        "months": "case fault when 1 then 13 else months end",
    },
}
"""How each column is made of the numbers; `fault` is explained in `faults`."""


class Writer:
    """Writes the registers of one part of the population into a folder."""

    def __init__(self, folder: Path, places: Places, part: str, number: int) -> None:
        """Keep where to write.

        Args:
            folder: gets a folder per register.
            places: for the codes of municipalities.
            part: name of the files.
            number: of the part, from 0.
        """
        self.folder, self.places, self.part = folder, places, part
        self._people = number * PEOPLE_PER_PART
        self._dwellings = number * DWELLINGS_PER_PART
        self._names = {
            "person": self._pseudonym("person"),
            "mother": self._pseudonym("mother"),
            "father": self._pseudonym("father"),
            "spouse": self._pseudonym("spouse"),
            # the next in the list: somebody else, often younger
            "other": self._pseudonym("person + 1"),
            "dwelling": pseudonym_sql("dwelling", self._dwellings, "H"),
            **{d: _day(d) for d in ("born", "first_immigration", "death", "day")},
            **{
                c: f"case when {c} >= 0 then lpad(cast({c} as varchar), 3, '0') end"
                for c in ("birth_country", "mother_country", "father_country")
            },
        }

    def _pseudonym(self, column: str) -> str:
        return pseudonym_sql(column, self._people, "")

    def yearly(self, register: str, rows: pd.DataFrame, year: int) -> None:
        """Write a yearly register's rows; `unit` becomes the code of 1 January."""
        at = min(max(year, FIRST_YEAR), LAST_YEAR)
        if "unit" in rows:
            rows = rows.assign(code=self._codes(rows["unit"].to_numpy(), at))
        rows = rows.assign(year=np.int32(year))
        self._write(register, rows, f"year={year}")

    def moves(self, rows: pd.DataFrame, year: int, period: str) -> None:
        """Write registered moves of a year, or of the years up to it."""
        kinds = ["immigration", "emigration", "internal"]
        rows = rows.assign(
            kind=_labelled(rows["kind"].to_numpy(), kinds),
            origin=self._codes(rows["origin"].to_numpy(), year),
            destination=self._codes(rows["destination"].to_numpy(), year),
        )
        self._write("migration", rows, period)

    def everybody(self, people: People, rows: pd.DataFrame) -> None:
        """Write the register of persons; `rows` has columns person and fault."""
        who = rows["person"].to_numpy()
        columns = (
            "born birth_country mother father mother_country father_country"
            " grandparents first_immigration death"
        )
        table = rows.assign(
            sex=_labelled(people.sex[who] - 1, ["1", "2"]),
            reason=_labelled(people.reason[who], list(REASONS)),
            **{name: getattr(people, name)[who] for name in columns.split()},
        )
        self._write("person", table, "")

    def _codes(self, units: Ints, year: int) -> pd.Categorical[str]:
        codes, place = np.unique(
            self.places.codes[:, year - FIRST_YEAR], return_inverse=True
        )
        there = np.where(units == ABROAD, ABROAD, place[np.maximum(units, 0)])
        return _labelled(there, codes.tolist())

    def _write(self, register: str, rows: pd.DataFrame, folder: str) -> None:
        path = self.folder / register / folder / f"{self.part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        types = {column.name: column.data_type for column in load_contract()[register]}
        selects = ", ".join(
            f"cast({expression.format(**self._names)} as {types[column]}) as {column}"
            for column, expression in SELECTS[register].items()
        )
        with duckdb.connect() as connection:
            # one thread keeps the rows in order and the bytes the same
            connection.execute("set threads = 1")
            connection.register("rows", rows)
            target = str(path).replace("'", "''")
            connection.execute(
                f"copy (select {selects} from rows) to '{target}'"
                " (format parquet, compression zstd, kv_metadata"
                " {synthetic: 'true', note: 'invented people, see SYNTHETIC.md'})"
            )


def _labelled(codes: Ints, labels: list[str]) -> pd.Categorical[str]:
    """Return text by its place in the labels; -1 is missing."""
    return pd.Categorical.from_codes(np.asarray(codes, np.int64), pd.Index(labels))


def _day(column: str) -> str:
    return f"case when {column} <> {NEVER} then date '1970-01-01' + {column} end"
