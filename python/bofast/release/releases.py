"""The last releases, kept beside the one in use.

A release is a folder: the published file, the same tables as Parquet, and what
describes them (`formats`). It is named by its time and by the digest of the published
file, so that a release that was changed is known. The release in use is a link to one
of them, and the published file a link into that, so that file, tables and description
change in one step: whoever looks finds the old release or the new one, whole.
"""

import json
import os
import shutil
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
    remove_log,
)
from bofast.contract.registers import file_digest
from bofast.errors import BuildError
from bofast.release.formats import DESCRIPTION
from bofast.settings import Settings

DIGEST_LENGTH = 12
MEGABYTE = 1e6
NAMED = "[0-9]*-*"


@dataclass(frozen=True)
class Release:
    """A release that is kept.

    Attributes:
        folder: where it is.
        file: the published file in it.
        is_current: whether it is the one in use.
    """

    folder: Path
    file: Path
    is_current: bool

    @property
    def name(self) -> str:
        """Time (UTC) and digest; names in order are in order of time."""
        return self.folder.name


def draft_of(settings: Settings) -> Path:
    """Return where the next published file is written, before it has its place."""
    return _draft_folder(settings) / settings.published.name


@contextmanager
def opened(marts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published file for reading.

    Raises:
        BuildError: it is none, or another program has it open for writing.
    """
    try:
        with duckdb.connect(str(marts), read_only=True) as connection:
            connection.execute("from main.publication limit 0")
            yield connection
    except duckdb.Error as error:
        raise BuildError(
            f"{marts} cannot be read as a published file: {str(error).splitlines()[0]}"
            " It stays as it is; close it where it is open, move it away, or say"
            " another place (BOFAST_MARTS)"
        ) from error


def tidy(settings: Settings) -> None:
    """Make a release of a published file that is none.

    Such a file is of a version that kept none, or was put there by hand.
    """
    for file in settings.releases_folder.glob(f"{NAMED}{settings.published.suffix}"):
        _take_in(settings, file)
    place = settings.published
    if place.is_file() and not place.is_symlink():
        draft = draft_of(settings)
        make_folder(draft.parent, READABLE_FOLDER)
        copy_whole(place, draft, READABLE)
        _use(settings, _keep_draft(settings))


def put_into_place(settings: Settings) -> None:
    """Make the draft the release in use.

    All of it is on the disk before the link is moved, so that a full disk changes
    nothing. Releases beyond the number to keep go.
    """
    folder = _draft_folder(settings)
    for path in sorted(folder.rglob("*")):
        path.chmod(READABLE_FOLDER if path.is_dir() else READABLE)
        flush(path)
    folder.chmod(READABLE_FOLDER)
    flush(folder)
    _use(settings, _keep_draft(settings))
    for release in releases(settings)[: -settings.releases]:
        if not release.is_current:
            shutil.rmtree(release.folder)


def releases(settings: Settings) -> list[Release]:
    """Return the releases that are kept, oldest first."""
    place = settings.published
    current = settings.release.resolve() if place.is_symlink() else None
    return [
        Release(folder, folder / place.name, folder == current)
        for folder in sorted(settings.releases_folder.glob(NAMED))
        if (folder / place.name).is_file()
    ]


def roll_back(
    settings: Settings, name: str, progress: Callable[[str], None]
) -> Release:
    """Make an earlier release the one in use.

    Args:
        settings: where the published file is.
        name: the release's name or its beginning; empty for the one before that in
            use.
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
        if _was_changed(chosen):
            raise BuildError(
                f"release {chosen.name} was changed after it was published:"
                f" {settings.marts} is as it was"
            )
        _use(settings, chosen.folder)
    progress(f"{settings.marts} is release {chosen.name} again")
    return chosen


def listing(settings: Settings) -> str:
    """Return the releases as a table of text, the newest first."""
    with in_words(f"the releases of {settings.marts} cannot be listed"):
        kept = releases(settings)
        place = settings.published
        rows = [(release.file, release.name, release.is_current) for release in kept]
        if place.is_file() and not any(is_current for *_, is_current in rows):
            rows.append((place, "(not kept yet)", True))
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
        BuildError: another process holds the lock, a file cannot be written, or what
            lies in the published file's place is none.
    """
    with in_words(f"{doing} failed, {settings.marts} is as it was"):
        _refuse_another_file(settings)
        make_folder(settings.published.parent, READABLE_FOLDER)
        make_folder(settings.releases_folder, READABLE_FOLDER)
        lock = settings.releases_folder / ".lock"
        with only_one(lock, f"publishing {settings.marts}"):
            # what a killed run left
            _remove_drafts(settings)
            try:
                yield
            finally:
                _remove_drafts(settings)


def _refuse_another_file(settings: Settings) -> None:
    """Refuse to replace a file that is no published file, such as a warehouse."""
    place = settings.published
    if place.is_symlink() or not place.exists():
        return
    with opened(settings.marts):
        pass


def _draft_folder(settings: Settings) -> Path:
    return settings.releases_folder / ".draft"


def _remove_drafts(settings: Settings) -> None:
    draft = _draft_folder(settings)
    for folder in (draft, draft.with_name(f"{draft.name}.tmp")):
        shutil.rmtree(folder, ignore_errors=True)
    for place in (settings.release, settings.published):
        _link_beside(place).unlink(missing_ok=True)


def _take_in(settings: Settings, file: Path) -> None:
    """Make a folder of a release that is a file alone, as earlier versions kept it."""
    draft = draft_of(settings)
    make_folder(draft.parent, READABLE_FOLDER)
    copy_whole(file, draft, READABLE)
    if not file.with_suffix("").exists():
        os.replace(draft.parent, file.with_suffix(""))
        flush(file.parent)
    file.unlink()
    _remove_drafts(settings)


def _use(settings: Settings, folder: Path) -> None:
    """Make a release the one in use, in one step."""
    place, release = settings.published, settings.release
    if not place.is_symlink():
        if place.exists():
            # the same contents: its release, before the links lead elsewhere
            _link(release, folder)
        remove_log(place)
        _link(place, release / place.name)
    _link(release, folder)


def _link(place: Path, target: Path) -> None:
    """Put a link into a place, in one step that survives a power cut."""
    draft = _link_beside(place)
    draft.unlink(missing_ok=True)
    draft.symlink_to(target.relative_to(place.parent))
    os.replace(draft, place)
    flush(place.parent)


def _link_beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.draft")


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


def _was_changed(release: Release) -> bool:
    """Tell whether a file of a release is another than when it was published."""
    if not file_digest(release.file).startswith(release.name.rpartition("-")[2]):
        return True
    description = release.folder / DESCRIPTION
    if not description.is_file():
        # of a version that wrote the file alone
        return False
    resources = json.loads(description.read_text(encoding="utf-8"))["resources"]
    return any(
        not (release.folder / resource["path"]).is_file()
        or file_digest(release.folder / resource["path"])
        != resource["hash"].removeprefix("sha256:")
        for resource in resources
    )


def _keep_draft(settings: Settings) -> Path:
    """Give the draft its name among the releases, and return its folder."""
    file = draft_of(settings)
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    milliseconds = f"{written:%Y%m%dT%H%M%S%f}"[:-3]
    name = f"{milliseconds}Z-{file_digest(file)[:DIGEST_LENGTH]}"
    folder = settings.releases_folder / name
    if folder.is_dir():
        # kept by a run that was killed before it was in use
        shutil.rmtree(file.parent)
    else:
        move_into_place(file.parent, folder)
    return folder


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
