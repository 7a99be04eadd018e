"""Lets plain `dbt build` check and read registers like the command line does.

dbt-duckdb loads this module (see profiles.yml); the macros in
`macros/registers.sql` call the functions it adds to the connection.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from bofast.atomic import close_to_others, make_folder, take_lock
from bofast.check.findings import Examination, findings_of, lines_of_notes
from bofast.check.run import accepted_registers
from bofast.check.views import years_variable
from bofast.check.years import year_offsets, years_read
from bofast.contract.mapping import load_mapping
from bofast.contract.registers import (
    fingerprint,
    is_synthetic,
    load_contract,
    register_fingerprints,
    synthetic_seed,
)
from bofast.errors import BofastError, BuildError, SettingError
from bofast.settings import PROJECT, Settings
from bofast.warehouse.built_years import Contents, built_of, contents_of, later_years
from bofast.warehouse.sources import source_sql
from bofast.warehouse.version import code_version, project_digest

# DuckDB calls a database by its file name: not like its own, nor like a schema
RESERVED = {
    *("main", "system", "temp", "information_schema", "pg_catalog"),
    *("registers", "staging", "intermediate", "classification", "published"),
    "test_failures",
}


class Plugin(BasePlugin):  # type: ignore[misc]
    """The plugin class that dbt-duckdb looks for by this name."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Say which file DuckDB opens, and make all it writes its owner's alone.

        DuckDB does not make folders, takes relative paths from where dbt is called, and
        its log and temporary files come later, by whatever permissions the process
        gives.

        Raises:
            DbtRuntimeError: a setting is wrong, or the file's name is one that DuckDB
                keeps for itself.
        """
        settings = _settings()
        warehouse = settings.warehouse
        if warehouse.stem in RESERVED:
            raise DbtRuntimeError(
                f"BOFAST_WAREHOUSE={warehouse}: DuckDB calls a database by its file"
                f" name, and {warehouse.stem} is taken; choose another name"
            )
        os.umask(0o077)
        if _invoked is None:
            make_folder(warehouse.parent, settings.warehouse_folder_mode)
            close_to_others(warehouse)
        creds.path = str(_invoked.file if _invoked else warehouse)

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Say which years of the registers this session reads, if not all."""
        for register, years in _years_read(_settings().years).items():
            listed = ", ".join(map(str, sorted(years)))
            cursor.execute(f"set variable {years_variable(register)} = [{listed}]")

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Add the functions that macros call, and look which years are built."""
        global _left_out
        _left_out = later_years(conn, _settings().years)
        conn.create_function("bofast_check_registers", _broken_rules)
        conn.create_function("bofast_register_notes", _register_notes)
        conn.create_function("bofast_register_sql", _register_sql)
        conn.create_function("bofast_fingerprint", _fingerprint)
        conn.create_function("bofast_register_fingerprints", _register_fingerprints)
        conn.create_function("bofast_register_years", _register_years)
        conn.create_function("bofast_changed_years", _changed_years)
        conn.create_function("bofast_is_synthetic", _is_synthetic)
        conn.create_function("bofast_synthetic_seed", _synthetic_seed)
        conn.create_function("bofast_code_version", code_version)
        conn.create_function("bofast_project_digest", project_digest)


def _settings() -> Settings:
    try:
        return _current()
    except SettingError as error:
        raise DbtRuntimeError(str(error)) from error


def _current() -> Settings:
    return _invoked.settings if _invoked else Settings.from_environment()


@cache
def _years_read(chosen: tuple[int, ...]) -> dict[str, set[int]]:
    """Return which years of each register are read; none where all of them are."""
    if not chosen:
        return {}
    return years_read(year_offsets(load_contract()), chosen)


@dataclass(frozen=True)
class Invoked:
    """What a command of bofast invokes dbt for.

    Attributes:
        settings: the command's settings.
        file: the file that dbt works in.
    """

    settings: Settings
    file: Path


# nothing where dbt is used by itself
_invoked: Invoked | None = None


@contextmanager
def working_in(settings: Settings, file: Path) -> Iterator[None]:
    """Let dbt work in a file, whatever file the profile names."""
    global _invoked
    _invoked = Invoked(settings, file)
    try:
        yield
    finally:
        _invoked = None


# years of the warehouse that follow from a chosen one, and are not chosen
_left_out: tuple[int, ...] = ()

# what the check found in a folder, for the views that are made of it after
_EXAMINED: dict[Path, list[Examination]] = {}


def _broken_rules(folder: str) -> str:
    path = PROJECT / folder
    settings = replace(_current(), registers=path)
    if _left_out:
        years = ",".join(map(str, sorted({*settings.years, *_left_out})))
        return (
            "BOFAST_YEARS: cohorts and returns of a year follow from the years before"
            f" it; say BOFAST_YEARS={years}, or leave it out to build everything"
        )
    if _invoked is None:
        # dbt alone writes in place, where a build would move its file under it
        try:
            _hold(settings.lock, f"a build of {settings.warehouse}")
        except BuildError as error:
            return str(error)
    try:
        _EXAMINED[path] = accepted_registers(settings)
    except BofastError as error:
        return str(error)
    return ""


@cache
def _hold(lock: Path, what: str) -> int:
    """Hold a lock until the process ends: dbt says nowhere that it has finished."""
    return take_lock(lock, what)


def _register_notes(folder: str) -> str:
    """Return what was rejected or is absent, a line each."""
    return "\n".join(lines_of_notes(findings_of(_EXAMINED[PROJECT / folder])))


def _register_sql(folder: str, source: str) -> str:
    """Return the select behind a source."""
    path = PROJECT / folder
    return source_sql(_current(), path, _EXAMINED[path], source)


def _fingerprint(folder: str) -> str:
    return fingerprint(PROJECT / folder)


def _is_synthetic(folder: str) -> bool:
    return is_synthetic(PROJECT / folder)


def _register_fingerprints(folder: str) -> str:
    office = load_mapping(_current().mapping, load_contract())
    folders = {register: office.folder(register) for register in load_contract()}
    return json.dumps(register_fingerprints(PROJECT / folder, folders))


def _register_years(folder: str, before: str) -> str:
    """Return what all years are made of, those that are not built again, too."""
    return json.dumps(_built_of(folder, before)[0])


def _changed_years(folder: str, before: str) -> str:
    return ", ".join(_built_of(folder, before)[1])


def _built_of(folder: str, before: str) -> tuple[Contents, list[str]]:
    now = contents_of(_EXAMINED[PROJECT / folder])
    read = _years_read(_settings().years)
    if os.environ.get("DBT_BOFAST_ONLY") == "index":
        # nothing is made of registers of persons
        read = {register: set() for register in year_offsets(load_contract())}
    return built_of(now, json.loads(before), read)


def _synthetic_seed(folder: str) -> str:
    """Return the seed as text: DuckDB gives functions no way to say null."""
    seed = synthetic_seed(PROJECT / folder)
    return "" if seed is None else str(seed)
