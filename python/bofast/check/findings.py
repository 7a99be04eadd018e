"""What the check finds in registers, and how it says so.

A finding may be printed anywhere, so its text names no person, dwelling or firm; the
failing rows that it carries are for a restricted file (`failing_rows`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bofast.check.count import Broken
from bofast.check.rules import Effect, Kind, Rule
from bofast.registers import Column

EXAMPLES = 3
LONGEST_EXAMPLE = 40
# a number as long as that names a person in most countries
LONG_NUMBER = re.compile("[0-9]{9,}")


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
    """

    register: str
    column: str
    rule: str
    rows: int | None
    examples: tuple[str, ...] = ()
    effect: Effect = Effect.STOPS
    kind: Kind = Kind.READABLE
    failing: tuple[Mapping[str, str | None], ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        """Return the finding as one line of a report."""
        units = {
            Effect.SETS_ASIDE: "row(s) set aside",
            Effect.MISSING: "value(s) count as missing",
        }.get(self.effect, "row(s)")
        count = "" if self.rows is None else f": {self.rows:,} {units}"
        first = f", first: {'; '.join(self.examples)}" if self.examples else ""
        where = f"{self.register}.{self.column}" if self.column else self.register
        return f"{where}: {self.rule}{count}{first}"


@dataclass(frozen=True)
class Examination:
    """What was found in a register, and how the warehouse reads it.

    Attributes:
        register: name of the register.
        findings: broken rules and notes.
        kept_sql: select of the rows kept, in the contract's columns and types.
        rows_sql: select of the rows set aside; None when there are none.
        values_sql: select of the values that count as missing; None likewise.
        read_sql: select of all rows, those set aside too, in the contract's types.
        rows: rows of the files.
        years: rows kept by year, where rows have one.
        digest: hash of what was counted and of the rules.
        is_absent: whether the register's group is not here at all.
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


def findings_of(examinations: Iterable[Examination]) -> list[Finding]:
    """Return the findings of all registers."""
    return [finding for found in examinations for finding in found.findings]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a build."""
    return [finding for finding in findings if finding.effect == Effect.STOPS]


def notes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are counted and do not stop a build."""
    return [finding for finding in findings if finding.effect != Effect.STOPS]


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
    register: str,
    rule: Rule,
    broken: Broken,
    columns: Sequence[Column],
    is_of_persons: bool,
) -> Finding:
    """Return the finding on a broken rule, with examples that name nobody."""
    hidden = {column.name for column in columns if column.is_identifier}
    texts = []
    for row in broken.failing:
        if is_of_persons:
            row = {
                name: LONG_NUMBER.sub("(a long number)", value)
                for name, value in row.items()
                if name in ("year", rule.column) and name not in hidden and value
            }
        text = " ".join(f"{name}={value}" for name, value in row.items())
        texts.append(text[:LONGEST_EXAMPLE] if is_of_persons else text)
    examples = tuple(text for text in dict.fromkeys(texts) if text)[:EXAMPLES]
    return Finding(
        register,
        rule.column,
        rule.words,
        broken.rows,
        examples,
        rule.effect,
        rule.kind,
        tuple(broken.failing),
    )
