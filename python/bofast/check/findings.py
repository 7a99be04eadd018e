"""What the check finds in registers, and how it says so.

A finding may be printed anywhere, so its text names no person, dwelling or firm; the
failing rows that it carries are for a restricted file (`failing_rows`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bofast.check.catalogue import Effect, Kind, Rule
from bofast.check.limits import Excess, in_words
from bofast.check.memory import Broken, Counts
from bofast.check.reasons import likely_reason
from bofast.check.views import says_year
from bofast.contract.blanks import stripped, visible
from bofast.contract.registers import Column

EXAMPLES = 3
LONGEST_EXAMPLE = 40
# a number as long as that names a person in most countries
LONG_NUMBER = re.compile("[0-9]{9,}")
# rules that are broken by values which name nobody
NOBODY = (Kind.NULL_TEXT, Kind.NULL_CODE, Kind.DIGITS_LOST)
ROWS = "row(s)"
UNITS = {
    Effect.REJECTS: "row(s) rejected",
    Effect.MISSING: "value(s) count as missing",
    Effect.NOTE: "row(s) kept as they are",
}


@dataclass(frozen=True)
class Finding:
    """A rule that some rows of a register break, or something to know about it.

    Attributes:
        register: name of the register.
        column: name of the column, or of the key's columns.
        rule: what is wrong, in words.
        rows: how many rows break it; None when the rule is about the whole register.
        examples: the first few broken rows, as text; of persons the year and the
            value that breaks the rule, and nothing that names anybody.
        effect: what follows.
        kind: what the rule is about.
        failing: the first failing rows with their keys; for a restricted file only.
        rule_id: of the rule in the catalogue; "" for what is about no register.
        by_year: rows that break it by year, "" where rows have none.
        units: what the rows are, and what becomes of them.
        excess: by how much a limit is exceeded, in words.
        rows_above: rows of the years in which a limit is exceeded.
        likely: what probably happened, and what to do.
        files: in which files the first of the rows are.
        expected_by_year: how many of the rows are deliberate faults of synthetic
            registers.
    """

    register: str
    column: str
    rule: str
    rows: int | None
    examples: tuple[str, ...] = ()
    effect: Effect = Effect.STOPS
    kind: Kind = Kind.READABLE
    failing: tuple[Mapping[str, str | None], ...] = field(default=(), repr=False)
    rule_id: str = ""
    by_year: Mapping[str, int] = field(default_factory=dict)
    units: str = ROWS
    excess: str = ""
    rows_above: int = 0
    likely: str = ""
    files: tuple[str, ...] = ()
    expected_by_year: Mapping[str, int] = field(default_factory=dict)

    @property
    def expected(self) -> int:
        """Rows that are deliberate faults of synthetic registers."""
        return sum(self.expected_by_year.values())

    def units_are(self, effect: Effect) -> bool:
        """Tell whether an effect is what becomes of the rows."""
        return self.units == UNITS.get(effect)

    @property
    def unexpected(self) -> int | None:
        """Rows that are no deliberate faults; None where it is not about rows."""
        return None if self.rows is None else max(0, self.rows - self.expected)

    @property
    def is_expected(self) -> bool:
        """Whether only deliberate faults of synthetic registers were found."""
        return self.effect != Effect.STOPS and self.unexpected == 0

    def __str__(self) -> str:
        """Return the finding as one line of a report."""
        count = "" if self.rows is None else f": {self.rows:,} {self.units}"
        if self.rows and 0 < self.rows_above < self.rows:
            count = f": {self.rows_above:,} {self.units} ({self.rows:,} in all years)"
        if self.expected:
            count += f" ({self.expected:,} expected)"
        excess = f", {self.excess}" if self.excess else ""
        first = f", first: {'; '.join(self.examples)}" if self.examples else ""
        likely = f". Likely {self.likely}" if self.likely else ""
        files = f", in {' and '.join(self.files)}" if self.files else ""
        where = f"{self.register}.{self.column}" if self.column else self.register
        # what `allow` in register.yml asks for
        is_named = self.effect == Effect.STOPS and self.rule_id
        rule_id = f" (rule {self.rule_id})" if is_named else ""
        return f"{where}: {self.rule}{count}{excess}{first}{files}{likely}{rule_id}"


@dataclass(frozen=True)
class Examination:
    """What was found in a register, and how the warehouse reads it.

    Attributes:
        register: name of the register.
        findings: broken rules and notes.
        kept_sql: select of the rows kept, in the contract's columns and types.
        rows_sql: select of the rows rejected; None when there are none.
        values_sql: select of the values that count as missing; None likewise.
        read_sql: select of all rows, those rejected too, in the contract's types.
        rows: rows of the files.
        years: rows kept by year, where rows have one.
        digest: hash of what was counted and of the rules.
        is_absent: whether the register's group is not here at all.
        counts: all that was counted; None where nothing could be.
        linked: rule on another register -> rows that break it, found worth noting or
            not.
        files: in words which files were read and how.
    """

    register: str
    findings: tuple[Finding, ...]
    kept_sql: str = ""
    rows_sql: str | None = None
    values_sql: str | None = None
    read_sql: str = ""
    rows: int = 0
    years: Mapping[int, int] = field(default_factory=dict)
    digest: str = ""
    is_absent: bool = False
    counts: Counts | None = field(default=None, compare=False)
    linked: Mapping[str, Broken] = field(default_factory=dict, compare=False)
    files: str = ""


def findings_of(examinations: Iterable[Examination]) -> list[Finding]:
    """Return the findings of all registers."""
    return [finding for found in examinations for finding in found.findings]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a build."""
    return [finding for finding in findings if finding.effect == Effect.STOPS]


def notes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are counted and do not stop a build."""
    return [finding for finding in findings if finding.effect != Effect.STOPS]


def lines_of_notes(findings: Iterable[Finding]) -> list[str]:
    """Return the notes as lines to print: expected ones only as their number."""
    noted = notes(findings)
    lines = [str(note) for note in noted if not note.is_expected]
    if rows := sum(note.expected for note in noted if note.kind != Kind.REJECTED):
        lines.append(
            f"{rows:,} expected (the demo's deliberate faults, see faults.csv)"
        )
    return lines


def report(folder: Path, findings: Iterable[Finding], failing_rows: Path) -> str:
    """Return the findings that stop a build as the text a user reads.

    Args:
        folder: the register folder.
        findings: what was found.
        failing_rows: the file that lists the failing rows.

    Returns:
        Lines of text, without anything that names a person.
    """
    stopping = errors(findings)
    lines = [f"{len(stopping)} broken rule(s) in the registers in {folder}:"]
    lines += [f"  {finding}" for finding in stopping]
    if any(finding.failing for finding in stopping):
        lines.append(f"The rows with their keys (restricted): {failing_rows}")
    lines.append("Nothing was built and nothing was overwritten.")
    return "\n".join(lines)


def finding_on(
    rule: Rule,
    broken: Broken,
    columns: Sequence[Column],
    is_of_persons: bool,
    excess: Sequence[Excess] = (),
    text: str = "",
) -> Finding:
    """Return the finding on a broken rule, with examples that name nobody.

    Args:
        rule: the rule.
        broken: the rows that break it.
        columns: of the register.
        is_of_persons: whether rows of the register are about persons.
        excess: the years in which more rows break it than may; any of them stops.
        text: what is wrong, where the rule's own words do not say enough.
    """
    hidden = {column.name for column in columns if column.is_identifier}
    if rule.kind in NOBODY:
        hidden.discard(rule.column)
    by_name = {column.name: column for column in columns}
    of_column = by_name.get(rule.column)
    texts = []
    failing = list(_of_years(broken.failing, columns, {one.year for one in excess}))
    for row in failing:
        if is_of_persons:
            row = {
                name: LONG_NUMBER.sub("(a long number)", value)
                for name, value in row.items()
                if (name in ("year", rule.column) or name not in by_name)
                and name not in hidden
                and value
            }
        line = visible(" ".join(f"{name}={value}" for name, value in row.items()))
        texts.append(line[:LONGEST_EXAMPLE] if is_of_persons else line)
    examples = tuple(line for line in dict.fromkeys(texts) if line)[:EXAMPLES]
    values = [row.get(rule.column) for row in failing]
    effect = Effect.STOPS if excess else rule.effect
    stops = effect == Effect.STOPS
    return Finding(
        rule.register,
        rule.column,
        text or rule.finding,
        broken.rows,
        examples,
        effect,
        rule.kind,
        tuple(broken.failing),
        rule.id,
        broken.by_year,
        _units(rule, stops),
        in_words(excess),
        sum(one.broken for one in excess),
        likely_reason(rule, of_column, values, rule.column in hidden) if stops else "",
    )


def _of_years(
    rows: Iterable[Mapping[str, str | None]],
    columns: Sequence[Column],
    years: Collection[str],
) -> Iterator[Mapping[str, str | None]]:
    """Yield the rows of some years; all where no year is said, or rows have none."""
    dated_by = next((column.name for column in columns if says_year(column)), "")
    for row in rows:
        year = stripped(row.get(dated_by) or "")[:4]
        if not years or "" in years or not year or year in years:
            yield row


def _units(rule: Rule, stops: bool) -> str:
    """Say what rows are and what becomes of them; nothing is kept where all stops."""
    if stops and rule.effect == Effect.NOTE:
        return ROWS
    return UNITS.get(rule.effect, ROWS)


def finding_about(
    rule: Rule, text: str = "", rows: int | None = None, stops: bool = False
) -> Finding:
    """Return the finding on a rule that is about no single rows.

    Args:
        rule: the rule.
        text: what is wrong, where the rule's own words do not say enough.
        rows: how many rows it is about, if any.
        stops: whether the run stops, whatever follows otherwise.
    """
    return Finding(
        rule.register,
        rule.column,
        text or rule.finding,
        rows,
        effect=Effect.STOPS if stops else rule.effect,
        units=_units(rule, stops),
        kind=rule.kind,
        rule_id=rule.id,
    )
