"""The project's models and seeds as a build left them, with their SQL."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.errors import BuildError

TABLE = "registers.built_model"


@dataclass(frozen=True)
class BuiltModel:
    """A model or a seed.

    Attributes:
        name: its name, also that of its table or view.
        database: what its SQL calls the warehouse, whose file may be named anew.
        schema: schema of the warehouse that it is in.
        is_seed: whether it is a seed.
        is_view: whether it is a view.
        is_published: whether it may leave the warehouse (tag `published`).
        parents: models, seeds and sources (`registers.<register>`) it is made of.
        sql: its SQL, of all years; none for seeds and Python models.
        key: columns that are unique together; none where no test says so.
    """

    name: str
    database: str
    schema: str
    is_seed: bool
    is_view: bool
    is_published: bool
    parents: tuple[str, ...]
    sql: str | None
    key: tuple[str, ...] = ()


def built_models(
    connection: duckdb.DuckDBPyConnection, catalogue: str, project_digest: str
) -> dict[str, BuiltModel] | None:
    """Return the models that the warehouse says it was built from.

    Args:
        connection: where the warehouse is.
        catalogue: name of the warehouse in it.
        project_digest: which files the project has now.

    Returns:
        Name -> model; none when the warehouse does not say, or files have changed.
    """
    found = connection.execute(
        "select count(*) from duckdb_columns() where database_name = ?"
        " and schema_name || '.' || table_name = ? and column_name = 'database_name'",
        [catalogue, TABLE],
    ).fetchone()
    if found != (1,):
        return None
    rows = connection.execute(
        "select name, database_name, schema_name, resource_type = 'seed',"
        " materialized = 'view', is_published, depends_on, key_columns, compiled_sql"
        f" from {catalogue}.{TABLE} where project_digest = ?",
        [project_digest],
    ).fetchall()
    models = [
        BuiltModel(
            *(name, database, schema, seed, view, published),
            *(_names(parents), sql, _names(key)),
        )
        for name, database, schema, seed, view, published, parents, key, sql in rows
    ]
    return {model.name: model for model in models} or None


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def compiled_models(manifest: Path) -> dict[str, BuiltModel]:
    """Return the models and seeds of a dbt manifest, by name.

    Args:
        manifest: the file that `dbt compile` wrote.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    keys = _keys(nodes)
    models = [
        BuiltModel(
            node["name"],
            node["database"],
            node["schema"],
            node["resource_type"] == "seed",
            node["config"]["materialized"] == "view",
            "published" in node["tags"],
            tuple(
                ".".join(parent.split(".")[2:])
                for parent in node["depends_on"].get("nodes", [])
            ),
            node.get("compiled_code") if node.get("language") == "sql" else None,
            keys.get(node["unique_id"], ()),
        )
        for node in nodes
        if node["resource_type"] in ("model", "seed")
    ]
    return {model.name: model for model in models}


def _keys(nodes: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return a model's id -> the columns that a test says are unique together."""
    found: dict[str, tuple[str, ...]] = {}
    alone: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        test = node.get("test_metadata") or {}
        model = str(node.get("attached_node"))
        if test.get("name") == "unique_combination":
            found.setdefault(model, tuple(test["kwargs"]["columns"]))
        elif test.get("name") == "unique":
            alone.setdefault(model, (node["column_name"],))
    return alone | found


def in_order(models: Mapping[str, BuiltModel], wanted: set[str]) -> list[BuiltModel]:
    """Return wanted models so that each comes after those it is made of.

    Raises:
        BuildError: one of them has no SQL.
    """
    ordered: dict[str, BuiltModel] = {}

    def visit(name: str) -> None:
        if name in wanted and name not in ordered:
            for parent in models[name].parents:
                visit(parent)
            if models[name].sql is None:
                raise BuildError(
                    f"{name} has no SQL, so it cannot be made anew from rounded cells:"
                    " seeds/disclosure/disclosure_table.csv must say how it is"
                    " protected"
                )
            ordered[name] = models[name]

    for name in sorted(wanted):
        visit(name)
    return list(ordered.values())
