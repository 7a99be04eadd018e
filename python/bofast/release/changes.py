"""The draft of a release beside the last one: what is gone, empty, or has fallen.

A release that is worse than the last takes its place only when somebody says why
(`bofast publish --accept "reason"`), and the reason is kept in `publication`. Limits
are in `seeds/contract/release_limit.csv`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bofast.contract.registers import csv_rows
from bofast.errors import BuildError
from bofast.settings import SEEDS
from bofast.sql import identifier, literal

MARTS, PUBLICATION = "main", "publication"
YEARS = ("outcome_year", "year", "period")
COUNTS = ("BIGINT", "HUGEINT")
ALL_TABLES = "*"
SHOWN = 20


@dataclass(frozen=True)
class FallLimit:
    """How far a table's rows and counts may fall.

    Attributes:
        fall_percent: in percent of those of the last release; None for any.
        smallest_count: number from which a fall is judged.
    """

    fall_percent: float | None
    smallest_count: int

    def is_exceeded(self, before: float, now: float) -> bool:
        """Tell whether a number has fallen too far."""
        if self.fall_percent is None or before < self.smallest_count:
            return False
        return 100 * (before - now) > self.fall_percent * before


@dataclass(frozen=True)
class TableSize:
    """A table of a release.

    Attributes:
        rows: rows by year, "" where it has none.
        counts: column of counts to its sum by year.
    """

    rows: Mapping[str, int]
    counts: Mapping[str, Mapping[str, float]]

    @property
    def in_all(self) -> int:
        """All its rows."""
        return sum(self.rows.values())


def worse_than(draft: Path, last: Path, seeds: Path = SEEDS) -> list[str]:
    """Return in what a draft is worse than the last release.

    Args:
        draft: the file that is about to be published.
        last: the file in use; nothing is worse than none.
        seeds: folder with the limits.

    Returns:
        Lines of text, a change each; empty when nothing is gone or has fallen far. A
        release of synthetic registers may be replaced by any of real ones.
    """
    if not last.is_file():
        return []
    with duckdb.connect() as connection:
        for name, file in (("draft", draft), ("last", last)):
            connection.execute(f"attach {literal(file)} as {name} (read_only)")
        was, now = _is_synthetic(connection, "last"), _is_synthetic(connection, "draft")
        if was and not now:
            return []
        changes = []
        if now and was is False:
            changes.append("the registers are synthetic, those of the last were not")
        before, after = _tables(connection, "last"), _tables(connection, "draft")
        limits = _limits(seeds)
        for name, table in before.items():
            changes += _on_table(name, table, after.get(name), limits)
    return changes


def refuse_worse(changes: Sequence[str], last: Path, accepted: str | None) -> None:
    """Raise where a draft is worse than the last release and nobody has accepted it.

    Raises:
        BuildError: with what has changed, and how to publish all the same.
    """
    if not changes or accepted:
        return
    listed = [f"  {change}" for change in changes[:SHOWN]]
    if len(changes) > SHOWN:
        listed.append(f"  and {len(changes) - SHOWN:,} more")
    lines = [
        f"{len(changes):,} change(s) make this release worse than the last, {last}:",
        *listed,
        f"{last} is as it was. `bofast publish --diff` shows all changes;"
        ' `bofast publish --accept "reason"` publishes all the same.',
    ]
    raise BuildError("\n".join(lines))


def note_accepted(draft: Path, changes: Sequence[str], accepted: str | None) -> None:
    """Keep in the draft what is worse and why it was accepted."""
    with duckdb.connect(str(draft)) as connection:
        connection.execute(
            f"update {MARTS}.{PUBLICATION} set accepted_because = ?,"
            " accepted_changes = ?",
            [accepted if changes else None, "\n".join(changes) or None],
        )


def differences(draft: Path, last: Path, seeds: Path = SEEDS) -> Iterator[str]:
    """Yield what `bofast publish --diff` shows: tables, rows and years of the two."""
    if not last.is_file():
        yield f"nothing was published at {last}"
        return
    worse = worse_than(draft, last, seeds)
    with duckdb.connect() as connection:
        for name, file in (("draft", draft), ("last", last)):
            connection.execute(f"attach {literal(file)} as {name} (read_only)")
        before, after = _tables(connection, "last"), _tables(connection, "draft")
    same = 0
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            same += 1
        elif old is None or new is None:
            there = old or new
            what = "is new" if old is None else "is gone"
            yield f"{name} {what}, {there.in_all if there else 0:,} rows"
        else:
            yield f"{name}: {old.in_all:,} rows -> {new.in_all:,}{_years(old, new)}"
            yield from _counts(old, new)
    yield f"{same:,} tables have the same rows and counts"
    yield (
        f"{len(worse):,} change(s) would need --accept:"
        if worse
        else ("nothing would need --accept")
    )
    yield from (f"  {change}" for change in worse)


def accept_needed(
    draft: Path, last: Path, accepted: str | None, progress: Callable[[str], None]
) -> None:
    """Compare a draft with the last release, and stop or note what was accepted.

    Args:
        draft: the file that is about to be published.
        last: the file in use.
        accepted: why a worse release is published; None to stop.
        progress: is told what was accepted.

    Raises:
        BuildError: the draft is worse, and nobody has accepted it.
    """
    changes = worse_than(draft, last)
    refuse_worse(changes, last, accepted)
    if changes:
        note_accepted(draft, changes, accepted)
        progress(f"accepted {len(changes):,} change(s) for the worse: {accepted}")


def _on_table(
    name: str,
    old: TableSize,
    new: TableSize | None,
    limits: Mapping[str, FallLimit],
) -> Iterator[str]:
    if new is None:
        # the project says which tables are published; `--diff` shows them
        return
    if old.in_all and not new.in_all:
        yield f"{name} is empty (it had {old.in_all:,} rows)"
        return
    schema, _, table = name.partition(".")
    if schema != MARTS:
        return
    limit = limits.get(table, limits[ALL_TABLES])
    gone = [year for year in old.rows if year and year not in new.rows]
    if gone and limit.fall_percent is not None:
        yield f"{name}: {', '.join(gone)} gone"
    for column, before in ({"rows": old.rows} | dict(old.counts)).items():
        after = new.rows if column == "rows" else new.counts.get(column, {})
        for year, number in before.items():
            now = after.get(year, 0)
            if year not in gone and limit.is_exceeded(number, now):
                of = f" of {year}" if year else ""
                fall = 100 * (now - number) / number
                yield (
                    f"{name}: {column}{of} from {number:,.0f} to {now:,.0f}"
                    f" ({fall:+.1f} percent)"
                )


def _years(old: TableSize, new: TableSize) -> str:
    # what has no year is under ""
    gone = [year for year in old.rows if year and year not in new.rows]
    added = [year for year in new.rows if year and year not in old.rows]
    text = f"; gone: {', '.join(gone)}" if gone else ""
    return text + (f"; new: {', '.join(added)}" if added else "")


def _counts(old: TableSize, new: TableSize) -> Iterator[str]:
    for column, before in old.counts.items():
        after = new.counts.get(column, {})
        for year, number in before.items():
            now = after.get(year)
            if now is not None and now != number:
                of = f" of {year}" if year else ""
                yield f"  {column}{of}: {number:,.0f} -> {now:,.0f}"


def _limits(seeds: Path) -> dict[str, FallLimit]:
    return {
        row["table_name"]: FallLimit(
            float(row["largest_fall_percent"]) if row["largest_fall_percent"] else None,
            int(row["smallest_count"] or 0),
        )
        for row in csv_rows(seeds / "contract" / "release_limit.csv")
    }


def _is_synthetic(connection: duckdb.DuckDBPyConnection, name: str) -> bool | None:
    try:
        row = connection.execute(
            f"select is_synthetic from {name}.{MARTS}.{PUBLICATION}"
        ).fetchone()
    except duckdb.Error:
        # nothing that was published by this program
        return None
    return bool(row[0]) if row else None


def _tables(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, TableSize]:
    found = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index),"
        " list(data_type order by column_index) from duckdb_columns()"
        " where database_name = ? and not internal group by all order by all",
        [name],
    ).fetchall()
    tables = {}
    for schema, table, columns, types in found:
        if table == PUBLICATION:
            continue
        year = next((column for column in YEARS if column in columns), None)
        of_year = f"cast({identifier(year)} as varchar)" if year else "''"
        counts = [
            column
            for column, data_type in zip(columns, types, strict=True)
            if data_type in COUNTS and schema == MARTS
        ]
        sums = "".join(f", sum({identifier(column)})" for column in counts)
        rows = connection.execute(
            f"select coalesce({of_year}, ''), count(*){sums}"
            f" from {name}.{identifier(schema)}.{identifier(table)}"
            " group by 1 order by 1"
        ).fetchall()
        tables[f"{schema}.{table}"] = TableSize(
            {row[0]: int(row[1]) for row in rows},
            {
                column: {row[0]: float(row[2 + place] or 0) for row in rows}
                for place, column in enumerate(counts)
            },
        )
    return tables
