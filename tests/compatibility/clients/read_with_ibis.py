"""Reads every table of a published file with Ibis; prints what `read.py` does."""

import sys
from pathlib import Path

import ibis
from read import line

SCHEMAS = ("classification", "main", "published")


def read(file: Path) -> list[str]:
    """Return a line for each table."""
    connection = ibis.duckdb.connect(file, read_only=True)
    lines = []
    for schema in SCHEMAS:
        for name in connection.list_tables(database=schema):
            table = connection.table(name, database=schema)
            rows = [tuple(row.values()) for row in table.to_pyarrow().to_pylist()]
            lines.append(line(f"{schema}.{name}", rows))
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(read(Path(sys.argv[1]))))
