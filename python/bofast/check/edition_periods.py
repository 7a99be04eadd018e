"""Which periods of the regional registers the editions of the risk index need.

An edition that the registers have no indicator of is not made, and needs nothing; of
one that is made every period must be there. The SQL of `int_edition_register_period`
and `int_edition_with_data` says the same of the rows that are kept.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bofast.contract.registers import csv_rows
from bofast.settings import SEEDS

INDICATORS = "region_indicator"
PURPOSES = ("construction", "index")


@dataclass(frozen=True)
class Need:
    """A period that an edition needs of a register.

    Attributes:
        edition: the edition.
        register: the register.
        variable: the variable that is measured in it.
        purpose: `construction` or `index`.
        period: the period in words, `2015-2017` or `2018`.
        condition: SQL on the register's columns that is true for its rows.
    """

    edition: str
    register: str
    variable: str
    purpose: str
    period: str
    condition: str


def needs(seeds: Path = SEEDS) -> list[Need]:
    """Read the periods that the editions need, from the seed of their variables."""
    return [
        need
        for row in csv_rows(seeds / "risk_index" / "risk_index_variable.csv")
        for purpose in PURPOSES
        if row[f"{purpose}_start"]
        for need in _needs(row, purpose)
    ]


def _needs(row: dict[str, str], purpose: str) -> Iterator[Need]:
    start, end = row[f"{purpose}_start"], row[f"{purpose}_end"]
    if row["register"] == INDICATORS:
        conditions = {
            f"{start}-{end}": f"indicator = '{row['variable']}' and value is not null"
            f" and period_start = {start} and period_end = {end}"
        }
    else:
        conditions = {year: f"year = {year}" for year in {start, end}}
    for period, condition in sorted(conditions.items()):
        yield Need(
            row["edition"],
            row["register"],
            row["variable"],
            purpose,
            period,
            condition,
        )


def left_out(
    connection: duckdb.DuckDBPyConnection,
    indicators: str | None,
    seeds: Path = SEEDS,
    chosen: Collection[str] = (),
) -> frozenset[str]:
    """Return the editions that are not made.

    Args:
        connection: where to look into the files.
        indicators: select of the register of indicators; None where it cannot be read,
            which is a finding of its own.
        seeds: folder with the editions.
        chosen: editions that are made whatever there is; none for all with data.

    Returns:
        Editions that are not chosen; without a choice those that need indicators and
        have none of theirs in any period.
    """
    wanted = needs(seeds)
    if chosen:
        return frozenset(need.edition for need in wanted) - set(chosen)
    of_indicators = [need for need in wanted if need.register == INDICATORS]
    if indicators is None:
        return frozenset()
    try:
        found = {
            need.edition
            for need in of_indicators
            if connection.execute(
                f"select 1 from ({indicators}) where {need.condition} limit 1"
            ).fetchone()
        }
    except duckdb.Error:
        # columns that are not there or not what they should be are findings, too
        return frozenset()
    return frozenset(need.edition for need in of_indicators) - found
