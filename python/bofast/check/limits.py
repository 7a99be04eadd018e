"""Limits on what may be rejected, count as missing or be doubtful.

A few wrong rows are rejected and counted; many of them mean that a register came in
another form than was thought, and then nothing is built of it. `register.yml` may allow
a year to exceed a limit, with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bofast.check.catalogue import Rule
from bofast.contract.mapping import Allowance

SHOWN = 3


@dataclass(frozen=True)
class Excess:
    """A year in which more rows break a rule than may.

    Attributes:
        year: the year; "" for all rows of the register.
        broken: rows that break the rule.
        rows: rows of the year.
        limit_percent: share of them that may.
    """

    year: str
    broken: int
    rows: int
    limit_percent: float


def excess(
    rule: Rule,
    broken: Mapping[str, int],
    rows: Mapping[str, int],
    allowed: Iterable[Allowance] = (),
) -> list[Excess]:
    """Return the years in which too many rows break a rule.

    Args:
        rule: the rule, with its limit.
        broken: rows that break it by year.
        rows: rows by year. Rows without a year are set beside all of them.
        allowed: years that may exceed the limit.

    Returns:
        Years in order; empty where the rule has no limit.
    """
    if rule.limit is None:
        return []
    total = sum(rows.values())
    found = []
    for year, number in broken.items():
        # rows that are rejected for something else may break it, too
        of_rows = max(number, rows.get(year, 0) if year else total)
        if rule.limit.is_exceeded(number, of_rows) and not _is_allowed(
            rule, year, 100 * number / of_rows, allowed
        ):
            found.append(Excess(year, number, of_rows, rule.limit.share_percent))
    return found


def in_words(excesses: Sequence[Excess]) -> str:
    """Return by how much limits are exceeded."""
    return ", ".join(_words(excesses))


def _words(excesses: Sequence[Excess]) -> Iterator[str]:
    for one in excesses[:SHOWN]:
        of = f" of {one.year}" if one.year else ""
        share = 100 * one.broken / max(1, one.rows)
        yield f"{share:.1f} percent of {one.rows:,} rows{of}"
    if len(excesses) > SHOWN:
        yield f"and {len(excesses) - SHOWN} more year(s)"
    if excesses:
        yield f"limit {excesses[0].limit_percent:g} percent"


def _is_allowed(
    rule: Rule, year: str, share: float, allowed: Iterable[Allowance]
) -> bool:
    return any(
        one.rule == rule.id
        and (not one.years or (year and int(year) in one.years))
        and (one.largest_share_percent is None or share <= one.largest_share_percent)
        for one in allowed
    )
