"""Runs dbt and says what it does, with counts, and what went wrong, in words.

The warehouse is built in a new file, which takes the old one's place when every model
and test has passed. A build that fails, or is killed, leaves the old file as it was.
"""

import gc
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg

from bofast.atomic import (
    OWNER_ONLY,
    OWNER_ONLY_FOLDER,
    copy_whole,
    drafts_of_the_dead,
    in_words,
    make_folder,
    move_into_place,
    only_one,
    owner_only,
    reason,
    take_in_log,
)
from bofast.check.findings import EXAMPLES
from bofast.contract.mapping import load_mapping
from bofast.contract.registers import (
    PERSONS,
    load_contract,
    register_fingerprints,
    register_groups,
)
from bofast.errors import BuildError, SettingError
from bofast.settings import PROJECT, Settings
from bofast.warehouse.built_years import later_years
from bofast.warehouse.plugin import working_in

DBT_FILES = PROJECT / "build" / "dbt"
# new objects after which Python looks for garbage; after 700, as it does by itself,
# a build takes a twelfth longer
YOUNG_OBJECTS = 5000
FAILED = {"error", "fail", "runtime error"}
RESULT_EVENTS = {"LogModelResult", "LogSeedResult"}
# what the risk index is made of, and what repeats its numbers
INDEX = (
    *("path:seeds/risk_index", "path:seeds/classifications", "path:seeds/published"),
    *("path:seeds/disclosure", "stg_region_population", "stg_region_indicator"),
    *("stg_region_establishment", "stg_region_employment", "stg_rule_result"),
    *("path:models/intermediate/classification", "path:models/intermediate/risk_index"),
    "path:models/marts/risk_index+",
)


def build(
    settings: Settings, index_only: bool = False, rows: Path | None = None
) -> Counter[str]:
    """Build the whole warehouse, run all its tests and move it into place.

    With `BOFAST_YEARS` the chosen years, and those that it has after them, are built in
    a copy of the warehouse that is there, otherwise everything is built from nothing.

    Args:
        settings: where registers are and where the warehouse goes.
        index_only: whether the risk index alone is built, in a copy of the warehouse;
            the registers of persons must be those that it was built of.
        rows: folder to take the rows of persons from, which Spark made of the same
            registers (`bofast kept`); the tests that they passed there are not run
            again.

    Returns:
        How many nodes ended in each status (success, pass, warn, ...).

    Raises:
        BuildError: something failed, and the warehouse is as it was; the text names
            each failure, and where the draft is kept that it is found in.
    """
    if rows:
        _refuse_no_rows(settings, rows)
    with in_words(f"building failed, {settings.warehouse} is as it was"):
        make_folder(settings.lock.parent, settings.warehouse_folder_mode)
        with only_one(settings.lock, f"a build of {settings.warehouse}"):
            if index_only:
                _refuse_other_persons(settings)
            _make_draft(settings, index_only)
            # the index is made of no register of persons, whose years these are
            settings = (
                replace(settings, years=())
                if index_only
                else _with_later_years(settings)
            )
            arguments = ["build"]
            if index_only:
                arguments += ["--select", *INDEX]
            if rows:
                arguments += ["--selector", "rows_taken"]
            with (
                owner_only(),
                _told("BOFAST_YEARS", ",".join(map(str, settings.years))),
                _told("DBT_BOFAST_ONLY", "index" if index_only else ""),
                _told("DBT_BOFAST_TAKE", str(rows.absolute()) if rows else ""),
            ):
                done = _invoke(
                    settings, settings.draft, arguments, [_print_progress, _print_notes]
                )
                # dbt keeps the file open in this process
                DuckDBConnectionManager.close_all_connections()
            results = [] if done.result is None else list(done.result.results)
            if not done.success:
                kept = _keep_failed(settings, results)
                lines = _failures(settings, done.exception, results, kept)
                there = settings.warehouse.is_file()
                state = "is as it was" if there else "was not made"
                lines.append(f"{settings.warehouse} {state}.")
                if kept:
                    lines.append(f"What was built is in {kept} (its owner's alone).")
                raise BuildError("\n".join(lines))
            _print_warnings(results)
            _replace_warehouse(settings)
    return Counter(str(r.status) for r in results)


def published_tables(settings: Settings) -> list[str]:
    """List the models and seeds that may leave the warehouse (tag `published`)."""
    result = _invoke(settings, settings.warehouse, ["parse"], [])
    if result.exception is not None:
        raise BuildError(reason(_last_line(str(result.exception))))
    return sorted(
        str(node.name)
        for node in result.result.nodes.values()
        if node.resource_type in ("model", "seed") and "published" in node.tags
    )


def compile_models(settings: Settings) -> Path:
    """Let dbt write the SQL of all models, of all years.

    Returns:
        The manifest that holds it.

    Raises:
        BuildError: the project cannot be compiled.
    """
    of_all_years = replace(settings, years=())
    models = ["compile", "--select", "resource_type:model", "--write-json"]
    with _told("BOFAST_YEARS", None):
        done = _invoke(of_all_years, settings.warehouse, models, [])
        DuckDBConnectionManager.close_all_connections()
    if done.exception is not None:
        raise BuildError(reason(_last_line(str(done.exception))))
    return DBT_FILES / "manifest.json"


def _print_progress(event: EventMsg) -> None:
    """Print a line per seed and model, numbered among all steps, tests included."""
    if event.info.name in RESULT_EVENTS:
        data: Any = event.data
        step = f"{data.index:>4}/{data.total}"
        kind = data.node_info.resource_type
        seconds = f"{data.execution_time:.1f} s"
        click.echo(f"  {step} {kind:<5} {data.node_info.node_name} {seconds}")


def _print_notes(event: EventMsg) -> None:
    """Print what macros log: rejected rows of registers, registers not there."""
    if event.info.name == "JinjaLogInfo":
        data: Any = event.data
        click.echo(f"  {data.msg}")


def _invoke(
    settings: Settings, file: Path, arguments: list[str], callbacks: list[Any]
) -> Any:
    # dbt takes relative paths from where it is called, and reads the whole project
    # anew when they, or the profile, are written in another way than the last time
    os.environ["BOFAST_REGISTERS"] = str(settings.registers)
    os.environ.setdefault("DO_NOT_TRACK", "1")
    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    places += ["--target-path", str(DBT_FILES), "--log-path", str(DBT_FILES / "logs")]
    gc.set_threshold(YOUNG_OBJECTS)
    dbt = dbtRunner(callbacks=callbacks)
    with (
        _told("BOFAST_WAREHOUSE", settings.warehouse.name),
        working_in(settings, file),
    ):
        return dbt.invoke([*arguments, "--quiet", *places])


@contextmanager
def _told(name: str, text: str | None) -> Iterator[None]:
    """Tell dbt something, or nothing: macros and the profile read the environment."""
    before = os.environ.get(name)
    _set(name, text)
    try:
        yield
    finally:
        _set(name, before)


def _set(name: str, text: str | None) -> None:
    os.environ.pop(name, None)
    if text is not None:
        os.environ[name] = text


def _refuse_no_rows(settings: Settings, rows: Path) -> None:
    """Refuse a folder that Spark has made nothing in, and years beside it."""
    if settings.years:
        raise SettingError(
            "BOFAST_YEARS: rows are taken from Spark for all years; leave it out"
        )
    if not any((rows / "tables" / "run_of_rows").glob("*.parquet")):
        raise BuildError(
            f"{rows} holds no rows that Spark made: write the registers into it (bofast"
            " kept), and run dbt build --target spark --selector rows"
        )


def _refuse_other_persons(settings: Settings) -> None:
    """Refuse to build the index beside a panel of other registers."""
    before: dict[str, str] | None = None
    if settings.warehouse.is_file():
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            row = connection.execute(
                "select register_fingerprints from registers.provenance"
            ).fetchone()
        before = json.loads(row[0]) if row else None
    if before is None:
        raise BuildError(
            f"there is no warehouse at {settings.warehouse} to build the index in:"
            " build everything first"
        )
    office = load_mapping(settings.mapping, load_contract())
    folders = {register: office.folder(register) for register in load_contract()}
    now = register_fingerprints(settings.registers, folders)
    changed = [
        register
        for register in register_groups()[PERSONS]
        if now.get(register) != before.get(register)
    ]
    if changed:
        raise BuildError(
            f"{', '.join(changed)} changed since the warehouse was built: build"
            " everything (bofast build)"
        )


def _with_later_years(settings: Settings) -> Settings:
    """Choose the years that follow from a chosen one, too, and say so."""
    if not (settings.years and settings.draft.is_file()):
        return settings
    with duckdb.connect(str(settings.draft)) as connection:
        later = later_years(connection, settings.years)
    if later:
        click.echo(
            f"  BOFAST_YEARS: {', '.join(map(str, later))} too: cohorts and returns of"
            " a year follow from the years before it"
        )
    return replace(settings, years=tuple(sorted({*settings.years, *later})))


def _make_draft(settings: Settings, from_old: bool = False) -> None:
    """Make an empty folder for the draft; a killed build may have left another."""
    folder = settings.draft.parent
    if folder.exists():
        shutil.rmtree(folder)
    make_folder(folder, OWNER_ONLY_FOLDER)
    for leftover in drafts_of_the_dead(settings.checked):
        leftover.unlink(missing_ok=True)
    old = settings.warehouse.resolve()
    take_in_log(old)
    if (from_old or settings.years) and old.is_file():
        copy_whole(old, settings.draft, OWNER_ONLY)


def _replace_warehouse(settings: Settings) -> None:
    """Put the draft into place, all of it in the one file."""
    draft, place = settings.draft, settings.warehouse.resolve()
    with owner_only(), duckdb.connect(str(draft)) as connection:
        connection.execute("checkpoint")
    take_in_log(place)
    # first, so that a kill in between leaves no word of a failure that is past
    shutil.rmtree(settings.failed.parent, ignore_errors=True)
    move_into_place(draft, place)
    shutil.rmtree(draft.parent, ignore_errors=True)


def _keep_failed(settings: Settings, results: list[Any]) -> Path | None:
    """Keep the draft of a failed build in the place of the one before it.

    Returns:
        Where it is; None when nothing was built in it.
    """
    draft, failed = settings.draft, settings.failed
    kinds = ("model", "seed")
    built = any(
        r.node.resource_type in kinds and r.status == "success" for r in results
    )
    if built:
        shutil.rmtree(failed.parent, ignore_errors=True)
        os.replace(draft.parent, failed.parent)
    else:
        shutil.rmtree(draft.parent)
    return failed if built else None


def _failures(
    settings: Settings,
    exception: BaseException | None,
    results: list[Any],
    kept: Path | None,
) -> list[str]:
    """Return what failed as lines of text."""
    if exception is not None:
        return [reason(_last_line(str(exception)))]
    failed = [r for r in results if str(r.status) in FAILED]
    has_rows = any(r.failures for r in failed)
    shown = set(published_tables(settings)) if has_rows else set()
    # several models may stop at one fault
    names: dict[str, list[str]] = {}
    for r in failed:
        name, text = _what_failed(r, kept, shown)
        names.setdefault(text, []).append(name)
    failures = [f"{', '.join(those)}: {text}" for text, those in names.items()]
    skipped = sum(str(r.status) == "skipped" for r in results)
    head = f"{len(failed)} step(s) failed, {skipped} skipped after them:"
    return [head, *(f"  {text}" for text in failures)]


def _print_warnings(results: list[Any]) -> None:
    for warned in (r for r in results if str(r.status) == "warn"):
        # rows of persons are for those who may open the warehouse, not for a log
        where = f"kept in {warned.node.relation_name}"
        click.echo(f"  warning: {warned.node.name}: {warned.failures} row(s), {where}")


def _what_failed(result: Any, kept: Path | None, shown: set[str]) -> tuple[str, str]:
    """Return what failed and how, with the first rows where they may be shown."""
    kind = "test" if result.failures else result.node.resource_type
    name = f"{kind} {result.node.name}"
    if result.failures:
        relation = result.node.relation_name
        rows = f"{result.failures} row(s)"
        tested = {str(node).split(".")[-1] for node in result.node.depends_on.nodes}
        if not tested <= shown:
            # rows of persons are for those who may open the warehouse, not for a log
            return name, f"{rows}, kept in {relation}"
        return name, f"{rows}{_rows(kept, relation)}"
    return name, reason(_last_line(result.message or ""))


def _rows(kept: Path | None, relation: str | None) -> str:
    if not kept or not relation:
        return ""
    try:
        with duckdb.connect(str(kept), read_only=True) as connection:
            found = connection.execute(f"select * from {relation} limit {EXAMPLES}")
            columns = [str(column[0]) for column in found.description]
            rows = [
                " ".join(f"{c}={v}" for c, v in zip(columns, row, strict=True))
                for row in found.fetchall()
            ]
    except duckdb.Error:
        # a full disk, say, has left a file that cannot be read
        return ""
    return f", first: {'; '.join(rows)} (all in {relation})"


def _last_line(message: str) -> str:
    """Return a message without dbt's macros, a traceback as its last line."""
    lines = [
        line
        for line in message.strip().splitlines()
        if line.strip() and not line.strip().startswith(("> in macro", "> called by"))
    ]
    if not lines:
        return "no message"
    if "Traceback (most recent call last)" in message:
        return lines[-1].strip()
    return "\n".join(lines)
