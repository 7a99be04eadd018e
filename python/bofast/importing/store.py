"""Puts imported rows among the registers, all of them or none."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from bofast.atomic import flush, in_words, make_folder, only_one
from bofast.check.catalogue import Kind
from bofast.check.examine import examine_register
from bofast.check.findings import Finding, errors
from bofast.contract.files import CSV, register_files
from bofast.contract.registers import (
    IMPORTED_FILE,
    file_digest,
    load_contract,
    marked_synthetic,
)
from bofast.contract.source import scan_sql
from bofast.errors import DownloadError, RegisterError
from bofast.importing.rows import EXAMPLES, Imported
from bofast.sql import literal

LOG = "imported.json"
FOLDER_MODE = 0o755


@dataclass(frozen=True)
class Stored:
    """What became of the rows of a register.

    Attributes:
        register: the register.
        new: rows that were not there.
        same: rows that were there already, with the same values.
        replaced: imported rows that got other values.
        rows: imported rows of the register now.
    """

    register: str
    new: int
    same: int
    replaced: int
    rows: int


def store(
    folder: Path, imported: Sequence[Imported], replace: bool = False
) -> list[Stored]:
    """Add imported rows to the registers.

    What is imported into a register lies in one file of its own there,
    `imported.parquet`; files that lie beside it are never changed. Everything is
    checked against the contract before anything is put into place.

    Args:
        folder: the register folder; made when it is not there.
        imported: what came of the files.
        replace: whether rows that were imported before may get other values.

    Returns:
        What became of each register's rows.

    Raises:
        DownloadError: two files, or a file and a register, say different things of
            the same key; or the rows do not keep the contract. No register is changed.
    """
    with in_words(f"importing failed, {folder} is as it was"):
        make_folder(folder, FOLDER_MODE)
        with only_one(folder / ".importing.lock", f"importing into {folder}"):
            draft = folder / f".importing.{os.getpid()}"
            try:
                return _store(folder, draft, imported, replace)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
                with suppress(OSError):
                    (folder / ".importing.lock").unlink()


def _store(
    folder: Path, draft: Path, imported: Sequence[Imported], replace: bool
) -> list[Stored]:
    stored = []
    registers = list(dict.fromkeys(one.mapping.register for one in imported))
    for register in registers:
        files = [one for one in imported if one.mapping.register == register]
        rows = _together(register, files)
        stored.append(_draft(folder, draft, register, files, rows, replace))
    for one in stored:
        # everything may lie in files beside already
        if one.rows:
            _check(draft, one.register)
    changed = [one for one in stored if one.new or one.replaced]
    for one in changed:
        target = folder / one.register / IMPORTED_FILE
        target.parent.mkdir(exist_ok=True)
        flush(draft / one.register / IMPORTED_FILE)
        os.replace(draft / one.register / IMPORTED_FILE, target)
        flush(target.parent)
    if changed:
        _log(folder, imported)
    return stored


def _together(register: str, files: Sequence[Imported]) -> pd.DataFrame:
    """Return the rows of all files: each may have other rows, or other columns."""
    keys = [c.name for c in load_contract()[register] if c.is_key]
    measured = [c for c in load_contract()[register] if not c.is_key]
    whole: pd.DataFrame | None = None
    for one in files:
        rows = one.rows.set_index(keys)
        if whole is None:
            whole = rows
            continue
        for name in set(whole) & set(rows):
            there_and_here = {"there": whole[name], "here": rows[name]}
            both = pd.concat(there_and_here, axis=1, join="inner")
            differ = both[both["there"].fillna(-1) != both["here"].fillna(-1)]
            if len(differ):
                there, here = differ.iloc[0].tolist()
                raise DownloadError(
                    f"{one.place}: another file says otherwise of {name}:"
                    f" {len(differ):,} row(s), first:"
                    f" {_shown(keys, differ.index[0])}, {there} there and {here} here"
                )
        whole = whole.combine_first(rows)
    rows = pd.DataFrame() if whole is None else whole.reset_index()
    lacking = [c.name for c in measured if c.name not in rows and not c.is_nullable]
    if lacking:
        places = ", ".join(str(one.place) for one in files)
        raise DownloadError(
            f"{places}: {register} needs {', '.join(lacking)} too, which is in none of"
            " the files: import them together"
        )
    for column in measured:
        if column.name not in rows:
            rows[column.name] = pd.NA
        if not column.is_nullable and rows[column.name].isna().any():
            first = rows[rows[column.name].isna()].iloc[0]
            raise DownloadError(
                f"{register}: no file has {column.name} of"
                f" {' '.join(str(first[k]) for k in keys)}, which others have rows of:"
                f" {int(rows[column.name].isna().sum()):,} row(s)"
            )
    return rows[[c.name for c in load_contract()[register]]]


def _shown(keys: Sequence[str], values: object) -> str:
    listed = values if isinstance(values, tuple) else (values,)
    return " ".join(f"{k}={v}" for k, v in zip(keys, listed, strict=True))


def _draft(
    folder: Path,
    draft: Path,
    register: str,
    files: Sequence[Imported],
    rows: pd.DataFrame,
    replace: bool,
) -> Stored:
    """Write what is imported into a register, then and now, into the draft."""
    columns = load_contract()[register]
    keys = ", ".join(c.name for c in columns if c.is_key)
    typed = ", ".join(f"cast({c.name} as {c.data_type}) as {c.name}" for c in columns)
    values = " or ".join(
        f"new.{c.name} is distinct from old.{c.name}" for c in columns if not c.is_key
    )
    target, earlier = (
        draft / register / IMPORTED_FILE,
        folder / register / IMPORTED_FILE,
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        # one thread keeps rows in order and bytes the same
        connection.execute("set threads = 1")
        connection.register("given", rows)
        connection.execute(f"create table new as select {typed} from given")
        connection.execute("create table old as from new limit 0")
        connection.execute("create table beside as from new limit 0")
        if earlier.is_file():
            connection.execute(f"insert into old from read_parquet({literal(earlier)})")
        _read_others(connection, folder, register, typed)
        _refuse_others(connection, folder, register, keys, values)
        in_old = f"new inner join old using ({keys})"
        same = _count(connection, in_old, f"not ({values})")
        other = _count(connection, in_old, values)
        if other and not replace:
            first = connection.execute(
                f"select {keys} from {in_old} where {values}"
                f" order by all limit {EXAMPLES}"
            ).fetchall()
            names = [c.name for c in columns if c.is_key]
            shown = "; ".join(_shown(names, row) for row in first)
            raise DownloadError(
                f"{register}: {other:,} row(s) were imported before with other values,"
                f" first: {shown}; --replace puts the new ones in their place"
            )
        connection.execute(
            "create table whole as select * from new where not exists"
            f" (from beside where {_equal(keys, 'beside', 'new')})"
            f" union all select old.* from old where not exists"
            f" (from new where {_equal(keys, 'new', 'old')})"
        )
        beside = _count(connection, f"new inner join beside using ({keys})", "true")
        total = _count(connection, "whole", "true")
        synthetic = any(one.is_synthetic for one in files) or (
            earlier.is_file() and marked_synthetic(earlier)
        )
        mark = (
            ", kv_metadata {synthetic: 'true', note: 'imported from synthetic files'}"
            if synthetic
            else ""
        )
        connection.execute(
            f"copy (from whole order by {keys}) to {literal(target)}"
            f" (format parquet, compression zstd{mark})"
        )
    new = len(rows) - same - other - beside
    return Stored(register, new, same + beside, other, total)


def _read_others(
    connection: duckdb.DuckDBPyConnection, folder: Path, register: str, typed: str
) -> None:
    """Read what lies in the register beside the imported file."""
    root = folder / register
    found = register_files(root).read
    others = [f for files in found.values() for f in files if f.name != IMPORTED_FILE]
    if not others:
        return
    if text := found.get(CSV):
        raise DownloadError(
            f"{register}: holds CSV files ({text[0].name}), and a register is Parquet"
            " or CSV, not both: import into a register folder of its own"
        )
    try:
        scan = scan_sql(connection, folder, register)
        source = f"select {typed} from ({scan})"
        connection.execute(f"create or replace temp table everything as {source}")
    except (RegisterError, duckdb.Error) as error:
        raise DownloadError(
            f"{register}: what lies there cannot be read ({error}): run bofast check"
        ) from error
    connection.execute("insert into beside from everything except all from old")


def _refuse_others(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    keys: str,
    values: str,
) -> None:
    differing = values.replace("old.", "beside.")
    where = f"new inner join beside using ({keys})"
    if number := _count(connection, where, differing):
        first = connection.execute(
            f"select {keys} from {where} where {differing} order by all limit 1"
        ).fetchall()[0]
        raise DownloadError(
            f"{register}: {number:,} row(s) are there already with other values, in"
            f" files beside {IMPORTED_FILE} in {folder / register}, first:"
            f" {_shown(keys.split(', '), first)}; take them out of these files first"
        )


def _equal(keys: str, one: str, other: str) -> str:
    return " and ".join(f"{one}.{k} = {other}.{k}" for k in keys.split(", "))


def _count(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> int:
    row = connection.execute(
        f"select count(*) from {table} where {condition}"
    ).fetchone()
    return int(row[0]) if row else 0


def _check(draft: Path, register: str) -> None:
    """Hold the draft of a register against the contract."""
    found: Iterable[Finding] = errors(examine_register(draft, register).findings)
    # which periods an edition needs is for the whole register to have
    broken = [one for one in found if one.kind != Kind.EDITION]
    if broken:
        lines = "\n".join(f"  {one}" for one in broken)
        raise DownloadError(f"the rows do not keep the contract:\n{lines}")


def _log(folder: Path, imported: Sequence[Imported]) -> None:
    """Keep which files were imported, and when, beside the registers."""
    log = folder / LOG
    try:
        entries = json.loads(log.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        entries = []
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entries += [_entry(one, now) for one in imported]
    draft = folder / f".{LOG}.{os.getpid()}"
    draft.write_text(
        json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    os.replace(draft, log)


def _entry(one: Imported, now: str) -> Mapping[str, object]:
    return {
        "file": one.place.file.name,
        "sha256": file_digest(one.place.file),
        "table": one.mapping.name,
        "register": one.mapping.register,
        "rows": len(one.rows),
        "synthetic": one.is_synthetic,
        "imported_at": now,
    }
