"""Files that are whole at every moment: locks, permissions, moves into place."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from bofast.errors import BuildError

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700
READABLE = 0o644
READABLE_FOLDER = 0o755
# a quota and a limit on file size are a full disk to whoever writes
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def take_lock(lock: Path, what: str) -> int:
    """Take a lock that the kernel releases when this process ends, however it ends.

    Args:
        lock: the lock's file, which stays: removing it would let two hold the lock.
        what: what is done under the lock, for the message.

    Returns:
        The descriptor that holds the lock until it is closed.

    Raises:
        BuildError: another process holds it.
    """
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 20).decode() or "unknown"
        os.close(descriptor)
        raise BuildError(
            f"{what} is under way already (process {holder}): wait until it has ended"
        ) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


@contextmanager
def only_one(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock for a while; see `take_lock`."""
    descriptor = take_lock(lock, what)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def owner_only() -> Iterator[None]:
    """Let every file made meanwhile be its owner's alone from its first byte."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def in_words(failure: str) -> Iterator[None]:
    """Turn errors of disk and database into text.

    Args:
        failure: what failed and what it leaves as it was.

    Raises:
        BuildError: with that text and the reason.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        raise BuildError(f"{failure}: {reason(error)}") from error


def reason(error: Exception | str) -> str:
    """Return an error's text, which begins with a full disk where that is the cause."""
    number = error.errno if isinstance(error, OSError) else None
    full = number in DISK_FULL or any(
        os.strerror(code) in str(error) for code in DISK_FULL
    )
    return f"the disk is full ({error})" if full else str(error)


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder and those above it; folders that are there stay as they are."""
    if not folder.exists():
        make_folder(folder.parent, mode)
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_whole(source: Path, copy: Path, mode: int) -> None:
    """Copy a file with its time, onto the disk, with the given permissions."""
    with owner_only():
        shutil.copyfile(source, copy)
    shutil.copystat(source, copy)
    copy.chmod(mode)
    flush(copy)


def move_into_place(draft: Path, place: Path) -> None:
    """Put a finished file in another's place, in one step that survives a power cut.

    Whoever has the old file open keeps it.
    """
    flush(draft)
    remove_log(place)
    os.replace(draft, place)
    flush(place.parent)


def remove_log(database: Path) -> None:
    """Remove the log of a database file: DuckDB would apply it to the next file."""
    log_of(database).unlink(missing_ok=True)


def log_of(database: Path) -> Path:
    """Return where DuckDB keeps what it has not yet put into a database file."""
    return database.with_name(f"{database.name}.wal")


def remove_database(database: Path) -> None:
    """Remove a database file with its log and its temporary files, if there."""
    database.unlink(missing_ok=True)
    remove_log(database)
    shutil.rmtree(database.with_name(f"{database.name}.tmp"), ignore_errors=True)


def drafts_of_the_dead(file: Path) -> list[Path]:
    """Return drafts of a file, `.<name>.<process>`, whose process has ended."""
    drafts = file.parent.glob(f".{file.name}.*")
    return [draft for draft in drafts if not _is_running(draft.suffix[1:])]


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        # another user's
        return True
    return True


def close_to_others(database: Path) -> None:
    """Make a database file and its log its owner's alone, where this user may."""
    for file in (database, log_of(database)):
        with suppress(FileNotFoundError, PermissionError):
            file.chmod(OWNER_ONLY)


def take_in_log(database: Path) -> None:
    """Put into a database file what a killed program left in its log.

    Raises:
        BuildError: another program has the file open.
    """
    if log_of(database).exists():
        try:
            with duckdb.connect(str(database)) as connection:
                connection.execute("checkpoint")
        except duckdb.Error as error:
            # one that cannot be read is of no use, and about to be replaced
            if "lock" in str(error):
                text = f"{database} is open in another program: {error}"
                raise BuildError(text) from error
