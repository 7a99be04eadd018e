"""What probably happened to values that break a rule, where the values tell it.

The signs are a seed (`value_sign`): a pattern that most of the values have, and what it
usually comes from. Nothing is read by them; they only say where to look.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bofast.check.catalogue import Kind, Rule
from bofast.contract.blanks import stripped
from bofast.contract.registers import Column, csv_rows
from bofast.settings import SEEDS

# share of the values that must have a sign
MOST = 0.5
APPLIES_TO = {
    "DATE": "DATE",
    "BOOLEAN": "BOOLEAN",
    "VARCHAR": "CODE",
}
ANY = "any"
DIGITS = re.compile("[0-9]+")


def likely_reason(
    rule: Rule,
    column: Column | None,
    values: Iterable[str | None],
    is_hidden: bool = False,
    seeds: Path = SEEDS,
) -> str:
    """Say what probably happened to the values that break a rule.

    Args:
        rule: the rule.
        column: the column it is on, if it is on one.
        values: the first values that break it.
        is_hidden: whether a value may name a person, and is not to be told.
        seeds: folder with the signs.

    Returns:
        Words; "" when nothing is known.
    """
    given = [stripped(value) for value in values if value is not None]
    if column is None or not given:
        return ""
    # a code that is not where it should be says nothing of what happened to it
    if rule.kind == Kind.MISSING:
        return ""
    if _most(value == column.name for value in given):
        return "a header among the rows: were two files joined?"
    if reason := _lost_zeros(column, given, seeds):
        return reason
    applies_to = APPLIES_TO.get(column.data_type, "NUMBER")
    for where, pattern, reason in _signs(seeds):
        if where not in (ANY, applies_to):
            continue
        having = [value for value in given if pattern.fullmatch(value)]
        if len(having) >= MOST * len(given):
            shown = "a value" if is_hidden else having[0]
            whole = shown.partition(".")[0]
            return reason.replace("{value}", shown).replace("{whole}", whole)
    return ""


def _lost_zeros(column: Column, values: list[str], seeds: Path) -> str:
    """Say so where codes are in order with zeros before them."""
    form = column.pattern or column.shape
    if column.data_type != "VARCHAR" or not form:
        return ""
    width = max(map(int, re.findall(r"\{(\d+)\}", form)), default=0)
    short = [
        value
        for value in values
        if DIGITS.fullmatch(value)
        and len(value) < width
        and re.fullmatch(form, value.zfill(width))
    ]
    if len(short) < MOST * len(values):
        return ""
    one = max(short, key=len)
    return (
        f"codes without leading zeros: {one} for {one.zfill(width)} (Excel takes codes"
        f" for numbers): write them as text, or say `digits: {width}` in register.yml"
    )


def _most(signs: Iterable[bool]) -> bool:
    listed = list(signs)
    return sum(listed) >= MOST * len(listed)


@cache
def _signs(seeds: Path) -> list[tuple[str, re.Pattern[str], str]]:
    rows = csv_rows(seeds / "contract" / "value_sign.csv")
    return [
        (row["applies_to"], re.compile(row["pattern"]), row["reason"]) for row in rows
    ]
