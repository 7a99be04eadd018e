"""Why numbers are not there: codes of the list `missing_reason`, and where they hold.

Notes in the marts say it of numbers that are null. A group without anybody has no row
in the published file, so a row that is not there is `nobody_in_group`, or its year is
not in the panel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from bofast.report.codes import Codes
from bofast.report.language import Language, is_missing

NOBODY_IN_GROUP = "nobody_in_group"
YEAR_NOT_IN_PANEL = "year_not_in_panel"
# what is null without a note: no code, so that it cannot be taken for one
UNSAID = ""
# code -> what it holds for, each once and in order; what holds for all needs no names
PlacesByReason = Mapping[str, list[str]]


@dataclass(frozen=True)
class Undrawn:
    """Figures or tables that have nothing to show, all for the same reason.

    Attributes:
        reason: why, as words within a sentence.
        entries: each of them.
    """

    reason: str
    entries: list["Empty"]


@dataclass(frozen=True)
class Empty:
    """A figure or table that has nothing to show.

    Attributes:
        anchor: its anchor.
        query: its query.
        caption: what it is.
        reason: why, as words within a sentence.
    """

    anchor: str
    query: str
    caption: str
    reason: str


def undrawn(empty: Iterable[Empty]) -> list[Undrawn]:
    """Return what has nothing to show, with a reason once for all it holds for."""
    found: dict[str, list[Empty]] = {}
    for one in empty:
        found.setdefault(one.reason, []).append(one)
    return [Undrawn(reason, entries) for reason, entries in found.items()]


def reasons_of(frame: pd.DataFrame, value: str, note: str = "note") -> "pd.Series[str]":
    """Return the codes of why values are missing, of the rows in which they are.

    Args:
        frame: rows with the value and, where its mart has one, the note.
        value: column of the values.
        note: column of the codes.

    Returns:
        A code per row without a value.
    """
    missing = frame[frame[value].isna()]
    notes = missing[note] if note in missing else pd.Series(None, index=missing.index)
    codes: pd.Series[str] = notes.astype(object).where(notes.notna(), UNSAID)
    return codes


def said(code: str, codes: Codes, language: Language) -> str:
    """Return what a reason says, as a sentence of its own but for the full stop."""
    if is_missing(code) or code == UNSAID:
        return language.text("missing.unsaid")
    return codes.label("missing_reason", code)


def inside(text: str) -> str:
    """Return a text as it stands within a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def told(places: PlacesByReason, codes: Codes, language: Language) -> list[str]:
    """Return a line per reason, after what it holds for."""
    return [
        f"{', '.join(names)}: {inside(said(code, codes, language))}"
        if names
        else said(code, codes, language)
        for code, names in places.items()
    ]


def once(found: Iterable[str], codes: Codes, language: Language) -> str:
    """Return different reasons as words within a sentence."""
    words = [inside(said(code, codes, language)) for code in dict.fromkeys(found)]
    return "; ".join(words)
