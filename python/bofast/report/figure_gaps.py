"""What a figure cannot show, and why: groups without rows, and values that are null."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from bofast.report.codes import Codes
from bofast.report.figure_charts import YEAR, Drawing
from bofast.report.missing import (
    NOBODY_IN_GROUP,
    YEAR_NOT_IN_PANEL,
    PlacesByReason,
    reasons_of,
)
from bofast.report.published import records

PERIOD = "period"
# columns of which a figure of several codes has every code of the list
WHOLE = {
    "background",
    "centrality_level",
    "education_level",
    "labour_status",
    "level_end",
    "level_start",
    PERIOD,
}


@dataclass(frozen=True)
class Shown:
    """What of a figure is drawn, and what is not.

    Attributes:
        frame: the rows to draw; a null among them breaks a line.
        left_out: code of a reason -> panels, lines and bars without any value.
        gaps: codes of the reasons of other missing values.
    """

    frame: pd.DataFrame
    left_out: PlacesByReason
    gaps: list[str]

    @property
    def reasons(self) -> list[str]:
        """Return the codes of all reasons, each once."""
        return list(dict.fromkeys([*self.left_out, *self.gaps]))


def shown(
    frame: pd.DataFrame, drawing: Drawing, codes: Codes, years: pd.DataFrame
) -> Shown:
    """Return what of a figure is drawn and what is not.

    Args:
        frame: rows of its query.
        drawing: which columns do what.
        codes: labels and order of codes.
        years: outcome years of the registers with their periods, and whether they are
            in the panel.
    """
    frame = _completed(frame, drawing, codes, years)
    has_value = frame[drawing.value].notna()
    if not has_value.any():
        reasons = reasons_of(frame, drawing.value).unique()
        everywhere: PlacesByReason = {code: [] for code in reasons} or {
            NOBODY_IN_GROUP: []
        }
        return Shown(frame.head(0), everywhere, [])
    left_out: dict[str, list[str]] = {}
    for columns in ([drawing.panel], [drawing.panel, *_series(drawing)]):
        named = [name for name in dict.fromkeys(columns) if name]
        if not named:
            continue
        empty = ~frame[drawing.value].notna().groupby(_keys(frame, named)).transform(
            "any"
        )
        for row in records(frame[empty].drop_duplicates(named)):
            same = (frame[named] == pd.Series(row)[named]).all(axis=1)
            place = _place(row, named, frame, codes)
            why = list(reasons_of(frame[same], drawing.value).unique())
            # of a line that has no year at all there is more to say
            for code in [r for r in why if r != YEAR_NOT_IN_PANEL] or why:
                left_out.setdefault(code, []).append(place)
        frame = frame[~empty]
    gaps = list(reasons_of(frame, drawing.value).unique())
    return Shown(frame, left_out, gaps)


def completed(
    frame: pd.DataFrame,
    keys: list[str],
    codes: Codes,
    years: pd.DataFrame,
) -> pd.DataFrame:
    """Return a frame with a row more for each combination of keys that has none.

    Args:
        frame: rows with the keys.
        keys: columns that tell rows apart.
        codes: order of codes.
        years: as in `shown`.

    Returns:
        Also the rows that are not there, each with the code of why in `note`.
    """
    frame = frame.dropna(subset=keys)
    if frame.empty:
        return frame
    known = set(_keys(frame, keys))
    values = [_values(frame, name, codes, years) for name in keys]
    absent = [combined for combined in product(*values) if combined not in known]
    if not absent:
        return frame
    rows = pd.DataFrame(absent, columns=keys)
    in_panel = years[years["is_in_panel"].eq(True)]
    rows["note"] = NOBODY_IN_GROUP
    for name in {YEAR, PERIOD} & set(keys):
        if len(years):
            outside = ~rows[name].isin(in_panel[name])
            rows.loc[outside, "note"] = YEAR_NOT_IN_PANEL
    return pd.concat([frame, rows], ignore_index=True)


def _completed(
    frame: pd.DataFrame, drawing: Drawing, codes: Codes, years: pd.DataFrame
) -> pd.DataFrame:
    across = drawing.time if drawing.chart == "lines" else drawing.across
    keys = [drawing.panel, *_series(drawing), across]
    # both ends of a way
    keys += [drawing.dash] if drawing.chart == "dots" else []
    return completed(frame, [k for k in dict.fromkeys(keys) if k], codes, years)


def _series(drawing: Drawing) -> list[str]:
    """Return the columns that tell lines, or rows of bars, dots and cells apart."""
    if drawing.chart == "lines":
        return [drawing.colour, drawing.dash]
    return [drawing.category]


def _values(
    frame: pd.DataFrame, name: str, codes: Codes, years: pd.DataFrame
) -> list[object]:
    if name == YEAR:
        in_panel = years.loc[years["is_in_panel"].eq(True), YEAR]
        seen = pd.concat([frame[YEAR], in_panel]).dropna().astype(int)
        return list(range(int(seen.min()), int(seen.max()) + 1))
    present = list(dict.fromkeys(frame[name]))
    # a figure of one code is about that one
    if name in WHOLE and len(present) > 1:
        return list(dict.fromkeys([*codes.listed(name), *present]))
    return present


def _keys(frame: pd.DataFrame, names: list[str]) -> "pd.Series[Any]":
    return pd.Series(
        list(frame[names].itertuples(index=False, name=None)), index=frame.index
    )


def _place(
    row: Mapping[str, object], names: list[str], frame: pd.DataFrame, codes: Codes
) -> str:
    told = [n for n in names if frame[n].nunique() > 1] or names[:1]
    return ", ".join(codes.label(name, str(row[name])) for name in told)
