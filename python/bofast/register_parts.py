"""What the check counts, a part of a register at a time, and remembers.

A part is a year's folder of a register, or the whole register. What was counted in it
is kept beside the warehouse under the hash of its files and of the rules, so that only
what is new, or is held against new rules, has to be read again.
"""

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from bofast.register_rules import STORED, Effect, Reading, Rule, untidy
from bofast.register_views import kept_sql, kept_year, says_year
from bofast.registers import Column, file_digest, narrowed_scan, register_files

MEMORY_LIMIT = "2GB"
# failing rows of a rule that are kept, for the file that lists them
FAILING_ROWS = 1_000
# `year=2013`, `2013`, `in-2013`
YEAR_FOLDER = re.compile("(?<![0-9])(19|20)[0-9]{2}$")
# rows whose keys are held in memory at once; more than that goes through the disk
KEY_BATCH = 10_000_000


@dataclass(frozen=True)
class Rules:
    """What a register is held against.

    Attributes:
        readings: how each column that is there is read, with its rules.
        key: the columns of the key.
        over_columns: rules over several columns.
        is_complete: whether every column of the contract is there.
    """

    readings: tuple[Reading, ...]
    key: tuple[str, ...]
    over_columns: tuple[Rule, ...]
    is_complete: bool

    @property
    def on_columns(self) -> tuple[Rule, ...]:
        """The rules on single columns."""
        return tuple(rule for reading in self.readings for rule in reading.rules)

    def shown(self, *columns: str) -> list[str]:
        """Return the columns that tell a failing row: its key, and those broken."""
        present = [reading.column.name for reading in self.readings]
        # a register without a key names the person at least
        key = self.key or ("year", "person_id")
        shown = dict.fromkeys([*key, *columns])
        return [name for name in shown if name in present]

    def digest(self) -> str:
        """Return a hash that changes with any rule, and with how rules are counted."""
        counted_as = Path(__file__).read_bytes()
        rules = (self.readings, self.key, self.over_columns, self.is_complete)
        return sha256(counted_as + repr(rules).encode()).hexdigest()


@dataclass
class Broken:
    """How many rows break a rule, and the first of them.

    Attributes:
        rows: how many.
        failing: the first of them, at most FAILING_ROWS: each column of
            `Rules.shown` as text, null where there is no value.
    """

    rows: int = 0
    failing: list[dict[str, str | None]] = field(default_factory=list)

    def add(self, other: "Broken") -> None:
        """Count the rows of another part as well."""
        self.rows += other.rows
        self.failing = [*self.failing, *other.failing][:FAILING_ROWS]


@dataclass
class Counts:
    """What is counted in a part of a register.

    Attributes:
        rows: all rows.
        broken: broken rules on columns, by their place in `Rules.on_columns`.
        untidy_columns: text columns with empty text or blanks around it.
        rows_kept: rows that are kept by year: the row's own, or that of its key's
            date; year is "" where it has none.
        over_columns: broken rules over several columns, by their words.
        duplicates: rows whose key is not theirs alone.
        misplaced: rows kept that lie in the folder of another year than their own.
    """

    rows: int = 0
    broken: dict[int, Broken] = field(default_factory=dict)
    untidy_columns: list[str] = field(default_factory=list)
    rows_kept: dict[str, int] = field(default_factory=dict)
    over_columns: dict[str, Broken] = field(default_factory=dict)
    duplicates: Broken = field(default_factory=Broken)
    misplaced: int = 0

    @classmethod
    def from_json(cls, text: str) -> "Counts":
        """Read what `to_json` wrote."""
        values = json.loads(text)
        return cls(
            rows=values["rows"],
            broken={int(place): Broken(**b) for place, b in values["broken"].items()},
            untidy_columns=values["untidy_columns"],
            rows_kept=values["rows_kept"],
            over_columns={
                rule: Broken(**b) for rule, b in values["over_columns"].items()
            },
            duplicates=Broken(**values["duplicates"]),
            misplaced=values["misplaced"],
        )

    def to_json(self) -> str:
        """Return the counts as text."""
        return json.dumps(asdict(self))


class Memory:
    """Counts of parts that were seen before, by the hash of files and rules.

    The file is its owner's alone: failing rows are in it. Without a file nothing is
    remembered.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Read the file, or start anew when there is none that can be read."""
        self._file = file
        self._used: dict[str, str] = {}
        try:
            known = json.loads(file.read_text()) if file else {}
        except (OSError, ValueError):
            known = {}
        self._known = known if isinstance(known, dict) else {}

    def recall(self, digest: str) -> Counts | None:
        """Return the counts that were stored under a hash."""
        if not isinstance(text := self._known.get(digest), str):
            return None
        self._used[digest] = text
        return Counts.from_json(text)

    def store(self, digest: str, counts: Counts) -> None:
        """Keep counts under a hash."""
        self._used[digest] = counts.to_json()

    def write(self) -> None:
        """Write what was used since the file was read; the rest is of no use."""
        if self._file and self._used != self._known:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft = self._file.with_name(f".{self._file.name}.{os.getpid()}")
            with open(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as text:
                json.dump(self._used, text)
            os.replace(draft, self._file)


@contextmanager
def bounded_connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that goes to disk rather than past its memory."""
    with tempfile.TemporaryDirectory(prefix="bofast_check_") as spill:
        limits: dict[str, Any] = {"memory_limit": MEMORY_LIMIT, "temp_directory": spill}
        with duckdb.connect(config=limits) as connection:
            yield connection


def count_register(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    scan: str,
    rules: Rules,
    memory: Memory,
) -> tuple[Counts, str]:
    """Count a register's rows and broken rules, part by part.

    Args:
        connection: where to count; views `register` and `kept` are made anew.
        folder: the register folder.
        register: the register's name.
        scan: a select that reads all its files.
        rules: what it is held against.
        memory: what was counted before.

    Returns:
        The counts of all parts together, and a hash of what was counted.
    """
    types = column_types(connection, scan)
    parts = _parts(folder / register, rules)
    scans = [narrowed_scan(scan, folder / register, files) for files in parts]
    if any(column_types(connection, part) != types for part in scans):
        # read alone, some files would be read as other types than beside the rest
        parts, scans = [register_files(folder / register)], [scan]
    # hashing keeps a core busy, so files are read side by side
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(file_digest, register_files(folder / register)))
    digest = rules.digest() + repr(types)
    counted = []
    digests = []
    for files, part in zip(parts, scans, strict=True):
        seen = _digest(folder, files, digest)
        digests.append(seen)
        counts = memory.recall(seen)
        if counts is None:
            counts = _count_part(connection, part, rules)
            inside = [file.relative_to(folder / register) for file in files]
            counts.misplaced = _misplaced(inside, counts.rows_kept)
            memory.store(seen, counts)
        counted.append(counts)
    total = _together(counted)
    # rows of one year in several folders: none of these tells whether keys are unique
    for year, places in _shared_years(counted).items() if rules.key else ():
        seen = _digest_of([year, *(digests[place] for place in places)])
        keys = memory.recall(seen)
        if keys is None:
            files = [file for place in places for file in parts[place]]
            part = narrowed_scan(scan, folder / register, files)
            _create_views(connection, part, rules, total)
            rows = sum(counted[place].rows_kept[year] for place in places)
            keys = Counts(duplicates=_count_duplicates(connection, rules, {year: rows}))
            memory.store(seen, keys)
        if keys.duplicates.rows:
            _create_views(connection, scan, rules, total)
            total.duplicates = _count_duplicates(connection, rules, total.rows_kept)
            break
    return total, _digest_of(digests)


def count_unlinked(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    linked: str,
    column: str,
    shown: Sequence[str],
    one_in: int,
) -> Broken:
    """Count the rows of a register whose value another register does not hold.

    Args:
        connection: where to count.
        source: a select of the register's rows, with `column` and `shown`.
        linked: a select of the other register's values, as `column`.
        column: the column they have in common.
        shown: columns that tell a row.
        one_in: look at the rows of one value in so many, chosen by its hash, so that
            the values fit in memory and the same ones are looked at every time.

    Returns:
        The rows without a partner, among those looked at.
    """
    chosen = f"{column} is not null and hash({column}) % {one_in} = 0"
    # once over the files, which takes longer than all the rest
    connection.execute(
        "create or replace temp table unlinked as"
        f" select * from (select * from ({source}) where {chosen}) as row_read"
        f" anti join (select {column} from ({linked}) where {chosen}) as known"
        f" using ({column})"
    )
    rows = _number(connection, "count(*) from unlinked")
    in_order = "(from unlinked order by all)"
    return Broken(rows, _failing(connection, in_order, "true", shown))


def mixed_types(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    columns: Sequence[Column],
    types: Mapping[str, str],
) -> Iterator[tuple[str, str, int, Path]]:
    """Yield columns that some Parquet file stores as a type the contract forbids.

    Read together with other files such a column may become text, and have lost the
    zeros that its codes began with.

    Args:
        connection: where to read.
        root: the register's folder.
        columns: the contract's columns.
        types: types of the columns when all files are read together.

    Yields:
        Column, the file's type, rows with a value, and the file.
    """
    files = [file for file in register_files(root) if file.suffix == ".parquet"]
    if len(files) < 2:
        return
    stored = connection.execute(
        "select file_name, name, duckdb_type from parquet_schema(?)"
        " where duckdb_type is not null order by all",
        [[escape(str(file)) for file in files]],
    ).fetchall()
    by_name = {column.name: column for column in columns}
    for file, name, physical in stored:
        if name not in by_name or physical == types.get(name):
            continue
        if physical.split("(")[0] in STORED[by_name[name].data_type][0]:
            continue
        one = f"read_parquet('{escape(file).replace(chr(39), chr(39) * 2)}')"
        # nulls alone have no type of their own in some files
        if rows := _number(connection, f"count({name}) from {one}"):
            yield name, physical, rows, Path(file).relative_to(root)


def column_types(connection: duckdb.DuckDBPyConnection, scan: str) -> dict[str, str]:
    """Return DuckDB's type of each column of a select."""
    described = connection.execute(f"describe {scan}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _parts(root: Path, rules: Rules) -> list[list[Path]]:
    """Group a register's files by folders that are named for a year.

    Where the key has neither a year nor a date, only the whole register tells whether
    it is unique.
    """
    files = register_files(root)
    folders: dict[str, list[Path]] = {}
    for file in files:
        folders.setdefault(file.relative_to(root).parts[0], []).append(file)
    keys = [r.column for r in rules.readings if r.column.is_key]
    by_year = (not keys or any(map(says_year, keys))) and all(
        map(YEAR_FOLDER.search, folders)
    )
    return list(folders.values()) if by_year else [files]


def _misplaced(files: Sequence[Path], rows_kept: Mapping[str, int]) -> int:
    """Count the rows whose year is none of those that their files' folders name."""
    named = [
        {part.removeprefix("year=") for part in file.parts if part.startswith("year=")}
        for file in files
    ]
    # a file outside such folders may hold any year
    if not all(named):
        return 0
    years = set().union(*named)
    return sum(rows for year, rows in rows_kept.items() if year not in years)


def _digest(folder: Path, files: Iterable[Path], rules: str) -> str:
    digest = sha256(rules.encode())
    for file in files:
        digest.update(f"{file.relative_to(folder)} {file_digest(file)}\n".encode())
    return digest.hexdigest()


def _digest_of(texts: Iterable[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()


def _shared_years(counted: Iterable[Counts]) -> dict[str, list[int]]:
    """Return the years that several parts have rows of, and which parts these are."""
    places: dict[str, list[int]] = {}
    for place, counts in enumerate(counted):
        for year in counts.rows_kept:
            places.setdefault(year, []).append(place)
    return {year: of_year for year, of_year in places.items() if len(of_year) > 1}


def _together(counted: Iterable[Counts]) -> Counts:
    total = Counts()
    untidy_columns: set[str] = set()
    rows_kept: Counter[str] = Counter()
    for counts in counted:
        total.rows += counts.rows
        total.misplaced += counts.misplaced
        for place, broken in counts.broken.items():
            total.broken.setdefault(place, Broken()).add(broken)
        for rule, broken in counts.over_columns.items():
            total.over_columns.setdefault(rule, Broken()).add(broken)
        total.duplicates.add(counts.duplicates)
        untidy_columns.update(counts.untidy_columns)
        rows_kept.update(counts.rows_kept)
    total.broken = dict(sorted(total.broken.items()))
    total.untidy_columns = sorted(untidy_columns)
    total.rows_kept = dict(sorted(rows_kept.items()))
    return total


def _count_part(
    connection: duckdb.DuckDBPyConnection, scan: str, rules: Rules
) -> Counts:
    connection.execute(f"create or replace temp view register as {scan}")
    counts = _count_columns(connection, rules)
    effects = {rules.on_columns[place].effect for place in counts.broken}
    # a rule over several columns means nothing while one is broken
    if Effect.STOPS in effects or not rules.is_complete:
        return counts
    _create_views(connection, scan, rules, counts)
    _count_kept(connection, rules, counts)
    return counts


def _count_columns(connection: duckdb.DuckDBPyConnection, rules: Rules) -> Counts:
    """Count in one pass the rows that break rules on columns."""
    texts = [
        reading.column.name
        for reading in rules.readings
        if reading.column.data_type == "VARCHAR" and reading.is_plain
    ]
    conditions = [rule.condition for rule in rules.on_columns] + [
        untidy(name) for name in texts
    ]
    counted = [f"count(*) filter (where {condition})" for condition in conditions]
    row = connection.execute(
        f"select {', '.join(['count(*)', *counted])} from register"
    ).fetchone()
    if row is None:
        raise RuntimeError("an aggregate query without a row")
    total, *by_condition = (int(count) for count in row)
    of_rules = by_condition[: len(rules.on_columns)]
    of_texts = by_condition[len(rules.on_columns) :]
    places = [place for place, rows in enumerate(of_rules) if rows]
    found = _broken(
        connection,
        "register",
        rules,
        [(rules.on_columns[place], of_rules[place]) for place in places],
    )
    return Counts(
        rows=total,
        broken=dict(zip(places, found, strict=True)),
        untidy_columns=[
            name for name, rows in zip(texts, of_texts, strict=True) if rows
        ],
    )


def _create_views(
    connection: duckdb.DuckDBPyConnection, scan: str, rules: Rules, counts: Counts
) -> None:
    broken = [rules.on_columns[place] for place in counts.broken]
    kept = kept_sql(scan, rules.readings, broken, counts.untidy_columns)
    connection.execute(f"create or replace temp view kept as {kept}")


def _count_kept(
    connection: duckdb.DuckDBPyConnection, rules: Rules, counts: Counts
) -> None:
    """Count in one pass the rows kept by year, their keys and rules over columns.

    Keys are counted apart where there are too many of them for memory. The year is
    one of the key, or that of a date in it, so no key comes in two years.
    """
    year = kept_year(reading.column for reading in rules.readings)
    counts_keys = bool(rules.key) and counts.rows <= KEY_BATCH
    keys = f"{_keys(rules)} as keys" if counts_keys else "null as keys"
    conditions = [
        f"count(*) filter (where {rule.condition})" for rule in rules.over_columns
    ]
    rows = connection.execute(
        f"select {', '.join([f'{year} as of_year', 'count(*)', keys, *conditions])}"
        " from kept group by 1 order by 1"
    ).fetchall()
    counts.rows_kept = {str(row[0]): int(row[1]) for row in rows}
    broken = [
        (rule, sum(int(row[3 + place]) for row in rows))
        for place, rule in enumerate(rules.over_columns)
    ]
    broken = [(rule, rows) for rule, rows in broken if rows]
    found = _broken(connection, "kept", rules, broken)
    counts.over_columns = {
        rule.words: of_rule for (rule, _), of_rule in zip(broken, found, strict=True)
    }
    if rules.key and not (counts_keys and all(row[2] == row[1] for row in rows)):
        counts.duplicates = _count_duplicates(connection, rules, counts.rows_kept)


def _keys(rules: Rules) -> str:
    # as many hashes as rows means as many keys, and is quicker to count
    return f"count(distinct hash({', '.join(rules.key)}))"


def _count_duplicates(
    connection: duckdb.DuckDBPyConnection, rules: Rules, rows_kept: Mapping[str, int]
) -> Broken:
    """Count the rows whose key is not theirs alone, a few years at a time."""
    duplicates = Broken()
    if not rules.key:
        return duplicates
    columns = ", ".join(rules.key)
    year = kept_year(reading.column for reading in rules.readings)
    for condition, rows in _key_batches(year, rows_kept):
        if _number(connection, f"{_keys(rules)} from kept where {condition}") == rows:
            continue
        groups = (
            f"(select {columns}, count(*) as times from kept where {condition}"
            f" group by {columns} having count(*) > 1 order by {columns})"
        )
        found = _number(connection, f"coalesce(sum(times), 0) from {groups}")
        failing = _failing(connection, groups, "true", rules.key) if found else []
        duplicates.add(Broken(found, failing))
    return duplicates


def _key_batches(
    of_year: str, rows_kept: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Yield conditions that split a register by year, so that memory is bounded.

    With each comes how many rows it holds for.
    """
    batch: list[str] = []
    rows = 0
    for year, in_year in rows_kept.items():
        if not year:
            yield "true", in_year
            return
        if batch and rows + in_year > KEY_BATCH:
            yield f"{of_year} in ({', '.join(batch)})", rows
            batch, rows = [], 0
        batch.append(year)
        rows += in_year
    if batch:
        yield f"{of_year} in ({', '.join(batch)})", rows


def _broken(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    rules: Rules,
    broken: Sequence[tuple[Rule, int]],
) -> list[Broken]:
    """Return the first rows that break each of some rules, which so many rows break."""
    if sum(rows for _, rows in broken) > FAILING_ROWS:
        return [
            Broken(
                rows,
                _failing(connection, source, rule.condition, rules.shown(rule.column)),
            )
            for rule, rows in broken
        ]
    if not broken:
        return []
    # few rows: one pass finds them all
    shown = [rules.shown(rule.column) for rule, _ in broken]
    columns = list(dict.fromkeys(name for names in shown for name in names))
    conditions = [f"coalesce({rule.condition}, false)" for rule, _ in broken]
    texts = [f"cast({name} as varchar)" for name in columns]
    found = connection.execute(
        f"select {', '.join([*texts, *conditions])} from {source}"
        f" where {' or '.join(conditions)}"
    ).fetchall()
    result = []
    for place, ((_, rows), names) in enumerate(zip(broken, shown, strict=True)):
        failing = [
            {name: row[columns.index(name)] for name in names}
            for row in found
            if row[len(columns) + place]
        ]
        result.append(Broken(rows, failing))
    return result


def _failing(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    condition: str,
    shown: Sequence[str],
) -> list[dict[str, str | None]]:
    texts = ", ".join(f"cast({name} as varchar)" for name in shown)
    rows = connection.execute(
        f"select {texts} from {source} where {condition} limit {FAILING_ROWS}"
    ).fetchall()
    return [dict(zip(shown, row, strict=True)) for row in rows]


def _number(connection: duckdb.DuckDBPyConnection, selected: str) -> int:
    row = connection.execute(f"select {selected}").fetchone()
    if row is None:
        raise RuntimeError("an aggregate query without a row")
    return int(row[0])
