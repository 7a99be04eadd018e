"""Makes the published tables: marts of persons anew, from cells that are rounded.

The warehouse's own SQL runs over the rounded cells and the coarsened estimates, in a
database in memory that has the warehouse's name, so that there is one definition of
each mart. Nothing exact is ever written to the published file, where a deleted value
could still be found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from bofast.disclosure.built import BuiltModel, in_order
from bofast.disclosure.cells import CellTable, read_groupings, rounded_cells
from bofast.disclosure.estimates import (
    DECOMPOSITION,
    LINEAR,
    LOGIT,
    Coarsening,
    coarsen,
    of_decompositions,
    of_models,
    sizes_of_models,
)
from bofast.disclosure.lineage import Plan, counting, plan
from bofast.disclosure.rules import (
    BALANCE,
    BASE,
    COARSENED,
    ROUNDED,
    ColumnRule,
    Protection,
    columns_with,
    read_column_rules,
    read_rules,
)
from bofast.errors import BuildError
from bofast.settings import Limits

SEEDS = "classification"
CELLS = "intermediate"
BREAKDOWNS = "int_count_breakdown"
# examples of a small count that was left over
SHOWN = 3


@dataclass(frozen=True)
class Made:
    """What was made.

    Attributes:
        counting: published tables with rounded counts.
        bases: table and column of counts that a row is a share of.
        balances: table and column of numbers that are differences of counts.
        withheld: rows of estimates that are withheld.
    """

    counting: set[str]
    bases: set[tuple[str, str]]
    balances: set[tuple[str, str]]
    withheld: int


@dataclass(frozen=True)
class Catalogues:
    """Catalogues on the connection.

    Attributes:
        exact: the warehouse, read only.
        made: a database in memory, named as the SQL of the models names the warehouse.
    """

    exact: str
    made: str


def make_published(
    connection: duckdb.DuckDBPyConnection,
    places: Catalogues,
    models: Mapping[str, BuiltModel],
    impersonal: set[str],
    limits: Limits,
) -> Made:
    """Make every published table in memory, protected.

    Args:
        connection: with both catalogues.
        places: their names.
        models: the project's models and seeds by name.
        impersonal: names of the sources without rows of persons.
        limits: the limits.

    Raises:
        BuildError: a table would be made of rows of persons, or a published count is
            below the base.
    """
    rules = read_rules(connection, f"{places.exact}.{SEEDS}")
    columns = read_column_rules(connection, f"{places.exact}.{SEEDS}")
    found = plan(models, rules, impersonal)
    for schema in sorted({models[name].schema for name in models}):
        connection.execute(f"create schema if not exists {places.made}.{schema}")
    for name in sorted(found.copied):
        where = f"{models[name].schema}.{name}"
        connection.execute(
            f"create view {places.made}.{where} as from {places.exact}.{where}"
        )
    for name in sorted(found.protected):
        if rules[name].protection == ROUNDED:
            _round(connection, places, models[name], rules[name], limits)
    withheld = _coarsen_estimates(
        connection, places, models, found, rules, columns, limits
    )
    for model in in_order(models, found.made_anew):
        withheld += _make_anew(connection, places, model, rules, columns, limits)
    rounded = {name for name in found.protected if rules[name].protection == ROUNDED}
    counts = counting(models, found, rounded)
    balances = columns_with(columns, BALANCE)
    _check_counts(
        connection,
        [f"{places.made}.{models[name].schema}.{name}" for name in sorted(counts)],
        balances,
        limits.rounding_base,
    )
    return Made(counts, columns_with(columns, BASE), balances, withheld)


def _round(
    connection: duckdb.DuckDBPyConnection,
    places: Catalogues,
    model: BuiltModel,
    rule: Protection,
    limits: Limits,
) -> None:
    """Make a view of a table's rounded cells, those that are 0 left out."""
    where = f"{model.schema}.{model.name}"
    counted = rule.counted or ""
    table = CellTable(
        f"{places.exact}.{where}",
        counted,
        read_groupings(connection, f"{places.exact}.{CELLS}.{BREAKDOWNS}", model.name),
    )
    rounded = rounded_cells(connection, table, limits.rounding_base)
    connection.register("rounded_cells", rounded)
    changed = f"{places.made}.{model.schema}.{model.name}_rounded"
    connection.execute(f"create table {changed} as from rounded_cells")
    connection.unregister("rounded_cells")
    connection.execute(
        f"create view {places.made}.{where} as"
        f" select cells.* replace (coalesce(rounded, {counted}) as {counted})"
        f" from {places.exact}.{where} as cells"
        f" left join {changed} on cells.rowid = cell"
        f" where coalesce(rounded, {counted}) > 0"
    )


def _coarsen_estimates(
    connection: duckdb.DuckDBPyConnection,
    places: Catalogues,
    models: Mapping[str, BuiltModel],
    found: Plan,
    rules: Mapping[str, Protection],
    columns: Sequence[ColumnRule],
    limits: Limits,
) -> int:
    """Coarsen the tables of estimates; return how many rows are withheld."""
    names = {name: f"{models[name].schema}.{name}" for name in found.protected}
    sizes = f"{places.made}.main.model_sizes"
    queries = [
        sizes_of_models(f"{places.exact}.{names[kind]}", kind, limits)
        for kind in sorted({LINEAR, LOGIT} & found.protected)
    ]
    if queries:
        together = " union all ".join(f"from ({query})" for query in queries)
        connection.execute(f"create table {sizes} as {together}")
    withheld = 0
    for name, where in sorted(names.items()):
        exact, target = f"{places.exact}.{where}", f"{places.made}.{where}"
        if rules[name].protection != COARSENED:
            continue
        counted = rules[name].counted
        if counted:
            is_small = f"{counted} < {limits.min_cell}"
            coarsening = Coarsening(name, exact, target, is_small)
        elif name == DECOMPOSITION:
            coarsening = of_decompositions(exact, target, limits)
        else:
            coarsening = of_models(name, exact, target, sizes)
        withheld += coarsen(connection, coarsening, columns, limits.rounding_base)
    return withheld


def _make_anew(
    connection: duckdb.DuckDBPyConnection,
    places: Catalogues,
    model: BuiltModel,
    rules: Mapping[str, Protection],
    columns: Sequence[ColumnRule],
    limits: Limits,
) -> int:
    """Run a model's SQL over protected tables; return how many rows are withheld."""
    target = f"{places.made}.{model.schema}.{model.name}"
    rule = rules.get(model.name)
    if rule is None:
        kind = "view" if model.is_view else "table"
        connection.execute(f"create {kind} {target} as {model.sql}")
        return 0
    fine = f"{places.made}.{model.schema}.{model.name}_fine"
    connection.execute(f"create table {fine} as {model.sql}")
    is_small = f"estimates.{rule.counted} < {limits.min_cell}"
    coarsening = Coarsening(model.name, fine, target, is_small)
    return coarsen(connection, coarsening, columns, limits.rounding_base)


def _check_counts(
    connection: duckdb.DuckDBPyConnection,
    tables: list[str],
    balances: set[tuple[str, str]],
    base: int,
) -> None:
    """Stop where a published count is above 0 and below the base.

    Raises:
        BuildError: names table, column, number of rows and the first of them.
    """
    problems = []
    for table in tables:
        name = table.rpartition(".")[2]
        described = connection.execute(f"describe {table}").fetchall()
        is_small = {
            column: f"{column} > 0 and {column} < {base}"
            for column, kind, *_ in described
            if kind == "BIGINT" and (name, column) not in balances
        }
        # one look at the table tells of most that nothing is wrong
        any_small = " or ".join(f"({small})" for small in is_small.values()) or "false"
        if not connection.execute(
            f"select 1 from {table} where {any_small} limit 1"
        ).fetchall():
            continue
        for column, small in is_small.items():
            rows = connection.execute(
                f"select * from {table} where {small} order by all"
            ).fetchall()
            if rows:
                first = "; ".join(str(row) for row in rows[:SHOWN])
                problems.append(f"{name}.{column}: {len(rows)} row(s), first: {first}")
    if problems:
        raise BuildError(
            f"counts below the rounding base ({base}) would be published; say what they"
            " are broken down by in seeds/disclosure/disclosure_breakdown.csv:\n  "
            + "\n  ".join(problems)
        )
