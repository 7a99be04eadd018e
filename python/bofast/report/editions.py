"""The editions of the risk index, as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bofast.report.language import Language, is_missing
from bofast.report.published import Query, records
from bofast.report.tables import View

EDITIONS = "risk_index_editions"
PREFIX = "risk_index_"
MISSING_PERIOD = ""
MUNICIPALITY_DIGITS = 4
# weights of all editions, also beside those of one
WEIGHTS = "risk_index_weights_by_edition"
ALL_WEIGHTS = f"{WEIGHTS}_all"


@dataclass(frozen=True)
class IndexVariable:
    """A variable of an edition's index.

    Attributes:
        name: its code.
        period: when the index measures it, in years.
        table_number: number of the study's table of it; empty outside the study.
        figure_number: of the study's figure.
        is_capped: whether the largest values count as one.
    """

    name: str
    period: str
    table_number: str
    figure_number: str
    is_capped: bool


@dataclass(frozen=True)
class IndexEdition:
    """An edition with the rows of the queries that are about it.

    Attributes:
        name: its name, mostly a year.
        about: its row of the query of editions.
        page: file name of its page, without suffix.
        unit_folder: folder of its units' pages.
        variables: those of the index, in their order.
        tables: query -> its rows of that edition.
    """

    name: str
    about: Mapping[str, Any]
    page: str
    unit_folder: str
    variables: tuple[IndexVariable, ...]
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    _by_unit: dict[str, dict[str, list[dict[str, Any]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    _rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def table(self, query: str) -> pd.DataFrame:
        """Return the rows that a query has of the edition."""
        return self.tables[query]

    def of_unit(self, query: str, region_code: str) -> list[dict[str, Any]]:
        """Return the rows that a query has of a unit, in their order."""
        if query not in self._by_unit:
            found: dict[str, list[dict[str, Any]]] = {}
            for row in self.rows(query):
                found.setdefault(str(row["region_code"]), []).append(row)
            self._by_unit[query] = found
        return self._by_unit[query].get(region_code, [])

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Return the rows that a query has of the edition, as records."""
        if query not in self._rows:
            self._rows[query] = records(self.tables[query])
        return self._rows[query]

    def text(self, what: str, language: Language) -> str:
        """Return a text of its own: label, region, about, source or synthetic."""
        value = self.about[f"{what}_{language.code}"]
        return "" if is_missing(value) else str(value)

    @property
    def is_printed(self) -> bool:
        """Whether the study printed it, with numbers of tables and figures."""
        return bool(self.about["is_printed"])

    @property
    def outcome(self) -> str:
        """The variable that the weights explain; empty without one."""
        value = self.about["outcome_variable"]
        return "" if is_missing(value) else str(value)

    @property
    def outcome_period(self) -> str:
        """When the outcome was measured."""
        return span(self.about["outcome_start"], self.about["outcome_end"])

    @property
    def units(self) -> pd.DataFrame:
        """Its units, highest risk first."""
        return self.table("risk_index_ranking")

    @property
    def ranked(self) -> int:
        """How many of its units have a place."""
        return int(self.units["rank"].notna().sum())

    def view(self, language: Language, unit_root: str) -> View:
        """Return what tables need to know on a page that reaches units by a path."""
        bands = self.table("risk_index_bands")
        return View(
            language,
            unit_root,
            dict(zip(self.units["region_code"], self.units["risk_band"], strict=True)),
            dict(zip(bands["risk_band"], bands["colour"], strict=True)),
            self.ranked,
        )


def kinds(language: Language, codes: Iterable[str]) -> str:
    """Return what kinds of units codes are of, in the plural."""
    lengths = {len(code) for code in codes}
    kind = "both" if len(lengths) > 1 else "districts"
    if lengths == {MUNICIPALITY_DIGITS}:
        kind = "municipalities"
    return language.text(f"chapter.kinds.{kind}")


def sheet_name(edition: IndexEdition, language: Language, region_code: str) -> str:
    """Return where the fact sheet of a unit lies in the report."""
    return f"sheets/{edition.name}/{region_code}_{language.code}.pdf"


def span(first: object, last: object) -> str:
    """Return a period in years: `2014-2016`, or `2018`; empty when missing."""
    if is_missing(first) or is_missing(last):
        return MISSING_PERIOD
    years = [str(int(year)) for year in (first, last)]  # type: ignore[call-overload]
    return years[0] if years[0] == years[1] else "-".join(years)


def read_editions(queries: Mapping[str, Query]) -> list[IndexEdition]:
    """Return the editions that have units and a page, in their order."""
    found = []
    for about in records(queries[EDITIONS].table):
        if is_missing(about["page"]) or not about["units"]:
            continue
        name = str(about["edition"])
        tables = {
            query: _own(asked.table, name)
            for query, asked in queries.items()
            if query.startswith(PREFIX)
        }
        tables[ALL_WEIGHTS] = queries[WEIGHTS].table
        found.append(
            IndexEdition(
                name=name,
                about=about,
                page=str(about["page"]),
                unit_folder=str(about["unit_folder"]),
                variables=_variables(tables["risk_index_values"]),
                tables=tables,
            )
        )
    return found


def _own(table: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Return an edition's rows; units without a name are called by their code."""
    if "region_name" in table:
        named = table["region_name"].fillna(table["region_code"])
        table = table.assign(region_name=named)
    if "edition" not in table:
        return table
    return table[table["edition"] == edition].reset_index(drop=True)


def _variables(values: pd.DataFrame) -> tuple[IndexVariable, ...]:
    first = values.drop_duplicates("variable").sort_values("sort_order", kind="stable")
    return tuple(
        IndexVariable(
            name=str(row["variable"]),
            period=span(row["index_start"], row["index_end"]),
            table_number="" if is_missing(row["table_number"]) else row["table_number"],
            figure_number=(
                "" if is_missing(row["figure_number"]) else row["figure_number"]
            ),
            is_capped=not is_missing(row["cap_rank"]),
        )
        for row in records(first)
    )
