"""Takes out of the published tables what would tell of few persons."""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.disclosure import panel, profile, samples
from bofast.disclosure.cells import Cells, Key
from bofast.disclosure.comparison import withheld_comparisons
from bofast.disclosure.estimates import Withheld, withhold_estimates
from bofast.disclosure.rules import (
    Approval,
    Rule,
    check_listed,
    identifier_columns,
    load_approvals,
    load_rules,
)
from bofast.disclosure.suppression import withhold
from bofast.errors import BuildError, SettingError

STATUS = "sdc_status"
REASON = "sdc_reason"
DESCRIPTIONS = {
    STATUS: "Disclosure control: published, partly_withheld (some values are null for"
    " it) or withheld (all are).",
    REASON: "Which values are withheld, and why; null where all are published.",
}
SMALL_COUNTS = "small counts, or what would tell them"
SMALL_MODELS = "too few persons, or too few with an outcome"
SMALL_CATEGORY = "names a category without an outcome"
LOWEST_LIMIT = 2
# tables that say how many persons the models are of
MODELS = {"lpm_estimate", "logit_fit"}
APPROVED = "small but approved"


@dataclass(frozen=True)
class Limits:
    """The limits of disclosure control.

    Attributes:
        min_cell: the smallest count that is published (`BOFAST_MIN_CELL`).
        min_df: the fewest residual degrees of freedom of a published estimate
            (`BOFAST_MIN_DF`).
    """

    min_cell: int = 10
    min_df: int = 10

    @classmethod
    def from_environment(cls) -> "Limits":
        """Read the limits from the environment.

        Raises:
            SettingError: one is no number, or below 2: 1 would protect nobody.
        """

        def number(name: str, default: int) -> int:
            text = os.environ.get(name) or str(default)
            if not text.isdecimal() or int(text) < LOWEST_LIMIT:
                raise SettingError(f"{name}={text}: say a number, 2 or more")
            return int(text)

        return cls(
            min_cell=number("BOFAST_MIN_CELL", cls.min_cell),
            min_df=number("BOFAST_MIN_DF", cls.min_df),
        )


@dataclass(frozen=True)
class _Tables:
    """Published tables while they are protected.

    Attributes:
        connection: where they are.
        schema: their catalogue and schema.
        warehouse: catalogue of the warehouse.
        rules: table -> how it is protected.
    """

    connection: duckdb.DuckDBPyConnection
    schema: str
    warehouse: str
    rules: dict[str, Rule]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return _rows(self.connection, f"{self.schema}.{table}")

    def seed(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a seed, from the warehouse."""
        (schema,) = self.connection.execute(
            "select schema_name from duckdb_tables()"
            " where database_name = ? and table_name = ?",
            [self.warehouse, name],
        ).fetchone() or (None,)
        return _rows(self.connection, f"{self.warehouse}.{schema}.{name}")

    def protected_by(self, protection: str) -> list[str]:
        return [t for t, rule in self.rules.items() if rule.protection == protection]


def protect(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    warehouse: str,
    seeds: Path,
    limits: Limits,
    complementary: bool = True,
) -> dict[str, int]:
    """Set values to null that would tell of few persons, and say so beside them.

    Rows stay. Tables that can hold such values get the columns `sdc_status` and
    `sdc_reason`.

    Args:
        connection: a database with copies of the published marts; no value that goes
            may have been written to the published file.
        schema: catalogue and schema of the copies.
        warehouse: catalogue of the warehouse they were made from.
        seeds: folder of seeds, with the rules in `disclosure`.
        limits: the limits.
        complementary: whether what would tell a withheld count goes too. Without it
            the counts can be worked out; a test does.

    Returns:
        Rows with a withheld value per table, only tables that have some.

    Raises:
        BuildError: a table is not in the rules, has a column that identifies, or
            holds counts that contradict another's.
    """
    rules = load_rules(seeds)
    found = connection.execute(
        "select table_name from duckdb_tables()"
        " where database_name || '.' || schema_name = ?",
        [schema],
    ).fetchall()
    names = {str(name) for (name,) in found}
    check_listed(rules, names)
    check_no_identifiers(connection, schema, seeds)
    present = {table: rule for table, rule in rules.items() if table in names}
    tables = _Tables(connection, schema, warehouse, present)
    cells = _cells(tables, limits.min_cell)
    approved, approvals = _approved(tables, cells, load_approvals(seeds))
    if complementary:
        # tables that an attacker finds need not be whole: one count more
        gone = withhold(cells, limits.min_cell + 1, approved)
    else:
        gone = cells.primary - approved
    withheld = _withheld_counts(cells, gone)
    estimates = tables.protected_by("estimates")
    if set(estimates) >= MODELS:
        small = withhold_estimates(
            connection, schema, warehouse, estimates, limits.min_df, limits.min_cell
        )
        for table, rows in small.items():
            for number, columns in rows.items():
                withheld.setdefault(table, {}).setdefault(number, set()).update(columns)
    if "published_comparison" in present:
        withheld["published_comparison"] = withheld_comparisons(
            lambda table: tables.rows(table) if table in present else [],
            tables.seed,
            withheld,
        )
    counted = {}
    for table, rule in present.items():
        if rule.protection != "exempt":
            at = approvals.get(table, set())
            _write(tables, table, withheld.get(table, {}), at)
            if withheld.get(table):
                counted[table] = len(withheld[table])
    return counted


def describe(connection: duckdb.DuckDBPyConnection, catalogue: str) -> None:
    """Say in the file what the columns of disclosure control mean."""
    found = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where database_name = ? and column_name in (?, ?)",
        [catalogue, STATUS, REASON],
    ).fetchall()
    for schema, table, column in found:
        connection.execute(
            f"comment on column {catalogue}.{schema}.{table}.{column}"
            f" is '{DESCRIPTIONS[column]}'"
        )


def check_no_identifiers(
    connection: duckdb.DuckDBPyConnection, schema: str, seeds: Path
) -> None:
    """Stop where a column identifies a person, a family or a dwelling.

    Raises:
        BuildError: there is one; nothing has been published.
    """
    found = connection.execute(
        "select table_name, column_name from duckdb_columns()"
        " where database_name || '.' || schema_name = ?",
        [schema],
    ).fetchall()
    named = identifier_columns(seeds)
    bad = sorted(f"{table}.{column}" for table, column in found if column in named)
    if bad:
        raise BuildError(f"column(s) that identify may not be published: {bad}")


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    result = connection.execute(f"from {table} order by rowid")
    columns = [str(column[0]) for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def _cells(tables: _Tables, limit: int) -> Cells:
    """Take in the counts of all tables and the relations between them."""
    cells = Cells()
    by_period = []
    periods = set()
    for table in tables.protected_by("panel"):
        rule = tables.rules[table]
        for number, values in enumerate(tables.rows(table)):
            # a year without outcomes has a row that says why
            if values[rule.columns[0].column] is not None:
                row = panel.Row(rule, number, values)
                panel.take_in(cells, row, limit)
                if rule.time_column == "period":
                    periods.add(values["period"])
                if table == "background_composition":
                    by_period.append(row)
    panel.add_totals(cells, by_period, limit)
    panel.withhold_sparse(cells)
    panel.relate(cells, _years(tables, periods))
    if set(tables.protected_by("estimates")) >= MODELS:
        samples.take_in(
            cells, tables.connection, tables.schema, tables.warehouse, limit
        )
    present = tables.protected_by("profile")
    if present:
        sources = ("profile_population", "age_span")
        seeds = {name: tables.seed(name) for name in sources}
        rows = {table: tables.rows(table) for table in present}
        profile.take_in(cells, rows, seeds, limit)
    return cells


def _years(tables: _Tables, periods: set[object]) -> dict[object, list[object]]:
    if not periods:
        return {}
    found = tables.seed("period")
    return {
        row["period"]: list(range(row["year_from"], row["year_to"] + 1))
        for row in found
        if row["period"] in periods
    }


def _approved(
    tables: _Tables, cells: Cells, approvals: Iterable[Approval]
) -> tuple[set[Key], dict[str, set[int]]]:
    """Return the counts that stay, and the rows that say so.

    Raises:
        BuildError: an exception is for a cell that is not there.
    """
    keys: set[Key] = set()
    at: defaultdict[str, set[int]] = defaultdict(set)
    for approval in approvals:
        rows = tables.rows(approval.table) if approval.table in tables.rules else []
        numbers = {
            number
            for number, row in enumerate(rows)
            if all(str(row.get(c)) == v for c, v in approval.cell.items())
        }
        found = {
            key
            for place in cells.places
            if place.table == approval.table
            and place.row in numbers
            and place.column == approval.column
            for key in place.keys
        }
        if not found:
            raise BuildError(
                "seed disclosure_exception: no count"
                f" {approval.table}.{approval.column} where {approval.cell}"
            )
        keys |= found
        at[approval.table] |= numbers
    return keys, at


def _withheld_counts(cells: Cells, gone: set[Key]) -> Withheld:
    withheld: Withheld = {}
    for place in cells.places:
        if not gone.isdisjoint(place.keys):
            rows = withheld.setdefault(place.table, {})
            rows.setdefault(place.row, set()).add(place.column)
    return withheld


def _write(
    tables: _Tables,
    table: str,
    withheld: dict[int, set[str]],
    approved: set[int],
) -> None:
    """Set values to null and say why, in the row."""
    name = f"{tables.schema}.{table}"
    values = _value_columns(tables, table)
    connection = tables.connection
    connection.execute(f"alter table {name} add column {STATUS} varchar")
    connection.execute(f"alter table {name} add column {REASON} varchar")
    connection.execute(f"update {name} set {STATUS} = 'published'")
    by_columns: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for number, columns in withheld.items():
        by_columns[frozenset(columns)].append(number)
    for gone, numbers in by_columns.items():
        named = sorted(gone)
        status = "withheld" if values <= gone else "partly_withheld"
        why = _reason(tables.rules[table], gone, values)
        nulls = ", ".join(f"{column} = null" for column in named)
        connection.execute(
            f"update {name} set {nulls}, {STATUS} = ?, {REASON} = ?"
            " where rowid in (select unnest(?))",
            [status, f"{', '.join(named)}: {why}", numbers],
        )
    if approved:
        connection.execute(
            f"update {name} set {REASON} = concat_ws('; ', {REASON}, ?)"
            " where rowid in (select unnest(?))",
            [APPROVED, sorted(approved)],
        )


def _reason(rule: Rule, gone: Collection[str], values: set[str]) -> str:
    """Say why columns of a row are withheld."""
    if rule.protection == "comparison":
        return f"{SMALL_COUNTS}; {SMALL_MODELS}"
    if rule.protection != "estimates":
        return SMALL_COUNTS
    if values <= set(gone):
        return SMALL_MODELS
    whys = [SMALL_CATEGORY] if "note" in gone else []
    return "; ".join([SMALL_COUNTS, *whys] if set(gone) - {"note"} else whys)


def _value_columns(tables: _Tables, table: str) -> set[str]:
    """Return the columns that can be withheld in a table."""
    rule = tables.rules[table]
    if rule.protection == "panel":
        return {column.column for column in rule.columns}
    described = tables.connection.execute(
        f"describe {tables.schema}.{table}"
    ).fetchall()
    return {
        str(name)
        for name, kind, *_ in described
        if kind in ("BIGINT", "DOUBLE", "BOOLEAN")
    } - {"is_born_abroad", "is_immigrant", "is_comparable", "published"}
