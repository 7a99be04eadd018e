"""What the contract promises of each register, from its seeds, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bofast.check.examine import rules_over_columns
from bofast.check.findings import Examination, Finding, errors
from bofast.check.rules import STORED, Effect, Kind
from bofast.check.together import judged_changes
from bofast.check.years import change, load_drift, year_offsets
from bofast.registers import (
    PERSONS,
    Column,
    Contract,
    csv_rows,
    load_contract,
    register_groups,
)
from bofast.settings import SEEDS

# a value that is not stored as promised cannot be held against these
OF_VALUES = {Kind.VALUE, Kind.CODES, Kind.FORM, Kind.MINIMUM, Kind.MAXIMUM}
# what is only counted when every row can be read
OF_ROWS = {Kind.RULE, Kind.UNIQUE, Kind.EDITION, Kind.FOLDER}
# what is only counted when nothing else stops
TOGETHER = {Kind.YEARS, Kind.DRIFT, Kind.LINK}


@dataclass(frozen=True)
class Promise:
    """Something the contract promises of a register.

    Attributes:
        register: name of the register.
        column: name of the column, of the key's columns, or "" for the register.
        kind: what it is about.
        words: the promise, in plain words.
        effect: what follows when it is broken.
        linked: the other register it is about, or "".
    """

    register: str
    column: str
    kind: Kind
    words: str
    effect: Effect
    linked: str = ""

    @property
    def name(self) -> str:
        """A name of its own within the register."""
        return f"{self.column or 'register'}: {self.words}"

    @property
    def is_critical(self) -> bool:
        """Whether a build stops when it is broken."""
        return self.effect == Effect.STOPS


@dataclass(frozen=True)
class Observed:
    """A promise and what was counted.

    Attributes:
        promise: the promise.
        value: rows (or years, or columns) that break it; for drift the change in
            percent; None when it could not be looked at.
        low: smallest value that keeps the promise.
        high: largest one.
    """

    promise: Promise
    value: float | None
    low: float = 0
    high: float = 0


@dataclass(frozen=True)
class Tally:
    """How many expectations of a register held, warned and failed."""

    held: int
    warned: int
    failed: int
    not_looked_at: int

    def __str__(self) -> str:
        """Return the numbers as one line of a summary."""
        text = f"{self.held} held, {self.warned} warned, {self.failed} failed"
        skipped = f", {self.not_looked_at} not looked at" if self.not_looked_at else ""
        return text + skipped


def promises(register: str, seeds: Path = SEEDS) -> list[Promise]:
    """Return what the contract promises of a register.

    Args:
        register: the register's name.
        seeds: folder with the contract, the panel's needs and the editions.

    Returns:
        Promises in the contract's order: on files, columns, rows, years and other
        registers.
    """
    contract = load_contract(seeds)
    sets_aside = register in register_groups(seeds)[PERSONS]
    note = Effect.NOTE
    made = [
        Promise(register, "", Kind.READABLE, "every file can be read", Effect.STOPS),
        Promise(register, "", Kind.EXTRA, "no column beyond the contract's", note),
        Promise(
            register,
            "",
            Kind.ROWS,
            "there are rows",
            note if sets_aside else Effect.STOPS,
        ),
    ]
    for column in contract[register]:
        made += _on_column(register, column, sets_aside)
    for rule in rules_over_columns(register, seeds):
        made.append(Promise(register, rule.column, rule.kind, rule.words, rule.effect))
    if key := [column.name for column in contract[register] if column.is_key]:
        words = "the key is unique"
        made.append(Promise(register, ", ".join(key), Kind.UNIQUE, words, Effect.STOPS))
        if "year" in key:
            words = "rows lie in the folder of their year"
            made.append(Promise(register, "year", Kind.FOLDER, words, note))
    if register in year_offsets(contract, seeds):
        words = "every year that the panel needs"
        made.append(Promise(register, "year", Kind.YEARS, words, note))
    if any(row["register"] == register for row in _index_variables(seeds)):
        words = "every period that an edition of the risk index needs"
        made.append(Promise(register, "", Kind.EDITION, words, Effect.STOPS))
    if limits := load_drift(seeds).get(register):
        words = (
            f"rows change by -{limits.largest_decrease:g} to"
            f" +{limits.largest_increase:g} percent from a year to the next"
        )
        made.append(Promise(register, "year", Kind.DRIFT, words, note))
    for row in csv_rows(seeds / "contract" / "register_link.csv"):
        if row["register"] == register:
            linked = row["linked_register"]
            words = f"everyone is in the register {linked}"
            made.append(
                Promise(register, row["column_name"], Kind.LINK, words, note, linked)
            )
    return made


def observe(
    examinations: Sequence[Examination], seeds: Path = SEEDS
) -> dict[str, list[Observed]]:
    """Set what the check counted beside what the contract promises.

    Args:
        examinations: one per register of the contract.
        seeds: folder with the contract.

    Returns:
        Register to promises with their counts, in the order of the examinations. A
        change of rows from one year to the next is held against the limits by year.
    """
    contract = load_contract(seeds)
    by_name = {found.register: found for found in examinations}
    years = {found.register: found.years for found in examinations}
    observed: dict[str, list[Observed]] = {}
    for register in (name for name in by_name if name in contract):
        beside = observed.setdefault(register, [])
        for promise in promises(register, seeds):
            value = _value(promise, by_name)
            if promise.kind == Kind.DRIFT and value is not None:
                beside += _drift(promise, years, contract, seeds)
            else:
                beside.append(Observed(promise, value))
    return observed


def is_about(finding: Finding, promise: Promise) -> bool:
    """Tell whether a finding breaks a promise."""
    same = (finding.column, finding.kind) == (promise.column, promise.kind)
    # several rules may be about one column
    return same and (finding.kind != Kind.RULE or finding.rule.endswith(promise.words))


def _on_column(register: str, column: Column, sets_aside: bool) -> Iterator[Promise]:
    def promise(kind: Kind, words: str, effect: Effect) -> Promise:
        return Promise(register, column.name, kind, words, effect)

    effect, absent = Effect.STOPS, Effect.STOPS
    if sets_aside:
        effect = Effect.MISSING if column.is_nullable else Effect.SETS_ASIDE
        absent = Effect.SETS_ASIDE
    stored = STORED[column.data_type][1]
    yield promise(Kind.EXISTS, "the column is there", Effect.STOPS)
    yield promise(Kind.STORED, f"stored as {stored}", Effect.STOPS)
    if not column.is_nullable:
        yield promise(Kind.MISSING, "no value is missing", absent)
    if column.data_type != "VARCHAR":
        yield promise(Kind.VALUE, f"every value is {stored}", effect)
    if column.code_list:
        yield promise(Kind.CODES, f"codes of the list {column.code_list}", effect)
    if column.pattern:
        yield promise(Kind.FORM, f"of the form {column.pattern}", effect)
    if column.minimum is not None:
        yield promise(Kind.MINIMUM, f"{column.minimum:g} or more", effect)
    if column.maximum is not None:
        yield promise(Kind.MAXIMUM, f"{column.maximum:g} or less", effect)


def _value(promise: Promise, by_name: Mapping[str, Examination]) -> float | None:
    """Return how much breaks a promise; None when it could not be looked at."""
    found = by_name[promise.register]
    if found.is_absent:
        return None
    if matching := [f for f in found.findings if is_about(f, promise)]:
        return sum(1 if f.rows is None else f.rows for f in matching)
    stopping = errors(found.findings)
    kinds = {f.kind for f in stopping}
    on_column = {f.kind for f in stopping if f.column == promise.column}
    before = {
        Kind.READABLE in kinds,
        Kind.EXISTS in on_column and promise.column != "",
        Kind.STORED in on_column and promise.kind in OF_VALUES,
        promise.kind in OF_ROWS and bool(kinds - OF_ROWS),
        promise.kind in TOGETHER and bool(kinds),
        promise.linked != "" and not _is_read(by_name.get(promise.linked)),
    }
    return None if True in before else 0


def _is_read(found: Examination | None) -> bool:
    return found is not None and found.read_sql != ""


def _drift(
    promise: Promise,
    years: Mapping[str, Mapping[int, int]],
    contract: Contract,
    seeds: Path,
) -> Iterator[Observed]:
    limits = load_drift(seeds)[promise.register]
    for year, before, rows in judged_changes(promise.register, years, contract):
        if max(before, rows) >= limits.smallest_rows:
            words = f"{promise.words}: {rows:,} in {year}, {before:,} in {year - 1}"
            yield Observed(
                Promise(promise.register, "year", promise.kind, words, promise.effect),
                round(change(before, rows), 1),
                -limits.largest_decrease,
                limits.largest_increase,
            )


def _index_variables(seeds: Path) -> list[dict[str, str]]:
    return csv_rows(seeds / "risk_index" / "risk_index_variable.csv")
