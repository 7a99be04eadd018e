"""Runs dbt and says what it does, with counts, and what went wrong, in words."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import click
import duckdb
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg

from bofast.errors import BuildError
from bofast.settings import PROJECT, Settings

DBT_FILES = PROJECT / "build" / "dbt"
EXAMPLES = 3
FAILED = {"error", "fail", "runtime error"}
RESULT_EVENTS = {"LogModelResult", "LogSeedResult"}


def build(settings: Settings) -> Counter[str]:
    """Build the whole warehouse and run all its tests.

    Args:
        settings: where registers are and where the warehouse goes.

    Returns:
        How many nodes ended in each status (success, pass, warn, ...).

    Raises:
        BuildError: something failed; the text names each failure.
    """
    # dbt takes relative paths from where it is called
    os.environ["BOFAST_REGISTERS"] = str(settings.registers)
    os.environ["BOFAST_WAREHOUSE"] = str(settings.warehouse)
    done = _invoke(["build"], [_print_progress, _print_notes])
    if done.exception is not None:
        raise BuildError(_last_line(str(done.exception)))
    results = [] if done.result is None else list(done.result.results)
    for warned in (r for r in results if str(r.status) == "warn"):
        # rows of persons are for those who may open the warehouse, not for a log
        where = f"kept in {warned.node.relation_name}"
        click.echo(f"  warning: {warned.node.name}: {warned.failures} row(s), {where}")
    failed = [r for r in results if str(r.status) in FAILED]
    if failed:
        shown = set(published_tables()) if any(r.failures for r in failed) else set()
        failures = [_what_failed(r, settings.warehouse, shown) for r in failed]
        skipped = sum(str(r.status) == "skipped" for r in results)
        lines = [f"{len(failures)} step(s) failed, {skipped} skipped after them:"]
        raise BuildError("\n".join(lines + [f"  {text}" for text in failures]))
    return Counter(str(r.status) for r in results)


def published_tables() -> list[str]:
    """List the models and seeds that may leave the warehouse (tag `published`)."""
    result = _invoke(["parse"], [])
    if result.exception is not None:
        raise BuildError(_last_line(str(result.exception)))
    return sorted(
        str(node.name)
        for node in result.result.nodes.values()
        if node.resource_type in ("model", "seed") and "published" in node.tags
    )


def _print_progress(event: EventMsg) -> None:
    """Print a line per seed and model, numbered among all steps, tests included."""
    if event.info.name in RESULT_EVENTS:
        data: Any = event.data
        step = f"{data.index:>4}/{data.total}"
        kind = data.node_info.resource_type
        seconds = f"{data.execution_time:.1f} s"
        click.echo(f"  {step} {kind:<5} {data.node_info.node_name} {seconds}")


def _print_notes(event: EventMsg) -> None:
    """Print what macros log: rows of registers set aside, registers not there."""
    if event.info.name == "JinjaLogInfo":
        data: Any = event.data
        click.echo(f"  {data.msg}")


def _invoke(arguments: list[str], callbacks: list[Any]) -> Any:
    os.environ.setdefault("DO_NOT_TRACK", "1")
    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    places += ["--target-path", str(DBT_FILES), "--log-path", str(DBT_FILES / "logs")]
    return dbtRunner(callbacks=callbacks).invoke([*arguments, "--quiet", *places])


def _what_failed(result: Any, warehouse: Path, shown: set[str]) -> str:
    """Return what failed in one line, with the first rows where they may be shown."""
    name = result.node.name
    if result.failures:
        relation = result.node.relation_name
        rows = f"test {name}: {result.failures} row(s)"
        tested = {str(node).split(".")[-1] for node in result.node.depends_on.nodes}
        if not tested <= shown:
            # rows of persons are for those who may open the warehouse, not for a log
            return f"{rows}, kept in {relation}"
        return f"{rows}{_rows(warehouse, relation)}"
    return f"{result.node.resource_type} {name}: {_last_line(result.message or '')}"


def _rows(warehouse: Path, relation: str | None) -> str:
    if not relation:
        return ""
    # dbt may still hold the file open in this process: the same mode as its own
    with duckdb.connect(str(warehouse)) as connection:
        found = connection.execute(f"select * from {relation} limit {EXAMPLES}")
        columns = [str(column[0]) for column in found.description]
        rows = [
            " ".join(f"{c}={v}" for c, v in zip(columns, row, strict=True))
            for row in found.fetchall()
        ]
    return f", first: {'; '.join(rows)} (all in {relation})"


def _last_line(message: str) -> str:
    """Return a message without dbt's headline, a traceback as its last line."""
    lines = [line for line in message.strip().splitlines() if line.strip()]
    if not lines:
        return "no message"
    if "Traceback (most recent call last)" in message:
        return lines[-1].strip()
    return "\n".join(lines)
