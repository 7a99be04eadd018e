"""The least that a panel costs: read every column once, write its two marts once.

`floor.py REGISTERS WAREHOUSE OUT`: the register folder, a warehouse that has the marts,
and the file to write. Nothing is derived or checked; the time is what an engine needs
to move the bytes, and what whole commands are divided by.
"""

import sys
from pathlib import Path

import duckdb

REGISTERS = (
    *("person", "population", "migration", "education", "enrolment"),
    *("employment", "unemployment"),
)
MARTS = ("person_year", "family_year")


def main() -> None:
    """Read the registers and write the marts."""
    registers, warehouse, out = map(Path, sys.argv[1:4])
    out.unlink(missing_ok=True)
    with duckdb.connect(str(out)) as connection:
        for register in REGISTERS:
            files = str(registers / register / "**" / "*.parquet")
            scan = connection.from_parquet(
                files, union_by_name=True, hive_partitioning=False
            )
            hashed = ", ".join(f'bit_xor(hash("{name}"))' for name in scan.columns)
            scan.aggregate(hashed).fetchall()
        connection.execute(f"attach '{warehouse}' as made (read_only)")
        for mart in MARTS:
            connection.execute(f"create table {mart} as from made.main.{mart}")


if __name__ == "__main__":
    main()
