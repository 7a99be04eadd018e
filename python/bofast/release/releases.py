"""The last published files, kept beside the one in use.

A release is a copy of a published file, named by its time and by the digest of its
contents, so that a copy that was changed is known.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bofast.atomic import (
    READABLE,
    READABLE_FOLDER,
    copy_whole,
    flush,
    in_words,
    make_folder,
    move_into_place,
    only_one,
    remove_database,
)
from bofast.contract.registers import file_digest
from bofast.errors import BuildError
from bofast.settings import Settings

DIGEST_LENGTH = 12
MEGABYTE = 1e6


@dataclass(frozen=True)
class Release:
    """A published file that is kept.

    Attributes:
        file: where it is.
        is_current: whether the file in use is a copy of it.
    """

    file: Path
    is_current: bool

    @property
    def name(self) -> str:
        """Time (UTC) and digest; names in order are in order of time."""
        return self.file.stem


def draft_of(settings: Settings) -> Path:
    """Return where the next release is written, before it has a name."""
    return settings.releases_folder / f".draft{settings.marts.suffix}"


def tidy(settings: Settings) -> None:
    """Remove what a killed run left, and keep the file in use as a release.

    A run that was killed just after it put a file into place did not keep it yet.
    """
    _remove_drafts(settings)
    marts = settings.marts.resolve()
    kept = releases(settings)
    if marts.is_file() and not any(release.is_current for release in kept):
        copy_whole(marts, draft_of(settings), READABLE)
        _keep_draft(settings)


def put_into_place(settings: Settings) -> None:
    """Put the draft into the place of the published file, and keep it as a release.

    Both copies are on the disk before either is moved, so that a full disk changes
    nothing. Releases beyond the number to keep go.
    """
    draft, copy = draft_of(settings), _copy_beside(settings)
    draft.chmod(READABLE)
    flush(draft)
    copy_whole(draft, copy, READABLE)
    move_into_place(copy, settings.marts.resolve())
    _keep_draft(settings)
    kept = releases(settings)
    for release in kept[: -settings.releases]:
        if not release.is_current:
            release.file.unlink()


def releases(settings: Settings) -> list[Release]:
    """Return the releases that are kept, oldest first."""
    marts = settings.marts.resolve()
    current = file_digest(marts)[:DIGEST_LENGTH] if marts.is_file() else None
    files = settings.releases_folder.glob(f"[0-9]*-*{settings.marts.suffix}")
    return [
        Release(file, file.stem.rpartition("-")[2] == current) for file in sorted(files)
    ]


def roll_back(
    settings: Settings, name: str, progress: Callable[[str], None]
) -> Release:
    """Put a release into the place of the published file.

    Args:
        settings: where the published file is.
        name: the release's name or its beginning; empty for the one before the file
            in use.
        progress: is told what was done.

    Returns:
        The release.

    Raises:
        BuildError: there is no such release, or it is not as it was published; the
            published file is as it was.
    """
    with exclusive(settings, "rolling back"):
        tidy(settings)
        chosen = _choose(releases(settings), name)
        if not file_digest(chosen.file).startswith(chosen.name.rpartition("-")[2]):
            raise BuildError(
                f"release {chosen.name} was changed after it was published:"
                f" {settings.marts} is as it was"
            )
        copy = _copy_beside(settings)
        copy_whole(chosen.file, copy, READABLE)
        move_into_place(copy, settings.marts.resolve())
    progress(f"{settings.marts} is release {chosen.name} again")
    return chosen


def listing(settings: Settings) -> str:
    """Return the releases as a table of text, the newest first."""
    with in_words(f"the releases of {settings.marts} cannot be listed"):
        kept = releases(settings)
        marts = settings.marts.resolve()
        rows = [(release.file, release.name, release.is_current) for release in kept]
        if marts.is_file() and not any(is_current for *_, is_current in rows):
            rows.append((marts, "(not kept yet)", True))
        if not rows:
            return f"nothing was published at {settings.marts}"
        head = ["", "release", "published (UTC)", "registers", "fingerprint", "code"]
        lines = [[*head, "tables", "MB"]]
        for file, name, is_current in reversed(rows):
            about = _about(file)
            size = f"{file.stat().st_size / MEGABYTE:.1f}"
            lines.append(["*" if is_current else "", name, *about, size])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    return "\n".join([*(line.rstrip() for line in table), "* in use"])


@contextmanager
def exclusive(settings: Settings, doing: str) -> Iterator[None]:
    """Hold the lock on the published file, and say in words what goes wrong.

    Args:
        settings: where the published file is.
        doing: what is done meanwhile (`publishing`).

    Raises:
        BuildError: another process holds the lock, or a file cannot be written.
    """
    with in_words(f"{doing} failed, {settings.marts} is as it was"):
        make_folder(settings.marts.resolve().parent, READABLE_FOLDER)
        make_folder(settings.releases_folder, READABLE_FOLDER)
        lock = settings.releases_folder / ".lock"
        with only_one(lock, f"publishing {settings.marts}"):
            try:
                yield
            finally:
                _remove_drafts(settings)


def _remove_drafts(settings: Settings) -> None:
    for draft in (draft_of(settings), _copy_beside(settings)):
        remove_database(draft)


def _choose(kept: list[Release], name: str) -> Release:
    if name:
        found = [release for release in kept if release.name.startswith(name)]
        if len(found) != 1:
            what = f"{len(found)} releases begin" if found else "no release begins"
            raise BuildError(f"{what} with {name}: `bofast publish --list` names them")
        return found[0]
    current = [place for place, release in enumerate(kept) if release.is_current]
    before = kept[: current[-1]] if current else kept
    if not before:
        raise BuildError("no release is kept from before the one in use")
    return before[-1]


def _keep_draft(settings: Settings) -> None:
    """Give the draft its name among the releases."""
    draft = draft_of(settings)
    written = datetime.fromtimestamp(draft.stat().st_mtime, UTC)
    milliseconds = f"{written:%Y%m%dT%H%M%S%f}"[:-3]
    name = f"{milliseconds}Z-{file_digest(draft)[:DIGEST_LENGTH]}{draft.suffix}"
    os.replace(draft, draft.with_name(name))
    flush(draft.parent)


def _copy_beside(settings: Settings) -> Path:
    """Return where a copy waits to be moved: beside its place, on the same disk."""
    marts = settings.marts.resolve()
    return marts.with_name(f".{marts.name}.draft")


def _about(file: Path) -> list[str]:
    """Return when, from what, by which code a file was made, and its tables."""
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            row = connection.execute(
                "select strftime(published_at, '%Y-%m-%d %H:%M:%S'), registers"
                " || if(is_synthetic, ' (synthetic)', ''),"
                f" left(register_fingerprint, {DIGEST_LENGTH}), code_version,"
                " (select count(*) from duckdb_tables()) from main.publication"
            ).fetchone()
    except duckdb.Error:
        row = None
    return [str(value) for value in row or ("cannot be read", "", "", "", "")]
