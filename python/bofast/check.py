"""The check at the door: do the registers keep the contract?

Everything is counted in DuckDB straight from the files, before the warehouse is
touched. The contract sets rows aside that break a null or code rule; that is for
registers of persons. Regional registers are small, complete tables, where a missing
row changes every unit's place, so there every broken rule stops the build.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bofast.errors import RegisterError
from bofast.registers import (
    Column,
    code_lists,
    csv_rows,
    first_lines,
    load_contract,
    scan_sql,
)
from bofast.settings import SEEDS

EXAMPLES = 3
# CSV files are read as text
NUMBERS = {
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
    *("FLOAT", "DOUBLE", "DECIMAL", "VARCHAR"),
}
LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Finding:
    """A rule that some rows of a register break.

    Attributes:
        register: name of the register.
        column: name of the column, or of the key's columns.
        rule: what should have been true, in words.
        rows: how many rows break it; None when the rule is about the whole register.
        examples: the first few broken rows, as text.
    """

    register: str
    column: str
    rule: str
    rows: int | None
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the finding as one line of a report."""
        count = "" if self.rows is None else f": {self.rows:,} row(s)"
        first = f", first: {'; '.join(self.examples)}" if self.examples else ""
        where = f"{self.register}.{self.column}" if self.column else self.register
        return f"{where}: {self.rule}{count}{first}"


def check_registers(folder: Path, seeds: Path = SEEDS) -> list[Finding]:
    """Hold every register of the contract against it.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.

    Returns:
        The broken rules, register by register; empty when all is well.
    """
    if not folder.is_dir():
        hint = "`bofast registers` writes synthetic ones"
        text = f"the folder {folder} does not exist ({hint})"
        return [Finding("registers", "", text, None)]
    lists = code_lists(seeds)
    findings: list[Finding] = []
    for register, columns in load_contract(seeds).items():
        try:
            findings += _check_register(folder, register, columns, lists, seeds)
        except RegisterError as error:
            text = str(error).removeprefix(f"register {register}: ")
            findings.append(Finding(register, "", text, None))
        except duckdb.Error as error:
            text = f"cannot be read: {first_lines(error)}"
            findings.append(Finding(register, "", text, None))
    return findings


def report(folder: Path, findings: list[Finding]) -> str:
    """Return the findings as the text a user reads."""
    lines = [f"{len(findings)} broken rule(s) in the registers in {folder}:"]
    lines += [f"  {finding}" for finding in findings]
    lines.append("Nothing was built and nothing was overwritten.")
    return "\n".join(lines)


def _check_register(
    folder: Path,
    register: str,
    columns: list[Column],
    lists: dict[str, set[str]],
    seeds: Path,
) -> list[Finding]:
    scan = scan_sql(folder, register)
    with duckdb.connect() as connection:
        connection.execute(f"create view register as {scan}")
        broken = list(_check_columns(connection, register, columns, lists))
        # a rule over several columns means nothing while one is broken
        if not broken:
            broken += _check_rows(connection, register, columns, seeds)
            broken += _check_coverage(connection, register, seeds)
    return broken


def _check_columns(
    connection: duckdb.DuckDBPyConnection,
    register: str,
    columns: list[Column],
    lists: dict[str, set[str]],
) -> Iterator[Finding]:
    described = connection.execute("describe register").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    key = [column.name for column in columns if column.name in types]
    for column in columns:
        if column.name not in types:
            found = f"the column is missing (found: {', '.join(types)})"
            yield Finding(register, column.name, found, None)
            continue
        for rule, condition in _column_rules(column, types[column.name], lists):
            yield from _failing(connection, register, column.name, rule, condition, key)
    if _count(connection, "true") == 0:
        yield Finding(register, "", "the register has no rows", None)


def _column_rules(
    column: Column, physical: str, lists: dict[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Yield each rule of a column in words and as the condition that breaks it."""
    name = column.name
    value = f"try_cast({name} as double)"
    if column.data_type != "VARCHAR" and physical.split("(")[0] not in NUMBERS:
        yield f"stored as {physical}, must be a number", "true"
        return
    if column.data_type == "VARCHAR":
        if physical != "VARCHAR":
            rule = f"stored as {physical}, must be text (leading zeros count)"
            yield rule, "true"
            return
        if column.code_list:
            codes = ", ".join(f"'{code}'" for code in sorted(lists[column.code_list]))
            rule = f"a code outside the list `{column.code_list}`"
            yield rule, f"{name} is not null and {name} not in ({codes})"
    elif column.data_type == "INTEGER":
        condition = (
            f"{value} is null or not isfinite({value}) or {value} <> floor({value})"
        )
        yield "not a whole number", f"{name} is not null and ({condition})"
        too_large = f"abs({value}) > {LARGEST_INTEGER} and isfinite({value})"
        yield f"larger than {LARGEST_INTEGER}", too_large
    else:
        condition = f"{value} is null or not isfinite({value})"
        yield "not a number", f"{name} is not null and ({condition})"
    if not column.is_nullable:
        yield "a value is missing", f"{name} is null"
    if column.minimum is not None:
        yield f"below {column.minimum:g}", f"{value} < {column.minimum}"
    if column.maximum is not None:
        yield (
            f"above {column.maximum:g}",
            f"isfinite({value}) and {value} > {column.maximum}",
        )


def _check_rows(
    connection: duckdb.DuckDBPyConnection,
    register: str,
    columns: list[Column],
    seeds: Path,
) -> Iterator[Finding]:
    typed = ", ".join(f"cast({c.name} as {c.data_type}) as {c.name}" for c in columns)
    connection.execute(f"create view typed as select {typed} from register")
    names = [column.name for column in columns]
    for row in csv_rows(seeds / "contract" / "register_rule.csv"):
        if row["register"] == register:
            yield from _failing(
                connection,
                register,
                "",
                f"broken: {row['rule']}",
                row["failing_condition"],
                names,
                source="typed",
            )
    key = ", ".join(column.name for column in columns if column.is_key)
    duplicates = (
        f"select {key}, count(*) as times from typed group by {key} having count(*) > 1"
    )
    count = connection.execute(f"select sum(times) from ({duplicates})").fetchone()
    if count and count[0]:
        examples = _examples(connection, f"({duplicates})", "true", key.split(", "))
        yield Finding(register, key, "the key is not unique", int(count[0]), examples)


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
                if _count(connection, condition, source="typed") == 0:
                    rule = (
                        f"no rows for {period}, which {row['variable']} needs"
                        f" ({purpose} of edition {row['edition']})"
                    )
                    yield Finding(register, "", rule, None)


def _failing(
    connection: duckdb.DuckDBPyConnection,
    register: str,
    column: str,
    rule: str,
    condition: str,
    shown: list[str],
    source: str = "register",
) -> Iterator[Finding]:
    rows = _count(connection, condition, source)
    if rows:
        examples = _examples(connection, source, condition, shown)
        yield Finding(register, column, rule, rows, examples)


def _count(
    connection: duckdb.DuckDBPyConnection, condition: str, source: str = "register"
) -> int:
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
