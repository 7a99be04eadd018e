"""Moves the aggregate marts from the warehouse into the file that BI tools read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from bofast.atomic import OWNER_ONLY_FOLDER, make_folder, owner_only
from bofast.contract.registers import REGIONS, register_groups
from bofast.disclosure.built import BuiltModel, built_models, compiled_models
from bofast.disclosure.protect import Catalogues, make_published
from bofast.disclosure.utility import Pair, write_utility
from bofast.errors import BuildError
from bofast.release.changes import accept_needed, differences
from bofast.release.formats import write_formats
from bofast.release.releases import draft_of, exclusive, put_into_place, tidy
from bofast.release.superset import write_dashboards
from bofast.settings import Limits, Settings
from bofast.sql import identifier, literal
from bofast.warehouse.version import code_version, project_digest

# every DuckDB client from 1.0 on opens this
STORAGE_VERSION = "v1.0.0"
# catalogues while publishing: the warehouse, and the file that is written
EXACT, DRAFT = "exact_warehouse", "draft_of_marts"
MARTS = "main"
UTILITY = "disclosure_utility"
PUBLICATION = {
    "published_at": "When the file was published, UTC.",
    "registers": "Name of the register folder.",
    "register_fingerprint": "SHA-256 over names and contents of all register files of"
    " that build.",
    "register_fingerprints": "The same of each register, a JSON object by its name.",
    "is_synthetic": "Whether the registers are synthetic, in whole or in part.",
    "synthetic_seed": "Seed of the synthetic registers; null where none is known.",
    "built_at": "When the build of the warehouse began, UTC.",
    "years_built": "The 1 Januaries of that build (BOFAST_YEARS), where other years"
    " stayed as an earlier one made them; null where all were built.",
    "registers_changed": "Registers and their years that have changed since years were"
    " made of them that this build left as they were; null where none have.",
    "build_code_version": "Commit of the code that built the warehouse.",
    "code_version": "Commit of the code that published it.",
    "tests_passed": "Data tests and unit tests of the build that passed.",
    "tests_warned": "Tests that found something and do not stop a build.",
    "tests_failed": "Tests that failed: 0, or nothing would have been published.",
    "rounding_base": "The smallest published count but 0 (BOFAST_ROUNDING_BASE).",
    "min_cell": "The fewest persons, families and persons with each outcome that a"
    " published model is made from (BOFAST_MIN_CELL).",
    "min_df": "The fewest residual degrees of freedom of a published estimate"
    " (BOFAST_MIN_DF).",
    "rows_withheld": "Rows of estimates that are withheld, since they are of too few.",
    "accepted_because": "Why a release that is worse than the one before was published"
    " (bofast publish --accept); null where it is not.",
    "accepted_changes": "In what it is worse, a change a line.",
}


def publish(
    settings: Settings, progress: Callable[[str], None], accepted: str | None = None
) -> dict[str, int]:
    """Write the published file anew and move it into place.

    The file and what is beside it (`formats`) are written apart and put into place in
    one step, so a reader sees the old ones or the new ones, and a failure leaves the
    old ones as they were. The last releases are kept (`releases`).

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
    with _draft(settings, progress, is_to_stay=True) as (draft, rows, keys):
        accept_needed(draft, settings.published, accepted, progress)
        files = write_formats(draft, keys, settings.engine)
        write_dashboards(draft, str(settings.published))
        put_into_place(settings)
    progress(f"the same as {len(files) - 1} Parquet files: {settings.release}")
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
    with _draft(settings, progress) as (draft, *_):
        for line in differences(draft, settings.published):
            progress(line)


@contextmanager
def _draft(
    settings: Settings,
    progress: Callable[[str], None],
    *,
    is_to_stay: bool = False,
) -> Iterator[tuple[Path, dict[str, int], dict[str, tuple[str, ...]]]]:
    """Write what would be published, for as long as nobody else publishes.

    Yields:
        The file, rows per table, and the key of each table that has one.
    """
    if not settings.warehouse.is_file():
        raise BuildError(f"no warehouse at {settings.warehouse}: build it first")
    if _failed_since(settings):
        raise BuildError(
            f"the last build of {settings.warehouse} did not end with all tests"
            " passed: build it again (bofast build) before publishing, or remove"
            f" {settings.failed.parent} to publish the build before it"
        )
    with exclusive(settings, "publishing"):
        if is_to_stay:
            tidy(settings)
        draft = draft_of(settings)
        make_folder(draft.parent, OWNER_ONLY_FOLDER)
        with owner_only():
            models = _models(settings)
            rows = _copy(settings, draft, models, progress)
            yield draft, rows, {model.name: model.key for model in models.values()}


def _failed_since(settings: Settings) -> bool:
    """Tell whether a build has failed since the warehouse was last built."""
    if not settings.failed.is_file():
        return False
    # plain dbt writes the warehouse and knows nothing of failed drafts
    return settings.failed.stat().st_mtime_ns > settings.warehouse.stat().st_mtime_ns


def _copy(
    settings: Settings,
    draft: Path,
    models: Mapping[str, BuiltModel],
    progress: Callable[[str], None],
) -> dict[str, int]:
    limits = settings.limits
    spill: dict[str, Any] = {"temp_directory": f"{draft.parent}.tmp"}
    # the models' SQL names the database by the file that they were built in
    (database,) = {model.database for model in models.values()}
    places = Catalogues(EXACT, identifier(database))
    with duckdb.connect(config=spill) as connection:
        connection.execute(
            f"attach {literal(settings.warehouse)} as {EXACT} (read_only)"
        )
        connection.execute(f"attach ':memory:' as {places.made}")
        connection.execute(
            f"attach {literal(draft)} as {DRAFT} (storage_version '{STORAGE_VERSION}')"
        )
        impersonal = {f"registers.{name}" for name in register_groups()[REGIONS]}
        made = make_published(connection, places, models, impersonal, limits)
        rows = {}
        # one write for all tables
        connection.begin()
        for model in sorted(models.values(), key=lambda m: m.name):
            if model.is_published:
                rows[f"{model.schema}.{model.name}"] = _write(connection, model, places)
        _comment(connection, [m for m in models.values() if m.is_published])
        # views show others' counts once more
        counting = sorted(n for n in made.counting if not models[n].is_view)
        pairs = [_pair(models[name], places) for name in counting]
        target = f"{DRAFT}.{MARTS}.{UTILITY}"
        write_utility(connection, pairs, made.balances, made.bases, target)
        _describe(connection, limits, made.withheld)
        connection.commit()
        connection.execute(f"detach {DRAFT}")
    progress(
        f"disclosure control: counts rounded to 0 or at least {limits.rounding_base}"
    )
    return rows


def _models(settings: Settings) -> dict[str, BuiltModel]:
    """Return the project's models and seeds, with their SQL.

    The build left them in the warehouse; when it was of chosen years, or files have
    changed since, dbt compiles them again.

    Raises:
        BuildError: the build did not pass, or the project cannot be compiled.
    """
    with duckdb.connect() as connection:
        connection.execute(
            f"attach {literal(settings.warehouse)} as {EXACT} (read_only)"
        )
        _provenance(connection, settings.warehouse)
        models = built_models(connection, EXACT, project_digest())
        tables = {
            str(name)
            for (name,) in connection.execute(
                "select table_name from information_schema.tables"
                " where table_catalog = ?",
                [EXACT],
            ).fetchall()
        }
    if models is None:
        from bofast.warehouse.build import compile_models

        models = compiled_models(compile_models(settings))
    missing = sorted(
        name
        for name, model in models.items()
        if model.is_published and name not in tables
    )
    if missing:
        raise BuildError(f"the warehouse lacks {', '.join(missing)}: build it first")
    return models


def _write(
    connection: duckdb.DuckDBPyConnection, model: BuiltModel, places: Catalogues
) -> int:
    """Write a table into the draft, seeds as they are and marts in order."""
    where = f"{model.schema}.{model.name}"
    connection.execute(f"create schema if not exists {DRAFT}.{model.schema}")
    exact, draft = f"{places.exact}.{where}", f"{DRAFT}.{where}"
    if model.is_seed:
        writing = f"create table {draft} as from {exact}"
    else:
        # with the types of the contract
        connection.execute(f"create table {draft} as from {exact} limit 0")
        # rows of a build come as they were ready; what is published does not
        writing = f"insert into {draft} from {places.made}.{where} order by all"
    return int(connection.execute(writing).fetchall()[0][0])


def _comment(
    connection: duckdb.DuckDBPyConnection, written: Sequence[BuiltModel]
) -> None:
    """Give tables and columns of the draft the comments of the warehouse.

    dbt has put the project's descriptions there.
    """
    places = {(model.schema, model.name) for model in written}
    found = connection.execute(
        "select schema_name, table_name, null, comment from duckdb_tables()"
        " where database_name = $1 union all"
        " select schema_name, view_name, null, comment from duckdb_views()"
        " where database_name = $1 union all"
        " select schema_name, table_name, column_name, comment from duckdb_columns()"
        " where database_name = $1",
        [EXACT],
    ).fetchall()
    comments = []
    for schema, table, column, comment in found:
        if comment and (schema, table) in places:
            where = f"{DRAFT}.{identifier(schema)}.{identifier(table)}"
            what = (
                f"column {where}.{identifier(column)}" if column else f"table {where}"
            )
            comments.append(f"comment on {what} is {literal(_one_line(comment))}")
    # together in a third less of the time
    connection.execute("; ".join(comments))


def _one_line(text: str) -> str:
    """Return a description without the line ends of the file it was written in."""
    return " ".join(text.split())


def _pair(model: BuiltModel, places: Catalogues) -> Pair:
    where = f"{model.schema}.{model.name}"
    return Pair(model.name, f"{places.exact}.{where}", f"{places.made}.{where}")


def _provenance(
    connection: duckdb.DuckDBPyConnection, warehouse: Path
) -> dict[str, Any]:
    """Return what the build says of itself: one row, column -> value.

    Raises:
        BuildError: it did not end with all tests passed, or does not say enough.
    """
    exists = connection.execute(
        "select count(*) from duckdb_tables() where database_name = ?"
        " and schema_name = 'registers' and table_name = 'provenance'",
        [EXACT],
    ).fetchone()
    provenance: dict[str, Any] = {}
    if exists == (1,):
        result = connection.execute(f"from {EXACT}.registers.provenance")
        names = [str(column[0]) for column in result.description]
        provenance = dict(zip(names, result.fetchone() or (), strict=False))
    if not provenance.get("is_finished"):
        raise BuildError(
            f"the last build of {warehouse} did not end with all tests passed:"
            " build it again (bofast build) before publishing"
        )
    if "registers_changed" not in provenance:
        raise BuildError(
            f"{warehouse} was built by an older version, which does not say all that a"
            " published file says: build it again (bofast build)"
        )
    return provenance


def _describe(
    connection: duckdb.DuckDBPyConnection, limits: Limits, withheld: int
) -> None:
    """Write into the file when, from what and by which code it was made."""
    connection.execute(
        f"create table {DRAFT}.{MARTS}.publication as select cast(? as timestamp)"
        " as published_at, registers, register_fingerprint, register_fingerprints,"
        " is_synthetic, synthetic_seed, built_at, years_built, registers_changed,"
        " build_code_version,"
        " cast(? as varchar) as code_version, tests_passed, tests_warned, tests_failed,"
        " cast(? as bigint) as rounding_base, cast(? as bigint) as min_cell,"
        " cast(? as bigint) as min_df, cast(? as bigint) as rows_withheld,"
        " cast(null as varchar) as accepted_because,"
        " cast(null as varchar) as accepted_changes"
        f" from {EXACT}.registers.provenance",
        [
            datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            code_version(),
            limits.rounding_base,
            limits.min_cell,
            limits.min_df,
            withheld,
        ],
    )
    about = "One row: when, from what, how tested and by which code this file was made."
    connection.execute(f"comment on table {DRAFT}.{MARTS}.publication is '{about}'")
    for column, meaning in PUBLICATION.items():
        connection.execute(
            f"comment on column {DRAFT}.{MARTS}.publication.{column} is '{meaning}'"
        )
