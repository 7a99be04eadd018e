"""Reads every table of a release from its Parquet files with Polars, without DuckDB.

Prints what `read.py` does: all formats say the same. The schema of a table, which
Parquet has not, is taken from the list that is piped in.
"""

import json
import sys
from pathlib import Path

import polars
from read import line


def read(release: Path, schemas: dict[str, str]) -> list[str]:
    """Return a line for each table that the data package describes.

    Raises:
        ValueError: a column is not as the data package says.
    """
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    lines = []
    for table in package["resources"]:
        frame = polars.read_parquet(release / table["path"])
        described = [field["name"] for field in table["schema"]["fields"]]
        if frame.columns != described:
            raise ValueError(f"{table['name']}: {frame.columns} are not {described}")
        key = table["schema"].get("primaryKey")
        if key and frame.select(key).is_duplicated().any():
            raise ValueError(f"{table['name']}: {key} repeats")
        lines.append(line(f"{schemas[table['name']]}.{table['name']}", frame.rows()))
    return sorted(lines)


if __name__ == "__main__":
    names = [text.split()[0].split(".") for text in sys.stdin if text.strip()]
    found = read(Path(sys.argv[1]), {name: schema for schema, name in names})
    print("\n".join(found))
