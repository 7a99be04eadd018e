"""Lets plain `dbt build` check and read registers like the command line does.

dbt-duckdb loads this module (see profiles.yml); the macros in
`macros/registers.sql` call the functions it adds to the connection.
"""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from bofast.check import examine_registers
from bofast.failing_rows import write_failing_rows
from bofast.findings import Examination, errors, findings_of, notes, report
from bofast.register_views import EMPTY_ROWS, EMPTY_VALUES
from bofast.registers import fingerprint, is_synthetic
from bofast.settings import PROJECT, Settings

# DuckDB calls a database by its file name: not like its own, nor like a schema
RESERVED = {
    *("main", "system", "temp", "information_schema", "pg_catalog"),
    *("registers", "staging", "intermediate", "classification", "published"),
    "test_failures",
}


class Plugin(BasePlugin):  # type: ignore[misc]
    """The plugin class that dbt-duckdb looks for by this name."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Make the warehouse's folder, which DuckDB itself does not.

        Raises:
            DbtRuntimeError: the file's name is one that DuckDB keeps for itself.
        """
        warehouse = Path(creds.path)
        if warehouse.stem in RESERVED:
            raise DbtRuntimeError(
                f"BOFAST_WAREHOUSE={warehouse}: DuckDB calls a database by its file"
                f" name, and {warehouse.stem} is taken; choose another name"
            )
        warehouse.parent.mkdir(parents=True, exist_ok=True)

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Add the functions that macros call."""
        conn.create_function("bofast_check_registers", _broken_rules)
        conn.create_function("bofast_register_notes", _register_notes)
        conn.create_function("bofast_register_sql", _register_sql)
        conn.create_function("bofast_fingerprint", _fingerprint)
        conn.create_function("bofast_is_synthetic", _is_synthetic)


# what the check found in a folder, for the views that are made of it after
_EXAMINED: dict[Path, list[Examination]] = {}


def _broken_rules(folder: str) -> str:
    path = PROJECT / folder
    settings = Settings.from_environment()
    _EXAMINED[path] = examine_registers(path, remembered=settings.checked)
    findings = findings_of(_EXAMINED[path])
    write_failing_rows(settings.failing_rows, findings)
    return report(path, findings, settings.failing_rows) if errors(findings) else ""


def _register_notes(folder: str) -> str:
    """Return what was set aside or is absent, a line each."""
    return "\n".join(map(str, notes(findings_of(_EXAMINED[PROJECT / folder]))))


def _register_sql(folder: str, source: str) -> str:
    """Return the select behind a source: a register, or what was set aside of all."""
    examined = _EXAMINED[PROJECT / folder]
    if source == "row_set_aside":
        rows = [found.rows_sql for found in examined if found.rows_sql]
        return " union all ".join(rows or [EMPTY_ROWS])
    if source == "value_set_aside":
        values = [found.values_sql for found in examined if found.values_sql]
        return " union all ".join(values or [EMPTY_VALUES])
    return {found.register: found.kept_sql for found in examined}[source]


def _fingerprint(folder: str) -> str:
    return fingerprint(PROJECT / folder)


def _is_synthetic(folder: str) -> bool:
    return is_synthetic(PROJECT / folder)
