"""The rules of disclosure control, as the warehouse's seeds say them."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

ROUNDED, COARSENED, EXEMPT = "rounded", "coarsened", "exempt"
BALANCE, BASE = "balance", "base"


@dataclass(frozen=True)
class Protection:
    """How a table is protected: a row of the seed disclosure_table.

    Attributes:
        table: its name.
        protection: `rounded`, `coarsened` or `exempt`.
        counted: column of counts of a table of cells.
    """

    table: str
    protection: str
    counted: str | None


@dataclass(frozen=True)
class ColumnRule:
    """How a number leaves: a row of the seed disclosure_column.

    Attributes:
        table: name of its table.
        column: its name.
        rule: `kept`, `exact`, `decimals`, `rounding_base`, `fit`, `withheld`,
            `balance` or `base`, as the seed's columns say.
        decimals: how many a number is rounded to.
    """

    table: str
    column: str
    rule: str
    decimals: int | None


def read_rules(
    connection: duckdb.DuckDBPyConnection, seed_schema: str
) -> dict[str, Protection]:
    """Return table -> rule.

    Args:
        connection: where the warehouse is.
        seed_schema: catalogue and schema of its seeds.
    """
    rows = connection.execute(
        f"select table_name, protection, counted from {seed_schema}.disclosure_table"
    ).fetchall()
    return {table: Protection(table, *row) for table, *row in rows}


def read_column_rules(
    connection: duckdb.DuckDBPyConnection, seed_schema: str
) -> list[ColumnRule]:
    """Return how columns leave, in the order of the seed."""
    rows = connection.execute(
        "select table_name, column_name, rule, decimals"
        f" from {seed_schema}.disclosure_column order by rowid"
    ).fetchall()
    return [ColumnRule(*row) for row in rows]


def columns_with(rules: Sequence[ColumnRule], rule: str) -> set[tuple[str, str]]:
    """Return table and column of the numbers that have a rule."""
    return {(one.table, one.column) for one in rules if one.rule == rule}
