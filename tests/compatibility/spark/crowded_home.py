"""Adds a dwelling to demo registers whose couples take turns.

All of its residents are parents or children of others in it: each woman has a child
with two men, and each man with two women, so that all couples are contested and are
settled one after the other, year after year.

    python tests/compatibility/spark/crowded_home.py REGISTERS

adds as many as may share a dwelling before the check stops.
"""

import csv
import sys
from pathlib import Path

import duckdb

from bofast.settings import SEEDS
from bofast.sql import literal

# a woman, a man, and the two children of the couples that a woman begins
MEMBERS = 4


def largest_dwelling() -> int:
    """Return how many residents may share a dwelling before the check stops."""
    with open(SEEDS / "contract" / "register_crowd.csv", encoding="utf-8") as file:
        (row,) = (r for r in csv.DictReader(file) if r["column_name"] == "dwelling_id")
    return int(row["stopping_rows"])


def add_crowded_home(registers: Path, residents: int) -> int:
    """Write the residents of such a dwelling beside those of a register folder.

    Args:
        registers: a folder of demo registers, which have a folder for each year.
        residents: how many live there.

    Returns:
        How many couples take turns there.
    """
    women = residents // MEMBERS
    number = f"from range({women}) as t (i)"
    after = f"(i + 1) % {women}"
    persons = {
        "woman": ("2", "1975-06-01", "null", "null"),
        "man": ("1", "1970-06-01", "null", "null"),
        "elder": ("1", "1999-06-01", "'woman' || i", "'man' || i"),
        "younger": ("2", "2001-06-01", f"'woman' || {after}", "'man' || i"),
    }
    members = " union all ".join(
        f"select '{part}' || i as person_id, '{sex}' as sex,"
        f" date '{born}' + cast(i as integer) as birth_date, {mother} as mother_id,"
        f" {father} as father_id {number}"
        for part, (sex, born, mother, father) in persons.items()
    )
    with duckdb.connect() as connection:
        connection.execute(f"create table member as {members}")
        _add(
            connection,
            registers / "person",
            "*, '000' as birth_country, '000' as mother_birth_country,"
            " '000' as father_birth_country",
        )
        for folder in sorted((registers / "population").iterdir()):
            year = int(folder.name.removeprefix("year="))
            _add(
                connection,
                folder,
                f"{year} as year, person_id, '0301' as municipality_code,"
                " 'crowded home' as dwelling_id, '1' as marital_status",
            )
    return 2 * women


def _add(connection: duckdb.DuckDBPyConnection, folder: Path, selected: str) -> None:
    """Write columns of the members in the types of the register's own file."""
    own = literal(next(folder.glob("*.parquet")))
    types = connection.execute(f"describe from read_parquet({own})").fetchall()
    connection.execute(
        f"create or replace view chosen as select {selected} from member"
    )
    given = {name for name, *_ in connection.execute("describe chosen").fetchall()}
    columns = ", ".join(
        f"cast({name if name in given else 'null'} as {kind}) as {name}"
        for name, kind, *_ in types
    )
    file = literal(folder / "crowded-home.parquet")
    connection.execute(f"copy (select {columns} from chosen) to {file}")


if __name__ == "__main__":
    couples = add_crowded_home(Path(sys.argv[1]), largest_dwelling())
    print(f"{couples} couples of one dwelling take turns")
