"""Writes a new edition's rows into the seeds, all of them or none."""

import csv
import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from bofast.atomic import in_words
from bofast.contract.registers import csv_rows
from bofast.errors import EditionError
from bofast.next_edition.available import available_periods
from bofast.next_edition.rows import FOLDER, VARIABLE, NewRows, SeedRow, Wish, new_rows


def write_edition(
    wish: Wish, registers: Path, seeds: Path, progress: Callable[[str], None]
) -> NewRows:
    """Add a new edition to the seeds.

    Args:
        wish: what is wanted.
        registers: the register folder, for the periods there are.
        seeds: the seeds folder.
        progress: is told the periods and the files, a line each.

    Returns:
        The rows that were added.

    Raises:
        EditionError: see `new_rows`; the seeds are as they were.
    """
    made = new_rows(wish, seeds, available_periods(registers))
    for line in shown(made):
        progress(line)
    with in_words("the edition was not written, the seeds are as they were"):
        drafts = []
        for name, rows in made.rows.items():
            file = seeds / FOLDER / f"{name}.csv"
            drafts.append((file, _with_rows(file, rows)))
        for file, text in drafts:
            draft = file.with_name(f".{file.name}.{os.getpid()}")
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, file)
            progress(f"{file.relative_to(seeds.parent)}: {len(made.rows[file.stem])}")
    return made


def remove_edition(edition: str, seeds: Path, progress: Callable[[str], None]) -> None:
    """Take an edition out of the seeds.

    Raises:
        EditionError: there is no such edition.
    """
    found = 0
    for file in sorted((seeds / FOLDER).glob("*.csv")):
        rows = csv_rows(file)
        kept = [row for row in rows if row.get("edition") != edition]
        if len(kept) == len(rows):
            continue
        found += len(rows) - len(kept)
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_text(text.getvalue(), encoding="utf-8")
        os.replace(draft, file)
        progress(f"{file.relative_to(seeds.parent)}: {len(rows) - len(kept)} removed")
    if not found:
        raise EditionError(f"there is no edition {edition}")


def shown(made: NewRows) -> Iterable[str]:
    """Yield the periods of an edition's variables, a line each, and the notes."""
    yield f"{'variable':<26}{'role':<11}{'weights of':<13}index of"
    for row in made.rows[VARIABLE]:
        spans = [_span(row, purpose) for purpose in ("construction", "index")]
        yield f"{row['variable']:<26}{row['role']:<11}{spans[0]:<13}{spans[1]}"
    yield from (f"note: {note}" for note in made.notes)


def _span(row: SeedRow, purpose: str) -> str:
    first, last = row[f"{purpose}_start"], row[f"{purpose}_end"]
    return first if first == last else f"{first}-{last}"


def _with_rows(file: Path, rows: Iterable[SeedRow]) -> str:
    text = file.read_text(encoding="utf-8")
    names = text.splitlines()[0].split(",")
    added = io.StringIO()
    writer = csv.DictWriter(added, names, lineterminator="\n")
    writer.writerows(rows)
    return f"{text.rstrip()}\n{added.getvalue()}"
