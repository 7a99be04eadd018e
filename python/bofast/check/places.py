"""Which municipality codes are known, in force, and placed, from the project's seeds.

Where a code leads in the division that residence is recoded to is a definition of the
warehouse: the model itself is asked, over the seeds.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import yaml
from jinja2 import Environment

from bofast.contract.registers import csv_rows
from bofast.settings import PROJECT, SEEDS
from bofast.sql import literal

RECODE = "models/intermediate/classification/int_municipality_recode.sql"
DIVISION = "residence_division_date"


def is_date(column: str) -> bool:
    """Tell whether a seed's column of that name holds dates."""
    return column.endswith("_date") or column.startswith("valid_")


@cache
def placed_municipalities(seeds: Path = SEEDS) -> frozenset[str]:
    """Return the codes that lead to one code of the division of residence."""
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]

    def ref(name: str) -> str:
        (file,) = seeds.rglob(f"{name}.csv")
        columns = csv_rows(file)[0]
        types = ", ".join(
            f"'{column}': '{'DATE' if is_date(column) else 'VARCHAR'}'"
            for column in columns
        )
        return (
            f"read_csv({literal(str(file))}, header = true, auto_detect = false,"
            f" quote = '\"', columns = {{{types}}})"
        )

    model = Environment(autoescape=False).from_string(
        (PROJECT / RECODE).read_text(encoding="utf-8")
    )
    recode = model.render(ref=ref, var=variables.__getitem__)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select municipality_code from ({recode}) as recode"
            f" where division_date = date {literal(variables[DIVISION])}"
            " and is_resolved"
        ).fetchall()
    return frozenset(str(code) for (code,) in rows)


@cache
def known_municipalities(seeds: Path = SEEDS) -> frozenset[str]:
    """Return the codes that were in force at some time."""
    return frozenset(row["municipality_code"] for row in _municipalities(seeds))


@cache
def years_in_force(
    is_on_first_day: bool, seeds: Path = SEEDS
) -> Mapping[str, tuple[int, int]]:
    """Return the first and last year in which each municipality code was in force.

    Args:
        is_on_first_day: whether it must have been on 1 January, or on any day.
        seeds: folder with the classification.
    """
    known: dict[str, tuple[int, int]] = {}
    rows = _municipalities(seeds)
    # the classification says nothing of what was before it begins
    begins = min(
        row[name] for row in rows for name in ("valid_from", "valid_to") if row[name]
    )
    for row in rows:
        first, last = 0, 9999
        if row["valid_from"]:
            year, _, day = row["valid_from"].partition("-")
            first = int(year) + (is_on_first_day and day != "01-01")
            if row["valid_from"] == begins:
                first = 0
        if row["valid_to"]:
            year, _, day = row["valid_to"].partition("-")
            last = int(year) - (day == "01-01")
        code = row["municipality_code"]
        before = known.get(code, (first, last))
        known[code] = (min(first, before[0]), max(last, before[1]))
    return known


def _municipalities(seeds: Path) -> list[dict[str, str]]:
    return csv_rows(seeds / "classifications" / "municipality.csv")
