"""What the report reads: the published file, by way of the analysis queries."""

from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import duckdb
import jinja2
import pandas as pd

from bofast.errors import BuildError

SCHEMAS = ("main", "classification", "published")


@dataclass(frozen=True)
class Publication:
    """When the published file was made, from what and by which code.

    Attributes:
        published_at: time of publishing, UTC.
        registers: name of the register folder.
        is_synthetic: whether these are the demo registers.
        code_version: version of the code that published it.
        rounding_base: the smallest count in it but 0.
        min_cell: fewest persons, families and persons with each outcome of a model
            whose estimates are in it.
        min_df: fewest residual degrees of freedom of such a model.
        rows_withheld: rows of estimates that are withheld.
    """

    published_at: datetime
    registers: str
    is_synthetic: bool
    code_version: str
    rounding_base: int
    min_cell: int
    min_df: int
    rows_withheld: int


@dataclass(frozen=True)
class Query:
    """An analysis query, as it runs on the published file, and its result."""

    sql: str
    table: pd.DataFrame


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows, each as column -> value."""
    return cast(list[dict[str, Any]], table.to_dict("records"))


def connect(marts: Path) -> duckdb.DuckDBPyConnection:
    """Open the published file for reading.

    Raises:
        BuildError: there is no such file, or it is not a DuckDB file.
    """
    if not marts.is_file():
        raise BuildError(f"no published file at {marts}: publish first")
    try:
        return duckdb.connect(str(marts), read_only=True)
    except duckdb.Error as error:
        raise BuildError(f"cannot open {marts}: {error}") from error


def read_publication(connection: duckdb.DuckDBPyConnection) -> Publication:
    """Read when and from what the file was published.

    Raises:
        BuildError: the file does not say; it was not made by publishing.
    """
    names = [field.name for field in fields(Publication)]
    try:
        row = connection.execute(
            f"select {', '.join(names)} from main.publication"
        ).fetchone()
    except duckdb.Error as error:
        raise BuildError(
            f"the published file lacks the table publication: publish again ({error})"
        ) from error
    if row is None:
        raise BuildError("the table publication is empty: publish again")
    lost = [name for name, value in zip(names, row, strict=True) if value is None]
    if lost:
        raise BuildError(
            f"the table publication does not say {', '.join(lost)}: publish again"
        )
    return Publication(*row)


def table_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return each published table's name with its schema before it."""
    rows = connection.execute(
        "select table_name, schema_name from duckdb_tables()"
        " where schema_name in (select unnest(?))",
        [SCHEMAS],
    ).fetchall()
    return {table: f"{schema}.{table}" for table, schema in rows}


def run_queries(
    connection: duckdb.DuckDBPyConnection, analysis: Path
) -> dict[str, Query]:
    """Run every analysis query.

    Args:
        connection: to the published file.
        analysis: folder of dbt analyses, folders in it included; the only Jinja in
            them is `ref`.

    Returns:
        File name without suffix -> query.

    Raises:
        BuildError: there are no queries, one refers to a table that is not published,
            or one fails.
    """
    tables = table_names(connection)
    files = sorted(analysis.rglob("*.sql"))
    if not files:
        raise BuildError(f"no analysis queries in {analysis}")
    return {file.stem: run_query(connection, file, tables) for file in files}


def run_query(
    connection: duckdb.DuckDBPyConnection, file: Path, tables: dict[str, str]
) -> Query:
    """Run an analysis query; arguments and errors are those of `run_queries`.

    Args:
        connection: to the published file.
        file: the query.
        tables: names of the published tables with their schemas.
    """

    def ref(name: str) -> str:
        if name not in tables:
            raise BuildError(f"{file.name} needs {name}, which is not published")
        return tables[name]

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    try:
        sql = environment.from_string(file.read_text(encoding="utf-8")).render(ref=ref)
        return Query(sql, connection.execute(sql).df())
    except (jinja2.TemplateError, duckdb.Error) as error:
        raise BuildError(f"analysis query {file.name} failed: {error}") from error
