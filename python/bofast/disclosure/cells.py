"""Cells in the database: which published counts they are in, and their rounding.

Years are rounded one by one, so that an added year changes no earlier one, and what is
rounded is put in order first, so that the result does not hang on the order of rows.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context

import duckdb
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from bofast.disclosure.rounding import Bools, Breakdown, Groups, Ints, round_cells

SEPARATOR = "; "
YEAR = "year"
# numbers of combinations that are looked up in a table
MOST = 2**22
# numbers that a sort key can hold
LONGEST = 2**62
# cells from which on processes save more than it takes to start them
MANY_CELLS = 50_000


@dataclass(frozen=True)
class Grouping:
    """A row of int_count_breakdown: what published counts are broken down by.

    Attributes:
        among: condition of the cells that count.
        group_by: expressions that make the groups.
        split_by: expressions that divide each group by what is counted.
        weight: how much one of a cell counts; none where it counts once.
        years: how many years the counts are added up over.
    """

    among: str
    group_by: tuple[str, ...]
    split_by: tuple[str, ...]
    weight: str | None
    years: int

    @property
    def breakdowns(self) -> list[tuple[str, ...]]:
        """Return the expressions of its groups, then those of their parts."""
        whole = [self.group_by]
        return [*whole, (*self.group_by, *self.split_by)] if self.split_by else whole


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
    expressions = _all_expressions(table.groupings)
    enums = _enums(connection, table, expressions)

    cores = os.cpu_count() or 1
    # what is multiplied is small: threads of a product would mostly wait
    with threadpool_limits(1), ExitStack() as stack:
        beside: Executor | None = None
        if cores > 1 and sum(cells for _, cells in years) >= MANY_CELLS:
            # the search is of many small steps, which threads would take in turn
            spawn = get_context("spawn")
            beside = stack.enter_context(ProcessPoolExecutor(cores, mp_context=spawn))
        pool = stack.enter_context(ThreadPoolExecutor(cores))

        def of_year(year: int | None) -> pd.DataFrame:
            cells = _read_year(connection.cursor(), table, expressions, enums, year)
            if beside is not None:
                # a process may be killed: its year is rounded here then
                with suppress(BrokenExecutor):
                    return beside.submit(_round_in_process, cells, table, base).result()
            return _round_year(cells, table, base)

        # as many years in memory as there are cores
        rounded = list(pool.map(of_year, [year for year, _ in years]))
    # a table may have no rows
    nothing = pd.DataFrame({"cell": [], "rounded": []}, dtype=np.int64)
    return pd.concat([nothing, *rounded], ignore_index=True)


def _all_expressions(groupings: Sequence[Grouping]) -> list[str]:
    """Return every expression once."""
    found = dict.fromkeys(
        expression
        for grouping in groupings
        for expression in (grouping.among, *grouping.group_by, *grouping.split_by)
    )
    weights = dict.fromkeys(g.weight for g in groupings if g.weight is not None)
    return list(found | weights)


def _enums(
    connection: duckdb.DuckDBPyConnection, table: CellTable, expressions: list[str]
) -> dict[str, str]:
    """Make a type of each expression of text, so that its values are read as numbers.

    Returns:
        Expression -> name of the type.
    """
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
    expressions: list[str],
    enums: dict[str, str],
    year: int | None,
) -> pd.DataFrame:
    """Return the cells of a year: rowid, count, and a number per expression's value."""
    columns = ", ".join(
        f"cast({e} as {enums[e]}) as e{n}" if e in enums else f"{e} as e{n}"
        for n, e in enumerate(expressions)
    )
    cells = connection.execute(
        f"select rowid as cell, {table.counted} as counted, {columns}"
        f" from {table.name} where {YEAR} is not distinct from ?",
        [year],
    ).df()
    names = {f"e{n}": expression for n, expression in enumerate(expressions)}
    return cells.rename(columns=names)


def _round_in_process(cells: pd.DataFrame, table: CellTable, base: int) -> pd.DataFrame:
    with threadpool_limits(1):
        return _round_year(cells, table, base)


def _round_year(cells: pd.DataFrame, table: CellTable, base: int) -> pd.DataFrame:
    unordered = {
        name: _codes(cells[name])
        for name in cells.columns
        if name not in ("cell", "counted")
    }
    counts = cells["counted"].to_numpy(np.int64)
    # cells that nothing tells apart are in the order of their counts
    order = np.lexsort([counts, *reversed(_sort_keys(list(unordered.values())))])
    counts = counts[order]
    codes = {name: code[order] for name, code in unordered.items()}
    cells = cells[["cell", *_measures(table.groupings)]].iloc[order]
    breakdowns = list(_breakdowns(cells, codes, counts, table.groupings))
    rounded = round_cells(counts, breakdowns, base)
    changed = rounded != counts
    return pd.DataFrame(
        {"cell": cells["cell"].to_numpy()[changed], "rounded": rounded[changed]}
    )


def _measures(groupings: Sequence[Grouping]) -> list[str]:
    """Return the expressions whose values are needed, not only what they tell apart."""
    found = [g.among for g in groupings] + [g.weight for g in groupings if g.weight]
    return list(dict.fromkeys(found))


def _breakdowns(
    cells: pd.DataFrame,
    codes: dict[str, Groups],
    counts: Ints,
    groupings: Sequence[Grouping],
) -> Iterator[Breakdown]:
    seen = set()
    # of the same counts, those that are added up over most years
    for grouping in sorted(groupings, key=lambda g: -g.years):
        among = cells[grouping.among].to_numpy(dtype=bool, na_value=False)
        weight = (
            None
            if grouping.weight is None
            else cells[grouping.weight].fillna(0).to_numpy(np.int64)
        )
        whole = _grouped(grouping.group_by, among, codes)
        of_whole = whole.counts(counts)
        for expressions in grouping.breakdowns:
            key = (grouping.among, frozenset(expressions), grouping.weight)
            if key not in seen:
                seen.add(key)
                group = _grouped(expressions, among, codes)
                yield replace(
                    group,
                    weight=weight,
                    years=grouping.years,
                    of=_of_groups(group, whole, of_whole),
                )


def _grouped(
    expressions: Sequence[str], among: Bools, codes: dict[str, Groups]
) -> Breakdown:
    """Return the groups that expressions make, in the order of their codes."""
    combined, size = np.zeros(len(among), np.int64), 1
    for code in (codes[e] for e in expressions):
        values = int(code.max(initial=0)) + 1
        combined, size = combined * values + code, size * values
        if size > MOST:
            found, combined = np.unique(combined, return_inverse=True)
            size = len(found)
    # a number more for cells that do not count
    combined[~among] = size
    is_there = np.zeros(size + 1, np.bool_)
    is_there[combined] = True
    numbers = np.cumsum(is_there) - 1
    numbers[size] = -1
    return Breakdown(_narrow(numbers)[combined])


def _of_groups(parts: Breakdown, whole: Breakdown, of_whole: Ints) -> Ints:
    """Return how many each part of a group is among."""
    # the last is that of cells that do not count
    of = np.zeros(parts.groups + 1, np.int64)
    of[parts.group] = np.append(of_whole, 0)[whole.group]
    return of[:-1]


def _sort_keys(codes: Sequence[Groups]) -> list[Ints]:
    """Return as few numbers per cell as sort cells by all codes, first ones first."""
    keys: list[Ints] = []
    size = 1
    for code in codes:
        values = int(code.max(initial=0)) + 1
        if not keys or size * values >= LONGEST:
            keys.append(np.zeros(len(code), np.int64))
            size = 1
        keys[-1] = keys[-1] * values + code
        size *= values
    return keys


def _codes(values: pd.Series) -> Groups:
    """Return a number per value, in their order, 0 for null."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return _narrow(np.asarray(values.cat.codes, np.int64) + 1)
    return _narrow(pd.factorize(values, sort=True)[0].astype(np.int64) + 1)


def _narrow(numbers: Ints) -> Groups:
    """Return numbers in as few bytes as they, and one more, fit."""
    fits = int(numbers.max(initial=0)) < np.iinfo(np.int16).max
    return numbers.astype(np.int16 if fits else np.int32)
