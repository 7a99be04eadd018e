"""What came of each rule of the catalogue: a result for every register and year.

Rules that nothing breaks have a result of zero; only those that could not be looked at
have none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bofast.check.catalogue import Kind, Rule, rules_of
from bofast.check.findings import Examination, errors
from bofast.check.together import judged_changes
from bofast.check.years import change, load_drift
from bofast.contract.registers import Contract, load_contract
from bofast.settings import SEEDS
from bofast.sql import literal

# a value that is not stored as promised cannot be checked for these
OF_VALUES = {
    *(Kind.VALUE, Kind.SIZE, Kind.DAY, Kind.CODES, Kind.FORM),
    *(Kind.MINIMUM, Kind.MAXIMUM, Kind.NULL_TEXT, Kind.NULL_CODE),
    *(Kind.DIGITS_LOST, Kind.EARLY),
}
# what is only counted when every row can be read
OF_ROWS = {
    *(Kind.RULE, Kind.UNIQUE, Kind.EDITION, Kind.FOLDER, Kind.CROWDED),
    *(Kind.REJECTED, Kind.SHAPE, Kind.KNOWN, Kind.IN_FORCE),
}
# what is only counted when nothing else stops
TOGETHER = {
    *(Kind.YEARS, Kind.MOVES, Kind.DRIFT, Kind.COPIED, Kind.GAPS, Kind.LATE),
    *(Kind.LINK, Kind.SAME_FORM),
}
# a result for each year; the others are about the register
BY_YEAR = {
    *(*OF_VALUES, Kind.MISSING, Kind.RULE, Kind.REJECTED),
    *(Kind.SHAPE, Kind.KNOWN, Kind.IN_FORCE),
}
EMPTY_RESULTS = (
    "select cast(null as varchar) as register, cast(null as varchar) as rule_id,"
    " cast(null as varchar) as column_name, cast(null as varchar) as rule,"
    " cast(null as varchar) as finding, cast(null as varchar) as effect,"
    " cast(null as integer) as year,"
    " cast(null as bigint) as broken_rows, cast(null as bigint) as expected_rows"
    " where false"
)


@dataclass(frozen=True)
class Result:
    """A rule and what was counted.

    Attributes:
        rule: the rule.
        value: rows (or years, or columns) that break it; for drift the change in
            percent; None when it could not be looked at.
        low: smallest value that keeps the rule.
        high: largest one: the number of deliberate faults, where it is known.
        by_year: the value by year, zeros too, where rows have one.
        expected_by_year: deliberate faults of synthetic registers among them.
    """

    rule: Rule
    value: float | None
    low: float = 0
    high: float = 0
    by_year: Mapping[str, int] = field(default_factory=dict)
    expected_by_year: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        """Whether the rule was looked at and the value lies within its limits."""
        return self.value is not None and self.low <= self.value <= self.high


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


def tally(results: Sequence[Result]) -> Tally:
    """Count how a register's rules went."""
    seen = [one for one in results if one.value is not None]
    broken = Counter(one.rule.is_critical for one in seen if not one.is_kept)
    held = len(seen) - broken.total()
    return Tally(held, broken[False], broken[True], len(results) - len(seen))


def results(
    examinations: Sequence[Examination], seeds: Path = SEEDS
) -> dict[str, list[Result]]:
    """Return what came of each rule of each register.

    Args:
        examinations: one per register of the contract.
        seeds: folder with the contract.

    Returns:
        Register to results in the order of its rules. A change of rows from one year
        to the next is compared with the limits by year.
    """
    contract = load_contract(seeds)
    by_name = {found.register: found for found in examinations}
    years = {found.register: found.years for found in examinations}
    found: dict[str, list[Result]] = {}
    for register in (name for name in by_name if name in contract):
        beside = found.setdefault(register, [])
        for rule in rules_of(register, seeds):
            result = _result(rule, by_name)
            if rule.kind == Kind.DRIFT and result.value is not None:
                beside += _drift(rule, years, contract, seeds)
            else:
                beside.append(result)
    return found


def results_sql(examinations: Sequence[Examination], seeds: Path = SEEDS) -> str:
    """Return a select of all results, one row per rule and year."""
    rows = []
    for of_register in results(examinations, seeds).values():
        for one in of_register:
            if one.value is None or one.rule.kind == Kind.DRIFT:
                continue
            rows += list(_rows(one))
    if not rows:
        return EMPTY_RESULTS
    return (
        "select * from (values " + ", ".join(rows) + ") as result (register, rule_id,"
        " column_name, rule, finding, effect, year, broken_rows, expected_rows)"
    )


def _rows(one: Result) -> Iterator[str]:
    rule = one.rule
    texts = (rule.register, rule.id, rule.column, rule.words, rule.finding)
    literals = ", ".join(literal(text) for text in (*texts, rule.effect.value))
    by_year = one.by_year or {"": int(one.value or 0)}
    expected = one.expected_by_year if one.by_year else {"": int(one.high)}
    for year, rows in by_year.items():
        yield (
            f"({literals}, cast({year or 'null'} as integer),"
            f" cast({rows} as bigint), cast({expected.get(year, 0)} as bigint))"
        )


def _result(rule: Rule, by_name: Mapping[str, Examination]) -> Result:
    """Return how much breaks a rule; None when it could not be looked at."""
    found = by_name[rule.register]
    if found.is_absent:
        return Result(rule, None)
    years = {}
    if rule.kind in BY_YEAR and found.counts:
        years = dict.fromkeys(found.counts.rows_of_year, 0)
    if matching := [f for f in found.findings if f.rule_id == rule.id]:
        value = sum(1 if f.rows is None else f.rows for f in matching)
        if rule.kind == Kind.REJECTED and not errors(matching):
            # each row breaks another rule, too, and there are not too many of them
            return Result(
                rule,
                value,
                high=value,
                by_year={**years, **matching[0].by_year},
                expected_by_year=matching[0].expected_by_year,
            )
        expected = sum(f.expected for f in matching)
        expected_years: dict[str, int] = {}
        for finding in matching if years else ():
            years |= finding.by_year
            expected_years |= finding.expected_by_year
        # a limit is exceeded: the expectation is as critical as what follows
        critical = any(f.effect != rule.effect for f in matching)
        effect = matching[0].effect if critical else rule.effect
        return Result(
            replace(rule, effect=effect),
            value,
            high=expected,
            by_year=dict(sorted(years.items())),
            expected_by_year=expected_years,
        )
    if broken := found.linked.get(rule.id):
        # counted, and not worth a note
        return Result(rule, broken.rows, high=broken.rows, by_year=broken.by_year)
    stopping = [f for f in errors(found.findings) if not f.excess]
    kinds = {f.kind for f in stopping}
    on_column = {f.kind for f in stopping if f.column == rule.column}
    before = {
        Kind.READABLE in kinds,
        Kind.EXISTS in on_column and rule.column != "",
        Kind.STORED in on_column and rule.kind in OF_VALUES,
        rule.kind in OF_ROWS and bool(kinds - OF_ROWS),
        rule.kind in TOGETHER and bool(errors(found.findings)),
        rule.linked != "" and not _is_read(by_name.get(rule.linked)),
    }
    if True in before:
        return Result(rule, None)
    return Result(rule, 0, by_year=years)


def _is_read(found: Examination | None) -> bool:
    return found is not None and found.read_sql != ""


def _drift(
    rule: Rule,
    years: Mapping[str, Mapping[int, int]],
    contract: Contract,
    seeds: Path,
) -> Iterator[Result]:
    limits = load_drift(seeds)[rule.register]
    for year, before, rows in judged_changes(rule.register, years, contract):
        if max(before, rows) >= limits.smallest_rows:
            words = f"{rule.words}: {rows:,} in {year}, {before:,} in {year - 1}"
            yield Result(
                replace(rule, words=words),
                round(change(before, rows), 1),
                -limits.largest_decrease,
                limits.largest_increase,
            )
