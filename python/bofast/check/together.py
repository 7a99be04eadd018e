"""What only shows when registers, or their years, are set side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from bofast.check.count import Counts, Memory, bounded_connection, count_unlinked
from bofast.check.findings import Examination, Finding, errors, finding_on
from bofast.check.rules import Effect, Kind, Rule
from bofast.check.years import (
    change,
    changes,
    load_drift,
    missing_years,
    outcome_years,
    year_offsets,
)
from bofast.registers import Contract

# persons whose rows are looked at when registers are held against each other
LINKED_PERSONS = 100_000


def held_together(
    examinations: Sequence[Examination],
    contract: Contract,
    seeds: Path,
    links: Sequence[Mapping[str, str]],
    memory: Memory,
) -> list[Examination]:
    """Add what only shows when registers, or their years, are set side by side.

    Args:
        examinations: of all registers.
        contract: columns of the registers.
        seeds: folder with what the panel needs and how far numbers may drift.
        links: rows of register_link.csv to look at.
        memory: what was counted before.
    """
    by_name = {found.register: found for found in examinations}
    years = {found.register: found.years for found in examinations}
    return [
        replace(
            found,
            findings=(
                *found.findings,
                *_missing_years(found.register, years, contract, seeds),
                *_drift(found.register, years, contract, seeds),
                *_unlinked(found, by_name, contract, links, memory),
            ),
        )
        if not errors(found.findings)
        else found
        for found in examinations
    ]


def _missing_years(
    register: str,
    years: Mapping[str, Mapping[int, int]],
    contract: Contract,
    seeds: Path,
) -> Iterator[Finding]:
    offsets = year_offsets(contract, seeds)
    if register not in offsets:
        return
    if missing := missing_years(register, years, offsets):
        lacking = ", ".join(map(str, missing))
        outcomes = sorted({year for needing in missing.values() for year in needing})
        rule = (
            f"no rows for {lacking}, which outcome year(s)"
            f" {', '.join(map(str, outcomes))} need"
        )
        yield Finding(register, "year", rule, None, (), Effect.NOTE, Kind.YEARS)


def _drift(
    register: str,
    years: Mapping[str, Mapping[int, int]],
    contract: Contract,
    seeds: Path,
) -> Iterator[Finding]:
    if not (limits := load_drift(seeds).get(register)):
        return
    for year, before, rows in judged_changes(register, years, contract):
        if not limits.holds(before, rows):
            rule = (
                f"{rows:,} rows in {year} against {before:,} the year before,"
                f" {change(before, rows):+.1f} percent (expected"
                f" -{limits.largest_decrease:g} to +{limits.largest_increase:g})"
            )
            yield Finding(register, "year", rule, None, (), Effect.NOTE, Kind.DRIFT)


def judged_changes(
    register: str, years: Mapping[str, Mapping[int, int]], contract: Contract
) -> Iterator[tuple[int, int, int]]:
    """Yield the year, rows of the year before and rows that a register is judged by."""
    has_year = any(column.name == "year" for column in contract[register])
    judged = None if has_year else outcome_years(years.get("population", {}))
    return changes(years[register], judged)


def _unlinked(
    found: Examination,
    by_name: Mapping[str, Examination],
    contract: Contract,
    links: Sequence[Mapping[str, str]],
    memory: Memory,
) -> Iterator[Finding]:
    """Yield values that another register should hold and does not."""
    for row in links:
        linked = by_name.get(row["linked_register"])
        if row["register"] != found.register or not linked or not linked.read_sql:
            continue
        if not found.rows or not linked.rows:
            continue
        column, other = row["column_name"], row["linked_column_name"]
        one_in = max(1, linked.rows // LINKED_PERSONS)
        known = sha256(f"{found.digest} {linked.digest} {column} {other}".encode())
        counts = memory.recall(known.hexdigest())
        if counts is None:
            shown = [
                c.name
                for c in contract[found.register]
                if c.is_key or c.name in ("year", column)
            ]
            with bounded_connection() as connection:
                broken = count_unlinked(
                    connection,
                    f"select {', '.join(shown)} from ({found.read_sql})",
                    f"select {other} as {column} from ({linked.read_sql})",
                    column,
                    shown,
                    one_in,
                )
            counts = Counts(over_columns={column: broken})
            memory.store(known.hexdigest(), counts)
        broken = counts.over_columns[column]
        if broken.rows:
            rule = f"not in the register {linked.register}"
            if one_in > 1:
                rule += f" (looked at one person in {one_in})"
            yield finding_on(
                found.register,
                Rule(column, rule, "", Effect.NOTE, Kind.LINK),
                broken,
                contract[found.register],
                True,
            )
