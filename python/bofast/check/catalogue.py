"""The catalogue of rules: each with an id, its words and what follows, from the seeds.

`seeds/contract/check_rule.csv` says each kind of rule once: the rule in words, what is
wrong with a row that breaks it, what follows, and which share of a year's rows may
break it before the run stops. The other seeds of the contract say which columns have
such a rule. Findings, suites, pages and what the warehouse keeps of a check all speak
of these rules, by their id.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bofast.check.years import load_drift, year_offsets
from bofast.contract.stored import LARGEST, STORED
from bofast.registers import (
    PERSONS,
    Column,
    csv_rows,
    load_contract,
    register_groups,
)
from bofast.settings import SEEDS


class Kind(StrEnum):
    """What a rule is about."""

    READABLE = "readable"
    EXISTS = "exists"
    EXTRA = "extra"
    STORED = "stored"
    ROWS = "rows"
    MISSING = "missing"
    VALUE = "value"
    SIZE = "size"
    DAY = "day"
    CODES = "codes"
    FORM = "form"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    NULL_TEXT = "null_text"
    NULL_CODE = "null_code"
    DIGITS_LOST = "digits_lost"
    SHAPE = "shape"
    KNOWN = "known"
    IN_FORCE = "in_force"
    EARLY = "early"
    LATE = "late"
    REJECTED = "rejected"
    RULE = "rule"
    UNIQUE = "unique"
    FOLDER = "folder"
    YEARS = "years"
    MOVES = "moves"
    EDITION = "edition"
    DRIFT = "drift"
    GAPS = "gaps"
    COPIED = "copied"
    CROWDED = "crowded"
    LINK = "link"
    SAME_FORM = "same_form"


class Effect(StrEnum):
    """What follows when a rule is broken."""

    STOPS = "stops"
    REJECTS = "row rejected"
    MISSING = "value counts as missing"
    NOTE = "warning"


EFFECTS = {
    "stops": Effect.STOPS,
    "rejects": Effect.REJECTS,
    "missing": Effect.MISSING,
    "warns": Effect.NOTE,
}


@dataclass(frozen=True)
class Limit:
    """How much of a register and year may break a rule before the run stops.

    Attributes:
        share_percent: largest share of the year's rows.
        rows: smallest number of rows that stops: fewer may be a matter of chance.
    """

    share_percent: float
    rows: int

    def is_exceeded(self, broken: int, rows: int) -> bool:
        """Tell whether so many broken rows of so many are too many."""
        return broken >= self.rows and 100 * broken > self.share_percent * rows


@dataclass(frozen=True)
class Rule:
    """Something the contract promises of a register.

    Attributes:
        id: register, column and kind; stays the same from one run to the next.
        register: name of the register.
        column: name of the column, of the key's columns, or "" for the register.
        kind: what it is about.
        words: the rule, in plain words.
        finding: what is wrong with a row that breaks it.
        effect: what follows when it is broken.
        limit: above which the run stops, whatever follows below it.
        linked: the other register it is about, or "".
    """

    id: str
    register: str
    column: str
    kind: Kind
    words: str
    finding: str
    effect: Effect
    limit: Limit | None = None
    linked: str = ""

    @property
    def name(self) -> str:
        """A name of its own within the register."""
        return f"{self.column or 'register'}: {self.words}"

    @property
    def is_critical(self) -> bool:
        """Whether a build stops when it is broken."""
        return self.effect == Effect.STOPS


class Catalogue:
    """The rules of one register.

    Attributes:
        register: name of the register.
        rules: in the contract's order: on files, columns, rows, years and other
            registers.
    """

    def __init__(self, register: str, seeds: Path = SEEDS) -> None:
        """Read the rules of a register from the seeds of the contract."""
        self.register = register
        self._kinds = _kinds(seeds)
        self._of_persons = register in register_groups(seeds)[PERSONS]
        self.rules = tuple(self._all(seeds))
        self._by_id = {rule.id: rule for rule in self.rules}

    def rule(self, kind: Kind, column: str = "", rule_id: str = "") -> Rule:
        """Return the rule of a kind, on a column where it is on one."""
        return self._by_id[_id(self.register, column, rule_id or kind)]

    def get(self, kind: Kind, column: str = "") -> Rule | None:
        """Return the rule of a kind on a column, if there is one."""
        return self._by_id.get(_id(self.register, column, kind))

    def conditions(self) -> Iterator[tuple[Rule, str]]:
        """Yield the rules over several columns, with SQL that is true if broken."""
        for row in csv_rows(self._seeds / "contract" / "register_rule.csv"):
            if row["register"] == self.register:
                rule = self.rule(Kind.RULE, row["column_name"], row["rule_id"])
                yield rule, row["failing_condition"]

    def _all(self, seeds: Path) -> Iterator[Rule]:
        self._seeds = seeds
        contract = load_contract(seeds)
        columns = contract[self.register]
        for kind in (Kind.READABLE, Kind.EXTRA, Kind.ROWS):
            yield self._make(kind)
        for column in columns:
            yield from self._on_column(column)
        for row in csv_rows(seeds / "contract" / "register_rule.csv"):
            if row["register"] == self.register:
                yield self._over_columns(row)
        yield self._make(Kind.REJECTED)
        if key := [column.name for column in columns if column.is_key]:
            yield self._make(Kind.UNIQUE, ", ".join(key))
            if "year" in key:
                yield self._make(Kind.FOLDER, "year")
        if self.register in year_offsets(contract, seeds):
            yield self._make(Kind.YEARS, "year")
        if any(column.is_key and column.data_type == "DATE" for column in columns):
            yield self._moves()
        if any(row["register"] == self.register for row in _index_variables(seeds)):
            yield self._make(Kind.EDITION)
        if limits := load_drift(seeds).get(self.register):
            yield self._make(Kind.DRIFT, "year", drift=str(limits))
            yield self._make(Kind.COPIED, "year")
        for row in csv_rows(seeds / "contract" / "register_crowd.csv"):
            if row["register"] == self.register:
                crowd = f"{int(row['largest_rows']):,}"
                yield self._make(Kind.CROWDED, row["column_name"], crowd=crowd)
        for row in csv_rows(seeds / "contract" / "register_link.csv"):
            if row["register"] == self.register:
                yield from self._link(row)

    def _make(
        self,
        kind: Kind,
        column: str = "",
        data_type: str = "",
        is_nullable: bool = False,
        linked: str = "",
        **words: object,
    ) -> Rule:
        row = self._kinds.get((kind, data_type)) or self._kinds[kind, ""]
        where = "on_required" if not is_nullable else "on_nullable"
        told = {"physical": "{physical}", "linked": linked, **words}
        effect = EFFECTS[row[where if self._of_persons else "on_region"]]
        return Rule(
            _id(self.register, column, kind),
            self.register,
            column,
            kind,
            row["words"].format(**told),
            # what is known of the files only is filled in by the finding
            row["finding"].format(**told),
            effect,
            _limit(row) if effect != Effect.STOPS else None,
            linked,
        )

    def _on_column(self, column: Column) -> Iterator[Rule]:
        words: dict[str, Any] = {
            "stored": STORED[column.data_type][1],
            "largest": LARGEST.get(column.data_type),
            "code_list": column.code_list,
            "pattern": column.pattern,
            "minimum": column.minimum,
            "maximum": column.maximum,
            "shape": column.shape,
            "known_list": column.known_list,
            "earliest": column.earliest_year,
        }
        is_date = column.data_type == "DATE"
        is_free = column.data_type == "VARCHAR" and not (
            column.code_list or column.pattern
        )
        there = {
            Kind.EXISTS: True,
            Kind.STORED: True,
            Kind.MISSING: not column.is_nullable,
            Kind.VALUE: column.data_type != "VARCHAR",
            Kind.SIZE: column.data_type in LARGEST,
            Kind.DAY: is_date,
            Kind.CODES: column.code_list,
            Kind.FORM: column.pattern,
            Kind.MINIMUM: column.minimum is not None,
            Kind.MAXIMUM: column.maximum is not None,
            Kind.NULL_TEXT: is_free,
            Kind.NULL_CODE: is_free and column.is_identifier,
            Kind.DIGITS_LOST: is_free,
            Kind.SHAPE: column.shape,
            Kind.KNOWN: column.known_list,
            Kind.IN_FORCE: column.known_list,
            Kind.EARLY: column.earliest_year,
            Kind.LATE: is_date,
            Kind.GAPS: column.is_nullable and self._of_persons,
        }
        for kind in (kind for kind, is_there in there.items() if is_there):
            yield self._make(
                kind, column.name, column.data_type, column.is_nullable, **words
            )

    def _moves(self) -> Rule:
        limit = _limit(self._kinds[Kind.MOVES, ""])
        smallest = f"{limit.rows:,}" if limit else ""
        made = self._make(Kind.MOVES, "year", smallest_rows=smallest)
        return replace(made, limit=limit)

    def _over_columns(self, row: Mapping[str, str]) -> Rule:
        kind = self._kinds[Kind.RULE, ""]
        return Rule(
            _id(self.register, row["column_name"], row["rule_id"]),
            self.register,
            row["column_name"],
            Kind.RULE,
            kind["words"].format(words=row["rule"]),
            kind["finding"].format(words=row["rule"]),
            EFFECTS[row["effect"]],
            _limit(row),
        )

    def _link(self, row: Mapping[str, str]) -> Iterator[Rule]:
        for kind in (Kind.LINK, Kind.SAME_FORM):
            linked = row["linked_register"]
            yield self._make(kind, row["column_name"], linked=linked)


@cache
def catalogue(register: str, seeds: Path = SEEDS) -> Catalogue:
    """Return the rules of a register."""
    return Catalogue(register, seeds)


def rules_of(register: str, seeds: Path = SEEDS) -> list[Rule]:
    """Return the rules of a register, in the contract's order."""
    return list(catalogue(register, seeds).rules)


@cache
def _kinds(seeds: Path) -> dict[tuple[Kind, str], dict[str, str]]:
    rows = csv_rows(seeds / "contract" / "check_rule.csv")
    return {(Kind(row["kind"]), row["data_type"]): row for row in rows}


def _id(register: str, column: str, kind: str) -> str:
    return ".".join(part for part in (register, column, kind) if part).replace(
        ", ", "+"
    )


def _limit(row: Mapping[str, str]) -> Limit | None:
    if not row["largest_share_percent"]:
        return None
    return Limit(float(row["largest_share_percent"]), int(row["smallest_rows"]))


def _index_variables(seeds: Path) -> list[dict[str, str]]:
    return csv_rows(seeds / "risk_index" / "risk_index_variable.csv")
