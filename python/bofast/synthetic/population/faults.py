"""Deliberate faults: a little of everything that the contract says a register may hold.

Each fault is a number in the column `fault` of a register's rows, carried out when the
rows are written; how many there are is counted in `faults.csv` beside the registers,
and whose rows they are is listed in `faulty_rows.csv`, so that nobody has to take them
for real ones.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from bofast.synthetic.population.country import INTERNAL
from bofast.synthetic.population.people import Ints
from bofast.synthetic.population.pseudonyms import pseudonyms

FAULTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "person": (
        ("sex", "missing", "row set aside"),
        ("sex", "code 3", "row set aside"),
        ("birth_country", "missing", "row set aside"),
        ("reason_for_immigration", "code XXX", "counts as missing"),
        ("foreign_born_grandparents", "7", "counts as missing"),
        ("mother_id", "the person's own", "ignored"),
        ("mother_id", "somebody else's number", "kept, reported where younger"),
        ("first_immigration_date", "after the period", "no botid"),
        ("person_id", "no row at all", "residents who are not in person"),
    ),
    "population": (
        ("municipality_code", "missing", "row set aside"),
        ("municipality_code", "9999", "kept, in the country's cells only"),
        ("marital_status", "code 0", "row set aside"),
        ("spouse_id", "the person's own", "ignored"),
        ("spouse_id", "somebody else's", "no couple: not mutual"),
        ("person_id", "missing", "row set aside"),
        ("person_id", "no row this year", "unexplained the year before"),
    ),
    "migration": (
        ("migration_type", "code moved", "row set aside"),
        ("event_date", "missing", "row set aside"),
        ("from_municipality_code", "missing for a move in Norway", "kept"),
    ),
    "education": (
        ("nus_code", "missing", "row set aside"),
        ("person_id", "nobody the other registers know", "kept, used for nobody"),
    ),
    "enrolment": (("enrolled_1_october", "missing", "row set aside"),),
    "employment": (
        ("employment_status", "code volunteer", "row set aside"),
        ("industry_code", "missing", "row set aside"),
    ),
    "unemployment": (
        ("months", "13", "row set aside"),
        ("person_id", "nobody the other registers know", "kept, used for nobody"),
    ),
}
"""By register: column, what is wrong, and what the contract makes of it. A row's
`fault` is the place in this list, from 1."""

RULES = {
    ("person", "sex", "missing"): "sex.missing",
    ("person", "sex", "code 3"): "sex.codes",
    ("person", "birth_country", "missing"): "birth_country.missing",
    ("person", "reason_for_immigration", "code XXX"): "reason_for_immigration.codes",
    ("person", "foreign_born_grandparents", "7"): "foreign_born_grandparents.maximum",
    ("person", "mother_id", "the person's own"): "mother_id.own_mother",
    ("person", "first_immigration_date", "after the period"): (
        "first_immigration_date.late"
    ),
    ("population", "municipality_code", "missing"): "municipality_code.missing",
    ("population", "municipality_code", "9999"): "municipality_code.known",
    ("population", "marital_status", "code 0"): "marital_status.codes",
    ("population", "spouse_id", "the person's own"): "spouse_id.own_spouse",
    ("population", "person_id", "missing"): "person_id.missing",
    ("migration", "migration_type", "code moved"): "migration_type.codes",
    ("migration", "event_date", "missing"): "event_date.missing",
    ("education", "nus_code", "missing"): "nus_code.missing",
    ("enrolment", "enrolled_1_october", "missing"): "enrolled_1_october.missing",
    ("employment", "employment_status", "code volunteer"): "employment_status.codes",
    ("employment", "industry_code", "missing"): "industry_code.missing",
    ("unemployment", "months", "13"): "months.maximum",
}
"""The rule of the check that a fault breaks, where it breaks one by itself."""

STRANGER_LETTER = "X"
"""What the number of somebody begins with whom no other register knows."""

PER_ROW, LEAST = 1 / 20_000, 2
"""Share of a file's rows with each fault, and at least in every file."""

EVENTS = (
    ("person", "death_date", "death registered, but a resident afterwards", "kept"),
    ("employment", "is_main_job", "two main jobs", "employed all the same"),
    ("migration", "event_date", "emigration decided after death", "outcome is death"),
    ("migration", "event_date", "emigrated and returned in the year", "stays"),
    ("migration", "event_date", "emigrated, returned and emigrated again", "last"),
)


@dataclass
class Manifest:
    """The faults that were put in.

    Attributes:
        counts: how many there are of each kind.
        rows: whose rows they are, a table for each time some were put in.
    """

    counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    rows: list[pd.DataFrame] = field(default_factory=list)

    def mark(
        self,
        register: str,
        rows: pd.DataFrame,
        rng: np.random.Generator,
        year: int | None,
        part: int,
    ) -> pd.DataFrame:
        """Return rows with a column `fault`, 0 for most, and count the others.

        Args:
            register: name of the register.
            rows: of the register, as numbers.
            rng: decides which rows.
            year: that the rows are about; None in a register without years.
            part: of the population.
        """
        faults = np.zeros(len(rows), np.int8)
        known = FAULTS[register]
        each = max(LEAST, round(PER_ROW * len(rows)))
        chosen = rng.permutation(len(rows))[: each * len(known)]
        faults[chosen] = 1 + np.arange(len(chosen)) % len(known)
        if register == "migration":
            # only a move within Norway can lack where it came from
            faults[(faults == 3) & (rows["kind"].to_numpy() != INTERNAL)] = 0
        for place, number in zip(*np.unique(faults, return_counts=True), strict=True):
            if place:
                fault = known[place - 1]
                self.counts[register, *fault] += int(number)
                self._list(register, fault, rows[faults == place], year, part)
        return rows.assign(fault=faults)

    def count(
        self, event: tuple[str, str, str, str], who: Ints, year: int, part: int
    ) -> None:
        """Count an unusual course of events, and say whose it is."""
        self.counts[event] += len(who)
        self._add(event[0], event[1:], who, year, part)

    def write(self, path: Path) -> None:
        """Write the counts as CSV."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["register", "column_name", "fault", "consequence", "rows"])
            for key, number in sorted(self.counts.items()):
                writer.writerow([*key, number])

    def write_rows(self, path: Path) -> None:
        """Write whose rows have a fault as CSV."""
        rows = pd.concat(self.rows).sort_values(
            ["register", "year", "column_name", "fault", "person_id"],
            kind="stable",
            na_position="first",
        )
        rows.to_csv(path, index=False, lineterminator="\n")

    def _list(
        self,
        register: str,
        fault: tuple[str, str, str],
        rows: pd.DataFrame,
        year: int | None,
        part: int,
    ) -> None:
        who = rows["person"].to_numpy(np.int64)
        self._add(register, fault, who, year, part)
        if fault[0] == "spouse_id":
            # the real spouse names somebody who does not name them back
            spouses = rows["spouse"].to_numpy(np.int64)
            spouses = spouses[spouses >= 0]
            self._add(register, ("spouse_id", "named by", ""), spouses, year, part)

    def _add(
        self,
        register: str,
        fault: tuple[str, str, str],
        who: Ints,
        year: int | None,
        part: int,
    ) -> None:
        column, what, consequence = fault
        rule = RULES.get((register, column, what))
        letter = STRANGER_LETTER if "used for nobody" in consequence else ""
        self.rows.append(
            pd.DataFrame(
                {
                    "register": register,
                    "year": pd.array([year] * len(who), dtype="Int64"),
                    "person_id": [letter + name for name in pseudonyms(who, part)],
                    "column_name": column,
                    "fault": what,
                    "rule_id": f"{register}.{rule}" if rule else None,
                }
            )
        )
