"""A register's files as one select in the contract's columns.

Files are Parquet, or CSV read as text with the dialect that was said; a `year=Y`
folder supplies the year only where the file has none. Columns are the office's where
`register.yml` says so, and the contract's after that.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from glob import escape
from pathlib import Path

import duckdb

from bofast.contract.files import CSV, PARQUET, RegisterFiles, register_files
from bofast.contract.mapping import RegisterMapping, mapped_sql
from bofast.contract.text_files import (
    TextFile,
    faulty_lines,
    lines_of,
    open_text_file,
    read_csv_sql,
    rows_of,
)
from bofast.errors import RegisterError
from bofast.registers import Column
from bofast.sql import identifier, literal

MESSAGE_LINES = 3
SHOWN = 5
YEAR = "year"
FOLDER_YEAR = "nullif(regexp_extract(filename, '.*/year=([^/]+)/', 1), '')"


@dataclass(frozen=True)
class Source:
    """The files of a register and how they are read.

    Attributes:
        register: name of the register.
        root: its folder.
        kind: `parquet` or `csv`.
        found: all files below the folder.
        columns: of the contract.
        mapping: what the office says of the register.
        schemas: file to the names and types of its columns.
        types: names and types of the columns of all files together.
        lacks_year: whether some file with a year leaves it to its folder.
    """

    register: str
    root: Path
    kind: str
    found: RegisterFiles
    columns: tuple[Column, ...]
    mapping: RegisterMapping
    schemas: Mapping[Path, Mapping[str, str]]
    types: Mapping[str, str]
    lacks_year: bool

    @property
    def files(self) -> list[Path]:
        """The files that are read, in order of their paths."""
        return self.found.read[self.kind]

    def scan(self, files: Sequence[Path] | None = None) -> str:
        """Return a select of all rows of some files; of all files when not given."""
        lines = self._with_year(self._raw(self.files if files is None else files))
        items = self._items
        return f"select {items} from ({lines}) as office_row" if items else lines

    @property
    def reading(self) -> str:
        """Everything that the rows depend on, besides the contents of the files."""
        return f"{self.kind} {self.mapping!r} {self._items}"

    def lacking(self) -> dict[str, list[Path]]:
        """Return the contract's columns that some files have and others have not.

        Such rows would have no value there, and nobody would know.
        """
        lacking: dict[str, list[Path]] = {}
        for column in self.columns:
            name = self.mapping.source(column.name)
            without = [file for file in self.files if name not in self.schemas[file]]
            if column.name == YEAR:
                without = [file for file in without if not self._year_folder(file)]
            if without and name in self.types:
                lacking[column.name] = [file.relative_to(self.root) for file in without]
        return lacking

    def check_rows(
        self, connection: duckdb.DuckDBPyConnection, files: Sequence[Path], rows: int
    ) -> None:
        """See to it that each line of CSV files was read as a row.

        Args:
            connection: where the files are read.
            files: the files.
            rows: how many rows were read of them.

        Raises:
            RegisterError: a file has more or fewer rows than were read.
        """
        dialect = self.mapping.dialect
        if self.kind != CSV or rows == sum(lines_of(file, dialect) for file in files):
            return
        for file in files:
            read = connection.execute(
                f"select count(*) from {self._raw([file])}"
            ).fetchone()
            there = rows_of(file, dialect)
            if read != (there,):
                raise RegisterError(
                    f"{file.relative_to(self.root)} has {there:,} rows in"
                    f" {lines_of(file, dialect) + 1:,} lines, of which"
                    f" {read[0] if read else 0:,} were read"
                )

    def leaves_year_to_folder(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Tell whether a file with a column of years leaves some to its folder."""
        in_folders = [file for file in self.files if self._year_folder(file)]
        if not (in_folders and self._has_year):
            return False
        year = identifier(self.mapping.source(YEAR))
        found = connection.execute(
            f"select count(*) > 0 from {self._raw(in_folders)} where {year} is null"
        ).fetchone()
        return bool(found and found[0])

    def explain(self, error: duckdb.Error) -> str:
        """Say in which file and line reading failed, without what stands there."""
        if self.kind == CSV:
            for file, text in self._texts.items():
                inside = file.relative_to(self.root)
                if said := faulty_lines(text, inside, self.mapping.dialect):
                    return said
        return f"cannot be read: {first_lines(error)}"

    def __str__(self) -> str:
        """Return in words what is read, and how."""
        word = "Parquet" if self.kind == PARQUET else "CSV"
        text = f"{len(self.files):,} {word} file(s)"
        if self.kind == CSV:
            text += f" ({self.mapping.dialect})"
        if self.found.passed_over:
            names = Counter(path.name for path in self.found.passed_over)
            listed = ", ".join(name for name, _ in names.most_common(SHOWN))
            number = len(self.found.passed_over)
            text += f"; {number:,} passed over by rule ({listed})"
        if self.found.named:
            listed = ", ".join(self._inside(self.found.named))
            text += f"; no data, not read: {listed}"
        return text

    def _inside(self, files: Sequence[Path]) -> list[str]:
        names = [str(file.relative_to(self.root)) for file in files[:SHOWN]]
        return names + (["..."] if len(files) > SHOWN else [])

    @cached_property
    def _texts(self) -> dict[Path, TextFile]:
        return {file: TextFile(file, tuple(self.schemas[file])) for file in self.files}

    def _year_folder(self, file: Path) -> bool:
        folders = file.relative_to(self.root).parts[:-1]
        return any(part.startswith("year=") for part in folders)

    @property
    def _has_year(self) -> bool:
        return self.mapping.source(YEAR) in self.types

    @cached_property
    def _is_hive(self) -> bool:
        """Whether the folders alone say the year, so that DuckDB may pass over some."""
        # folders of other names would have to be the same everywhere
        plain = all(
            part.startswith("year=")
            for file in self.files
            for part in file.relative_to(self.root).parts[:-1]
            if "=" in part
        )
        in_years = all(map(self._year_folder, self.files))
        return not self._has_year and plain and in_years

    @cached_property
    def _takes_folder_year(self) -> bool:
        some = any(map(self._year_folder, self.files))
        return some and not self._is_hive and (not self._has_year or self.lacks_year)

    def _with_year(self, raw: str) -> str:
        """Return a select with the folder's year where a file has none."""
        year = FOLDER_YEAR
        if self.kind == PARQUET:
            year = f"try_cast({year} as integer)"
        if self._is_hive:
            own = "try_cast(year as integer) as year"
            return f"select * replace ({own}) from {raw}"
        if not self._takes_folder_year:
            return f"select * from {raw}"
        if not self._has_year:
            return f"select * exclude (filename), {year} as year from {raw}"
        name = identifier(self.mapping.source(YEAR))
        own = f"coalesce({name}, {year}) as {name}"
        return f"select * exclude (filename) replace ({own}) from {raw}"

    def _raw(self, files: Sequence[Path]) -> str:
        """Return what reads files as they are."""
        options = ", hive_partitioning = false"
        if self._is_hive:
            options = ", hive_partitioning = true, hive_types_autocast = false"
        if self._takes_folder_year:
            options += ", filename = true"
        if self.kind == PARQUET:
            paths = ", ".join(literal(escape(str(file))) for file in files)
            return f"read_parquet([{paths}], union_by_name = true{options})"
        groups: dict[tuple[object, ...], list[TextFile]] = {}
        for file in files:
            text = self._texts[file]
            packed = file.suffix.lower()
            groups.setdefault((text.names, packed), []).append(text)
        if len(groups) == 1:
            (alone,) = groups.values()
            if set(alone[0].names) == set(self.types):
                return read_csv_sql(alone, self.mapping.dialect, options)
        beside = [YEAR] if self._is_hive else []
        beside += ["filename"] if self._takes_folder_year else []
        selects = []
        for group in groups.values():
            items = [
                identifier(name)
                if name in group[0].names
                else f"cast(null as varchar) as {identifier(name)}"
                for name in self.types
            ]
            call = read_csv_sql(group, self.mapping.dialect, options)
            selects.append(f"select {', '.join([*items, *beside])} from {call}")
        return f"({' union all '.join(selects)})"

    @cached_property
    def _items(self) -> str:
        """The contract's columns, then the others; "" where nothing is mapped."""
        there = dict(self.types)
        if self._is_hive or self._takes_folder_year:
            there.setdefault(YEAR, "INTEGER")
        items: dict[str, str] = {}
        taken: set[str] = set()
        for column in self.columns:
            said = self.mapping.of(column.name)
            source = said.column or column.name
            if said.column is None and said.value is not None:
                value = literal(said.value) if said.value else "null"
                items[column.name] = f"cast({value} as varchar)"
            else:
                if source not in there and column.name == YEAR:
                    source = YEAR
                if source in there:
                    mapped = mapped_sql(column, said, source, there[source])
                    items[column.name] = mapped or identifier(source)
                    taken.add(source)
        if all(item == identifier(name) for name, item in items.items()):
            return ""
        others = [n for n in there if n not in taken and n not in items]
        listed = [f"{item} as {identifier(name)}" for name, item in items.items()]
        return ", ".join([*listed, *map(identifier, others)])


def open_source(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    register: str,
    columns: Sequence[Column],
    mapping: RegisterMapping,
) -> Source:
    """Look at the files of a register, before a row is read.

    Args:
        connection: where to look into the files.
        root: the register's folder.
        register: the register's name.
        columns: of the contract.
        mapping: what the office says of the register.

    Returns:
        The source of the register's rows.

    Raises:
        RegisterError: no files, files that are data and cannot be read, Parquet and
            CSV mixed, or a header that is not as it was said.
    """
    names = [mapping.source(column.name) for column in columns]
    known = frozenset(name.lower() for name in names)
    found = register_files(root, known)
    _refuse(found, root, register)
    (kind,) = found.read
    if kind == PARQUET:
        schemas = _parquet_schemas(connection, found.read[kind])
        types = _parquet_types(connection, found.read[kind])
    else:
        schemas = {}
        for file in found.read[kind]:
            inside = file.relative_to(root)
            text = open_text_file(file, inside, mapping.dialect, known)
            schemas[file] = dict.fromkeys(text.names, "VARCHAR")
        types = {name: "VARCHAR" for of_file in schemas.values() for name in of_file}
    source = Source(
        register, root, kind, found, tuple(columns), mapping, schemas, types, False
    )
    return replace(source, lacks_year=source.leaves_year_to_folder(connection))


def scan_sql(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    columns: Sequence[Column] = (),
) -> str:
    """Return a select of all rows of a register in the contract's layout."""
    root = folder / register
    return open_source(connection, root, register, columns, RegisterMapping()).scan()


def column_types(connection: duckdb.DuckDBPyConnection, scan: str) -> dict[str, str]:
    """Return DuckDB's type of each column of a select."""
    described = connection.execute(f"describe {scan}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def first_lines(error: duckdb.Error) -> str:
    """Return what matters of DuckDB's long messages, on one line, without rows."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("Original Line:")]
    return " ".join(lines[:MESSAGE_LINES])


def _refuse(found: RegisterFiles, root: Path, register: str) -> None:
    """Raise on files that would be missed, and where there are none."""
    refused = [f"{path} is {reason}" for path, reason in found.refused]
    listed = "; ".join(refused[:SHOWN])
    if len(refused) > SHOWN:
        listed += f"; and {len(refused) - SHOWN:,} more file(s)"
    if not found.read:
        text = f"register {register}: no .parquet or .csv file below {root}"
        raise RegisterError(f"{text}{(refused and f'; not read: {listed}') or ''}")
    if refused:
        raise RegisterError(f"register {register}: {listed}")
    if len(found.read) > 1:
        numbers = ", ".join(
            f"{len(found.read[kind])} .{kind}" for kind in (PARQUET, CSV)
        )
        raise RegisterError(
            f"register {register}: files are Parquet or CSV, not both in one register"
            f" ({numbers} below {root})"
        )


def _parquet_schemas(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path]
) -> dict[Path, dict[str, str]]:
    """Return the names and types of each file's columns."""
    schemas: dict[Path, dict[str, str]] = {file: {} for file in files}
    try:
        stored = connection.execute(
            "select file_name, name, duckdb_type, num_children from parquet_schema(?)",
            [[escape(str(file)) for file in files]],
        ).fetchall()
    except duckdb.Error as error:
        raise RegisterError(f"unreadable file: {first_lines(error)}") from error
    # a column of several parts is followed by them
    parts: dict[str, int] = {}
    for file, name, physical, children in stored:
        if file not in parts:
            parts[file] = 0
            continue
        if parts[file]:
            parts[file] += int(children or 0) - 1
            continue
        parts[file] = int(children or 0)
        schemas[Path(file)][str(name)] = str(physical or "nested")
    return schemas


def _parquet_types(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path]
) -> dict[str, str]:
    listed = ", ".join(literal(escape(str(file))) for file in files)
    options = "union_by_name = true, hive_partitioning = false"
    try:
        return column_types(
            connection, f"select * from read_parquet([{listed}], {options})"
        )
    except duckdb.Error as error:
        raise RegisterError(f"unreadable file: {first_lines(error)}") from error
