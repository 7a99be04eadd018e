"""Synthetic registers on disk, marked so that nobody can take them for real ones."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from bofast.errors import RegisterError

COLUMN_TYPES = {
    "year": "INTEGER",
    "region_code": "VARCHAR",
    "age": "INTEGER",
    "persons": "INTEGER",
    "period_start": "INTEGER",
    "period_end": "INTEGER",
    "indicator": "VARCHAR",
    "value": "DOUBLE",
    "establishments_with_employees": "INTEGER",
    "establishments": "INTEGER",
    "employed_by_workplace": "INTEGER",
    "employed_by_residence": "INTEGER",
}
"""The contract's types, in the contract's order."""


def write_registers(
    out: Path, registers: Mapping[str, pd.DataFrame], seed: int
) -> None:
    """Write registers as Parquet, one file per year where there are years.

    The same rows give the same bytes. Every file's metadata says `synthetic` = `true`.

    Args:
        out: register folder.
        registers: rows of each register, sorted, columns of `COLUMN_TYPES`.
        seed: what the rows were drawn with, for the metadata.

    Raises:
        RegisterError: a register's folder holds other data, which could be real.
    """
    paths = {
        name: {year: _path(out, name, year) for year in _years(rows)}
        for name, rows in registers.items()
    }
    for name, by_year in paths.items():
        _refuse_other_data(out / name, set(by_year.values()))
    with duckdb.connect() as connection:
        # one thread keeps the rows in order and the bytes the same
        connection.execute("set threads = 1")
        for name, rows in registers.items():
            columns = [column for column in COLUMN_TYPES if column in rows]
            typed = ", ".join(f"{c}::{COLUMN_TYPES[c]} as {c}" for c in columns)
            connection.register("register", rows)
            for year, path in paths[name].items():
                path.parent.mkdir(parents=True, exist_ok=True)
                chosen = "true" if year is None else f"year = {year}"
                target = str(path).replace("'", "''")
                connection.execute(
                    f"copy (select {typed} from register where {chosen})"
                    f" to '{target}' (format parquet, compression zstd, kv_metadata"
                    f" {{synthetic: 'true', seed: '{seed}',"
                    " note: 'invented figures, see SYNTHETIC.md'})"
                )


def _years(rows: pd.DataFrame) -> list[int | None]:
    return sorted(set(rows["year"].tolist())) if "year" in rows else [None]


def _path(out: Path, register: str, year: int | None) -> Path:
    folder = out / register
    if year is not None:
        folder /= f"year={year}"
    return folder / f"{register}.parquet"


def _refuse_other_data(folder: Path, own: set[Path]) -> None:
    """Raise where a folder holds anything else than the files to be written."""
    found = {path for path in folder.rglob("*") if path.is_file()} - own
    if found:
        raise RegisterError(
            f"{folder} holds other files ({min(found).relative_to(folder)}, ...);"
            " synthetic registers go into a folder of their own"
        )
