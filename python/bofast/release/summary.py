"""The risk index as a short table for the terminal."""

from pathlib import Path
from typing import Any

from bofast.errors import BuildError
from bofast.release.releases import opened

SHOWN = 5


def ranking_text(marts: Path, edition: str | None = None) -> str:
    """Return the top and the bottom of the rankings as text, the newest edition last.

    Args:
        marts: the published file.
        edition: edition of the index; all when None.

    Raises:
        BuildError: there is no published file, it cannot be read, or it has no such
            edition.
    """
    if not marts.is_file():
        raise BuildError(f"no published file at {marts}: run `make warehouse`")
    with opened(marts) as connection:
        rows = connection.execute(
            """
            select
                risk_index.edition,
                risk_index.rank,
                risk_index.region_name,
                risk_index.total,
                band.label_en,
                interval.rank_low,
                interval.rank_high,
            from risk_index
            inner join risk_index_rank_interval as interval
                using (edition, region_code)
            left join classification.risk_index_band as band
                using (edition, risk_band)
            where
                risk_index.rank is not null
                and risk_index.edition = coalesce($edition, risk_index.edition)
            order by risk_index.edition, risk_index.rank, risk_index.region_name
            """,
            {"edition": edition},
        ).fetchall()
        synthetic = connection.execute(
            "select is_synthetic from publication"
        ).fetchone()
    if not rows and edition:
        raise BuildError(f"no ranked unit of edition {edition} in {marts}")
    if not rows:
        return "No risk index: there are no regional registers."
    editions = list(dict.fromkeys(row[0] for row in rows))
    lines = []
    for name in editions:
        lines += _table(name, [row[1:] for row in rows if row[0] == name])
    if synthetic and synthetic[0]:
        lines.append(
            "  (synthetic registers, in whole or in part: the national units behind"
            " weights and intervals are invented)"
        )
    return "\n".join(lines)


def _table(edition: str, rows: list[tuple[Any, ...]]) -> list[str]:
    lines = [f"Risk index for public health, edition {edition}, {len(rows)} units"]
    lines.append("  rank  unit                 total  band           90 % of ranks")
    for place, (rank, name, total, band, low, high) in enumerate(rows):
        if place == SHOWN and len(rows) > 2 * SHOWN:
            lines.append("   ...")
        if SHOWN <= place < len(rows) - SHOWN:
            continue
        interval = "" if low is None else f"{low:>3}-{high}"
        lines.append(
            f"  {rank:>4}  {name:<20} {total:5.1f}  {band or '':<14} {interval}"
        )
    return lines
