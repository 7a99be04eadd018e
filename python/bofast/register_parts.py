"""What the check counts, a part of a register at a time, and remembers.

A part is a year's folder of a register, or the whole register. What was counted in it
is kept beside the warehouse under the hash of its files and of the rules, so that only
what is new, or is held against new rules, has to be read again.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import duckdb

from bofast.register_rules import Effect, Reading, Rule, untidy
from bofast.register_views import kept_sql
from bofast.registers import file_digest, narrowed_scan, register_files

EXAMPLES = 3
# rows whose keys are held in memory at once; more than that goes through the disk
KEY_BATCH = 10_000_000


@dataclass(frozen=True)
class Rules:
    """What a register is held against.

    Attributes:
        readings: how each column that is there is read, with its rules.
        key: the columns of the key.
        over_columns: rules over several columns, each with the SQL that breaks it.
        is_complete: whether every column of the contract is there.
    """

    readings: tuple[Reading, ...]
    key: tuple[str, ...]
    over_columns: Mapping[str, str]
    is_complete: bool

    @property
    def on_columns(self) -> tuple[Rule, ...]:
        """The rules on single columns."""
        return tuple(rule for reading in self.readings for rule in reading.rules)

    def digest(self) -> str:
        """Return a hash that changes with any rule, and with how rules are counted."""
        counted_as = Path(__file__).read_bytes()
        rules = (self.readings, self.key, self.over_columns, self.is_complete)
        return sha256(counted_as + repr(rules).encode()).hexdigest()


@dataclass
class Broken:
    """How many rows break a rule, and the first of them as text."""

    rows: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: "Broken") -> None:
        """Count the rows of another part as well."""
        self.rows += other.rows
        self.examples = [*self.examples, *other.examples][:EXAMPLES]


@dataclass
class Counts:
    """What is counted in a part of a register.

    Attributes:
        rows: all rows.
        broken: broken rules on columns, by their place in `Rules.on_columns`.
        untidy_columns: text columns with empty text or blanks around it.
        rows_kept: rows that are kept by year; year is "" where the key has none.
        over_columns: broken rules over several columns.
        duplicates: rows whose key is not theirs alone.
    """

    rows: int = 0
    broken: dict[int, Broken] = field(default_factory=dict)
    untidy_columns: list[str] = field(default_factory=list)
    rows_kept: dict[str, int] = field(default_factory=dict)
    over_columns: dict[str, Broken] = field(default_factory=dict)
    duplicates: Broken = field(default_factory=Broken)

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
        )

    def to_json(self) -> str:
        """Return the counts as text."""
        return json.dumps(asdict(self))


class Memory:
    """Counts of parts that were seen before, by the hash of files and rules.

    The file is its owner's alone: first examples of broken rows are in it. Without
    a file nothing is remembered.
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


def count_register(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    scan: str,
    rules: Rules,
    memory: Memory,
) -> Counts:
    """Count a register's rows and broken rules, part by part.

    Args:
        connection: where to count; views `register` and `kept` are made anew.
        folder: the register folder.
        register: the register's name.
        scan: a select that reads all its files.
        rules: what it is held against.
        memory: what was counted before.

    Returns:
        The counts of all parts together.
    """
    types = column_types(connection, scan)
    parts = _parts(folder / register, rules.key)
    scans = [narrowed_scan(scan, folder / register, files) for files in parts]
    if any(column_types(connection, part) != types for part in scans):
        # read alone, some files would be read as other types than beside the rest
        parts, scans = [register_files(folder / register)], [scan]
    digest = rules.digest() + repr(types)
    counted = []
    for files, part in zip(parts, scans, strict=True):
        seen = _digest(folder, files, digest)
        counts = memory.recall(seen)
        if counts is None:
            counts = _count_part(connection, part, rules)
            memory.store(seen, counts)
        counted.append(counts)
    total = _together(counted)
    years = Counter(year for counts in counted for year in counts.rows_kept)
    if any(parts > 1 for parts in years.values()):
        # rows of one year in two folders: neither alone tells whether keys are unique
        _create_views(connection, scan, rules, total)
        total.duplicates = _count_duplicates(connection, rules.key, total.rows_kept)
    return total


def column_types(connection: duckdb.DuckDBPyConnection, scan: str) -> dict[str, str]:
    """Return DuckDB's type of each column of a select."""
    described = connection.execute(f"describe {scan}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _parts(root: Path, key: Sequence[str]) -> list[list[Path]]:
    """Group a register's files by year folder, where its key has a year."""
    files = register_files(root)
    folders: dict[str, list[Path]] = {}
    for file in files:
        folders.setdefault(file.relative_to(root).parts[0], []).append(file)
    by_year = "year" in key and all(name.startswith("year=") for name in folders)
    return list(folders.values()) if by_year else [files]


def _digest(folder: Path, files: Iterable[Path], rules: str) -> str:
    digest = sha256(rules.encode())
    for file in files:
        digest.update(f"{file.relative_to(folder)} {file_digest(file)}\n".encode())
    return digest.hexdigest()


def _together(counted: Iterable[Counts]) -> Counts:
    total = Counts()
    untidy_columns: set[str] = set()
    rows_kept: Counter[str] = Counter()
    for counts in counted:
        total.rows += counts.rows
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
    names = [reading.column.name for reading in rules.readings]
    for rule, condition in rules.over_columns.items():
        rows = _number(connection, f"count(*) from kept where {condition}")
        if rows:
            examples = _examples(connection, "kept", condition, names)
            counts.over_columns[rule] = Broken(rows, examples)
    counts.rows_kept = _count_kept(connection, rules.key)
    counts.duplicates = _count_duplicates(connection, rules.key, counts.rows_kept)
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
    present = [reading.column.name for reading in rules.readings]
    key = [name for name in rules.key if name in present]
    broken = {}
    for place, (rule, rows) in enumerate(zip(rules.on_columns, of_rules, strict=True)):
        if rows:
            shown = list(dict.fromkeys([*key, rule.column]))
            examples = _examples(connection, "register", rule.condition, shown)
            broken[place] = Broken(rows, examples)
    return Counts(
        rows=total,
        broken=broken,
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
    connection: duckdb.DuckDBPyConnection, key: Sequence[str]
) -> dict[str, int]:
    year = "cast(year as varchar)" if "year" in key else "''"
    rows = connection.execute(
        f"select {year} as of_year, count(*) from kept group by 1 order by 1"
    ).fetchall()
    return {str(year): int(count) for year, count in rows}


def _count_duplicates(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[str],
    rows_kept: Mapping[str, int],
) -> Broken:
    """Count the rows whose key is not theirs alone, a few years at a time."""
    duplicates = Broken()
    columns = ", ".join(key)
    for condition, rows in _key_batches(rows_kept) if key else ():
        # as many hashes as rows means as many keys, and is quicker to count
        hashes = f"count(distinct hash({columns}))"
        if _number(connection, f"{hashes} from kept where {condition}") == rows:
            continue
        groups = (
            f"(select {columns}, count(*) as times from kept where {condition}"
            f" group by {columns} having count(*) > 1)"
        )
        found = _number(connection, f"coalesce(sum(times), 0) from {groups}")
        examples = _examples(connection, groups, "true", key) if found else []
        duplicates.add(Broken(found, examples))
    return duplicates


def _key_batches(rows_kept: Mapping[str, int]) -> Iterator[tuple[str, int]]:
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
            yield f"year in ({', '.join(batch)})", rows
            batch, rows = [], 0
        batch.append(year)
        rows += in_year
    if batch:
        yield f"year in ({', '.join(batch)})", rows


def _examples(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    condition: str,
    shown: Sequence[str],
) -> list[str]:
    rows = connection.execute(
        f"select {', '.join(shown)} from {source} where {condition} limit {EXAMPLES}"
    ).fetchall()
    return [
        " ".join(f"{name}={value}" for name, value in zip(shown, row, strict=True))
        for row in rows
    ]


def _number(connection: duckdb.DuckDBPyConnection, selected: str) -> int:
    row = connection.execute(f"select {selected}").fetchone()
    if row is None:
        raise RuntimeError("an aggregate query without a row")
    return int(row[0])
