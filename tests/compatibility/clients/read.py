"""Reads every table of a published file, with whatever DuckDB client runs this.

Prints each table with its number of rows and a digest of them, the same for every
client that reads the same.
"""

import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any


def line(table: str, rows: Iterable[tuple[Any, ...]]) -> str:
    """Return a table's name, number of rows and digest, whatever their order."""
    texts = sorted(repr(tuple(row)) for row in rows)
    return f"{table} {len(texts)} {sha256(repr(texts).encode()).hexdigest()[:16]}"


def read(file: Path) -> list[str]:
    """Return a line for each table."""
    # others, which have none, take `line` from here
    import duckdb

    connection = duckdb.connect(str(file), read_only=True)
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() order by all"
    ).fetchall()
    return [
        line(table, connection.execute(f"from {table}").fetchall())
        for (table,) in tables
    ]


if __name__ == "__main__":
    print("\n".join(read(Path(sys.argv[1]))))
