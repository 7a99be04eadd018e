"""CSV without guessing: the dialect is said, the header is read, lines are counted.

A file must have the dialect that was said for it (comma, UTF-8 and double quotes where
nothing was said). What another dialect looks like is told by the names of the columns
in the header, and only to say so: nothing is read by a guess. Every line of a file is
either a row or an error that names file and line.
"""

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import IO

import duckdb

from bofast.contract.files import compression
from bofast.errors import RegisterError
from bofast.sql import literal

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# the encodings that DuckDB reads without an extension
ENCODINGS = ("utf-8", "latin-1", "utf-16")
MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16, big-endian"}
LONGEST_HEADER = 1 << 20
CHUNK = 1 << 20
SHOWN = 3


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written.

    Attributes:
        delimiter: what is between two values.
        quote: what may be around a value.
        encoding: of the file, one of ENCODINGS.
    """

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"

    def __str__(self) -> str:
        """Return the dialect in words."""
        between = DELIMITERS.get(self.delimiter, repr(self.delimiter))
        return f"{self.encoding}, {between}, quotes {self.quote}"


@dataclass(frozen=True)
class TextFile:
    """A CSV file with its header.

    Attributes:
        path: where it is.
        names: names of the columns, without blanks around them; one that has none is
            named for its place.
    """

    path: Path
    names: tuple[str, ...]


def open_text_file(
    path: Path, inside: Path, dialect: Dialect, known: frozenset[str]
) -> TextFile:
    """Read the header of a CSV file.

    Args:
        path: the file.
        inside: its path below the register's folder, for messages.
        dialect: how it is written.
        known: names of columns, in lower case, of which it should have some.

    Returns:
        The file with the names of its columns.

    Raises:
        RegisterError: it is empty, of another dialect, or a name is there twice.
    """
    line = _first_line(path, inside, dialect)
    if not line.strip():
        raise RegisterError(f"unreadable file: {inside} is empty: not even a header")
    names = _names(line, dialect)
    of_other = {
        delimiter: _names(line, Dialect(delimiter, dialect.quote))
        for delimiter in DELIMITERS
        if delimiter != dialect.delimiter
    }
    recognised = {one: _recognised(of_other[one], known) for one in of_other}
    best = max(of_other, key=lambda one: (recognised[one], len(of_other[one])))
    is_one_column = len(names) == 1 and len(of_other[best]) > 1
    if recognised[best] > max(1, _recognised(names, known)) or is_one_column:
        raise RegisterError(
            f"{inside}, Line: 1: the columns are separated by {DELIMITERS[best]}, not"
            f" by {DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter))}: say"
            f" `delimiter: {best!r}` in register.yml (`bofast check --template` writes"
            " one), or write the file with the other separator"
        )
    if twice := [name for name, times in Counter(names).items() if times > 1 and name]:
        raise RegisterError(
            f"{inside}, Line: 1: the header has the column {twice[0]} twice"
        )
    # R writes the numbers of rows under no name
    named = tuple(name or f"column_{place}" for place, name in enumerate(names, 1))
    return TextFile(path, named)


def read_csv_sql(files: Sequence[TextFile], dialect: Dialect, options: str) -> str:
    """Return DuckDB's call that reads files of one header, with sniffing off.

    Args:
        files: files with the same names in the same order.
        dialect: how they are written.
        options: more options of `read_csv`, each after a comma.

    Returns:
        SQL of a table function; every column is text.
    """
    paths = ", ".join(literal(escape(str(file.path))) for file in files)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in files[0].names)
    compressed = compression(files[0].path)
    return (
        f"read_csv([{paths}], auto_detect = false, header = true, all_varchar = true,"
        f" delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)},"
        f" escape = {literal(dialect.quote)}, encoding = {literal(dialect.encoding)},"
        f" compression = '{compressed}', strict_mode = true, null_padding = false,"
        f" columns = {{{columns}}}{options})"
    )


def lines_of(path: Path, dialect: Dialect) -> int:
    """Return how many rows the lines of a file are, if each line but the first is one.

    Args:
        path: the file.
        dialect: how it is written.

    Returns:
        Number of lines after the header; text between quotes may span several.
    """
    found = 0
    last = b""
    with closing(opened(path)) as content:
        while chunk := content.read(CHUNK):
            found += chunk.count(b"\n")
            last = chunk[-2:]
    width = 2 if dialect.encoding == "utf-16" else 1
    ends = last.rstrip(b"\0").endswith(b"\n") if width > 1 else last.endswith(b"\n")
    return max(0, found - 1 + (0 if ends or not last else 1))


def rows_of(path: Path, dialect: Dialect) -> int:
    """Return how many rows a file has after its header, read one by one.

    Blank lines are none, and a value between quotes may span lines.
    """
    with _reader(path, dialect) as rows:
        next(rows, None)
        return sum(1 for row in rows if row)


def faulty_lines(file: TextFile, inside: Path, dialect: Dialect) -> str:
    """Say which lines of a file have another number of columns than its header.

    Args:
        file: the file.
        inside: its path below the register's folder, for the message.
        dialect: how it is written.

    Returns:
        File, lines, columns found and expected; "" when every line is in order.
    """
    expected = len(file.names)
    broken: list[tuple[int, int]] = []
    total = 0
    header_again = 0
    try:
        with _reader(file.path, dialect) as rows:
            next(rows, None)
            for row in rows:
                is_padded = len(row) == expected + 1 and row[-1] == ""
                if not row or len(row) == expected or is_padded:
                    continue
                total += 1
                if not header_again and len(set(file.names) & set(row)) > 1:
                    header_again = rows.line_num
                if total <= SHOWN:
                    broken.append((rows.line_num, len(row)))
    except csv.Error as error:
        return f"{inside}, Line: {rows.line_num}: {error}"
    except UnicodeDecodeError:
        return _not_encoded(file.path, inside, dialect)
    if not broken:
        return _mixed_line_ends(file.path, inside)
    (line, columns), *others = broken
    text = f"{inside}, Line: {line}: {columns} columns, where the header has {expected}"
    if header_again:
        text += f"; Line: {header_again} is another header: were two exports joined?"
    more = ", ".join(f"Line: {other} ({found})" for other, found in others)
    if more:
        text += f"; also {more}"
    return f"{text}; {total:,} such line(s) in all"


class _Reader:
    """Rows of a CSV file by Python's own reader, which DuckDB's is compared with."""

    def __init__(self, text: IO[str], dialect: Dialect) -> None:
        self._text = text
        self._rows = csv.reader(
            text, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True
        )

    @property
    def line_num(self) -> int:
        return self._rows.line_num

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *error: object) -> None:
        self._text.close()

    def __iter__(self) -> Iterator[list[str]]:
        return self._rows

    def __next__(self) -> list[str]:
        return next(self._rows)


def _reader(path: Path, dialect: Dialect) -> _Reader:
    csv.field_size_limit(LONGEST_HEADER)
    encoding = {"utf-8": "utf-8-sig"}.get(dialect.encoding, dialect.encoding)
    return _Reader(
        io.TextIOWrapper(opened(path), encoding=encoding, newline=""), dialect
    )


def opened(path: Path) -> IO[bytes]:
    """Open a file, unpacked where it is compressed."""
    kind = compression(path)
    if kind == "gzip":
        return gzip.open(path)  # type: ignore[return-value]
    if kind == "zstd":
        return io.BytesIO(_unpacked(path))
    return path.open("rb")


def _unpacked(path: Path) -> bytes:
    """Return the content of a file that only DuckDB unpacks, line by line."""
    with duckdb.connect() as connection:
        lines = connection.execute(
            f"select line from read_csv({literal(escape(str(path)))},"
            " auto_detect = false,"
            " header = false, delim = '\x01', quote = '', escape = '',"
            " compression = 'zstd', columns = {'line': 'VARCHAR'})"
        ).fetchall()
    return "".join(f"{line or ''}\n" for (line,) in lines).encode()


def _first_line(path: Path, inside: Path, dialect: Dialect) -> str:
    try:
        with closing(opened(path)) as content:
            head = content.read(LONGEST_HEADER)
    except (OSError, EOFError, duckdb.Error) as error:
        raise RegisterError(f"unreadable file: {inside}: {error}") from error
    for mark, encoding in MARKS.items():
        if head.startswith(mark) and (dialect.encoding, mark) != (
            "utf-16",
            b"\xff\xfe",
        ):
            raise RegisterError(
                f"{inside} is {encoding}, not {dialect.encoding}: write it as UTF-8,"
                " or say its encoding in register.yml"
            )
    encoding = {"utf-8": "utf-8-sig"}.get(dialect.encoding, dialect.encoding)
    # cut where a line ends, so that no character is cut
    ends = [place for end in (b"\n", b"\r") if (place := head.find(end)) >= 0]
    if encoding == "utf-16":
        return head.decode(encoding, errors="replace").splitlines()[0]
    first = head[: min(ends)] if ends else head
    try:
        return first.decode(encoding)
    except UnicodeDecodeError as error:
        raise RegisterError(_not_encoded(path, inside, dialect)) from error


def _not_encoded(path: Path, inside: Path, dialect: Dialect) -> str:
    """Say which line is not of the encoding that was said."""
    encoding = {"utf-8": "utf-8-sig"}.get(dialect.encoding, dialect.encoding)
    line = 0
    with closing(opened(path)) as content:
        for text in content:
            line += 1
            try:
                text.decode(encoding)
            except UnicodeDecodeError:
                break
    return (
        f"{inside}, Line: {line}: not {dialect.encoding}: write the file as UTF-8, or"
        " say its encoding in register.yml (latin-1 for Windows' Western European)"
    )


def _mixed_line_ends(path: Path, inside: Path) -> str:
    with closing(opened(path)) as content:
        ends: Counter[str] = Counter()
        for line in content:
            ends["CRLF" if line.endswith(b"\r\n") else "LF"] += 1
    if len(ends) < 2:
        return ""
    lines = " and ".join(f"{number:,} with {end}" for end, number in ends.items())
    return f"{inside}: lines end in two ways, {lines}: were two files joined?"


def _names(line: str, dialect: Dialect) -> tuple[str, ...]:
    row = next(csv.reader([line], delimiter=dialect.delimiter, quotechar=dialect.quote))
    return tuple(name.strip() for name in row)


def _recognised(names: Sequence[str], known: frozenset[str]) -> int:
    return len({name.lower() for name in names} & known)
