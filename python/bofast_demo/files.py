"""Synthetic registers on disk, marked so that nobody can take them for real ones."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from bofast.contract.mapping import MAPPING
from bofast.contract.registers import (
    IMPORTED_FILE,
    SYNTHETIC_MARK,
    load_contract,
    marked_synthetic,
)
from bofast.errors import RegisterError
from bofast.sql import literal

# registers of persons while they are made
UNFINISHED = "unfinished"


def write_registers(
    out: Path, registers: Mapping[str, pd.DataFrame], seed: int
) -> None:
    """Write registers as Parquet, one file per year where there are years.

    The same rows give the same bytes. Every file's metadata says `synthetic` = `true`.

    Args:
        out: register folder.
        registers: rows of each register, sorted, with the contract's columns.
        seed: what the rows were drawn with, for the metadata.

    Raises:
        RegisterError: a register's folder holds other data, which could be real.
    """
    paths = {
        name: {year: _path(out, name, year) for year in _years(rows)}
        for name, rows in registers.items()
    }
    for name, by_year in paths.items():
        refuse_other_data(out / name, set(by_year.values()))
    contract = load_contract()
    with duckdb.connect() as connection:
        # one thread keeps the rows in order and the bytes the same
        connection.execute("set threads = 1")
        for name, rows in registers.items():
            typed = ", ".join(
                f"cast({column.name} as {column.data_type}) as {column.name}"
                for column in contract[name]
            )
            connection.register("register", rows)
            for year, path in paths[name].items():
                path.parent.mkdir(parents=True, exist_ok=True)
                chosen = "true" if year is None else f"year = {year}"
                target = literal(path)
                connection.execute(
                    f"copy (select {typed} from register where {chosen})"
                    f" to {target} (format parquet, compression zstd, kv_metadata"
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


def refuse_folder_of_others(out: Path) -> None:
    """Refuse a register folder in which somebody else's registers lie.

    What was imported into a regional register stays beside the synthetic files.

    Raises:
        RegisterError: a register holds files that are not synthetic, or the folder is
            an office's, with registers under names of its own.
    """
    contract = load_contract()
    for register in contract:
        folder = out / register
        refuse_other_data(folder, {p for p in folder.rglob("*") if p.is_file()})
    others = {
        path
        for path in out.glob("*")
        if path.name == MAPPING
        or (path.is_dir() and path.name not in {*contract, UNFINISHED})
    }
    if others and not (out / SYNTHETIC_MARK).is_file():
        raise RegisterError(
            f"{out} holds other files ({min(others).name}, ...); synthetic registers go"
            " into a folder of their own"
        )


def refuse_other_data(folder: Path, own: set[Path] | None = None) -> None:
    """Refuse to write where something else lies than synthetic files.

    Args:
        folder: of a register.
        own: the files that are written, beside which what was imported stays; the
            whole folder is replaced where none are named.

    Raises:
        RegisterError: the folder holds other files, which could be real data.
    """
    files = {path for path in folder.rglob("*") if path.is_file()}
    imported = {path for path in files if path.name == IMPORTED_FILE}
    strange = imported if own is None else files - own - imported
    found = strange | {p for p in files - imported if not marked_synthetic(p)}
    if found:
        raise RegisterError(
            f"{folder} holds other files ({min(found).relative_to(folder)}, ...);"
            " synthetic registers go into a folder of their own"
        )
