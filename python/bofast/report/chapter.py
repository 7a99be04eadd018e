"""What the pages about the risk index say: contexts for their templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bofast.report.charts import scatter
from bofast.report.language import MISSING, Language, is_missing
from bofast.report.layout import FIGURES, LAYOUT, VALUE_TABLES, table_01
from bofast.report.missing import inside
from bofast.report.published import Query, records
from bofast.report.tables import Column, Table, View, write_table

NEIGHBOURS = 3
NAMED = 3
# tables whose captions stand under another key than their query's name
CAPTIONS = {
    "ranking": "ranking.caption",
    "selection_steps": "selection.caption",
    "excluded_units": "excluded.caption",
    "robustness_runs": "robustness.caption",
    "agreement": "comparison.caption",
    "disagreement": "comparison.differences",
}


@dataclass(frozen=True)
class Key:
    """An entry of a legend: how something is drawn, and what it is.

    Attributes:
        label: what it is.
        colour: of line, mark or bar.
        mark: a letter that looks like the mark.
        line: style of the line through it, empty without a line.
    """

    label: str
    colour: str
    mark: str
    line: str = ""


@dataclass(frozen=True)
class Panel:
    """One chart of a figure.

    Attributes:
        title: what it is of, empty for the only one.
        spec: Vega-Lite specification, as wide as its container.
    """

    title: str
    spec: dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A chart on a page.

    Attributes:
        name: its anchor.
        caption: what it is.
        note: what stands under it besides, an equation for example.
        described: what it shows, for those who cannot see it.
        panels: its charts.
        query: the query it shows.
        legend: what its colours, shapes and dashes stand for, where the chart itself
            does not say.
        is_wide: whether it takes the whole width of the page.
        is_broad: whether it has to be scrolled on a narrow screen.
        in_pairs: whether its panels stand two by two, for long names of rows.
    """

    name: str
    caption: str
    note: str
    described: str
    panels: list[Panel]
    query: str
    legend: list[Key] = field(default_factory=list)
    is_wide: bool = False
    is_broad: bool = False
    in_pairs: bool = False


def view_of(queries: Mapping[str, Query], language: Language, unit_root: str) -> View:
    """Return what tables need to know on a page that reaches units by `unit_root`."""
    units = queries["risk_index_ranking"].table
    bands = queries["risk_index_bands"].table
    return View(
        language,
        unit_root,
        dict(zip(units["region_code"], units["risk_band"], strict=True)),
        dict(zip(bands["risk_band"], bands["colour"], strict=True)),
    )


def risk_index_context(
    queries: Mapping[str, Query], language: Language
) -> dict[str, Any]:
    """Return everything the risk index page shows.

    Args:
        queries: all analysis queries by name.
        language: language of the page.

    Returns:
        Context of `risk_index.html`: tables by query name, value tables, figures,
        facts and lead.
    """
    view = view_of(queries, language, "units/")
    ranking = queries["risk_index_ranking"].table
    tables = {
        name: _table(view, queries, name, columns)
        for name, columns in LAYOUT.items()
        if name != "risk_index_unit_scores"
    }
    tables["risk_index_table_01"] = _table(
        view, queries, "risk_index_table_01", table_01(_weights(queries, language))
    )
    value_tables = [tables[f"risk_index_table_{number}"] for number in VALUE_TABLES]
    return {
        "tables": tables,
        "value_tables": value_tables,
        "figures": [
            figure(queries, number, variable, language)
            for number, variable in FIGURES.items()
        ],
        "facts": _facts(queries, language),
        "bands": records(queries["risk_index_bands"].table),
        "lead": {
            "units": len(ranking),
            "highest": _named(ranking.head(NAMED), language),
            "lowest": _named(ranking.dropna(subset=["rank"]).tail(NAMED), language),
        },
        "counts": _counts(queries["risk_index_agreement"].table, language),
    }


def unit_context(
    queries: Mapping[str, Query], language: Language, region_code: str
) -> dict[str, Any]:
    """Return everything a unit's page shows.

    Args:
        queries: all analysis queries by name.
        language: language of the page.
        region_code: the unit.

    Returns:
        Context of `unit.html`: name, lead sentences, score and neighbour tables,
        links to the units next to it.
    """
    view = view_of(queries, language, "")
    ranking = queries["risk_index_ranking"].table
    place = list(ranking["region_code"]).index(region_code)
    unit = records(ranking)[place]
    scores = queries["risk_index_unit_scores"].table
    scores = scores[scores["region_code"] == region_code]
    first = max(0, place - NEIGHBOURS)
    near = ranking.iloc[first : place + NEIGHBOURS + 1]
    name = "risk_index_ranking"
    return {
        "name": name_of(unit),
        "type": ""
        if is_missing(unit["region_type"])
        else language.text(f"codes.region_type.{unit['region_type']}"),
        "colour": view.colours.get(unit["risk_band"], ""),
        "sentences": _sentences(queries, language, unit, scores),
        "scores": write_table(
            view,
            "risk_index_unit_scores",
            scores,
            LAYOUT["risk_index_unit_scores"],
            language.text("unit.weighs_caption", name=name_of(unit)),
        ),
        "neighbours": write_table(
            view,
            name,
            near,
            [c for c in LAYOUT[name] if c.name != "heaviest_variable"],
            language.text("unit.neighbours"),
            marked=place - first,
        ),
        "before": named(ranking.iloc[first:place].tail(1)),
        "after": named(ranking.iloc[place + 1 : place + 2]),
    }


def name_of(unit: Mapping[str, Any]) -> str:
    """Return a unit's name, else its code."""
    name = unit["region_name"]
    return str(unit["region_code"] if is_missing(name) else name)


def named(units: pd.DataFrame) -> list[dict[str, Any]]:
    """Return units as rows, each with a name."""
    return [unit | {"region_name": name_of(unit)} for unit in records(units)]


def figure(
    queries: Mapping[str, Query], number: str, variable: str, language: Language
) -> Figure:
    """Return a figure of the study, its caption with the line's equation."""
    name = f"risk_index_figure_{number}"
    points = queries[name].table
    equation = _equation(points, language)
    caption = language.text(
        "figures.caption", number=int(number), variable=language.variable(variable)
    )
    described = language.text(
        "figures.described",
        count=len(points),
        variable=language.measure(variable),
        equation=equation,
    )
    panels = [Panel("", scatter(points, variable, language))] if len(points) else []
    return Figure(name, caption, equation, described, panels, name)


def _equation(points: pd.DataFrame, language: Language) -> str:
    """Return the equation of a figure's line, or that it is missing."""
    lines = records(points.dropna(subset=["intercept", "slope"]).head(1))
    if not lines:
        reasons = inside(language.text("missing.unsaid"))
        return language.text("missing.gaps", reasons=reasons)
    line = lines[0]
    return language.text(
        "figures.equation",
        intercept=language.number(line["intercept"], 2),
        sign=language.number(-1)[0] if line["slope"] < 0 else "+",
        slope=language.number(abs(line["slope"]), 2),
        se=language.number(line["slope_se"], 2),
        r2=language.number(line["r_squared"], 2),
    )


def _table(
    view: View, queries: Mapping[str, Query], name: str, columns: list[Column]
) -> Table:
    table = queries[name].table
    short = name.removeprefix("risk_index_")
    values = {}
    if "n_units" in table:
        values["n"] = view.language.number(table["n_units"].max())
    caption = view.language.text(CAPTIONS.get(short, f"{short}.caption"), **values)
    return write_table(view, name, table, columns, caption)


def _weights(queries: Mapping[str, Query], language: Language) -> dict[str, str]:
    table = queries["risk_index_weights"].table
    return {
        row["variable"]: language.percent(row["weight_percent"])
        for row in records(table)
    }


def _named(units: pd.DataFrame, language: Language) -> str:
    return ", ".join(
        f"{name_of(row)} ({language.number(row['total'])})" for row in records(units)
    )


def _facts(queries: Mapping[str, Query], language: Language) -> list[tuple[str, str]]:
    """Return the page's key figures: number and what it is."""
    ranking = queries["risk_index_ranking"].table
    anova = queries["risk_index_table_09_anova"].table
    observations, explained = (
        anova[name].max() for name in ("n_observations", "r_squared")
    )
    counts = _counts(queries["risk_index_agreement"].table, language)
    width = (ranking["rank_high"] - ranking["rank_low"] + 1).median()
    return [
        (language.number(len(ranking)), language.text("facts.units")),
        (language.number(observations), language.text("facts.sample")),
        (language.percent(100 * explained), language.text("facts.explained")),
        (language.number(width), language.text("facts.places")),
        (counts["agree"], language.text("facts.agreement", cells=counts["cells"])),
    ]


def _counts(agreement: pd.DataFrame, language: Language) -> dict[str, str]:
    return {
        "agree": language.number(agreement["cells_within_rounding"].sum()),
        "cells": language.number(agreement["cells"].sum()),
    }


def _sentences(
    queries: Mapping[str, Query],
    language: Language,
    unit: Mapping[str, Any],
    scores: pd.DataFrame,
) -> list[str]:
    """Return what there is to say of a unit, most important first."""
    about = [
        language.text(
            "unit.disability", value=language.number(row["disability_share"], 1)
        )
        for row in records(queries["risk_index_table_02"].table)
        if row["region_code"] == unit["region_code"]
        and not is_missing(row["disability_share"])
    ]
    if is_missing(unit["rank"]):
        return [language.text("unit.no_rank"), *about]
    total = language.number(unit["total"], 1)
    heaviest = [
        language.text(
            "unit.heaviest",
            variable=language.variable(top["variable"]).lower(),
            points=language.number(top["weighted_points"], 1),
            total=total,
        )
        for top in records(scores.dropna(subset=["weighted_points"]).head(1))
    ]
    return [
        language.text(
            "unit.lead",
            rank=language.number(unit["rank"]),
            units=len(queries["risk_index_ranking"].table),
            total=total,
            band=MISSING
            if is_missing(unit["risk_band"])
            else language.label(unit["risk_band"]),
        ),
        *heaviest,
        language.text(
            "unit.interval",
            bootstrap=_places(language, unit["rank_low"], unit["rank_high"]),
            leave_one_out=_places(
                language,
                unit["rank_low_leave_one_out"],
                unit["rank_high_leave_one_out"],
            ),
        ),
        *about,
    ]


def _places(language: Language, low: float, high: float) -> str:
    if is_missing(low) or is_missing(high):
        return MISSING
    ends = language.number(low), language.number(high)
    return (
        ends[0]
        if low == high
        else language.text("unit.span", low=ends[0], high=ends[1])
    )
