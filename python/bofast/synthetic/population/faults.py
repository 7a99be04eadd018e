"""Deliberate faults: a little of everything that the contract says a register may hold.

Each fault is a number in the column `fault` of a register's rows, carried out when the
rows are written; how many there are is counted in `faults.csv` beside the registers.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from bofast.synthetic.population.country import INTERNAL

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
    """Counts of the faults that were put in."""

    counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def mark(
        self, register: str, rows: pd.DataFrame, rng: np.random.Generator
    ) -> pd.DataFrame:
        """Return rows with a column `fault`, 0 for most, and count the others."""
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
                self.counts[register, *known[place - 1]] += int(number)
        return rows.assign(fault=faults)

    def count(self, event: tuple[str, str, str, str], number: int) -> None:
        """Count an unusual course of events."""
        self.counts[event] += number

    def write(self, path: Path) -> None:
        """Write the counts as CSV."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["register", "column_name", "fault", "consequence", "rows"])
            for key, number in sorted(self.counts.items()):
                writer.writerow([*key, number])
