"""What the page about the registers of persons shows."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from bofast.report.chapter import Figure
from bofast.report.language import Language
from bofast.report.layout import REGISTER_COMPARISON
from bofast.report.published import Query, records
from bofast.report.register_charts import (
    age_pyramid,
    count_bars,
    household_bars,
    move_lines,
)
from bofast.report.tables import View, write_table

PREFIX = "register_profile_"
MOST_MISSING = 0.5
# what the charts draw, and what names a bar: one with a part that is withheld from the
# published file is left out, or the other parts would be taken for the whole
BARS = {
    "age_pyramid": ("residents", ["year", "age_band", "sex"]),
    "households": ("share_percent", ["year", "household_type"]),
    "moves": ("share_percent", ["year", "move_type"]),
    "jobs": ("share_percent", ["year", "sex"]),
}
Tables = Mapping[str, pd.DataFrame]


def has_persons(queries: Mapping[str, Query]) -> bool:
    """Tell whether the published file is about any residents."""
    return not queries[f"{PREFIX}coverage"].table.empty


def registers_context(
    queries: Mapping[str, Query], language: Language
) -> dict[str, Any]:
    """Return everything the page about the registers shows.

    Args:
        queries: all analysis queries by name, with residents in them.
        language: language of the page.

    Returns:
        Context of `registers.html`: whom the registers hold, facts, figures and the
        table of measures beside their references.
    """
    tables = {
        name.removeprefix(PREFIX): query.table
        for name, query in queries.items()
        if name.startswith(PREFIX)
    }
    coverage = records(tables["coverage"])
    last = coverage[-1]
    comparison = write_table(
        View(language, "", {}, {}),
        f"{PREFIX}comparison",
        tables["comparison"],
        REGISTER_COMPARISON,
        language.text("registers.comparison_caption"),
    )
    return {
        "first_year": coverage[0]["year"],
        "last_year": last["year"],
        "coverage": language.text(
            f"registers.coverage.{last['coverage']}",
            share=language.number(last["born_abroad_percent"]),
            year=last["year"],
        ),
        "facts": _facts(last, language),
        "figures": _figures(tables, language),
        "comparison": comparison,
    }


def _facts(last: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    year = last["year"]
    share = 100 * last["immigrants"] / last["residents"]
    return [
        (
            language.number(last["residents"]),
            language.text("registers.facts.residents", year=year),
        ),
        (language.percent(share), language.text("registers.facts.immigrants")),
        (
            language.percent(last["born_abroad_percent"]),
            language.text("registers.facts.born_abroad"),
        ),
        (
            language.number(last["residents_not_in_person"]),
            language.text("registers.facts.not_in_person"),
        ),
    ]


def _figures(tables: Tables, language: Language) -> dict[str, list[Figure]]:
    """Return the figures of each section; none where a register gives no rows."""
    makers: dict[str, Callable[[Tables, Language], list[Figure]]] = {
        "age_pyramid": _pyramids,
        "households": _households,
        "moves": _moves,
        "jobs": _jobs,
    }
    known = {
        name: _whole(table, *BARS[name]) if name in BARS else table
        for name, table in tables.items()
    }
    return {name: make(known, language) for name, make in makers.items()}


def _whole(table: pd.DataFrame, value: str, bar: list[str]) -> pd.DataFrame:
    """Return the bars of which no part is missing; none where most miss a part."""
    bars = [table[name] for name in bar]
    missing = table[value].isna().groupby(bars).transform("any").astype(bool)
    is_drawn = ~missing & (missing.mean() <= MOST_MISSING)
    whole: pd.DataFrame = table[is_drawn]
    return whole


def _pyramids(tables: Tables, language: Language) -> list[Figure]:
    residents = tables["age_pyramid"]
    if residents.empty:
        return []
    sides = residents.groupby(["year", "age_band", "sex"])["residents"].sum()
    years = _first_and_last(residents)
    widest = float(sides.loc[years].max())
    # from the oldest down, as a pyramid stands
    bands = list(dict.fromkeys(residents.sort_values("age_from")["age_band"]))[::-1]
    return [
        _figure(
            "age_pyramid",
            age_pyramid(residents[residents["year"] == year], bands, widest, language),
            language,
            year=year,
        )
        for year in years
    ]


def _households(tables: Tables, language: Language) -> list[Figure]:
    households = tables["households"]
    if households.empty:
        return []
    shown = households[households["year"].isin(_first_and_last(households))]
    note = "registers.households.note"
    compared = "_compared" if shown["reference"].notna().any() else ""
    both = f" {language.text('printed.and')} "
    years = both.join(str(year) for year in _first_and_last(households))
    return [
        _figure(
            "households",
            household_bars(shown, language),
            language,
            note=f"{note}{compared}",
            year=years,
        )
    ]


def _moves(tables: Tables, language: Language) -> list[Figure]:
    figures = []
    if not tables["moves"].empty:
        moves = _last(tables["moves"])
        # those without a move would leave the others too short to read
        moved = moves[moves["count_group"] != "0"]
        names = list(moved[f"move_type_{language.code}"])
        axis = language.text("registers.percent_of_persons")
        spec = count_bars(moved, names, axis, language)
        figures.append(_figure("moves", spec, language, year=moves["year"].max()))
    rates = tables["move_rates"]
    if rates["moves_per_100_residents"].notna().any():
        figures.append(_figure("move_rates", move_lines(rates, language), language))
    return figures


def _jobs(tables: Tables, language: Language) -> list[Figure]:
    if tables["jobs"].empty:
        return []
    jobs = _last(tables["jobs"])
    names = [language.text(f"registers.{sex}") for sex in jobs["sex"]]
    axis = language.text("registers.percent_of_persons_15_74")
    spec = count_bars(jobs, names, axis, language)
    return [_figure("jobs", spec, language, year=jobs["year"].max())]


def _first_and_last(table: pd.DataFrame) -> list[int]:
    return sorted({int(table["year"].min()), int(table["year"].max())})


def _last(table: pd.DataFrame) -> pd.DataFrame:
    year = int(table["year"].max())
    last: pd.DataFrame = table[table["year"] == year]
    return last


def _figure(
    name: str,
    spec: dict[str, Any],
    language: Language,
    *,
    year: object = None,
    note: str = "",
) -> Figure:
    caption = language.text(f"registers.{name}.caption", year=year)
    query = f"{PREFIX}{name}"
    # pyramids of several years show one query
    anchor = f"{query}_{year}" if name == "age_pyramid" else query
    return Figure(
        anchor,
        caption,
        language.text(note or f"registers.{name}.note"),
        language.text(f"registers.{name}.described", year=year),
        [spec],
        query,
    )
