"""What the page about the registers of persons shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bofast.report.chapter import Figure, Panel
from bofast.report.language import Language, is_missing
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
# what each section's charts draw
VALUES = {
    "age_pyramid": "residents",
    "households": "share_percent",
    "moves": "share_percent",
    "move_rates": "moves_per_100_residents",
    "jobs": "share_percent",
}
# a row without one of these is about nobody
KEYS = (
    *("year", "age_band", "sex", "is_born_abroad"),
    *("household_type", "move_type", "count_group"),
)
# group of those to whom nothing happened
NONE = "0"


@dataclass(frozen=True)
class Section:
    """Figures of one kind.

    Attributes:
        name: its anchor, and key of its texts.
        figures: its figures.
        missing: why some are not there, as a sentence; empty where all are.
        queries: queries of those that are not there.
    """

    name: str
    figures: list[Figure]
    missing: str
    queries: list[str]


def has_persons(queries: Mapping[str, Query]) -> bool:
    """Tell whether the published file is about any residents."""
    return not _counted(queries).empty


def _counted(queries: Mapping[str, Query]) -> pd.DataFrame:
    """Return the years with residents."""
    coverage = queries[f"{PREFIX}coverage"].table
    return coverage.dropna(subset=["year", "residents"])


def registers_context(
    queries: Mapping[str, Query], language: Language
) -> dict[str, Any]:
    """Return everything the page about the registers shows.

    Args:
        queries: all analysis queries by name, with residents in them.
        language: language of the page.

    Returns:
        Context of `registers.html`: whom the registers hold, facts, sections of figures
        and the table of measures beside their references.
    """
    coverage = records(_counted(queries))
    last = coverage[-1]
    year = int(last["year"])
    born_abroad = language.number(last["born_abroad_percent"])
    kind = "unknown" if is_missing(last["coverage"]) else last["coverage"]
    comparison = queries[f"{PREFIX}comparison"].table
    return {
        "first_year": int(coverage[0]["year"]),
        "last_year": year,
        "coverage": language.text(
            f"registers.coverage.{kind}", share=born_abroad, year=year
        ),
        "facts": [
            (
                language.number(last["residents"]),
                language.text("registers.facts.residents", year=year),
            ),
            (
                language.percent(last["immigrants_percent"]),
                language.text("registers.facts.immigrants"),
            ),
            (
                language.percent(last["born_abroad_percent"]),
                language.text("registers.facts.born_abroad"),
            ),
            (
                language.number(last["residents_not_in_person"]),
                language.text("registers.facts.not_in_person"),
            ),
        ],
        "sections": _sections(queries, language),
        "comparison": write_table(
            View(language, "", {}, {}),
            f"{PREFIX}comparison",
            comparison,
            REGISTER_COMPARISON,
            language.text("registers.comparison_caption"),
        ),
    }


def _sections(queries: Mapping[str, Query], language: Language) -> list[Section]:
    """Return the sections, each with why figures of it are not there."""
    makers: dict[str, dict[str, Callable[[pd.DataFrame, Language], list[Figure]]]] = {
        "age_pyramid": {"age_pyramid": _pyramids},
        "households": {"households": _households},
        "moves": {"moves": _moves, "move_rates": _move_rates},
        "jobs": {"jobs": _jobs},
    }
    sections = []
    for section, of_section in makers.items():
        figures: list[Figure] = []
        missing: dict[str, str] = {}
        for name, make in of_section.items():
            query = f"{PREFIX}{name}"
            table = queries[query].table
            told = [VALUES[name], *(key for key in KEYS if key in table)]
            known = table.dropna(subset=told)
            made = [] if known.empty else make(known, language)
            if not made:
                lost = known.empty and len(table)
                missing[query] = "no_values" if lost else "no_rows"
            figures += made
        why = [
            language.text(f"registers.{key}") for key in sorted(set(missing.values()))
        ]
        sections.append(Section(section, figures, " ".join(why), list(missing)))
    return sections


def _pyramids(residents: pd.DataFrame, language: Language) -> list[Figure]:
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


def _households(households: pd.DataFrame, language: Language) -> list[Figure]:
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


def _moves(moves: pd.DataFrame, language: Language) -> list[Figure]:
    # those without a move would leave the others too short to read
    moved = moves[moves["count_group"] != NONE]
    if moved.empty:
        return []
    last = _last(moved)
    names = list(last[f"move_type_{language.code}"])
    axis = language.text("registers.percent_of_persons")
    spec = count_bars(last, names, axis, language)
    return [_figure("moves", spec, language, year=int(last["year"].max()))]


def _move_rates(rates: pd.DataFrame, language: Language) -> list[Figure]:
    return [_figure("move_rates", move_lines(rates, language), language)]


def _jobs(jobs: pd.DataFrame, language: Language) -> list[Figure]:
    last = _last(jobs)
    names = [language.text(f"registers.{sex}") for sex in last["sex"]]
    axis = language.text("registers.percent_of_persons_15_74")
    spec = count_bars(last, names, axis, language)
    return [_figure("jobs", spec, language, year=int(last["year"].max()))]


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
        [Panel("", spec)],
        query,
    )
