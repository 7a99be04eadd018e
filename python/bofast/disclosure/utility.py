"""What rounding costs: published counts beside exact ones, per table and column."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from bofast.sql import identifier, literal

COLUMNS = {
    "table_name": "Name of the published table.",
    "column_name": "Name of its column of counts.",
    "counts": "Counts of the exact table, and of the published one where it has a row"
    " more; a row that is missing counts as 0. Of numbers that a row is a share of,"
    " those of rows in both.",
    "share_changed_percent": "Percent of these counts that rounding changes.",
    "mean_difference": "Mean of the differences between published and exact counts,"
    " without their sign.",
    "largest_difference": "The largest of them.",
    "hellinger_utility": "1 less the Hellinger distance between published and exact"
    " counts, each as shares of the exact total: 1 where they are the same.",
}
COUNT, RATE = "BIGINT", "DOUBLE"
NOTE = "note"
DECIMALS = 4


@dataclass(frozen=True)
class Pair:
    """A published table of counts and the exact one.

    Attributes:
        name: its name.
        exact: full name of the exact table.
        published: full name of the published one.
    """

    name: str
    exact: str
    published: str


def write_utility(
    connection: duckdb.DuckDBPyConnection,
    pairs: Sequence[Pair],
    balances: set[tuple[str, str]],
    bases: set[tuple[str, str]],
    target: str,
) -> None:
    """Write the table of what rounding costs.

    Args:
        connection: where the tables are.
        pairs: tables of counts.
        balances: table and column of numbers that are no counts.
        bases: table and column of counts that a row is a share of: where a row is
            missing they have not become 0, and are not compared.
        target: full name of the table to write.
    """
    types = ["varchar", "varchar", "bigint", "double", "double", "bigint", "double"]
    columns = ", ".join(f"{c} {t}" for c, t in zip(COLUMNS, types, strict=True))
    connection.execute(f"create table {target} ({columns})")
    for pair in pairs:
        described = connection.execute(f"describe {pair.exact}").fetchall()
        keys = [
            str(name)
            for name, kind, *_ in described
            if kind not in (COUNT, RATE) and name != NOTE
        ]
        for column, kind, *_ in described:
            if kind == COUNT and (pair.name, column) not in balances:
                join = "inner" if (pair.name, column) in bases else "full"
                row = _cost(connection, pair, keys, str(column), join)
                connection.execute(
                    f"insert into {target} values (?, ?, ?, ?, ?, ?, ?)",
                    [pair.name, column, *row],
                )
    connection.execute(
        f"comment on table {target} is"
        " 'What rounding small counts costs: published counts beside exact ones, by"
        " table and column.'"
    )
    for column, meaning in COLUMNS.items():
        connection.execute(f"comment on column {target}.{column} is {literal(meaning)}")


def _cost(
    connection: duckdb.DuckDBPyConnection,
    pair: Pair,
    keys: list[str],
    column: str,
    join: str,
) -> tuple[int, float, float, int, float]:
    same = " and ".join(
        f"exact.{identifier(key)} is not distinct from published.{identifier(key)}"
        for key in keys
    )
    found = connection.execute(
        f"select coalesce(exact.{column}, 0) as exact,"
        f" coalesce(published.{column}, 0) as published from {pair.exact} as exact"
        f" {join} join {pair.published} as published on {same}"
        # a null that stays one is no count
        f" where exact.{column} is not null or published.{column} is not null"
    ).fetchnumpy()
    exact = np.asarray(found["exact"], np.float64)
    published = np.asarray(found["published"], np.float64)
    if not len(exact):
        return 0, 0.0, 0.0, 0, 1.0
    difference = np.abs(published - exact)
    distance = np.sqrt(((np.sqrt(published) - np.sqrt(exact)) ** 2).sum() / 2)
    total = exact.sum()
    return (
        len(exact),
        round(100.0 * float((difference > 0).mean()), DECIMALS),
        round(float(difference.mean()), DECIMALS),
        int(difference.max()),
        round(1.0 - float(distance / np.sqrt(total)), DECIMALS) if total else 1.0,
    )
