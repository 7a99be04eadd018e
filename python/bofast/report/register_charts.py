"""Charts of the registers of persons, as Vega-Lite specifications."""

from typing import Any

import altair as alt
import pandas as pd

from bofast.report.charts import in_lines, row_axis, specification
from bofast.report.colours import COUNTS, DISTINCT, EARLIER, LATER, REFERENCE
from bofast.report.language import Language, is_missing
from bofast.report.published import records

PYRAMID_HEIGHT = 400
HEIGHT = 300
# part of the half axis at which the sexes' names stand
NAME_AT = 0.8
LEGEND: dict[str, Any] = {"title": None, "orient": "top", "columns": 4}
SHARES = alt.Axis(tickCount=8)
BAR_STEP = 60


def age_pyramid(
    residents: pd.DataFrame, bands: list[str], widest: float, language: Language
) -> dict[str, Any]:
    """Draw one year's residents, men to the left, those born abroad at the middle.

    Args:
        residents: rows of the query of one year: age_band, sex, is_born_abroad,
            residents (persons).
        bands: the bands of the axis, oldest first, the same for all years on a page.
        widest: persons at the ends of the axis, the same for all years on a page.
        language: language of axes, legend and tooltips.

    Returns:
        Vega-Lite specification, as wide as its container.
    """
    origins = [language.text(f"registers.{key}") for key in ("abroad", "norway")]
    sexes = {sex: language.text(f"registers.{sex}") for sex in ("male", "female")}
    data = [
        {
            "band": row["age_band"],
            "sex": sexes[row["sex"]],
            "origin": origins[0 if row["is_born_abroad"] else 1],
            "order": 0 if row["is_born_abroad"] else 1,
            "side": row["residents"] * (-1 if row["sex"] == "male" else 1),
            "residents": row["residents"],
        }
        for row in records(residents)
    ]
    unit = language.text("registers.residents")
    ages = language.text("registers.age")
    bars = (
        alt.Chart(alt.Data(values=data))
        .mark_bar()
        .encode(
            x=alt.X(
                "side:Q",
                title=unit,
                scale=alt.Scale(domain=[-widest, widest], nice=True),
                axis=alt.Axis(labelExpr="format(abs(datum.value), ',d')", tickCount=7),
            ),
            y=alt.Y(
                "band:N",
                scale=alt.Scale(domain=bands),
                title=ages,
                axis=alt.Axis(labelOverlap=True, titlePadding=14),
            ),
            color=_colour("origin", origins, [DISTINCT[1], DISTINCT[0]]),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("band:N", title=ages),
                alt.Tooltip("sex:N", title=" "),
                alt.Tooltip("origin:N", title=" "),
                alt.Tooltip("residents:Q", title=unit, format=",d"),
            ],
        )
    )
    ends = zip(sexes.values(), (-widest, widest), strict=True)
    names = (
        alt.Chart(
            alt.Data(values=[{"name": name, "at": NAME_AT * x} for name, x in ends])
        )
        .mark_text(fontSize=13, fontWeight=600, color="#1d1d1b")
        .encode(x="at:Q", y=alt.value(10), text="name:N")
    )
    chart = (bars + names).properties(width="container", height=PYRAMID_HEIGHT)
    return specification(chart)


def household_bars(households: pd.DataFrame, language: Language) -> dict[str, Any]:
    """Draw the share of each household type, with the reference where there is one.

    Args:
        households: rows of the query of the years to show: year, label of the type,
            share_percent and reference (percent, null without one).
        language: language of axes, legend and tooltips.

    Returns:
        Vega-Lite specification, as wide as its container.
    """
    label = f"household_type_{language.code}"
    types = list(dict.fromkeys(households[label].map(in_lines)))
    years = [str(year) for year in sorted(set(households["year"]))]
    last = households["year"] == households["year"].max()
    known = households[last & households["reference"].notna()]
    axis = language.text("registers.percent_of_households")
    y = alt.Y("type:N", sort=types, title=None, axis=row_axis())
    bars = (
        alt.Chart(
            alt.Data(
                values=[
                    {
                        "type": in_lines(row[label]),
                        "year": str(row["year"]),
                        "share": round(row["share_percent"], 2),
                    }
                    for row in records(households)
                ]
            )
        )
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title=axis, axis=SHARES),
            y=y,
            yOffset=alt.YOffset("year:N", sort=years),
            color=_colour("year", years, [EARLIER, LATER][-len(years) :]),
            tooltip=[
                alt.Tooltip("type:N", title=" "),
                alt.Tooltip("year:N", title=language.text("columns.year")),
                alt.Tooltip("share:Q", title=axis, format=".1f"),
            ],
        )
    )
    ticks = (
        alt.Chart(
            alt.Data(
                values=[
                    {
                        "type": in_lines(row[label]),
                        "reference": row["reference"],
                    }
                    for row in records(known)
                ]
            )
        )
        .mark_tick(color=REFERENCE, thickness=3, size=40, opacity=1)
        .encode(
            x="reference:Q",
            y=y,
            tooltip=[
                alt.Tooltip("type:N", title=" "),
                alt.Tooltip("reference:Q", title=language.text("columns.reference")),
            ],
        )
    )
    layers = [bars] if known.empty else [bars, ticks]
    chart = alt.layer(*layers).properties(width="container", height=HEIGHT)
    return specification(chart)


def count_bars(
    persons: pd.DataFrame, names: list[str], axis: str, language: Language
) -> dict[str, Any]:
    """Draw bars of persons by how often something happened to them.

    Args:
        persons: rows of one year: count_group with its labels, share_percent of the
            bar's persons, persons.
        names: the name of each row's bar.
        axis: title of the axis.
        language: language of legend and tooltips.

    Returns:
        Vega-Lite specification, as wide as its container.
    """
    label = f"count_group_{language.code}"
    codes = dict(zip(persons[label], persons["count_group"], strict=True))
    groups = list(codes)
    unit = language.text("registers.persons")
    data = [
        {
            "name": in_lines(name),
            "group": row[label],
            "order": groups.index(row[label]),
            "share": round(row["share_percent"], 3),
            "persons": row["persons"],
        }
        for name, row in zip(names, records(persons), strict=True)
    ]
    chart = (
        alt.Chart(alt.Data(values=data))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title=axis, axis=SHARES),
            y=alt.Y(
                "name:N",
                sort=[in_lines(name) for name in dict.fromkeys(names)],
                title=None,
                axis=row_axis(),
            ),
            color=_colour("group", groups, [COUNTS[c] for c in codes.values()]),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("group:N", title=language.text("columns.count_group")),
                alt.Tooltip("share:Q", title=axis, format=".2f"),
                alt.Tooltip("persons:Q", title=unit, format=",d"),
            ],
        )
        .properties(width="container", height=BAR_STEP * len(set(names)))
    )
    return specification(chart)


def move_lines(rates: pd.DataFrame, language: Language) -> dict[str, Any]:
    """Draw moves per 100 residents by year, a line and a shape for each type.

    Args:
        rates: year, label of the type, moves_per_100_residents.
        language: language of axes, legend and tooltips.

    Returns:
        Vega-Lite specification, as wide as its container.
    """
    label = f"move_type_{language.code}"
    types = list(dict.fromkeys(rates[label]))
    axis = language.text("registers.moves_per_100")
    data = [
        {
            "year": str(row["year"]),
            "type": row[label],
            # an empty value breaks the line
            "rate": None
            if is_missing(row["moves_per_100_residents"])
            else round(row["moves_per_100_residents"], 3),
        }
        for row in records(rates)
    ]
    legend = alt.Legend(**LEGEND | {"columns": 1}, symbolSize=70)
    chart = (
        alt.Chart(alt.Data(values=data))
        .mark_line(point=alt.OverlayMarkDef(size=55, filled=True), strokeWidth=2)
        .encode(
            x=alt.X(
                "year:O",
                title=language.text("columns.year"),
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("rate:Q", title=axis),
            color=alt.Color(
                "type:N",
                legend=legend,
                scale=alt.Scale(domain=types, range=DISTINCT[: len(types)]),
            ),
            shape=alt.Shape("type:N", legend=legend, scale=alt.Scale(domain=types)),
            tooltip=[
                alt.Tooltip("type:N", title=" "),
                alt.Tooltip("year:O", title=language.text("columns.year")),
                alt.Tooltip("rate:Q", title=axis, format=".2f"),
            ],
        )
        .properties(width="container", height=HEIGHT)
    )
    return specification(chart)


def _colour(field: str, names: list[str], colours: list[str]) -> alt.Color:
    scale = alt.Scale(domain=names, range=colours)
    return alt.Color(f"{field}:N", legend=alt.Legend(**LEGEND), scale=scale)
