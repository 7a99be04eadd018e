"""Moves the aggregate marts from the warehouse into the file that BI tools read."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bofast.build import published_tables
from bofast.errors import BuildError
from bofast.settings import PROJECT, Settings

# every DuckDB client from 1.0 on opens this
STORAGE_VERSION = "v1.0.0"


def publish(settings: Settings, progress: Callable[[str], None]) -> dict[str, int]:
    """Write the published file anew and move it into place.

    The file is written beside its place and moved in one step, so a reader sees the
    old file or the new one, and a failure leaves the old one as it was.

    Args:
        settings: where the warehouse is and where the published file goes.
        progress: called with a line of text now and then.

    Returns:
        Rows per published table.

    Raises:
        BuildError: there is no warehouse, its last build did not pass, or it lacks
            a table.
    """
    if not settings.warehouse.is_file():
        raise BuildError(f"no warehouse at {settings.warehouse}: build it first")
    tables = published_tables()
    settings.marts.parent.mkdir(parents=True, exist_ok=True)
    draft = settings.marts.with_name(f".{settings.marts.name}.{os.getpid()}")
    try:
        rows = _copy(settings, draft, tables)
        os.replace(draft, settings.marts)
    except duckdb.Error as error:
        raise BuildError(f"publishing failed: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)
    progress(f"published {len(rows)} tables, {sum(rows.values()):,} rows")
    return rows


def code_version() -> str:
    """Return the commit the code is at, marked when files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _copy(settings: Settings, draft: Path, tables: list[str]) -> dict[str, int]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.warehouse}' as source (read_only)")
        connection.execute(
            f"attach '{draft}' as draft (storage_version '{STORAGE_VERSION}')"
        )
        _refuse_unfinished(connection, settings.warehouse)
        schemas = dict(
            connection.execute(
                "select table_name, schema_name from duckdb_tables()"
                " where database_name = 'source'"
                " and schema_name in ('main', 'classification', 'published')"
            ).fetchall()
        )
        missing = sorted(set(tables) - set(schemas))
        if missing:
            raise BuildError(
                f"the warehouse lacks {', '.join(missing)}: build it first"
            )
        rows = {}
        for table in sorted(tables):
            name = f"{schemas[table]}.{table}"
            connection.execute(f"create schema if not exists draft.{schemas[table]}")
            connection.execute(f"create table draft.{name} as from source.{name}")
            count = connection.execute(f"select count(*) from draft.{name}").fetchone()
            rows[name] = int(count[0]) if count else 0
        _describe(connection)
        connection.execute("detach draft")
    return rows


def _refuse_unfinished(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Raise when the warehouse's last build did not end with all tests passed."""
    exists = connection.execute(
        "select count(*) from duckdb_tables() where database_name = 'source'"
        " and schema_name = 'registers' and table_name = 'provenance'"
    ).fetchone()
    finished = exists == (1,) and connection.execute(
        "select is_finished from source.registers.provenance"
    ).fetchone() == (True,)
    if not finished:
        raise BuildError(
            f"the last build of {warehouse} did not end with all tests passed:"
            " build it again (bofast build) before publishing"
        )


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Write into the file when, from what and by which code it was made."""
    connection.execute(
        "create table draft.main.publication as select cast(? as timestamp)"
        " as published_at, registers, register_fingerprint, is_synthetic, built_at,"
        " cast(? as varchar) as code_version from source.registers.provenance",
        [datetime.now(UTC).replace(tzinfo=None, microsecond=0), code_version()],
    )
