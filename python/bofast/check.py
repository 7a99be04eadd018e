"""The check at the door: do the registers keep the contract?

Everything is counted in DuckDB straight from the files (`register_parts`), before the
warehouse is touched. A row of a register of persons that breaks a null, type, code or
range rule is set aside and counted, or the value counts as missing where the column
may be null. Regional registers are small, complete tables, where a missing row changes
every unit's place, so there every broken rule stops the build, as a broken key does
everywhere.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.errors import RegisterError
from bofast.register_parts import Counts, Memory, Rules, column_types, count_register
from bofast.register_rules import Effect, Rule, read_column
from bofast.register_views import empty_sql, kept_sql, rows_sql, values_sql
from bofast.registers import (
    PERSONS,
    Column,
    Contract,
    code_lists,
    csv_rows,
    first_lines,
    load_contract,
    register_groups,
    scan_sql,
)
from bofast.settings import SEEDS

MEMORY_LIMIT = "2GB"


@dataclass(frozen=True)
class Finding:
    """A rule that some rows of a register break, or something to know about it.

    Attributes:
        register: name of the register.
        column: name of the column, or of the key's columns.
        rule: what is wrong, in words.
        rows: how many rows break it; None when the rule is about the whole register.
        examples: the first few broken rows, as text.
        effect: what follows.
    """

    register: str
    column: str
    rule: str
    rows: int | None
    examples: tuple[str, ...] = ()
    effect: Effect = Effect.STOPS

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
    """

    register: str
    findings: tuple[Finding, ...]
    kept_sql: str = ""
    rows_sql: str | None = None
    values_sql: str | None = None


def examine_registers(
    folder: Path, seeds: Path = SEEDS, remembered: Path | None = None
) -> list[Examination]:
    """Hold every register of the contract against it.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.
        remembered: file that keeps what was counted; None to count everything anew.

    Returns:
        One examination per register, in the contract's order. A group of registers
        that is wholly absent is read as empty.
    """
    if not folder.is_dir():
        hint = "`bofast registers` writes synthetic ones"
        text = f"the folder {folder} does not exist ({hint})"
        return [Examination("registers", (Finding("registers", "", text, None),))]
    contract = load_contract(seeds)
    if not any((folder / register).exists() for register in contract):
        text = f"the folder {folder} holds none of {', '.join(contract)}"
        return [Examination("registers", (Finding("registers", "", text, None),))]
    memory = Memory(remembered)
    examinations: list[Examination] = []
    for group, registers in register_groups(seeds).items():
        if any((folder / name).exists() for name in registers):
            examinations += [
                examine_register(folder, name, seeds, memory) for name in registers
            ]
        else:
            examinations += _absent_group(group, registers, contract)
    memory.write()
    return examinations


def examine_register(
    folder: Path, register: str, seeds: Path = SEEDS, memory: Memory | None = None
) -> Examination:
    """Hold one register against the contract; see `examine_registers`.

    Args:
        folder: the register folder.
        register: the register's name.
        seeds: folder with the contract, the code lists and the editions.
        memory: what was counted before.

    Returns:
        What was found; files that cannot be read are a finding too.
    """
    sets_aside = register in register_groups(seeds)[PERSONS]
    columns = load_contract(seeds)[register]
    try:
        return _examine(
            folder, register, columns, seeds, sets_aside, memory or Memory()
        )
    except RegisterError as error:
        text = str(error).removeprefix(f"register {register}: ")
    except duckdb.Error as error:
        text = f"cannot be read: {first_lines(error)}"
    return Examination(register, (Finding(register, "", text, None),))


def check_registers(
    folder: Path, seeds: Path = SEEDS, remembered: Path | None = None
) -> list[Finding]:
    """Return what is found in the registers; see `examine_registers`.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.
        remembered: file that keeps what was counted.

    Returns:
        Broken rules and notes, register by register; empty when all is well.
    """
    return findings_of(examine_registers(folder, seeds, remembered))


def findings_of(examinations: Iterable[Examination]) -> list[Finding]:
    """Return the findings of all registers."""
    return [finding for found in examinations for finding in found.findings]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a build."""
    return [finding for finding in findings if finding.effect == Effect.STOPS]


def notes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are counted and do not stop a build."""
    return [finding for finding in findings if finding.effect != Effect.STOPS]


def report(folder: Path, findings: Iterable[Finding]) -> str:
    """Return the findings that stop a build as the text a user reads."""
    stopping = errors(findings)
    lines = [f"{len(stopping)} broken rule(s) in the registers in {folder}:"]
    lines += [f"  {finding}" for finding in stopping]
    lines.append("Nothing was built and nothing was overwritten.")
    return "\n".join(lines)


def _absent_group(
    group: str, registers: list[str], contract: Contract
) -> Iterator[Examination]:
    note = f"not here ({', '.join(registers)}); what is made of them is empty"
    finding = Finding(f"registers of {group}", "", note, None, (), Effect.NOTE)
    for name in registers:
        findings = (finding,) if name == registers[0] else ()
        yield Examination(name, findings, empty_sql(contract[name]))


def _examine(
    folder: Path,
    register: str,
    columns: list[Column],
    seeds: Path,
    sets_aside: bool,
    memory: Memory,
) -> Examination:
    scan, lists = scan_sql(folder, register), code_lists(seeds)
    with _bounded_connection() as connection:
        types = column_types(connection, scan)
        rules = Rules(
            readings=tuple(
                read_column(column, types[column.name], lists, sets_aside)
                for column in columns
                if column.name in types
            ),
            key=tuple(column.name for column in columns if column.is_key),
            over_columns={
                row["rule"]: row["failing_condition"]
                for row in csv_rows(seeds / "contract" / "register_rule.csv")
                if row["register"] == register
            },
            is_complete=all(column.name in types for column in columns),
        )
        counts = count_register(connection, folder, register, scan, rules, memory)
        findings = list(_missing_columns(register, columns, types))
        findings += _broken_on_columns(register, rules, counts)
        if counts.rows == 0:
            # of persons none may be known; a region that is missing moves the others
            effect = Effect.NOTE if sets_aside else Effect.STOPS
            text = "the register has no rows"
            findings.append(Finding(register, "", text, None, (), effect))
        if errors(findings):
            return Examination(register, tuple(findings))
        broken = [rules.on_columns[place] for place in counts.broken]
        kept = kept_sql(scan, rules.readings, broken, counts.untidy_columns)
        findings += _set_aside(register, broken, counts)
        findings += _broken_over_columns(register, rules, counts)
        connection.execute(f"create or replace temp view kept as {kept}")
        findings += _check_coverage(connection, register, seeds)
    return Examination(
        register,
        tuple(findings),
        kept,
        rows_sql(register, scan, rules.readings, broken),
        values_sql(register, scan, rules.readings, broken),
    )


@contextmanager
def _bounded_connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that goes to disk rather than past its memory."""
    with tempfile.TemporaryDirectory(prefix="bofast_check_") as spill:
        limits: dict[str, Any] = {"memory_limit": MEMORY_LIMIT, "temp_directory": spill}
        with duckdb.connect(config=limits) as connection:
            yield connection


def _missing_columns(
    register: str, columns: list[Column], types: Mapping[str, str]
) -> Iterator[Finding]:
    for column in columns:
        if column.name not in types:
            found = f"the column is missing (found: {', '.join(types)})"
            yield Finding(register, column.name, found, None)


def _broken_on_columns(
    register: str, rules: Rules, counts: Counts
) -> Iterator[Finding]:
    for place, broken in counts.broken.items():
        rule, first = rules.on_columns[place], tuple(broken.examples)
        yield Finding(
            register, rule.column, rule.words, broken.rows, first, rule.effect
        )


def _set_aside(
    register: str, broken: Iterable[Rule], counts: Counts
) -> Iterator[Finding]:
    """Say how many rows are set aside in all: one row may break several rules."""
    if any(rule.effect == Effect.SETS_ASIDE for rule in broken):
        of = f"of {counts.rows:,} rows in all"
        aside = counts.rows - sum(counts.rows_kept.values())
        yield Finding(register, "", of, aside, (), Effect.SETS_ASIDE)


def _broken_over_columns(
    register: str, rules: Rules, counts: Counts
) -> Iterator[Finding]:
    for rule, broken in counts.over_columns.items():
        first = tuple(broken.examples)
        yield Finding(register, "", f"broken: {rule}", broken.rows, first)
    if counts.duplicates.rows:
        key, first = ", ".join(rules.key), tuple(counts.duplicates.examples)
        rule = "the key is not unique"
        yield Finding(register, key, rule, counts.duplicates.rows, first)


def _check_coverage(
    connection: duckdb.DuckDBPyConnection, register: str, seeds: Path
) -> Iterator[Finding]:
    """Yield the periods that an edition of the risk index needs and nobody has."""
    for row in csv_rows(seeds / "risk_index" / "risk_index_variable.csv"):
        for purpose in ("construction", "index"):
            start, end = row[f"{purpose}_start"], row[f"{purpose}_end"]
            if not start or row["register"] != register:
                continue
            if register == "region_indicator":
                condition = (
                    f"indicator = '{row['variable']}' and value is not null"
                    f" and period_start = {start} and period_end = {end}"
                )
                conditions = {f"{start}-{end}": condition}
            else:
                conditions = {year: f"year = {year}" for year in {start, end}}
            for period, condition in sorted(conditions.items()):
                in_period = f"from kept where {condition} limit 1"
                if not connection.execute(f"select 1 {in_period}").fetchone():
                    rule = (
                        f"no rows for {period}, which {row['variable']} needs"
                        f" ({purpose} of edition {row['edition']})"
                    )
                    yield Finding(register, "", rule, None)
