"""Lets plain `dbt build` check and read registers like the command line does.

dbt-duckdb loads this module (see profiles.yml); the macros in
`macros/registers.sql` call the functions it adds to the connection.
"""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from bofast.check import check_registers, report
from bofast.registers import fingerprint, is_synthetic, scan_sql
from bofast.settings import PROJECT

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
        conn.create_function("bofast_scan_sql", _scan_sql)
        conn.create_function("bofast_fingerprint", _fingerprint)
        conn.create_function("bofast_is_synthetic", _is_synthetic)


def _broken_rules(folder: str) -> str:
    path = PROJECT / folder
    findings = check_registers(path)
    return report(path, findings) if findings else ""


def _scan_sql(folder: str, register: str) -> str:
    return scan_sql(PROJECT / folder, register)


def _fingerprint(folder: str) -> str:
    return fingerprint(PROJECT / folder)


def _is_synthetic(folder: str) -> bool:
    return is_synthetic(PROJECT / folder)
