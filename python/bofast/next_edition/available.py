"""Which periods the regional registers have."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.contract.source import first_lines, scan_sql
from bofast.errors import EditionError, RegisterError

INDICATORS = "region_indicator"
YEARLY = ("region_population", "region_establishment", "region_employment")
Span = tuple[int, int]


@dataclass(frozen=True)
class Available:
    """The periods that registers have.

    Attributes:
        years: register -> year -> how many regions.
        periods: indicator -> (first, last year) -> codes of regions with a value.
    """

    years: Mapping[str, Mapping[int, int]]
    periods: Mapping[str, Mapping[Span, frozenset[str]]]

    def spans(self, register: str, variable: str) -> list[Span]:
        """Return the periods that a variable could be measured in."""
        if register == INDICATORS:
            return list(self.periods.get(variable, {}))
        return [(year, year) for year in self.years.get(register, {})]


def available_periods(folder: Path) -> Available:
    """Look which periods the registers of a folder have.

    Args:
        folder: the register folder.

    Raises:
        EditionError: a register is not there or cannot be read.
    """
    years: dict[str, dict[int, int]] = {}
    periods: dict[str, dict[Span, frozenset[str]]] = {}
    with duckdb.connect() as connection:
        for register in YEARLY:
            rows = _rows(
                connection,
                folder,
                register,
                "cast(year as integer), count(distinct region_code)",
                "group by 1",
            )
            years[register] = dict(rows)
        rows = _rows(
            connection,
            folder,
            INDICATORS,
            "indicator, cast(period_start as integer), cast(period_end as integer),"
            " list(distinct region_code)",
            "where value is not null group by 1, 2, 3",
        )
        for indicator, first, last, codes in rows:
            periods.setdefault(indicator, {})[first, last] = frozenset(codes)
    return Available(years, periods)


def _rows(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    columns: str,
    after: str,
) -> list[Any]:
    if not (folder / register).is_dir():
        raise EditionError(
            f"there is no register {register} in {folder}: import it first"
        )
    try:
        scan = scan_sql(connection, folder, register)
        return connection.execute(f"select {columns} from ({scan}) {after}").fetchall()
    except RegisterError as error:
        raise EditionError(str(error)) from error
    except duckdb.Error as error:
        text = first_lines(error)
        raise EditionError(f"register {register} cannot be read: {text}") from error
