"""Charts of the figures that figures.yml describes, as Vega-Lite specifications."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from bofast.report.chapter import Key, Panel
from bofast.report.charts import in_lines, row_axis, specification, title_lines
from bofast.report.codes import Codes
from bofast.report.colours import INK, PLAIN, SHARES
from bofast.report.language import Language, is_missing
from bofast.report.published import records

YEAR = "outcome_year"
HEIGHT, PANEL_HEIGHT, ROW_HEIGHT, CELL_HEIGHT = 280, 170, 22, 52
# letters of the legend look like the marks they stand for
MARKS = {
    "circle": "●",
    "square": "■",
    "triangle-up": "▲",
    "diamond": "◆",
    "cross": "✚",
    "triangle-down": "▼",
}
SHAPES = list(MARKS)
# the first and the second of two codes told apart by line and mark, and by filling
DASHES = {"solid": [1, 0], "dashed": [5, 4]}
DASH_SHAPES = ["circle", "diamond"]
FILLINGS = ["●", "○"]
# the darkest cells of a matrix get white letters
DARK_SHARE = 50
# other columns of numbers
NUMBERS = {
    "retained_std_error",
    "emigrated_std_error",
    "hazard_ratio",
    "estimate",
    "std_error",
}
# columns of whole numbers; all others but percents hold codes
COUNTS = {
    "residents",
    "at_risk",
    "persons",
    "movers",
    "emigrants",
    "in_migrants",
    "out_migrants",
    "net_migration",
    "net_movers",
}


@dataclass(frozen=True)
class Drawing:
    """How a figure is drawn: columns of its query, by what they do in the chart.

    Attributes:
        chart: kind of chart, a key of `CHARTS`.
        unit: what the values are percent of, a key of the texts under `units`.
        value: the column drawn, percent.
        colour: column of codes told apart by colour, empty without one.
        dash: column of two codes told apart by a solid and a dashed line, in dots by
            filled and open ones.
        panel: column of codes with a chart each.
        category: column of codes on the vertical axis of bars, dots and matrices.
        across: column of codes on the horizontal axis of matrices.
        time: column on the horizontal axis of lines.
        own_axes: whether each panel has an axis of its own; else they share one.
    """

    chart: str
    unit: str
    value: str = "rate_percent"
    colour: str = ""
    dash: str = ""
    panel: str = ""
    category: str = ""
    across: str = ""
    time: str = YEAR
    own_axes: bool = False


@dataclass(frozen=True)
class Series:
    """A code's label in the chart and how it is drawn."""

    code: str
    label: str
    colour: str
    shape: str


@dataclass(frozen=True)
class Scene:
    """What the charts of one figure have in common.

    Attributes:
        drawing: columns by what they do.
        language: language of axes and tooltips.
        codes: labels of codes.
        domain: ends of the value axis; None leaves them to the chart.
        small: whether the chart is one of many.
    """

    drawing: Drawing
    language: Language
    codes: Codes
    domain: list[float] | None
    small: bool

    @property
    def unit(self) -> str:
        """Return the title of the value axis."""
        return self.language.text(f"units.{self.drawing.unit}")

    def series(self, frame: pd.DataFrame, column: str) -> list[Series]:
        """Return a column's codes in order, each with its colour and shape."""
        return series(self.codes, column, self.codes.ordered(column, frame[column]))

    def labelled(self, frame: pd.DataFrame) -> list[dict[str, Any]]:
        """Return the rows with labels instead of codes, years as text."""
        table = frame.copy()
        for column in table.columns:
            if column in {*COUNTS, *NUMBERS} or column.endswith("_percent"):
                continue
            table[column] = [
                None if is_missing(code) else self.codes.label(column, str(code))
                for code in table[column]
            ]
        if self.drawing.category:
            table[self.drawing.category] = table[self.drawing.category].map(in_lines)
        # an empty value breaks the line, so the years around it are not joined
        return [
            {name: None if is_missing(one) else one for name, one in row.items()}
            for row in records(table.round(3))
        ]

    def tooltip(self, frame: pd.DataFrame) -> list[alt.Tooltip]:
        """Return what is shown on hovering: every column with something to tell."""
        shown = []
        for column in frame.columns.drop("note", errors="ignore"):
            title = self.language.text(f"columns.{column}")
            if column in COUNTS:
                shown.append(alt.Tooltip(f"{column}:Q", title=title, format=",d"))
            elif column.endswith("_percent") or column in NUMBERS:
                shown.append(alt.Tooltip(f"{column}:Q", title=title, format=".1f"))
            else:
                shown.append(alt.Tooltip(f"{column}:N", title=title))
        return shown


def series(codes: Codes, column: str, shown: Sequence[str]) -> list[Series]:
    """Return codes of a column, each with its label, colour and shape.

    Codes that have colours of their own have the same shape everywhere, too.
    """
    places = list(dict.fromkeys([*codes.coloured(column), *shown]))
    return [
        Series(
            code,
            codes.label(column, code),
            codes.colour(column, code),
            SHAPES[places.index(code) % len(SHAPES)],
        )
        for code in shown
    ]


def draw(
    frame: pd.DataFrame, drawing: Drawing, codes: Codes, language: Language
) -> list[Panel]:
    """Draw a figure.

    Args:
        frame: rows of its query, at least one with a value.
        drawing: which columns do what.
        codes: labels of codes.
        language: language of axes and tooltips.

    Returns:
        A panel per code of the drawing's column of panels, else one.
    """
    panels = codes.ordered(drawing.panel, frame[drawing.panel]) if drawing.panel else []
    domain = None if drawing.own_axes else _domain(frame[drawing.value].astype(float))
    scene = Scene(drawing, language, codes, domain, len(panels) > 2)

    def panel(shown: pd.DataFrame, title: str) -> Panel:
        chart = CHARTS[drawing.chart](shown, scene).properties(width="container")
        return Panel(title, specification(chart))

    return [
        panel(frame[frame[drawing.panel] == code], codes.label(drawing.panel, code))
        for code in panels
    ] or [panel(frame, "")]


def legend(
    frame: pd.DataFrame, drawing: Drawing, codes: Codes, language: Language
) -> list[Key]:
    """Return what a figure's colours, shapes and dashes stand for."""
    scene = Scene(drawing, language, codes, None, False)
    keys = []
    coloured = scene.series(frame, drawing.colour) if drawing.colour else []
    is_line = drawing.chart == "lines"
    if len(coloured) > 1 and drawing.colour != drawing.panel:
        for one in coloured:
            mark = MARKS[one.shape] if is_line else "■"
            keys.append(Key(one.label, one.colour, mark, "solid" if is_line else ""))
    if drawing.dash:
        # colours that differ from panel to panel are left to the panels
        colours = {one.colour for one in coloured} or {PLAIN}
        colour = colours.pop() if len(colours) == 1 else INK
        styles = list(DASHES) if is_line else ["", ""]
        marks = [MARKS[shape] for shape in DASH_SHAPES] if is_line else FILLINGS
        # the later of two periods is filled
        order = 1 if is_line else -1
        pairs = scene.series(frame, drawing.dash)
        for one, mark, style in zip(pairs[::order], marks, styles, strict=False):
            keys.append(Key(one.label, colour, mark, style))
    return keys


def _domain(values: "pd.Series[float]") -> list[float] | None:
    if values.isna().all():
        return None
    return [min(0.0, float(values.min())), max(0.0, float(values.max()))]


def _values(scene: Scene) -> alt.Scale:
    if scene.domain is None:
        return alt.Scale(zero=True, nice=True)
    return alt.Scale(domain=scene.domain, nice=True)


def _lines(frame: pd.DataFrame, scene: Scene) -> alt.Chart:
    drawing = scene.drawing
    times = {str(time) for time in frame[drawing.time].dropna()}
    encoding: dict[str, Any] = {
        "x": alt.X(
            f"{drawing.time}:O",
            # the rows have them as text, in which 10 comes before 2
            sort=sorted(times, key=lambda time: (len(time), time)),
            # years need no title
            title=None
            if drawing.time == YEAR
            else scene.language.text(f"columns.{drawing.time}"),
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
        ),
        "y": alt.Y(
            f"{drawing.value}:Q",
            # many panels have the unit in their caption
            title=None if scene.small else scene.unit,
            scale=_values(scene),
            axis=alt.Axis(tickCount=4 if scene.small else 6),
        ),
        "tooltip": scene.tooltip(frame),
    }
    mark: dict[str, Any] = {}
    if drawing.colour:
        coloured = scene.series(frame, drawing.colour)
        names = [one.label for one in coloured]
        encoding["color"] = alt.Color(
            f"{drawing.colour}:N",
            legend=None,
            scale=alt.Scale(domain=names, range=[one.colour for one in coloured]),
        )
        encoding["shape"] = alt.Shape(
            f"{drawing.colour}:N",
            legend=None,
            scale=alt.Scale(domain=names, range=[one.shape for one in coloured]),
        )
    else:
        mark["color"] = PLAIN
    if drawing.dash:
        names = [one.label for one in scene.series(frame, drawing.dash)]
        encoding["strokeDash"] = alt.StrokeDash(
            f"{drawing.dash}:N",
            legend=None,
            scale=alt.Scale(domain=names, range=list(DASHES.values())[: len(names)]),
        )
        encoding["shape"] = alt.Shape(
            f"{drawing.dash}:N",
            legend=None,
            scale=alt.Scale(domain=names, range=DASH_SHAPES[: len(names)]),
        )
    size = 22 if scene.small else 45
    return (
        alt.Chart(alt.Data(values=scene.labelled(frame)))
        .mark_line(point=alt.OverlayMarkDef(size=size, filled=True), **mark)
        .encode(**encoding)
        .properties(height=PANEL_HEIGHT if scene.small else HEIGHT)
    )


def _rows(frame: pd.DataFrame, scene: Scene) -> tuple[alt.Y, int]:
    """Return the vertical axis of categories and the height it takes, pixels."""
    column = scene.drawing.category
    names = [in_lines(one.label) for one in scene.series(frame, column)]
    y = alt.Y(f"{column}:N", title=None, sort=names, axis=row_axis(10))
    return y, ROW_HEIGHT * len(names)


def _dots(frame: pd.DataFrame, scene: Scene) -> alt.LayerChart:
    drawing = scene.drawing
    y, height = _rows(frame, scene)
    data = alt.Data(values=scene.labelled(frame))
    x = alt.X(f"{drawing.value}:Q", title=title_lines(scene.unit), scale=_values(scene))
    colour = scene.series(frame, drawing.colour)[0].colour if drawing.colour else PLAIN
    ends = [one.label for one in scene.series(frame, drawing.dash)]
    # the latest is filled
    fills = ["#ffffff"] * (len(ends) - 1) + [colour]
    ways = (
        alt.Chart(data)
        .mark_line(color=colour, opacity=0.5, strokeWidth=1.5)
        .encode(x=x, y=y, detail=f"{drawing.category}:N")
    )
    dots = (
        alt.Chart(data)
        .mark_point(stroke=colour, size=60, strokeWidth=1.8, opacity=1)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill(
                f"{drawing.dash}:N",
                legend=None,
                scale=alt.Scale(domain=ends, range=fills),
            ),
            tooltip=scene.tooltip(frame),
        )
    )
    return alt.layer(ways, dots).properties(height=height)


def _shares(frame: pd.DataFrame, scene: Scene) -> alt.Chart:
    drawing = scene.drawing
    y, height = _rows(frame, scene)
    coloured = scene.series(frame, drawing.colour)
    names = [one.label for one in coloured]
    rows = [
        row | {"order": names.index(row[drawing.colour])}
        for row in scene.labelled(frame.dropna(subset=[drawing.colour]))
    ]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X(
                f"{drawing.value}:Q",
                title=title_lines(scene.unit),
                scale=alt.Scale(domain=[0, 100], nice=False, clamp=True),
                axis=alt.Axis(tickCount=5),
            ),
            y=y,
            color=alt.Color(
                f"{drawing.colour}:N",
                legend=None,
                scale=alt.Scale(domain=names, range=[one.colour for one in coloured]),
            ),
            order=alt.Order("order:Q"),
            tooltip=scene.tooltip(frame),
        )
        .properties(height=height)
    )


def _bars(frame: pd.DataFrame, scene: Scene) -> alt.Chart:
    y, height = _rows(frame, scene)
    return (
        alt.Chart(alt.Data(values=scene.labelled(frame)))
        .mark_bar(color=PLAIN)
        .encode(
            x=alt.X(
                f"{scene.drawing.value}:Q",
                title=title_lines(scene.unit),
                scale=_values(scene),
            ),
            y=y,
            tooltip=scene.tooltip(frame),
        )
        .properties(height=height)
    )


def _matrix(frame: pd.DataFrame, scene: Scene) -> alt.LayerChart:
    drawing = scene.drawing
    columns = [one.label for one in scene.series(frame, drawing.across)]
    rows = [in_lines(one.label) for one in scene.series(frame, drawing.category)]
    # long names over narrow columns, a word a line
    words = alt.Axis(
        labelExpr="split(datum.label, ' ')", labelAngle=0, ticks=False, domain=False
    )
    cells = alt.Chart(alt.Data(values=scene.labelled(frame))).encode(
        x=alt.X(
            f"{drawing.across}:N",
            sort=columns,
            title=scene.language.text(f"columns.{drawing.across}"),
            axis=words,
        ),
        y=alt.Y(
            f"{drawing.category}:N",
            sort=rows,
            title=scene.language.text(f"columns.{drawing.category}"),
            axis=row_axis(),
        ),
        tooltip=scene.tooltip(frame),
    )
    colour = alt.Color(
        f"{drawing.value}:Q",
        legend=None,
        # most cells are small shares
        scale=alt.Scale(type="sqrt", domain=[0, 100], range=list(SHARES)),
    )
    letters = alt.condition(
        f"datum.{drawing.value} > {DARK_SHARE}",
        alt.value("#ffffff"),
        alt.value(INK),
    )
    layers = alt.layer(
        cells.mark_rect(stroke="#ffffff", strokeWidth=2).encode(color=colour),
        cells.mark_text(fontSize=14).encode(
            text=alt.Text(f"{drawing.value}:Q", format=".1f"), color=letters
        ),
    )
    return layers.properties(height=CELL_HEIGHT * len(rows))


CHARTS: Mapping[str, Callable[[pd.DataFrame, Scene], alt.Chart | alt.LayerChart]] = {
    "lines": _lines,
    "dots": _dots,
    "shares": _shares,
    "bars": _bars,
    "matrix": _matrix,
}
