"""Every file below a register's folder is read, passed over by rule, or refused.

What is read follows from the ending of its name, in any case
(`seeds/contract/file_ending.csv`). Hidden files, and what begins with `_` as Spark's
and Hadoop's own files do, are passed over and counted. A file that looks like data and
cannot be read is refused, because rows would be missing; any other file is named.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bofast.registers import csv_rows
from bofast.settings import SEEDS

PARQUET, CSV = "parquet", "csv"
PARQUET_MAGIC = b"PAR1"
# enough for the names of a header
HEAD = 4096
SEPARATORS = ",;\t|"
# folders that make Parquet files part of a table whose log says which of them count
TABLE_FORMATS = {"_delta_log": "Delta", ".hoodie": "Hudi"}
ICEBERG_METADATA = "*.metadata.json"


@dataclass(frozen=True)
class RegisterFiles:
    """The files below a register's folder.

    Attributes:
        read: kind (`parquet` or `csv`) to the files that are read, in order of paths.
        passed_over: files passed over by rule: hidden ones, and what begins with `_`.
        named: files that are no data by their name and content.
        refused: what stops the run, with the reason.
    """

    read: dict[str, list[Path]] = field(default_factory=dict)
    passed_over: list[Path] = field(default_factory=list)
    named: list[Path] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)


def register_files(
    root: Path, names: frozenset[str] = frozenset(), seeds: Path = SEEDS
) -> RegisterFiles:
    """Account for the files of a register, at any depth.

    Args:
        root: the register's folder.
        names: names of columns, by which a file of another ending is known as data.
        seeds: folder with the endings.

    Returns:
        All files, each in one place.
    """
    found = RegisterFiles()
    for path, is_passed_over in _walk(root):
        inside = path.relative_to(root)
        if path.is_symlink() and not path.is_file():
            reason = "a symbolic link to a folder or to nothing, which is not followed"
            found.refused.append((inside, f"{reason}: put the files in its place"))
        elif path.name in TABLE_FORMATS:
            found.refused.append((inside, _of_a_table(TABLE_FORMATS[path.name])))
        elif path.is_dir():
            if path.name == "metadata" and any(path.glob(ICEBERG_METADATA)):
                found.refused.append((inside, _of_a_table("Iceberg")))
        elif is_passed_over:
            found.passed_over.append(path)
        else:
            _sort(found, path, inside, names, seeds)
    for files in found.read.values():
        files.sort()
    return found


def compression(path: Path) -> str:
    """Return DuckDB's word for how a file is compressed."""
    return {".gz": "gzip", ".zst": "zstd"}.get(path.suffix.lower(), "none")


def _walk(root: Path) -> Iterator[tuple[Path, bool]]:
    """Yield files, and folders that may matter, with whether rules pass over them."""
    for folder, folders, files in os.walk(root):
        inside = Path(folder).relative_to(root).parts
        hidden = any(map(_is_passed_over, inside))
        folders.sort()
        for name in sorted((*folders, *files)):
            path = Path(folder) / name
            yield path, hidden or _is_passed_over(name)


def _is_passed_over(name: str) -> bool:
    return name.startswith((".", "_")) or name.lower().endswith(".crc")


def _of_a_table(kind: str) -> str:
    return (
        f"the log of a {kind} table, which says which of the Parquet files count:"
        f" write the table's rows of one version to Parquet files of their own"
    )


def _sort(
    found: RegisterFiles, path: Path, inside: Path, names: frozenset[str], seeds: Path
) -> None:
    ending = _ending(path.name.lower(), seeds)
    if ending is None:
        if reason := _looks_like_data(path, names):
            found.refused.append((inside, reason))
        else:
            found.named.append(path)
        return
    read_as, reason = ending
    if not read_as:
        found.refused.append((inside, reason))
    elif path.suffix.lower() == ".txt" and not _looks_like_data(path, names):
        # a text about the register
        found.named.append(path)
    else:
        found.read.setdefault(read_as, []).append(path)


@cache
def _endings(seeds: Path) -> dict[str, tuple[str, str]]:
    rows = csv_rows(seeds / "contract" / "file_ending.csv")
    return {row["ending"]: (row["read_as"], row["reason"]) for row in rows}


def _ending(name: str, seeds: Path) -> tuple[str, str] | None:
    """Return how the longest ending that is known is read, and else the reason."""
    endings = _endings(seeds)
    parts = name.split(".")[1:]
    for start in range(len(parts)):
        if known := endings.get("." + ".".join(parts[start:])):
            return known
    return None


def _looks_like_data(path: Path, names: frozenset[str]) -> str:
    """Return why a file of another ending is data by its content; "" if it is not."""
    try:
        with path.open("rb") as content:
            head = content.read(HEAD)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if head.startswith(PARQUET_MAGIC):
        return "Parquet by its content, not by its name: end the name in .parquet"
    first = head.decode("utf-8-sig", errors="replace").partition("\n")[0]
    for separator in SEPARATORS:
        cells = {cell.strip().strip('"').lower() for cell in first.split(separator)}
        if len(cells & names) > 1:
            return "CSV by its content, not by its name: end the name in .csv"
    return ""
