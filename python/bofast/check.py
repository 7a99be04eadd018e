"""The check at the door: do the registers keep the contract?

Everything is counted in DuckDB straight from the files, before the warehouse is
touched: one pass over a register for its rules on columns, then its key, a few years
at a time. A row of a register of persons that breaks a null, type, code or range rule
is set aside and counted, or the value counts as missing where the column may be null.
Regional registers are small, complete tables, where a missing row changes every unit's
place, so there every broken rule stops the build, as a broken key does everywhere.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.errors import RegisterError
from bofast.register_rules import Effect, Reading, Rule, read_column, untidy
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

EXAMPLES = 3
MEMORY_LIMIT = "2GB"
# rows whose keys are held in memory at once; more than that goes through the disk
KEY_BATCH = 10_000_000


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


def examine_registers(folder: Path, seeds: Path = SEEDS) -> list[Examination]:
    """Hold every register of the contract against it.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.

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
    examinations: list[Examination] = []
    for group, registers in register_groups(seeds).items():
        if any((folder / name).exists() for name in registers):
            examinations += [
                examine_register(folder, name, seeds) for name in registers
            ]
        else:
            examinations += _absent_group(group, registers, contract)
    return examinations


def examine_register(folder: Path, register: str, seeds: Path = SEEDS) -> Examination:
    """Hold one register against the contract; see `examine_registers`.

    Args:
        folder: the register folder.
        register: the register's name.
        seeds: folder with the contract, the code lists and the editions.

    Returns:
        What was found; files that cannot be read are a finding too.
    """
    sets_aside = register in register_groups(seeds)[PERSONS]
    columns = load_contract(seeds)[register]
    try:
        return _examine(folder, register, columns, seeds, sets_aside)
    except RegisterError as error:
        text = str(error).removeprefix(f"register {register}: ")
    except duckdb.Error as error:
        text = f"cannot be read: {first_lines(error)}"
    return Examination(register, (Finding(register, "", text, None),))


def check_registers(folder: Path, seeds: Path = SEEDS) -> list[Finding]:
    """Return what is found in the registers; see `examine_registers`.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.

    Returns:
        Broken rules and notes, register by register; empty when all is well.
    """
    return findings_of(examine_registers(folder, seeds))


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
) -> Examination:
    scan, lists = scan_sql(folder, register), code_lists(seeds)
    with _bounded_connection() as connection:
        connection.execute(f"create view register as {scan}")
        described = connection.execute("describe register").fetchall()
        types = {str(row[0]): str(row[1]) for row in described}
        readings = [
            read_column(column, types[column.name], lists, sets_aside)
            for column in columns
            if column.name in types
        ]
        counts = _count_broken(connection, readings)
        findings = list(_missing_columns(register, columns, types))
        findings += _broken_rules(connection, register, columns, counts)
        if counts.rows == 0:
            # of persons none may be known; a region that is missing moves the others
            effect = Effect.NOTE if sets_aside else Effect.STOPS
            text = "the register has no rows"
            findings.append(Finding(register, "", text, None, (), effect))
        # a rule over several columns means nothing while one is broken
        if errors(findings):
            return Examination(register, tuple(findings))
        kept = kept_sql(scan, readings, counts.broken, counts.untidy_columns)
        connection.execute(f"create view kept as {kept}")
        findings += _count_set_aside(connection, register, counts)
        findings += _check_rules_over_columns(connection, register, columns, seeds)
        findings += _check_key(connection, register, columns)
        findings += _check_coverage(connection, register, seeds)
    return Examination(
        register,
        tuple(findings),
        kept,
        rows_sql(register, scan, counts.broken),
        values_sql(register, scan, counts.broken),
    )


@contextmanager
def _bounded_connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that goes to disk rather than past its memory."""
    with tempfile.TemporaryDirectory(prefix="bofast_check_") as spill:
        limits: dict[str, Any] = {"memory_limit": MEMORY_LIMIT, "temp_directory": spill}
        with duckdb.connect(config=limits) as connection:
            yield connection


@dataclass(frozen=True)
class _Counts:
    """What one pass over a register counts.

    Attributes:
        rows: all rows.
        broken: the rules that some rows break, each with how many.
        untidy_columns: text columns with empty text or blanks around it.
    """

    rows: int
    broken: dict[Rule, int]
    untidy_columns: set[str]


def _count_broken(
    connection: duckdb.DuckDBPyConnection, readings: Sequence[Reading]
) -> _Counts:
    rules = [rule for reading in readings for rule in reading.rules]
    texts = [
        reading.column.name
        for reading in readings
        if reading.column.data_type == "VARCHAR" and reading.is_plain
    ]
    conditions = [rule.condition for rule in rules] + [untidy(name) for name in texts]
    counted = [f"count(*) filter (where {condition})" for condition in conditions]
    row = connection.execute(
        f"select {', '.join(['count(*)', *counted])} from register"
    ).fetchone()
    if row is None:
        raise RuntimeError("an aggregate query without a row")
    total, *by_condition = (int(count) for count in row)
    of_rules, of_texts = by_condition[: len(rules)], by_condition[len(rules) :]
    return _Counts(
        rows=total,
        broken={rule: n for rule, n in zip(rules, of_rules, strict=True) if n},
        untidy_columns={name for name, n in zip(texts, of_texts, strict=True) if n},
    )


def _missing_columns(
    register: str, columns: list[Column], types: Mapping[str, str]
) -> Iterator[Finding]:
    for column in columns:
        if column.name not in types:
            found = f"the column is missing (found: {', '.join(types)})"
            yield Finding(register, column.name, found, None)


def _broken_rules(
    connection: duckdb.DuckDBPyConnection,
    register: str,
    columns: list[Column],
    counts: _Counts,
) -> Iterator[Finding]:
    present = set(_columns_of(connection, "register"))
    key = [column.name for column in columns if column.is_key]
    for rule, rows in counts.broken.items():
        shown = [name for name in dict.fromkeys([*key, rule.column]) if name in present]
        examples = _examples(connection, "register", rule.condition, shown)
        yield Finding(register, rule.column, rule.words, rows, examples, rule.effect)


def _count_set_aside(
    connection: duckdb.DuckDBPyConnection, register: str, counts: _Counts
) -> Iterator[Finding]:
    """Say how many rows are set aside in all: one row may break several rules."""
    if any(rule.effect == Effect.SETS_ASIDE for rule in counts.broken):
        of = f"of {counts.rows:,} rows in all"
        aside = counts.rows - _count(connection, "true", source="kept")
        yield Finding(register, "", of, aside, (), Effect.SETS_ASIDE)


def _check_rules_over_columns(
    connection: duckdb.DuckDBPyConnection,
    register: str,
    columns: list[Column],
    seeds: Path,
) -> Iterator[Finding]:
    names = [column.name for column in columns]
    for row in csv_rows(seeds / "contract" / "register_rule.csv"):
        if row["register"] == register:
            rule, condition = f"broken: {row['rule']}", row["failing_condition"]
            rows = _count(connection, condition, source="kept")
            if rows:
                examples = _examples(connection, "kept", condition, names)
                yield Finding(register, "", rule, rows, examples)


def _check_key(
    connection: duckdb.DuckDBPyConnection, register: str, columns: list[Column]
) -> Iterator[Finding]:
    """Yield a key that stands on several rows, counted a few years at a time."""
    names = [column.name for column in columns if column.is_key]
    if not names:
        return
    key = ", ".join(names)
    rows = 0
    examples: list[str] = []
    for condition in _key_batches(connection, names):
        duplicates = (
            f"(select {key}, count(*) as times from kept where {condition}"
            f" group by {key} having count(*) > 1)"
        )
        found = connection.execute(f"select sum(times) from {duplicates}").fetchone()
        if found and found[0]:
            rows += int(found[0])
            examples += _examples(connection, duplicates, "true", names)
    if rows:
        first = tuple(examples[:EXAMPLES])
        yield Finding(register, key, "the key is not unique", rows, first)


def _key_batches(
    connection: duckdb.DuckDBPyConnection, key: list[str]
) -> Iterator[str]:
    """Yield conditions that split a register by year, so that memory is bounded."""
    if "year" not in key:
        yield "true"
        return
    years = connection.execute(
        "select year, count(*) from kept group by year order by year"
    ).fetchall()
    batch: list[str] = []
    rows = 0
    for year, in_year in years:
        if batch and rows + in_year > KEY_BATCH:
            yield f"year in ({', '.join(batch)})"
            batch, rows = [], 0
        batch.append(str(year))
        rows += in_year
    yield f"year in ({', '.join(batch)})"


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
                if _count(connection, condition, source="kept") == 0:
                    rule = (
                        f"no rows for {period}, which {row['variable']} needs"
                        f" ({purpose} of edition {row['edition']})"
                    )
                    yield Finding(register, "", rule, None)


def _columns_of(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    described = connection.execute(f"describe {source}").fetchall()
    return [str(row[0]) for row in described]


def _count(connection: duckdb.DuckDBPyConnection, condition: str, source: str) -> int:
    row = connection.execute(
        f"select count(*) from {source} where {condition}"
    ).fetchone()
    return int(row[0]) if row else 0


def _examples(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    condition: str,
    shown: list[str],
) -> tuple[str, ...]:
    rows = connection.execute(
        f"select {', '.join(shown)} from {source} where {condition} limit {EXAMPLES}"
    ).fetchall()
    return tuple(
        " ".join(f"{name}={value}" for name, value in zip(shown, row, strict=True))
        for row in rows
    )
