"""What a single label or cell of a download means."""

import re
from dataclasses import dataclass

from bofast.importing.cells import Label
from bofast.importing.grid import Value
from bofast.importing.mapping import (
    AGE,
    GROUP,
    MEASURE,
    NOT_APPLICABLE,
    PERIOD,
    REGION,
    YEAR,
    ZERO,
    Dimension,
    plain,
)
from bofast.importing.regions import RegionBook

TIME = re.compile(r"\b((?:19|20)[0-9]{2})(?:\s*[-\u2013_/]\s*((?:19|20)[0-9]{2}))?\b")
AGE_LABEL = re.compile(r"0*([0-9]{1,3})(?:\s*(?:år|year|years))?\Z", re.IGNORECASE)
OPEN_AGE = re.compile(
    r"0*([0-9]{1,3})(?:\+| år \+| years? \+| ?år (?:eller|og) (?:eldre|over)"
    r"| years? (?:or|and) (?:older|over))\Z",
    re.IGNORECASE,
)
CODE_BEFORE = re.compile(r"\S+ (?=\S)")
# digits in groups of three, one decimal sign
NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?\Z")
# a thousand, or one with three decimals: only the file's author knows
THOUSAND = re.compile(r"-?[0-9]{1,3}[.,][0-9]{3}\Z")


@dataclass(frozen=True)
class Meaning:
    """What a label stands for.

    Attributes:
        value: region code, year, `first-last` of a period, age (`105+` where it is
            open), measure, group, `total`, `part` or `chosen`; empty when left out or
            unknown.
        omitted: why it is left out; empty when it is not.
        unknown: why it is not understood; empty when it is.
    """

    value: str = ""
    omitted: str = ""
    unknown: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the label is understood, also to be left out."""
        return not self.unknown


def meaning(dimension: Dimension, label: Label, book: RegionBook) -> Meaning:
    """Return what a label of a dimension stands for."""
    names = _names(label)
    for name in names:
        if value := dimension.labels.get(plain(name)):
            return Meaning(value)
    for omission in dimension.omissions:
        if any(omission.pattern.match(name) for name in names):
            return Meaning(omitted=omission.why)
    if dimension.role == REGION:
        code, why = book.find(label)
        return Meaning(code) if code else Meaning(unknown=why)
    if dimension.role in (YEAR, PERIOD):
        return _time(dimension, label)
    if dimension.role == AGE:
        return _age(label)
    what = {MEASURE: "measure", GROUP: "group"}.get(dimension.role, "label")
    return Meaning(
        unknown=f"not a {what} of this table, which has {dimension.known or 'none'}"
    )


def _names(label: Label) -> list[str]:
    """Return what a label may be known by: code, text, both, text without a code."""
    code = CODE_BEFORE.match(label.text) if not label.code else None
    after_code = label.text[code.end() :] if code else ""
    names = (label.code, label.text, str(label), after_code)
    return list(dict.fromkeys(filter(None, names)))


def _time(dimension: Dimension, label: Label) -> Meaning:
    for name in _names(label):
        if match := TIME.fullmatch(name):
            first, last = match[1], match[2] or match[1]
            if dimension.role == YEAR and first != last:
                return Meaning(unknown="a period, where a year is expected")
            if last < first:
                return Meaning(unknown="a period that ends before it begins")
            return Meaning(first if dimension.role == YEAR else f"{first}-{last}")
    return Meaning(unknown="not a year" if dimension.role == YEAR else "not a period")


def _age(label: Label) -> Meaning:
    names = _names(label)
    for name in names:
        if match := OPEN_AGE.match(name):
            return Meaning(f"{int(match[1])}+")
    for name in names:
        if match := AGE_LABEL.match(name):
            return Meaning(str(int(match[1])))
    return Meaning(unknown="not an age in single years")


def is_number(cell: Value) -> bool:
    """Tell whether a cell holds a number."""
    if isinstance(cell, str):
        return NUMBER.match(cell) is not None
    return cell is not None


def number(cell: Value) -> float | None:
    """Return a cell's number; None when it is not one.

    A text may have a decimal comma or point and blanks between thousands.
    """
    if not is_number(cell):
        return None
    if isinstance(cell, str):
        return float(cell.replace(" ", "").replace(",", "."))
    return float(cell) if cell is not None else None


def is_empty(meaning_of_symbol: str) -> bool:
    """Tell whether a symbol says that there is nothing: not applicable, or zero."""
    return meaning_of_symbol in (NOT_APPLICABLE, ZERO)
