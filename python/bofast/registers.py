"""Registers as the contract defines them, and how their files are read.

The contract itself is data: `seeds/contract/register.csv` lists the registers,
`seeds/contract/register_column.csv` every column with type, key, range and codes.
"""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from glob import escape
from pathlib import Path

import duckdb

from bofast.errors import RegisterError
from bofast.settings import SEEDS

PERSONS = "persons"
SYNTHETIC_MARK = "SYNTHETIC.md"
IMPORTED_FILE = "imported.parquet"
"""What `bofast import` writes into a register's folder."""
SYNTHETIC_ARGUMENTS = "synthetic.json"
MESSAGE_LINES = 3


@dataclass(frozen=True)
class Column:
    """One column of a register, as the contract promises it."""

    name: str
    data_type: str
    is_key: bool
    is_nullable: bool
    is_identifier: bool
    minimum: float | None
    maximum: float | None
    code_list: str | None
    pattern: str | None


Contract = dict[str, list[Column]]


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Read a seed file as rows of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_contract(seeds: Path = SEEDS) -> Contract:
    """Read the register contract, columns in their printed order."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    contract: Contract = {}
    rows = sorted(
        csv_rows(seeds / "contract" / "register_column.csv"),
        key=lambda row: (row["register"], int(row["position"])),
    )
    for row in rows:
        contract.setdefault(row["register"], []).append(
            Column(
                name=row["column_name"],
                data_type=row["data_type"],
                is_key=row["is_key"] == "true",
                is_nullable=row["is_nullable"] == "true",
                is_identifier=row["is_identifier"] == "true",
                minimum=number(row["minimum"]),
                maximum=number(row["maximum"]),
                code_list=row["code_list"] or None,
                pattern=row["pattern"] or None,
            )
        )
    return contract


def register_groups(seeds: Path = SEEDS) -> dict[str, list[str]]:
    """Read which registers come together: `persons` and `regions`."""
    groups: dict[str, list[str]] = {}
    for row in csv_rows(seeds / "contract" / "register.csv"):
        groups.setdefault(row["register_group"], []).append(row["register"])
    return groups


def code_lists(seeds: Path = SEEDS) -> dict[str, set[str]]:
    """Read the code lists the contract refers to, `region` among them.

    A region is a municipality or a city district that was in force at some time
    in the classification: statistics are often published back in time on a newer
    division, so the row's own year does not bound the code.
    """
    folder = seeds / "classifications"
    lists: dict[str, set[str]] = {}
    for row in csv_rows(folder / "code_list.csv"):
        lists.setdefault(row["list_name"], set()).add(row["code"])
    lists["region"] = {
        row["municipality_code"] for row in csv_rows(folder / "municipality.csv")
    } | {row["region_code"] for row in csv_rows(folder / "city_district.csv")}
    return lists


def scan_sql(connection: duckdb.DuckDBPyConnection, folder: Path, register: str) -> str:
    """Return a select that reads one register, whatever its files look like.

    Files are Parquet, or CSV read as text; a `year=Y` folder supplies the year
    only where the file has none.

    Args:
        connection: where to look into the files.
        folder: the register folder.
        register: the register's name, a folder in `folder`.

    Returns:
        SQL text: `select * ...` over all files at any depth.

    Raises:
        RegisterError: no files, Parquet and CSV mixed, or links that lead nowhere or
            to a folder.
    """
    root = folder / register
    _refuse_links(root, register)
    files = register_files(root)
    parquet = [file for file in files if file.suffix == ".parquet"]
    text = [file for file in files if file.suffix == ".csv"]
    if parquet and text:
        raise RegisterError(
            f"register {register}: files are Parquet or CSV, not both in one register"
            f" ({len(parquet)} .parquet, {len(text)} .csv below {root})"
        )
    if not files:
        raise RegisterError(
            f"register {register}: no .parquet or .csv file below {root}"
        )
    suffix = "parquet" if parquet else "csv"
    glob = _glob(root, suffix)
    options = "union_by_name = true"
    if text:
        options += ", header = true, all_varchar = true, delim = ',', quote = '\"'"
    in_year_folder = [_has_year_folder(file, root) for file in files]
    plain = f"read_{suffix}({glob}, {options}, hive_partitioning = false)"
    has_year = "year" in _column_names(connection, plain)
    lacks_year = has_year and any(in_year_folder) and _lacks_year(connection, plain)
    if not any(in_year_folder) or (has_year and not lacks_year):
        return f"select * from {plain}"
    # folders of other names would have to be the same everywhere
    plain_years = all(_has_only_year_folders(file, root) for file in files)
    if all(in_year_folder) and plain_years and not has_year:
        hive = f"{options}, hive_partitioning = true, hive_types_autocast = false"
        year = "try_cast(year as integer) as year"
        return f"select * replace ({year}) from read_{suffix}({glob}, {hive})"
    named = (
        f"read_{suffix}({glob}, {options}, hive_partitioning = false, filename = true)"
    )
    folder_year = "nullif(regexp_extract(filename, '.*/year=([^/]+)/', 1), '')"
    if parquet:
        folder_year = f"try_cast({folder_year} as integer)"
    if not has_year:
        return f"select * exclude (filename), {folder_year} as year from {named}"
    year = f"coalesce(year, {folder_year}) as year"
    return f"select * exclude (filename) replace ({year}) from {named}"


def register_files(root: Path) -> list[Path]:
    """Return the files of a register, at any depth, in order of their paths."""
    found = (*root.rglob("*.parquet"), *root.rglob("*.csv"))
    # some programs write a folder of that name, with the files in it
    return sorted(file for file in found if not file.is_dir())


def narrowed_scan(scan: str, root: Path, files: Sequence[Path]) -> str:
    """Return what `scan_sql` made for a register, for some of its files only."""
    chosen = ", ".join(_quoted(escape(str(file))) for file in files)
    return scan.replace(_glob(root, files[0].suffix[1:]), f"[{chosen}]")


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file's contents."""
    stat = file.stat()
    return _digest_of(file, stat.st_mtime_ns, stat.st_size)


@cache
def _digest_of(file: Path, modified: int, size: int) -> str:
    """Read a file once in a program's life, unless it has changed since."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def fingerprint(folder: Path) -> str:
    """Return a SHA-256 over names and contents of all register files in a folder."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder)} {file_digest(file)}\n".encode())
    return digest.hexdigest()


def register_fingerprints(folder: Path) -> dict[str, str]:
    """Return `fingerprint` of each register of the contract that is there."""
    return {
        register: fingerprint(folder / register)
        for register in load_contract()
        if (folder / register).is_dir()
    }


def synthetic_seed(folder: Path) -> int | None:
    """Return the seed that synthetic registers were drawn with, if they say it."""
    try:
        arguments = json.loads((folder / SYNTHETIC_ARGUMENTS).read_text())
    except (OSError, ValueError):
        return None
    seed = arguments.get("seed") if isinstance(arguments, dict) else None
    return seed if isinstance(seed, int) else None


def is_synthetic(folder: Path) -> bool:
    """Tell whether a register folder, or a file in it, says that it is synthetic."""
    if (folder / SYNTHETIC_MARK).is_file():
        return True
    return any(marked_synthetic(file) for file in folder.rglob("*.parquet"))


def marked_synthetic(file: Path) -> bool:
    """Tell whether a Parquet file's metadata says that it is synthetic."""
    try:
        with duckdb.connect() as connection:
            row = connection.execute(
                "select count(*) > 0 from parquet_kv_metadata"
                f"({_quoted(escape(str(file)))}) where decode(key) = 'synthetic'"
            ).fetchone()
    except duckdb.Error:
        # not Parquet, so nothing that the generator wrote
        return False
    return bool(row and row[0])


def _refuse_links(root: Path, register: str) -> None:
    """Raise on links that DuckDB passes over: no year is left out in silence."""
    links = [path for path in root.rglob("*") if path.is_symlink()]
    for link in (path for path in links if not path.is_file()):
        raise RegisterError(
            f"register {register}: {link.relative_to(root)} is a symbolic link to a"
            " folder or to nothing, which is not followed: put the files in its place"
        )


def _has_only_year_folders(file: Path, root: Path) -> bool:
    folders = file.relative_to(root).parts[:-1]
    return all(part.startswith("year=") for part in folders if "=" in part)


def _has_year_folder(file: Path, root: Path) -> bool:
    folders = file.relative_to(root).parts[:-1]
    return any(part.startswith("year=") for part in folders)


def first_lines(error: duckdb.Error) -> str:
    """Return what matters of DuckDB's long messages, on one line, without rows."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("Original Line:")]
    return " ".join(lines[:MESSAGE_LINES])


def _column_names(connection: duckdb.DuckDBPyConnection, scan: str) -> set[str]:
    try:
        rows = connection.execute(f"describe select * from {scan}").fetchall()
    except duckdb.Error as error:
        raise RegisterError(f"unreadable file: {first_lines(error)}") from error
    return {str(row[0]) for row in rows}


def _lacks_year(connection: duckdb.DuckDBPyConnection, scan: str) -> bool:
    """Tell whether some file leaves the year to its folder."""
    row = connection.execute(
        f"select count(*) > 0 from {scan} where year is null"
    ).fetchone()
    return bool(row and row[0])


def _glob(root: Path, suffix: str) -> str:
    return _quoted(f"{escape(str(root))}/**/*.{suffix}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
