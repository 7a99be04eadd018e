"""Adds a dwelling to demo registers whose couples take turns.

All of its residents are parents or children of others in it: each woman has a child
with two men, and each man with two women, so that all couples are contested and are
settled one after the other, year after year.

    python tests/compatibility/spark/crowded_home.py REGISTERS

adds as many as may share a dwelling before the check stops.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from bofast.contract.registers import csv_rows
from bofast.settings import SEEDS
from bofast_demo.files import write_registers

# a woman, a man, and the two children of the couples that a woman begins
MEMBERS = 4
NORWAY = "000"


def largest_dwelling() -> int:
    """Return how many residents may share a dwelling before the check stops."""
    crowds = csv_rows(SEEDS / "contract" / "register_crowd.csv")
    (row,) = (row for row in crowds if row["column_name"] == "dwelling_id")
    return int(row["stopping_rows"])


def members(women: int) -> pd.DataFrame:
    """Return the register of persons of the home, (4 women,) rows."""
    number = pd.Series(range(women))
    own, after = (n.astype(str) for n in (number, (number + 1) % women))
    parts = {
        "woman": ("2", "1975-06-01", None, None),
        "man": ("1", "1970-06-01", None, None),
        "elder": ("1", "1999-06-01", "woman" + own, "man" + own),
        "younger": ("2", "2001-06-01", "woman" + after, "man" + own),
    }
    rows = [
        pd.DataFrame(
            {
                "person_id": part + own,
                "sex": sex,
                "birth_date": pd.Timestamp(born) + pd.to_timedelta(number, unit="D"),
                "mother_id": mother,
                "father_id": father,
            }
        )
        for part, (sex, born, mother, father) in parts.items()
    ]
    of_norway = ("birth_country", "mother_birth_country", "father_birth_country")
    unknown = ("foreign_born_grandparents", "first_immigration_date")
    unknown += ("reason_for_immigration", "death_date")
    return pd.concat(rows, ignore_index=True).assign(
        **dict.fromkeys(of_norway, NORWAY), **dict.fromkeys(unknown)
    )


def add_crowded_home(registers: Path, residents: int) -> int:
    """Write the residents of such a dwelling beside those of a register folder.

    Args:
        registers: a folder of demo registers, which have a folder for each year.
        residents: how many live there.

    Returns:
        How many couples take turns there.
    """
    women = residents // MEMBERS
    person = members(women)
    years = [int(f.name.removeprefix("year=")) for f in registers.glob("population/*")]
    population = (
        person[["person_id"]]
        .assign(
            municipality_code="0301",
            dwelling_id="crowded home",
            marital_status="1",
            spouse_id=None,
        )
        .merge(pd.DataFrame({"year": sorted(years)}), how="cross")
    )
    with TemporaryDirectory() as made:
        write_registers(
            Path(made), {"person": person, "population": population}, seed=0
        )
        for file in Path(made).rglob("*.parquet"):
            folder = registers / file.parent.relative_to(made)
            shutil.move(file, folder / "crowded-home.parquet")
    return 2 * women


if __name__ == "__main__":
    couples = add_crowded_home(Path(sys.argv[1]), largest_dwelling())
    print(f"{couples} couples of one dwelling take turns")
