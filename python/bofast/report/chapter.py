"""What the pages about the risk index say: contexts for their templates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from bofast.report.charts import scatter
from bofast.report.colours import shade
from bofast.report.editions import (
    ALL_WEIGHTS,
    IndexEdition,
    IndexVariable,
    kinds,
)
from bofast.report.language import Language, is_missing
from bofast.report.layout import (
    LAYOUT,
    REFERENCES,
    robustness_runs,
    sub_indexes,
    value_table,
)
from bofast.report.maps import (
    EMPTY,
    ShapeMap,
    TileMap,
    map_parts,
    shape_map,
    tile_map,
)
from bofast.report.missing import inside
from bofast.report.published import records
from bofast.report.tables import Table, TableColumn, View, write_table
from bofast.report.unit import UnitFacts, unit_facts

NEIGHBOURS = 3
NAMED = 3
# runs of districts that lack figures of their own
DISTRICT_RUNS = ("draw", "city_left_out")
# tables whose captions stand under another key than their query's name
CAPTIONS = {
    "ranking": "ranking.caption",
    "selection_steps": "selection.caption",
    "excluded_units": "excluded.caption",
    "agreement": "comparison.caption",
    "disagreement": "comparison.differences",
    "expected_units": "expected.caption",
    "alternatives": "alternatives.caption",
    "change_units": "since.caption",
}
# tables that the study numbers, and how
NUMBERED = {
    "table_08": "8",
    "table_09": "9",
    "table_09_anova": "9",
    "table_10": "10",
    "table_11": "11",
}
PRINTED_ONLY = ("risk_index_agreement", "risk_index_disagreement")


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


@dataclass(frozen=True)
class MapFigure:
    """A map on a page: tiles, shapes, or both.

    Attributes:
        name: its anchor.
        caption: what it shows.
        tiles: the tile map, if the edition has one.
        shapes: the map of shapes, if there is a file of them.
        fills: unit -> colour.
        said: unit -> what it says when pointed at.
        without: names of units that are not on it.
    """

    name: str
    caption: str
    tiles: TileMap | None
    shapes: ShapeMap | None
    fills: Mapping[str, str]
    said: Mapping[str, str]
    without: str = ""


def risk_index_context(
    edition: IndexEdition,
    others: list[IndexEdition],
    language: Language,
    shapes: Mapping[str, Any],
) -> dict[str, Any]:
    """Return everything the page of an edition shows.

    Args:
        edition: the edition.
        others: all editions that have pages.
        language: language of the page.
        shapes: shapes of regions for a map, by code; empty without.

    Returns:
        Context of `risk_index.html`: tables by query name, value tables, figures,
        maps, facts and lead.
    """
    view = edition.view(language, f"{edition.unit_folder}/")
    ranking = edition.units
    tables: dict[str, Table | None] = {
        name: _table(view, edition, name, columns)
        for name, columns in LAYOUT.items()
        if name not in ("risk_index_unit_scores", *PRINTED_ONLY)
        or (name in PRINTED_ONLY and edition.is_printed)
    }
    tables["risk_index_robustness_runs"] = _robustness_runs(view, edition)
    tables["risk_index_table_01"] = _sub_indexes(view, edition)
    compared = edition.table("risk_index_change_units").dropna(
        subset=["compared_edition"]
    )
    return {
        "edition": edition,
        "title": edition.text("label", language),
        "region": edition.text("region", language),
        "about": edition.text("about", language),
        "source": edition.text("source", language),
        "synthetic": edition.text("synthetic", language),
        "outcome": _outcome_words(edition, language),
        "others": [
            {"page": other.page, "title": other.text("label", language)}
            for other in others
            if other.name != edition.name
        ],
        "tables": tables,
        "has_outcome": edition.table("risk_index_table_02")["disability_share"]
        .notna()
        .any()
        or len(edition.table("risk_index_expected_units")) > 0,
        "value_tables": [
            value_caption(view, edition, variable) for variable in edition.variables
        ],
        "figures": [
            figure(edition, variable, language) for variable in _by_explained(edition)
        ],
        "maps": _maps(edition, language, shapes),
        "facts": _facts(edition, language),
        "bands": records(edition.table("risk_index_bands")),
        "lead": {
            "units": edition.ranked,
            "kinds": kinds(language, ranking["region_code"]),
            "region": edition.text("region", language),
            "conditions": len(edition.variables),
            "outcome": language.variable(edition.outcome).lower(),
            "highest": _named(ranking.head(NAMED), language),
            "lowest": _named(ranking.dropna(subset=["rank"]).tail(NAMED), language),
        },
        "counts": _counts(edition.table("risk_index_agreement"), language),
        "weights": _weights_by_edition(view, edition),
        "changes": [
            _change(view, edition, str(earlier))
            for earlier in sorted(compared["compared_edition"].unique())
        ],
        "below": _below(edition, language),
        "limit": language.number(edition.about["p_limit"], 2),
    }


def unit_maps(
    edition: IndexEdition, language: Language, shapes: Mapping[str, Any]
) -> dict[str, MapFigure]:
    """Return the map that each unit's page has: it and those around it, by band.

    Args:
        edition: the edition.
        language: language of the pages.
        shapes: shapes of regions, by code; empty for tiles.

    Returns:
        Unit -> map, the same one for all units that it shows.
    """
    fills, said = _by_band(edition, language)
    tiles = edition.table("risk_index_tiles")
    found: dict[str, MapFigure] = {}
    for codes in map_parts(list(edition.units["region_code"])):
        figure = _map_figure(
            edition,
            "map",
            language.text("maps.title"),
            tile_map(tiles[tiles["region_code"].isin(codes)], fills, said),
            shape_map(shapes, codes),
            fills,
            said,
            set(codes),
        )
        found |= dict.fromkeys(codes, figure)
    return found


def unit_context(
    edition: IndexEdition, language: Language, region_code: str, shown: MapFigure
) -> dict[str, Any]:
    """Return everything a unit's page shows.

    Args:
        edition: the edition.
        language: language of the page.
        region_code: the unit.
        shown: the map of it and those around it.

    Returns:
        Context of `unit.html`: what is said of the unit, score and neighbour tables,
        a map, links to the units next to it.
    """
    view = edition.view(language, "")
    ranking = edition.units
    place = list(ranking["region_code"]).index(region_code)
    facts = unit_facts(edition, language, region_code)
    first = max(0, place - NEIGHBOURS)
    near = ranking.iloc[first : place + NEIGHBOURS + 1]
    name = "risk_index_ranking"
    return {
        "edition": edition,
        "title": edition.text("label", language),
        "facts": facts,
        "region": edition.text("region", language),
        "scores": _unit_scores(view, edition, facts),
        "neighbours": write_table(
            view,
            name,
            near,
            [c for c in LAYOUT[name] if c.name != "heaviest_variable"],
            language.text("unit.neighbours"),
            marked=place - first,
        ),
        "map_figure": replace(
            shown, caption=language.text("maps.unit", name=facts.name)
        ),
        "level": language.percent(100 * edition.about["expected_level"]),
        "synthetic": edition.text("synthetic", language),
        "heaviest": _heaviest_label(edition, language),
        "before": records(ranking.iloc[first:place].tail(1)),
        "after": records(ranking.iloc[place + 1 : place + 2]),
    }


def _unit_scores(view: View, edition: IndexEdition, facts: UnitFacts) -> Table:
    scores = edition.table("risk_index_unit_scores")
    scores = scores[scores["region_code"] == facts.code]
    references = edition.table("risk_index_references")
    for geography, column in REFERENCES.items():
        own = references[references["geography_type"] == geography]
        if geography == "county":
            own = own[own["geography_code"] == facts.code[:2]]
        medians = dict(zip(own["variable"], own["median"], strict=True))
        scores = scores.assign(**{column: scores["variable"].map(medians)})
    return write_table(
        view,
        "risk_index_unit_scores",
        scores,
        LAYOUT["risk_index_unit_scores"],
        view.language.text("unit.weighs_caption", name=facts.name),
    )


def figure(edition: IndexEdition, variable: str, language: Language) -> Figure:
    """Return the figure of a variable alone against the outcome, with its equation."""
    everything = edition.table("risk_index_figures")
    points = everything[everything["variable"] == variable].dropna(
        subset=["value", "outcome"]
    )
    numbers = everything.loc[
        everything["variable"] == variable, "figure_number"
    ].dropna()
    number = str(numbers.iloc[0]) if len(numbers) else ""
    name = f"risk_index_figure_{number or variable}"
    equation = _equation(points, language)
    label = language.variable(variable)
    caption = (
        language.text("figures.caption", number=int(number), variable=label)
        if number
        else label
    )
    described = language.text(
        "figures.described",
        count=len(points),
        outcome=language.variable(edition.outcome).lower(),
        variable=language.measure(variable),
        equation=equation,
    )
    region = edition.text("region", language)
    spec = scatter(points, variable, edition.outcome, region, language)
    query = name if number else "risk_index_figures"
    panels = [Panel("", spec)] if len(points) else []
    return Figure(name, caption, equation, described, panels, query)


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


def _by_explained(edition: IndexEdition) -> list[str]:
    """Return the variables in the order of the figures: most explained first."""
    everything = edition.table("risk_index_figures")
    return list(dict.fromkeys(everything["variable"]))


def value_caption(
    view: View, edition: IndexEdition, variable: IndexVariable
) -> dict[str, Any]:
    """Return the table of a variable's values, with a note where it is capped."""
    language = view.language
    values = edition.table("risk_index_values")
    own = values[values["variable"] == variable.name]
    caption = language.text(
        "values.caption",
        variable=language.measure(variable.name),
        period=variable.period,
    )
    query = "risk_index_values"
    if variable.table_number:
        caption = language.text(
            "table.numbered", number=int(variable.table_number), title=caption
        )
        query = f"risk_index_table_{variable.table_number}"
    table = write_table(view, query, own, value_table(), caption)
    note = language.text("values.capped") if variable.is_capped else ""
    caution = f"values_note.{variable.name}"
    if edition.is_printed and language.has(caution):
        note = language.text(caution)
    return {"table": table, "note": note, "anchor": f"values-{variable.name}"}


def _table(
    view: View, edition: IndexEdition, name: str, columns: list[TableColumn]
) -> Table:
    table = edition.table(name)
    short = name.removeprefix("risk_index_")
    language = view.language
    values = {
        "n": language.number(table["n_units"].max()) if "n_units" in table else "",
        "region": edition.text("region", language),
        "outcome": language.measure(edition.outcome),
        "period": edition.outcome_period,
        "edition": edition.text("label", language),
    }
    caption = language.text(CAPTIONS.get(short, f"{short}.caption"), **values)
    number = "2" if short == "table_02" else NUMBERED.get(short, "")
    if number and edition.is_printed:
        caption = language.text("table.numbered", number=number, title=caption)
    return write_table(view, name, table, columns, caption)


def _sub_indexes(view: View, edition: IndexEdition) -> Table:
    """Return table 1: sub-indexes and total, with weights under the headings."""
    language = view.language
    scores = edition.table("risk_index_unit_scores")
    wide = scores.pivot(index="region_code", columns="variable", values="sub_index")
    names = [variable.name for variable in edition.variables]
    # a unit or a variable without scores has dashes
    wide = wide.reindex(index=edition.units["region_code"], columns=names)
    frame = edition.units[["region_code", "region_name", "total"]].merge(
        wide.add_prefix("sub_").reset_index(), on="region_code"
    )
    weights = {
        row["variable"]: language.percent(row["weight_percent"])
        for row in records(edition.table("risk_index_weights"))
    }
    caption = edition.text("label", language)
    if edition.is_printed:
        caption = language.text("table.numbered", number="1", title=caption)
    known = set(edition.table("risk_index_table_01").columns)
    query = (
        "risk_index_table_01"
        if {f"sub_{name}" for name in names} <= known
        else "risk_index_unit_scores"
    )
    return write_table(view, query, frame, sub_indexes(names, weights), caption)


def _robustness_runs(view: View, edition: IndexEdition) -> Table | None:
    """Return the weights of each run; None where no districts lack figures."""
    table = edition.table("risk_index_robustness_runs")
    if not table["run_type"].isin(DISTRICT_RUNS).any():
        return None
    weights = table.pivot(index="run", columns="variable", values="weight_percent")
    own = [variable.name for variable in edition.variables]
    names = [
        name
        for name in dict.fromkeys([*own, *table["variable"]])
        if weights[name].notna().any()
    ]
    # remarks are on some rows of a run, everything else on all
    runs = table.groupby("run", sort=False).first().reset_index()
    return write_table(
        view,
        "risk_index_robustness_runs",
        runs.merge(weights[names].reset_index(), on="run"),
        robustness_runs(names),
        view.language.text("robustness.caption"),
    )


def _weights_by_edition(view: View, edition: IndexEdition) -> Table | None:
    """Return the weights of this edition beside those of the others."""
    table = edition.table(ALL_WEIGHTS)
    language = view.language
    editions = list(dict.fromkeys(table["edition"]))
    if len(editions) < 2:
        return None
    shown = table.assign(
        weight=[
            language.text("weights.below", limit=language.number(row["weight_below"]))
            if is_missing(row["weight_percent"])
            else language.number(row["weight_percent"], 0 if row["is_printed"] else 1)
            for row in records(table)
        ]
    )
    order = list(dict.fromkeys(table.sort_values("edition")["variable"]))
    wide = shown.pivot(index="variable", columns="edition", values="weight")
    frame = wide.loc[order, editions].reset_index()
    columns = [TableColumn("variable", "variable")]
    columns += [TableColumn(name, "text") for name in editions]
    headings = {
        name: language.text("weights.printed", edition=name)
        if table.loc[table["edition"] == name, "is_printed"].all()
        else name
        for name in editions
    }
    return write_table(
        view,
        "risk_index_weights_by_edition",
        frame,
        columns,
        language.text("weights.by_edition"),
        headings=headings,
    )


def _change(view: View, edition: IndexEdition, earlier: str) -> Table:
    table = edition.table("risk_index_change_units")
    own = table[table["compared_edition"] == earlier]
    return write_table(
        view,
        "risk_index_change_units",
        own,
        LAYOUT["risk_index_change_units"],
        view.language.text("since.caption", edition=earlier),
    )


def _maps(
    edition: IndexEdition, language: Language, shapes: Mapping[str, Any]
) -> list[MapFigure]:
    """Return the maps of the total and of each sub-index (figures 1-6 of the study)."""
    codes = list(edition.units["region_code"])
    outlines = shape_map(shapes, codes)
    tiles = edition.table("risk_index_tiles")
    if tiles.empty and outlines is None:
        return []
    fills, said = _by_band(edition, language)
    found = [(edition.text("label", language), fills, said)]
    scores = edition.table("risk_index_unit_scores")
    for variable in edition.variables:
        own = scores[scores["variable"] == variable.name].dropna(subset=["sub_index"])
        caption = language.text(
            "maps.sub_index", variable=language.variable(variable.name)
        )
        found.append(
            (
                caption,
                {r["region_code"]: shade(r["sub_index"] / 100) for r in records(own)},
                {
                    r["region_code"]: f"{r['region_name']}:"
                    f" {language.number(r['sub_index'])}"
                    for r in records(own)
                },
            )
        )
    maps = []
    for number, (caption, colours, words) in enumerate(found, 1):
        if edition.is_printed:
            caption = language.text("figure.numbered", number=number, title=caption)
        maps.append(
            _map_figure(
                edition,
                f"map-{number}",
                caption,
                tile_map(tiles, colours, words),
                outlines,
                colours,
                words,
                codes,
            )
        )
    return maps


def _map_figure(
    edition: IndexEdition,
    name: str,
    caption: str,
    tiles: TileMap | None,
    shapes: ShapeMap | None,
    fills: Mapping[str, str],
    said: Mapping[str, str],
    wanted: Collection[str],
) -> MapFigure:
    """Return a map, with the units that are wanted on it and cannot be shown."""
    drawn = (
        set(shapes.shapes)
        if shapes
        else {t.code for t in tiles.tiles}
        if tiles
        else set()
    )
    missing = [
        str(row["region_name"])
        for row in records(edition.units)
        if row["region_code"] in wanted and row["region_code"] not in drawn
    ]
    return MapFigure(name, caption, tiles, shapes, fills, said, ", ".join(missing))


def _by_band(
    edition: IndexEdition, language: Language
) -> tuple[dict[str, str], dict[str, str]]:
    """Return each unit's colour by its band, and its name, total and place."""
    colours = edition.view(language, "").colours
    fills, said = {}, {}
    for row in records(edition.units):
        if is_missing(row["rank"]):
            said[row["region_code"]] = str(row["region_name"])
            continue
        fills[row["region_code"]] = colours.get(row["risk_band"], EMPTY)
        said[row["region_code"]] = language.text(
            "maps.said",
            name=row["region_name"],
            total=language.number(row["total"]),
            rank=language.number(row["rank"]),
        )
    return fills, said


def _outcome_words(edition: IndexEdition, language: Language) -> dict[str, str]:
    return {
        "variable": language.variable(edition.outcome),
        "measure": language.measure(edition.outcome),
        "period": edition.outcome_period,
    }


def _heaviest_label(edition: IndexEdition, language: Language) -> str:
    rows = edition.table("risk_index_equivalents")
    if rows.empty:
        return ""
    return language.variable(str(rows["other_variable"].iloc[0])).lower()


def _below(edition: IndexEdition, language: Language) -> dict[str, str]:
    """Return how many ranked units have less of the outcome than expected."""
    rows = edition.table("risk_index_expected_units").dropna(subset=["difference"])
    return {
        "below": language.number(int((rows["difference"] < 0).sum())),
        "units": language.number(len(rows)),
        "outside": language.number(
            int((rows["position_in_interval"] != "within").sum())
        ),
        "level": language.percent(100 * edition.about["expected_level"]),
    }


def _named(units: pd.DataFrame, language: Language) -> str:
    return ", ".join(
        f"{row['region_name']} ({language.number(row['total'])})"
        for row in records(units)
    )


def _facts(edition: IndexEdition, language: Language) -> list[tuple[str, str]]:
    """Return the page's key figures: number and what it is."""
    ranking = edition.units
    facts = [(language.number(edition.ranked), language.text("facts.units"))]
    model = records(edition.table("risk_index_table_09_anova"))
    if model:
        facts += [
            (
                language.number(model[0]["n_observations"]),
                language.text("facts.sample"),
            ),
            (
                language.percent(100 * model[0]["r_squared"]),
                language.text(
                    "facts.explained",
                    outcome=language.variable(edition.outcome).lower(),
                ),
            ),
        ]
    width = (ranking["rank_high"] - ranking["rank_low"] + 1).median()
    if not is_missing(width):
        facts.append((language.number(float(width)), language.text("facts.places")))
    if edition.is_printed:
        counts = _counts(edition.table("risk_index_agreement"), language)
        facts.append(
            (
                counts["agree"],
                language.text("facts.agreement", cells=counts["cells"]),
            )
        )
    return facts


def _counts(agreement: pd.DataFrame, language: Language) -> dict[str, str]:
    return {
        "agree": language.number(agreement["cells_within_rounding"].sum()),
        "cells": language.number(agreement["cells"].sum()),
    }
