"""Registers as the contract defines them, and what can be told of a folder of them.

The contract itself is data: `seeds/contract/register.csv` lists the registers,
`seeds/contract/register_column.csv` every column with type, key, range and codes.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from glob import escape
from pathlib import Path

import duckdb

from bofast.settings import SEEDS
from bofast.sql import literal

PERSONS, REGIONS = "persons", "regions"
SYNTHETIC_MARK = "SYNTHETIC.md"
SYNTHETIC_ARGUMENTS = "synthetic.json"
# the deliberate faults of synthetic registers, row by row
FAULTY_ROWS = "faulty_rows.csv"


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
    shape: str | None = None
    known_list: str | None = None
    earliest_year: int | None = None


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
                shape=row["shape"] or None,
                known_list=row["known_list"] or None,
                earliest_year=int(row["earliest_year"] or 0) or None,
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


def register_fingerprints(
    folder: Path, folders: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return `fingerprint` of each register of the contract that is there.

    Args:
        folder: the register folder.
        folders: register to its folder, where it has another name.
    """
    of_register = {name: (folders or {}).get(name, name) for name in load_contract()}
    return {
        register: fingerprint(folder / inside)
        for register, inside in of_register.items()
        if (folder / inside).is_dir()
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
                f"({literal(escape(str(file)))}) where decode(key) = 'synthetic'"
            ).fetchone()
    except duckdb.Error:
        # not Parquet, so nothing that the generator wrote
        return False
    return bool(row and row[0])
