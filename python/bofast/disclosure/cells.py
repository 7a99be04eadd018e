"""Cells in the database, and their rounding, year by year.

Years are rounded one by one, so that an added year changes no earlier one.
"""

import os
from collections.abc import Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import get_context

import duckdb
import numpy as np
import pandas as pd

from bofast.disclosure.breakdowns import (
    Grouping,
    YearCells,
    narrow,
    one_thread,
    round_year,
)
from bofast.disclosure.rounding import Groups, Ints

SEPARATOR = "; "
YEAR = "year"
# cells from which on processes save more than it takes to start them
MANY_CELLS = 50_000


@dataclass(frozen=True)
class CellTable:
    """A table of cells that published counts are sums of.

    Attributes:
        name: full name of the table, in the warehouse.
        counted: its column of counts.
        groupings: what is published of it.
    """

    name: str
    counted: str
    groupings: tuple[Grouping, ...]


def read_groupings(
    connection: duckdb.DuckDBPyConnection, breakdowns: str, cell_table: str
) -> tuple[Grouping, ...]:
    """Return what is published of a table of cells.

    Args:
        connection: where the breakdowns are.
        breakdowns: full name of int_count_breakdown.
        cell_table: name of the table of cells.
    """
    rows = connection.execute(
        f"select among, group_by, split_by, weight, years from {breakdowns}"
        " where cell_table = ? order by all",
        [cell_table],
    ).fetchall()
    return tuple(
        Grouping(among, _expressions(group_by), _expressions(split_by), weight, years)
        for among, group_by, split_by, weight, years in rows
    )


def _expressions(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def rounded_cells(
    connection: duckdb.DuckDBPyConnection, table: CellTable, base: int
) -> pd.DataFrame:
    """Round the cells of a table, year by year.

    Args:
        connection: where the table is.
        table: the cells.
        base: the rounding base.

    Returns:
        The cells that are another count now: `cell` (rowid) and `rounded`.
    """
    years = connection.execute(
        f"select {YEAR}, count(*) from {table.name} group by all order by all"
    ).fetchall()
    cores = os.cpu_count() or 1
    with one_thread(), ExitStack() as stack:
        beside: Executor | None = None
        if cores > 1 and sum(cells for _, cells in years) >= MANY_CELLS:
            # the search is of many small steps, which threads would take in turn
            beside = stack.enter_context(
                ProcessPoolExecutor(cores, get_context("spawn"), one_thread)
            )
            # they start while codes are listed
            beside.submit(os.getpid)
        enums = _enums(connection, table)
        pool = stack.enter_context(ThreadPoolExecutor(cores))

        def of_year(year: int | None) -> pd.DataFrame:
            cells = _read_year(connection.cursor(), table, enums, year)
            done: tuple[Ints, Ints] | None = None
            # a process may be killed: its year is rounded here then
            if beside is not None:
                with suppress(BrokenExecutor):
                    future = beside.submit(round_year, cells, table.groupings, base)
                    done = future.result()
            if done is None:
                done = round_year(cells, table.groupings, base)
            return pd.DataFrame({"cell": done[0], "rounded": done[1]})

        # as many years in memory as there are cores
        rounded = list(pool.map(of_year, [year for year, _ in years]))
    # a table may have no rows
    nothing = pd.DataFrame({"cell": [], "rounded": []}, dtype=np.int64)
    return pd.concat([nothing, *rounded], ignore_index=True)


def _expressions_of(groupings: Sequence[Grouping]) -> list[str]:
    """Return every expression once."""
    found = dict.fromkeys(
        expression
        for grouping in groupings
        for expression in (grouping.among, *grouping.group_by, *grouping.split_by)
    )
    weights = dict.fromkeys(g.weight for g in groupings if g.weight is not None)
    return list(found | weights)


def _enums(connection: duckdb.DuckDBPyConnection, table: CellTable) -> dict[str, str]:
    """Make a type of each expression of text, so that its values are read as numbers.

    Returns:
        Expression -> name of the type.
    """
    expressions = _expressions_of(table.groupings)
    columns = ", ".join(f"{e} as e{n}" for n, e in enumerate(expressions))
    described = connection.execute(
        f"describe select {columns} from {table.name}"
    ).fetchall()
    enums = {}
    for number, (expression, column) in enumerate(
        zip(expressions, described, strict=True)
    ):
        if column[1] == "VARCHAR":
            name = f"code_{table.counted}_{number}"
            connection.execute(
                f"create or replace type {name} as enum (select distinct"
                f" {expression} as code from {table.name} where {expression} is not"
                " null order by code)"
            )
            enums[expression] = name
    return enums


def _read_year(
    connection: duckdb.DuckDBPyConnection,
    table: CellTable,
    enums: dict[str, str],
    year: int | None,
) -> YearCells:
    expressions = _expressions_of(table.groupings)
    columns = ", ".join(
        f"cast({e} as {enums[e]}) as e{n}" if e in enums else f"{e} as e{n}"
        for n, e in enumerate(expressions)
    )
    rows = connection.execute(
        f"select rowid as cell, {table.counted} as counted, {columns}"
        f" from {table.name} where {YEAR} is not distinct from ?",
        [year],
    ).df()
    values = {expression: rows[f"e{n}"] for n, expression in enumerate(expressions)}
    groupings = table.groupings
    return YearCells(
        place=rows["cell"].to_numpy(np.int64),
        counts=rows["counted"].to_numpy(np.int64),
        codes={expression: _codes(column) for expression, column in values.items()},
        among={
            among: values[among].to_numpy(dtype=bool, na_value=False)
            for among in {g.among for g in groupings}
        },
        weights={
            weight: values[weight].fillna(0).to_numpy(np.int64)
            for weight in {g.weight for g in groupings if g.weight}
        },
    )


def _codes(values: pd.Series) -> Groups:
    """Return a number per value, in their order, 0 for null."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        found = values.cat.codes.to_numpy()
    else:
        found = pd.factorize(values, sort=True)[0]
    return narrow(found) + 1
