"""A prompt for SQL on the published file or the warehouse, which it only reads."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import duckdb

from bofast.errors import BuildError

PROMPT, CONTINUED = "bofast> ", "   ...> "
LEAVE = ("exit", "quit", ".exit", ".quit")
WELCOME = """{file}, read only{restricted}.
  show tables;                     tables of marts, facts (fct_), dimensions (dim_)
                                   and labelled views (v_)
  describe mobility_rate;          columns of a table
  select column_name, comment from duckdb_columns() where table_name = '...';
                                   what they mean
A statement ends with ; and may be several lines. exit or Ctrl-D leaves."""
RESTRICTED = "; RESTRICTED: it holds rows of persons"


def open_prompt(
    file: Path,
    *,
    is_restricted: bool,
    write: Callable[[str], None],
    lines: Iterable[str] | None = None,
) -> int:
    """Read statements and print their results until there are no more.

    At a terminal it asks for them, else it reads what is piped in.

    Args:
        file: the database, which is opened read only.
        is_restricted: whether it holds rows of persons.
        write: prints a text.
        lines: what to run instead of asking.

    Returns:
        How many statements failed.

    Raises:
        BuildError: there is no such file, or it cannot be opened.
    """
    if not file.is_file():
        raise BuildError(f"no file at {file}: `make warehouse` makes it")
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise BuildError(f"{file} cannot be opened: {error}") from error
    if lines is None and sys.stdin.isatty():
        restricted = RESTRICTED if is_restricted else ""
        write(WELCOME.format(file=file, restricted=restricted))
        lines = _asked()
    elif lines is None:
        lines = _piped(sys.stdin)
    with connection:
        return run_statements(connection, lines, write)


def run_statements(
    connection: duckdb.DuckDBPyConnection,
    lines: Iterable[str],
    write: Callable[[str], None],
) -> int:
    """Run statements and print what they give; one that fails stops no other.

    Args:
        connection: where they run.
        lines: their text.
        write: prints a text.

    Returns:
        How many failed.
    """
    failed = 0
    for statement in statements(lines):
        try:
            for part in duckdb.extract_statements(statement):
                result = connection.sql(part.query)
                if result is not None:
                    write(str(result).rstrip())
        except duckdb.Error as error:
            failed += 1
            write(str(error))
    return failed


def statements(lines: Iterable[str]) -> Iterator[str]:
    """Yield statements, each when the line that ends it with ; has come."""
    text = ""
    for line in lines:
        if not text and line.strip().rstrip(";").lower() in LEAVE:
            return
        text += f"{line}\n"
        if line.rstrip().endswith(";"):
            yield text
            text = ""
        elif not text.strip():
            text = ""
    if text.strip():
        yield text


def _piped(stream: IO[str]) -> Iterator[str]:
    for line in stream:
        yield line.rstrip("\n")


def _asked() -> Iterator[str]:
    # lines can be edited and called back where the system has it
    with suppress(ImportError):
        import readline  # noqa: F401
    prompt = PROMPT
    while True:
        try:
            line = input(prompt)
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print()
            continue
        yield line
        prompt = (
            PROMPT if not line.strip() or line.rstrip().endswith(";") else CONTINUED
        )
