"""Moves the aggregate marts from the warehouse into the file that BI tools read."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from bofast.disclosure import Limits, describe, protect
from bofast.editions import draft_of, exclusive, put_into_place, tidy
from bofast.errors import BuildError
from bofast.files import owner_only
from bofast.release.changes import accept_needed, differences
from bofast.settings import SEEDS, Settings
from bofast.version import code_version, project_digest

# every DuckDB client from 1.0 on opens this
STORAGE_VERSION = "v1.0.0"
# marts while they are protected, in memory
PROTECTED = "memory.protected"
PUBLICATION = {
    "published_at": "When the file was published, UTC.",
    "registers": "Name of the register folder.",
    "register_fingerprint": "SHA-256 over names and contents of all register files.",
    "register_fingerprints": "The same of each register, a JSON object by its name.",
    "is_synthetic": "Whether the registers are synthetic, in whole or in part.",
    "synthetic_seed": "Seed of the synthetic registers; null where none is known.",
    "built_at": "When the build of the warehouse began, UTC.",
    "years_built": "The 1 Januaries of that build (BOFAST_YEARS), where other years"
    " stayed as an earlier one made them; null where all were built.",
    "build_code_version": "Commit of the code that built the warehouse.",
    "code_version": "Commit of the code that published it.",
    "tests_passed": "Data tests and unit tests of the build that passed.",
    "tests_warned": "Tests that found something and do not stop a build.",
    "tests_failed": "Tests that failed: 0, or nothing would have been published.",
    "min_cell": "The smallest count of persons that is published (BOFAST_MIN_CELL).",
    "min_df": "The fewest residual degrees of freedom of a published estimate"
    " (BOFAST_MIN_DF).",
    "rows_withheld": "Rows of which disclosure control has withheld values.",
    "accepted_because": "Why a release that is worse than the one before was published"
    " (bofast publish --accept); null where it is not.",
    "accepted_changes": "In what it is worse, a change a line.",
}


def publish(
    settings: Settings, progress: Callable[[str], None], accepted: str | None = None
) -> dict[str, int]:
    """Write the published file anew and move it into place.

    The file is written beside its place and moved in one step, so a reader sees the
    old file or the new one, and a failure leaves the old one as it was. The last
    published files are kept (`editions`).

    Args:
        settings: where the warehouse is and where the published file goes.
        progress: called with a line of text now and then.
        accepted: why a release that is worse than the last may take its place.

    Returns:
        Rows per published table.

    Raises:
        BuildError: there is no warehouse, its last build did not pass, it lacks a
            table, or what would be published is worse than the last release.
    """
    with _draft(settings, progress) as (draft, rows):
        accept_needed(draft, settings.marts.resolve(), accepted, progress)
        put_into_place(settings)
    progress(f"published {len(rows)} tables, {sum(rows.values()):,} rows")
    return rows


def differ(settings: Settings, progress: Callable[[str], None]) -> None:
    """Say what publishing would change; the published file stays as it is.

    Args:
        settings: where the warehouse and the published file are.
        progress: called with a line of text for each change.

    Raises:
        BuildError: see `publish`.
    """
    with _draft(settings, progress) as (draft, _):
        for line in differences(draft, settings.marts.resolve()):
            progress(line)


@contextmanager
def _draft(
    settings: Settings, progress: Callable[[str], None]
) -> Iterator[tuple[Path, dict[str, int]]]:
    """Write what would be published, for as long as nobody else publishes."""
    if not settings.warehouse.is_file():
        raise BuildError(f"no warehouse at {settings.warehouse}: build it first")
    if _failed_since(settings):
        raise BuildError(
            f"the last build of {settings.warehouse} did not end with all tests"
            " passed: build it again (bofast build) before publishing, or remove"
            f" {settings.failed.parent} to publish the build before it"
        )
    with exclusive(settings, "publishing"):
        tidy(settings)
        with owner_only():
            rows = _copy(settings, draft_of(settings), progress)
        yield draft_of(settings), rows


def _failed_since(settings: Settings) -> bool:
    """Tell whether a build has failed since the warehouse was last built."""
    if not settings.failed.is_file():
        return False
    # plain dbt writes the warehouse and knows nothing of failed drafts
    return settings.failed.stat().st_mtime_ns > settings.warehouse.stat().st_mtime_ns


def _copy(
    settings: Settings, draft: Path, progress: Callable[[str], None]
) -> dict[str, int]:
    spill: dict[str, Any] = {"temp_directory": f"{draft}.tmp"}
    with duckdb.connect(config=spill) as connection:
        connection.execute(f"attach '{settings.warehouse}' as source (read_only)")
        connection.execute(
            f"attach '{draft}' as draft (storage_version '{STORAGE_VERSION}')"
        )
        provenance = _provenance(connection, settings.warehouse)
        tables = _tables(settings, provenance)
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
        limits = Limits.from_environment()
        marts = [table for table in tables if schemas[table] == "main"]
        withheld = _protect(connection, marts, limits, progress)
        rows = {}
        # one write for all tables
        connection.begin()
        for table in sorted(tables):
            name = f"{schemas[table]}.{table}"
            is_mart = schemas[table] == "main"
            origin = f"{PROTECTED}.{table}" if is_mart else f"source.{name}"
            connection.execute(f"create schema if not exists draft.{schemas[table]}")
            connection.execute(f"create table draft.{name} as from {origin}")
            count = connection.execute(f"select count(*) from draft.{name}").fetchone()
            rows[name] = int(count[0]) if count else 0
        _describe(connection, limits, withheld)
        describe(connection, "draft")
        connection.commit()
        connection.execute("detach draft")
    return rows


def _protect(
    connection: duckdb.DuckDBPyConnection,
    marts: list[str],
    limits: Limits,
    progress: Callable[[str], None],
) -> int:
    """Copy the marts into memory and take out what would tell of few persons.

    Nothing that goes is ever written to the published file, where a deleted value
    could still be found.

    Returns:
        Rows with values withheld.

    Raises:
        BuildError: a mart has no rule of disclosure control, or breaks one.
    """
    connection.execute(f"create schema {PROTECTED}")
    for table in marts:
        # rows of a build come as they were ready; which values go, of several that
        # would do, must not depend on it
        connection.execute(
            f"create table {PROTECTED}.{table} as from source.main.{table} order by all"
        )
    with _without_collection():
        withheld = protect(connection, PROTECTED, "source", SEEDS, limits)
    if withheld:
        progress(
            f"disclosure control: values withheld in {sum(withheld.values()):,} rows of"
            f" {len(withheld)} tables (limit {limits.min_cell})"
        )
    return sum(withheld.values())


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no garbage while many small objects are made that stay to the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _provenance(
    connection: duckdb.DuckDBPyConnection, warehouse: Path
) -> dict[str, Any]:
    """Return what the build says of itself: one row, column -> value.

    Raises:
        BuildError: it did not end with all tests passed, or does not say enough.
    """
    exists = connection.execute(
        "select count(*) from duckdb_tables() where database_name = 'source'"
        " and schema_name = 'registers' and table_name = 'provenance'"
    ).fetchone()
    provenance: dict[str, Any] = {}
    if exists == (1,):
        result = connection.execute("from source.registers.provenance")
        names = [str(column[0]) for column in result.description]
        provenance = dict(zip(names, result.fetchone() or (), strict=False))
    if not provenance.get("is_finished"):
        raise BuildError(
            f"the last build of {warehouse} did not end with all tests passed:"
            " build it again (bofast build) before publishing"
        )
    if "years_built" not in provenance:
        raise BuildError(
            f"{warehouse} was built by an older version, which does not say all that a"
            " published file says: build it again (bofast build)"
        )
    return provenance


def _tables(settings: Settings, provenance: Mapping[str, Any]) -> list[str]:
    """Return the names of models and seeds that may leave the warehouse.

    The build said so; when files that say it have changed since, dbt reads them again.
    """
    if provenance["project_digest"] == project_digest():
        return list(filter(None, provenance["published_tables"].split(",")))
    from bofast.build import published_tables

    return published_tables(settings)


def _describe(
    connection: duckdb.DuckDBPyConnection, limits: Limits, withheld: int
) -> None:
    """Write into the file when, from what and by which code it was made."""
    connection.execute(
        "create table draft.main.publication as select cast(? as timestamp)"
        " as published_at, registers, register_fingerprint, register_fingerprints,"
        " is_synthetic, synthetic_seed, built_at, years_built, build_code_version,"
        " cast(? as varchar) as code_version, tests_passed, tests_warned, tests_failed,"
        " cast(? as bigint) as min_cell, cast(? as bigint) as min_df,"
        " cast(? as bigint) as rows_withheld,"
        " cast(null as varchar) as accepted_because,"
        " cast(null as varchar) as accepted_changes from source.registers.provenance",
        [
            datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            code_version(),
            limits.min_cell,
            limits.min_df,
            withheld,
        ],
    )
    about = "One row: when, from what, how tested and by which code this file was made."
    connection.execute(f"comment on table draft.main.publication is '{about}'")
    for column, meaning in PUBLICATION.items():
        connection.execute(
            f"comment on column draft.main.publication.{column} is '{meaning}'"
        )
