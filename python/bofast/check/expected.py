"""Faults that synthetic registers hold on purpose, told apart from real ones.

The generator lists them, row by row, in a file beside the registers. Registers that do
not say that they are synthetic have none, whatever lies beside them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path

from bofast.check.catalogue import Effect, Kind
from bofast.check.findings import Examination, Finding
from bofast.registers import FAULTY_ROWS, csv_rows, is_synthetic
from bofast.sql import literal


@dataclass(frozen=True)
class Faults:
    """The deliberate faults of synthetic registers.

    Attributes:
        by_rule: id of the rule that a fault breaks -> year -> rows.
        persons: everyone whom a fault is about: what else is found of them follows
            from it.
    """

    by_rule: Mapping[str, Mapping[str, int]]
    persons: frozenset[str]


def deliberate_faults(folder: Path) -> Faults:
    """Read which faults the registers of a folder hold on purpose."""
    file = folder / FAULTY_ROWS
    if not file.is_file() or not is_synthetic(folder):
        return Faults({}, frozenset())
    by_rule: dict[str, Counter[str]] = {}
    persons = set()
    for row in csv_rows(file):
        persons.add(row["person_id"])
        if row["rule_id"]:
            by_rule.setdefault(row["rule_id"], Counter())[row["year"]] += 1
    return Faults(by_rule, frozenset(persons))


def with_expected(
    examinations: Sequence[Examination], faults: Faults
) -> list[Examination]:
    """Say of each finding how many of its rows are deliberate faults."""
    if not faults.persons:
        return list(examinations)
    return [
        replace(found, findings=tuple(_with_expected(found.findings, faults)))
        for found in examinations
    ]


def _with_expected(findings: Sequence[Finding], faults: Faults) -> Iterator[Finding]:
    rejected: Counter[str] = Counter()
    for finding in findings:
        expected = _expected(finding, faults)
        if finding.kind == Kind.REJECTED:
            # after all the rules by which a row is rejected, of which one is broken
            expected = _at_most(finding.by_year, rejected)
        elif finding.units_are(Effect.REJECTS):
            rejected.update(expected)
        yield replace(finding, expected_by_year=expected)


def _expected(finding: Finding, faults: Faults) -> Mapping[str, int]:
    if finding.rows is None:
        return {}
    if finding.rule_id in faults.by_rule:
        by_year = finding.by_year or {"": finding.rows}
        return _at_most(by_year, faults.by_rule[finding.rule_id])
    # only the first failing rows are kept; where there are more, somebody should look
    return Counter(
        _year(row)
        for row in finding.failing
        if any(value in faults.persons for value in row.values())
    )


def _year(row: Mapping[str, str | None]) -> str:
    return row.get("year") or (row.get("event_date") or "")[:4]


def _at_most(rows: Mapping[str, int], faults: Mapping[str, int]) -> dict[str, int]:
    """Return how many rows of each year are faults; a fault may have cost the year."""
    found = {
        year: min(number, faults.get(year, 0)) for year, number in rows.items() if year
    }
    if without_year := rows.get("", 0):
        found[""] = min(without_year, sum(faults.values()) - sum(found.values()))
    return {year: number for year, number in found.items() if number}


def faulty_rows_sql(folder: Path) -> str:
    """Return a select of the deliberate faults; empty for other registers."""
    columns = "register", "year", "person_id", "column_name", "fault", "rule_id"
    file = folder / FAULTY_ROWS
    if not file.is_file() or not is_synthetic(folder):
        nulls = ", ".join(f"cast(null as varchar) as {name}" for name in columns)
        return f"select {nulls} where false"
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    return (
        f"select * from read_csv({literal(escape(str(file)))}, auto_detect = false,"
        f" header = true, columns = {{{types}}})"
    )
