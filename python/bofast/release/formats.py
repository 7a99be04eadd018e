"""The published tables in a form that needs no database, and what describes them.

Beside the published file a release has each of its tables as Parquet, and a
`datapackage.json` (Frictionless Data Package 2.0) with types, keys, units, labels and
descriptions, all read from the published file, so that every format says the same;
and a page that asks the tables in a browser, with its engine where it was made
(`make browser`).
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.contract.registers import file_digest
from bofast.sql import identifier, literal

DESCRIPTION = "datapackage.json"
TABLES = "parquet"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# a type of the published file -> the same of a data package
TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "TINYINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
# longer lists of codes are read from the table `label`
MOST_CATEGORIES = 60
PAGE = Path(__file__).parent / "browser"
PAGE_FILES = ("index.html", "explore.css", "explore.js")
ENGINE = "engine"
TITLE = "bofast: who stays, who moves and who leaves"
ABOUT = (
    "Rates, estimates and a risk index made of national registers. The tables are those"
    " of the published file beside this one; table label says what codes stand for."
)
SYNTHETIC = " The registers are synthetic: the numbers say nothing of real people."


@dataclass(frozen=True)
class PublishedColumn:
    """A column of a published table.

    Attributes:
        name: its name.
        data_type: its type, as DuckDB calls it.
        comment: what it means.
    """

    name: str
    data_type: str
    comment: str | None


@dataclass(frozen=True)
class PublishedTable:
    """A published table.

    Attributes:
        schema: schema of the published file.
        name: its name, unlike that of any table in another schema.
        comment: what it holds.
        columns: its columns in order.
    """

    schema: str
    name: str
    comment: str | None
    columns: tuple[PublishedColumn, ...]

    @property
    def path(self) -> str:
        """Where it lies in the folder of the release."""
        return f"{TABLES}/{self.name}.parquet"


def write_formats(
    file: Path, keys: Mapping[str, Sequence[str]], engine: Path
) -> list[Path]:
    """Write Parquet tables, their description and a page beside a published file.

    Args:
        file: the published file.
        keys: table -> columns that are unique together, where a test says so.
        engine: folder with the engine of the page; the page says where it is missing.

    Returns:
        The files written.
    """
    folder = file.parent
    (folder / TABLES).mkdir()
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = published_tables(connection)

        def copy(table: PublishedTable) -> None:
            where = f"{identifier(table.schema)}.{identifier(table.name)}"
            target = literal(folder / table.path)
            with connection.cursor() as own:
                own.execute(
                    f"copy {where} to {target} (format parquet, compression zstd)"
                )

        # most are so small that one keeps one core busy
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(copy, tables))
        package = _package(connection, folder, tables, keys)
    description = folder / DESCRIPTION
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    description.write_text(text, encoding="utf-8")
    for name in PAGE_FILES:
        shutil.copyfile(PAGE / name, folder / name)
    if engine.is_dir():
        (folder / ENGINE).mkdir()
        for part in sorted(engine.iterdir()):
            _link_or_copy(part, folder / ENGINE / part.name)
    return [*(folder / table.path for table in tables), description]


def _link_or_copy(source: Path, copy: Path) -> None:
    """Give a large file that never changes another name, or copy it across disks."""
    try:
        os.link(source, copy)
    except OSError:
        shutil.copyfile(source, copy)


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """Return the tables of a published file, in order of their names."""
    rows = connection.execute(
        "select tables.schema_name, tables.table_name, tables.comment,"
        " list(columns.column_name order by columns.column_index),"
        " list(columns.data_type order by columns.column_index),"
        " list(coalesce(columns.comment, '') order by columns.column_index)"
        " from duckdb_tables() as tables inner join duckdb_columns() as columns"
        " using (database_name, schema_name, table_name)"
        " where not tables.internal and not columns.internal"
        " group by all order by tables.table_name, tables.schema_name"
    ).fetchall()
    return [
        PublishedTable(
            schema,
            name,
            comment,
            tuple(
                PublishedColumn(column, kind, about or None)
                for column, kind, about in zip(names, kinds, comments, strict=True)
            ),
        )
        for schema, name, comment, names, kinds, comments in rows
    ]


def _package(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: Sequence[PublishedTable],
    keys: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    published_at, is_synthetic, code = connection.execute(
        "select strftime(published_at, '%Y-%m-%dT%H:%M:%SZ'), is_synthetic,"
        " code_version from main.publication"
    ).fetchall()[0]
    names = {table.name for table in tables}
    labels = _labels(connection) if "label" in names else {}
    units = _units(connection) if "column_unit" in names else {}
    dimensions = {
        keys[table.name][0]: table.name
        for table in tables
        if table.name.startswith("dim_") and len(keys.get(table.name, ())) == 1
    }
    return {
        "$schema": PROFILE,
        "name": "bofast",
        "title": TITLE,
        "description": ABOUT + (SYNTHETIC if is_synthetic else ""),
        "created": published_at,
        "version": code,
        "resources": [
            {
                "name": table.name,
                "type": "table",
                "path": table.path,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "description": table.comment,
                "bytes": (folder / table.path).stat().st_size,
                "hash": f"sha256:{file_digest(folder / table.path)}",
                "schema": _schema(table, keys.get(table.name, ()), dimensions)
                | {"fields": _fields(table, units, labels)},
            }
            for table in tables
        ],
    }


def _schema(
    table: PublishedTable, key: Sequence[str], dimensions: Mapping[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {"primaryKey": list(key)} if key else {}
    if table.name.startswith("fct_"):
        found["foreignKeys"] = [
            {
                "fields": [column.name],
                "reference": {
                    "resource": dimensions[column.name],
                    "fields": [column.name],
                },
            }
            for column in table.columns
            if column.name in dimensions
        ]
    return found


def _fields(
    table: PublishedTable,
    units: Mapping[tuple[str | None, str], str],
    labels: Mapping[tuple[str, str], list[dict[str, str]]],
) -> list[dict[str, Any]]:
    fields = []
    for column in table.columns:
        field: dict[str, Any] = {
            "name": column.name,
            "type": TYPES.get(column.data_type, "any"),
            "description": column.comment,
        }
        unit = units.get((table.name, column.name)) or units.get((None, column.name))
        if unit:
            field["unit"] = unit
        categories = labels.get((table.name, column.name), [])
        if 0 < len(categories) <= MOST_CATEGORIES and field["type"] == "string":
            field["categories"] = categories
        fields.append(field)
    return fields


def _labels(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], list[dict[str, str]]]:
    rows = connection.execute(
        "select table_name, column_name, code, label from main.label"
        " where language = 'en' order by table_name, column_name, sort_order, code"
    ).fetchall()
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for table, column, code, label in rows:
        found.setdefault((table, column), []).append({"value": code, "label": label})
    return found


def _units(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str | None, str], str]:
    rows = connection.execute(
        "select table_name, column_name, unit from classification.column_unit"
    ).fetchall()
    return {(table, column): unit for table, column, unit in rows}
