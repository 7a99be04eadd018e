"""What only shows when registers, or their years, are compared with each other."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import duckdb

from bofast.check.catalogue import Kind, Rule, catalogue
from bofast.check.count import Link, count_unlinked
from bofast.check.findings import (
    Examination,
    Finding,
    errors,
    finding_about,
    finding_on,
)
from bofast.check.limits import excess
from bofast.check.memory import Broken, Counts, Memory
from bofast.check.views import kept_year, says_year
from bofast.check.years import (
    change,
    changes,
    load_drift,
    missing_years,
    outcome_years,
    year_offsets,
)
from bofast.contract.mapping import Allowance
from bofast.contract.registers import Column, Contract, csv_rows

# persons whose rows are looked at when registers are compared with each other
LINKED_PERSONS = 100_000
RESIDENTS, MOVES = "population", "migration"


@dataclass(frozen=True)
class Together:
    """All registers, to be compared with each other.

    Attributes:
        by_name: register to its examination.
        contract: columns of the registers.
        seeds: folder with what the panel needs and how far numbers may drift.
        links: rows of register_link.csv to look at.
        memory: what was counted before.
        allowed: limits that may be exceeded.
        connection: where to count.
    """

    by_name: Mapping[str, Examination]
    contract: Contract
    seeds: Path
    links: Sequence[Mapping[str, str]]
    memory: Memory
    allowed: Sequence[Allowance]
    connection: duckdb.DuckDBPyConnection

    @property
    def years(self) -> dict[str, Mapping[int, int]]:
        """Register to its rows kept by year."""
        return {name: found.years for name, found in self.by_name.items()}


def compared(together: Together) -> list[Examination]:
    """Add to each examination what only shows when registers or years are compared."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = together.by_name.values()
        return list(pool.map(lambda one: _compared(one, together), found))


def _compared(found: Examination, together: Together) -> Examination:
    if errors(found.findings) or found.is_absent:
        return found
    linked = dict(_unlinked(found, together))
    findings = [*found.findings, *_findings(found, together)]
    for row, counts in linked.values():
        findings += _on_links(found.register, row, counts, together)
    broken = {
        rule: rows
        for _, counts in linked.values()
        for rule, rows in counts.broken.items()
    }
    return replace(found, findings=tuple(findings), linked=broken)


def _findings(found: Examination, together: Together) -> Iterator[Finding]:
    register = found.register
    yield from _empty(register, together)
    yield from _missing_years(register, together)
    yield from _years_without_moves(register, together)
    yield from _drift(register, together)
    if found.counts:
        yield from _copied_years(register, found.counts, together)
        yield from _gaps(register, found.counts, together)
        yield from _late_dates(register, found.counts, together)


def _empty(register: str, together: Together) -> Iterator[Finding]:
    """Yield a key register without rows, where another one has many."""
    rule = catalogue(register, together.seeds).rule(Kind.ROWS)
    registers = csv_rows(together.seeds / "contract" / "register.csv")
    (own,) = (row for row in registers if row["register"] == register)
    if together.by_name[register].rows or own["is_key_register"] != "true":
        return
    others = {
        row["register"]: together.by_name[row["register"]].rows
        for row in registers
        if row["register_group"] == own["register_group"]
        and row["register"] in together.by_name
    }
    largest = max(others, key=lambda name: others[name])
    if rule.limit and others[largest] >= rule.limit.rows:
        text = f"{rule.finding}, though {largest} has {others[largest]:,}"
        yield finding_about(rule, text, stops=True)


def _missing_years(register: str, together: Together) -> Iterator[Finding]:
    offsets = year_offsets(together.contract, together.seeds)
    if register not in offsets:
        return
    if missing := missing_years(register, together.years, offsets):
        lacking = ", ".join(map(str, missing))
        outcomes = sorted({year for needing in missing.values() for year in needing})
        text = (
            f"no rows for {lacking}, which outcome year(s)"
            f" {', '.join(map(str, outcomes))} need"
        )
        rule = catalogue(register, together.seeds).rule(Kind.YEARS, "year")
        yield finding_about(rule, text)


def _years_without_moves(register: str, together: Together) -> Iterator[Finding]:
    """Yield years of many residents without a move: nobody would have emigrated."""
    rule = catalogue(register, together.seeds).get(Kind.MOVES, "year")
    if rule is None or rule.limit is None:
        return
    smallest = rule.limit.rows
    residents = together.years.get(RESIDENTS, {})
    years = together.years[register]
    without = [
        year
        for year in sorted(outcome_years(residents))
        if residents[year] >= smallest and not years.get(year)
        if not _is_allowed(rule, year, together)
    ]
    if without:
        listed = ", ".join(map(str, without))
        yield finding_about(
            rule, f"no rows for {listed}, years of {smallest:,} residents"
        )


def _drift(register: str, together: Together) -> Iterator[Finding]:
    if not (limits := load_drift(together.seeds).get(register)):
        return
    rule = catalogue(register, together.seeds).rule(Kind.DRIFT, "year")
    for year, before, rows in judged_changes(
        register, together.years, together.contract
    ):
        if not limits.holds(before, rows):
            text = (
                f"{rows:,} rows in {year} against {before:,} the year before,"
                f" {change(before, rows):+.1f} percent (expected {limits})"
            )
            stops = limits.stops(before, rows) and not _is_allowed(rule, year, together)
            yield finding_about(rule, text, stops=stops)


def judged_changes(
    register: str, years: Mapping[str, Mapping[int, int]], contract: Contract
) -> Iterator[tuple[int, int, int]]:
    """Yield the year, rows of the year before and rows that a register is judged by."""
    has_year = any(column.name == "year" for column in contract[register])
    judged = None if has_year else outcome_years(years.get(RESIDENTS, {}))
    return changes(years[register], judged)


def _copied_years(
    register: str, counts: Counts, together: Together
) -> Iterator[Finding]:
    """Yield years whose rows, or whoever is in them, are those of another year."""
    limits = load_drift(together.seeds).get(register)
    rule = catalogue(register, together.seeds).get(Kind.COPIED, "year")
    if not limits or not rule:
        return
    columns = together.contract[register]
    # the same regions every year are as they should be
    is_of_persons = any(column.is_key and column.is_identifier for column in columns)
    seen: dict[tuple[int, int], str] = {}
    for year, rows in sorted(counts.rows_kept.items()):
        who, what = counts.signatures[year]
        before = seen.setdefault((rows, what), year)
        is_same = "rows"
        if before == year and is_of_persons:
            before, is_same = seen.setdefault((rows, who), year), "persons"
        if before == year or rows < limits.smallest_copied_rows:
            continue
        text = f"the {rows:,} {is_same} of {year} are those of {before}"
        stops = rows >= limits.stopping_copied_rows and is_same == "rows"
        if register == RESIDENTS and stops:
            moves = together.years.get(MOVES, {}).get(int(year) - 1, 0)
            text += f", though there are {moves:,} moves between them"
            stops = moves >= load_drift(together.seeds)[MOVES].smallest_copied_rows
        stops = stops and not _is_allowed(rule, int(year), together)
        yield finding_about(rule, text, stops=stops)


def _gaps(register: str, counts: Counts, together: Together) -> Iterator[Finding]:
    """Yield years in which values are missing far more often than the year before."""
    limits = load_drift(together.seeds).get(register)
    if not limits or not limits.largest_gap_points:
        return
    for column, given in counts.given.items():
        rule = catalogue(register, together.seeds).get(Kind.GAPS, column)
        for year, before, rows in changes(
            {int(y): rows for y, rows in counts.rows_kept.items() if y}
        ):
            if rule is None or min(before, rows) < limits.smallest_gap_rows:
                continue
            missing = 100 - 100 * given.get(str(year), 0) / rows
            earlier = 100 - 100 * given.get(str(year - 1), 0) / before
            points = missing - earlier
            if points <= limits.largest_gap_points:
                continue
            text = (
                f"{missing:.1f} percent of the values are missing in {year}, against"
                f" {earlier:.1f} the year before"
            )
            stops = points > limits.stopping_gap_points
            stops = stops and not _is_allowed(rule, year, together)
            yield finding_about(rule, text, stops=stops)


def _late_dates(register: str, counts: Counts, together: Together) -> Iterator[Finding]:
    """Yield dates after the last year that has residents on its 1 January."""
    residents = together.years.get(RESIDENTS, {})
    if not residents:
        return
    last = max(residents)
    columns = together.contract[register]
    dates = dict(counts.dates)
    dates |= {column.name: counts.rows_kept for column in columns if _is_dated(column)}
    for column, years in dates.items():
        late = {year: rows for year, rows in years.items() if year and int(year) > last}
        rule = catalogue(register, together.seeds).get(Kind.LATE, column)
        if late and rule:
            broken = Broken(sum(late.values()), [], {})
            text = f"{rule.finding}, {last}"
            yield finding_on(rule, broken, columns, True, text=text)


def _is_dated(column: Column) -> bool:
    return column.data_type == "DATE" and says_year(column)


def _unlinked(
    found: Examination, together: Together
) -> Iterator[tuple[str, tuple[Mapping[str, str], Counts]]]:
    """Yield what was counted of each column whose values another register holds."""
    columns = together.contract[found.register]
    rules = catalogue(found.register, together.seeds)
    for row in together.links:
        linked = together.by_name.get(row["linked_register"])
        if row["register"] != found.register or not linked or not linked.read_sql:
            continue
        if not found.rows or not linked.rows:
            continue
        column, other = row["column_name"], row["linked_column_name"]
        rule, form = rules.rule(Kind.LINK, column), rules.rule(Kind.SAME_FORM, column)
        known = sha256(f"{found.digest} {linked.digest} {rule} {form}".encode())
        counts = together.memory.recall(known.hexdigest())
        if counts is None:
            shown = [c.name for c in columns if c.is_key or c.name in ("year", column)]
            link = Link(
                rule,
                form,
                f"select {', '.join(shown)} from ({found.read_sql})",
                kept_year(columns),
                f"select {other} as {column} from ({linked.read_sql})",
                column,
                tuple(shown),
                _one_in(linked),
            )
            # a cursor has tables of its own
            with together.connection.cursor() as own:
                counts = count_unlinked(own, link)
            together.memory.store(known.hexdigest(), counts)
        yield column, (row, counts)


def _one_in(linked: Examination) -> int:
    return max(1, linked.rows // LINKED_PERSONS)


def _on_links(
    register: str, row: Mapping[str, str], counts: Counts, together: Together
) -> Iterator[Finding]:
    """Yield values that another register should hold and does not, where it matters.

    A parent may never have lived in the country: only a change from one year to the
    next, or nearly all of them, means that something is wrong.
    """
    columns, column = together.contract[register], row["column_name"]
    rules = catalogue(register, together.seeds)
    one_in = _one_in(together.by_name[row["linked_register"]])
    looked_at = f" (looked at one person in {one_in})" if one_in > 1 else ""
    for kind in (Kind.SAME_FORM, Kind.LINK):
        rule = rules.rule(kind, column)
        if not (broken := counts.broken.get(rule.id)):
            continue
        rows, allowed = counts.rows_kept, together.allowed
        too_many = excess(rule, broken.by_year, rows, allowed)
        if kind == Kind.SAME_FORM:
            # rare in each year, and yet of one cause in all of them
            too_many = too_many or excess(rule, {"": broken.rows}, rows, allowed)
        text = rule.finding + looked_at
        if change := _grows(register, broken.by_year, rows, together):
            text += f", {change}"
        if too_many or change or (row["is_noted"] == "true" and kind == Kind.LINK):
            yield finding_on(rule, broken, columns, True, too_many, text)


def _grows(
    register: str,
    broken: Mapping[str, int],
    rows: Mapping[str, int],
    together: Together,
) -> str:
    """Say in which years more values name nobody than the year before, if they do."""
    limits = load_drift(together.seeds).get(register)
    if not limits or not limits.largest_gap_points:
        return ""
    numbers = {int(year): number for year, number in rows.items() if year}
    for year, before, of_year in changes(numbers):
        if min(before, of_year) < limits.smallest_gap_rows:
            continue
        share = 100 * broken.get(str(year), 0) / of_year
        earlier = 100 * broken.get(str(year - 1), 0) / before
        if share - earlier > limits.largest_gap_points:
            return (
                f"{share:.1f} percent of the values in {year} against"
                f" {earlier:.1f} the year before"
            )
    return ""


def _is_allowed(rule: Rule, year: int, together: Together) -> bool:
    return any(
        one.rule == rule.id and (not one.years or year in one.years)
        for one in together.allowed
    )
