"""What the check counts, a part of a register at a time, and remembers.

A part is a year's folder of a register, or the whole register. What was counted in it
is kept beside the warehouse under the hash of its files and of the rules, so that only
what is new, or has new rules, has to be read again.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from bofast.check.catalogue import Effect, Rule
from bofast.check.conditions import Condition, Reading
from bofast.check.memory import FAILING_ROWS, Broken, Counts, Memory
from bofast.check.views import (
    FILE_ROW,
    any_of,
    file_rows_sql,
    kept_sql,
    kept_year,
    row_year,
    says_year,
)
from bofast.contract.blanks import untidy
from bofast.contract.registers import file_digest
from bofast.contract.source import Source, column_types
from bofast.sql import literal

MEMORY_LIMIT = "2GB"
# the view of a part's rows
REGISTER = "register"
# `year=2013`, `2013`, `in-2013`
YEAR_FOLDER = re.compile("(?<![0-9])(19|20)[0-9]{2}$")
# rows whose keys are held in memory at once; more than that goes through the disk
KEY_BATCH = 10_000_000
# the number of rows that share a value, among the columns of a failing row
SHARING = "rows_that_share_it"
MOST_FORMS = 200
# codes of a column, each in each year, that are looked at: those of most rows
MOST_CODES = 200_000
CODES_SHOWN = 20
CROWD_PARTS, MOST_CROWDS = 1 << 19, 10_000
# how a value looks: its length, and which kinds of letters follow each other
FORM = (
    "regexp_replace(regexp_replace({0}, '[0-9]+', '9', 'g'), '[^9 .,;:/+-]+', 'A', 'g')"
)


@dataclass(frozen=True)
class Crowd:
    """A column whose values few rows of a year share.

    Attributes:
        rule: the rule.
        largest_rows: how many rows may share a value.
    """

    rule: Rule
    largest_rows: int


@dataclass(frozen=True)
class CodeList:
    """A column of codes of which few are many rows', and which are kept as they are.

    Attributes:
        column: name of the column.
        shape: what a code looks like, with the rule; None where it may be any text.
        known: codes that are known, in order, with the rule; None where any may be.
        in_force: code to the first and last year in which it was, with the rule.
    """

    column: str
    shape: tuple[Rule, str] | None = None
    known: tuple[Rule, tuple[str, ...]] | None = None
    in_force: tuple[Rule, Mapping[str, tuple[int, int]]] | None = None

    @property
    def doubtful(self) -> str:
        """SQL that passes over codes of the shape, where nothing more is asked."""
        if self.known or not self.shape:
            return ""
        shape = literal(self.shape[1])
        return f" where not regexp_full_match({self.column}, {shape})"

    @cached_property
    def _known_codes(self) -> frozenset[str]:
        return frozenset(self.known[1] if self.known else ())

    def broken(self, code: str, year: str) -> Rule | None:
        """Return the rule that a code breaks in a year; None when it is in order."""
        if self.shape and not re.fullmatch(self.shape[1], code):
            return self.shape[0]
        if self.known and code not in self._known_codes:
            return self.known[0]
        if self.in_force and year:
            rule, years = self.in_force
            first, last = years.get(code, (int(year), int(year)))
            return None if first <= int(year) <= last else rule
        return None


@dataclass(frozen=True)
class Rules:
    """What a register is checked for.

    Attributes:
        readings: how each column that is there is read, with its rules.
        key: the columns of the key.
        over_columns: rules over several columns.
        is_complete: whether every column of the contract is there.
        crowds: columns whose values few rows share.
        codes: columns of codes that are kept as they are.
    """

    readings: tuple[Reading, ...]
    key: tuple[str, ...]
    over_columns: tuple[Condition, ...]
    is_complete: bool
    crowds: tuple[Crowd, ...] = ()
    codes: tuple[CodeList, ...] = ()

    @property
    def on_columns(self) -> tuple[Condition, ...]:
        """The rules on single columns."""
        return tuple(rule for reading in self.readings for rule in reading.conditions)

    def broken_in(self, counts: Counts) -> list[Condition]:
        """Return the conditions on columns that some rows were counted to fulfil."""
        return [one for one in self.on_columns if one.rule.id in counts.broken]

    def shown(self, *columns: str) -> list[str]:
        """Return the columns that tell a failing row: its key, and those broken."""
        present = [reading.column.name for reading in self.readings]
        # a register without a key names the person at least
        key = self.key or ("year", "person_id")
        shown = dict.fromkeys([*key, *columns])
        return [name for name in shown if name in present]

    def digest(self) -> str:
        """Return a hash that changes with any rule, and with how rules are counted.

        It is of their text, so nothing in them may be without an order, as sets are.
        """
        digest = sha256(repr(self).encode())
        for folder in ("check", "contract"):
            for module in sorted((Path(__file__).parents[1] / folder).glob("*.py")):
                digest.update(module.read_bytes())
        return digest.hexdigest()


@contextmanager
def bounded_connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that goes to disk rather than past its memory."""
    with tempfile.TemporaryDirectory(prefix="bofast_check_") as spill:
        limits: dict[str, Any] = {"memory_limit": MEMORY_LIMIT, "temp_directory": spill}
        with duckdb.connect(config=limits) as connection:
            yield connection


def count_register(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    rules: Rules,
    memory: Memory,
) -> tuple[Counts, str]:
    """Count a register's rows and broken rules, part by part.

    Args:
        connection: where to count, with a cursor per part.
        source: the register's files.
        rules: what it is checked for.
        memory: what was counted before.

    Returns:
        The counts of all parts together, and a hash of what was counted.

    Raises:
        RegisterError: not every line of a file was read as a row.
    """
    types = column_types(connection, source.scan())
    parts = _parts(source, rules)
    scans = [source.scan(files) for files in parts]
    if any(column_types(connection, part) != types for part in scans):
        # read alone, some files would be read as other types than beside the rest
        parts, scans = [source.files], [source.scan()]
    # hashing keeps a core busy, so files are read side by side
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(file_digest, source.files))
    digest = rules.digest() + repr(types) + source.reading
    digests = [_digest(source.root, files, digest) for files in parts]
    counted = _counted(connection, source, rules, memory, digests, parts, scans)
    total = Counts()
    for counts in counted:
        total.add(counts)
    # rows of one year in several folders: none of these tells whether keys are unique
    for year, places in _shared_years(counted).items() if rules.key else ():
        seen = _digest_of([year, *(digests[place] for place in places)])
        keys = memory.recall(seen)
        if keys is None:
            files = [file for place in places for file in parts[place]]
            _create_views(connection, source.scan(files), rules, total)
            rows = sum(counted[place].rows_kept[year] for place in places)
            keys = Counts(duplicates=_count_duplicates(connection, rules, {year: rows}))
            memory.store(seen, keys)
        if keys.duplicates.rows:
            _create_views(connection, source.scan(), rules, total)
            total.duplicates = _count_duplicates(connection, rules, total.rows_kept)
            break
    return total, _digest_of(digests)


def _counted(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    rules: Rules,
    memory: Memory,
    digests: Sequence[str],
    parts: Sequence[Sequence[Path]],
    scans: Sequence[str],
) -> list[Counts]:
    """Count the parts that were not counted before, side by side."""

    def count(part: tuple[str, Sequence[Path], str]) -> Counts:
        digest, files, scan = part
        if known := memory.recall(digest):
            return known
        # a cursor has views of its own
        with connection.cursor() as own:
            counts = _count_part(own, scan, rules)
            source.check_rows(own, files, counts.rows)
        inside = [file.relative_to(source.root) for file in files]
        counts.misplaced = _misplaced(inside, counts.rows_kept)
        memory.store(digest, counts)
        return counts

    # a file of one row group keeps one core busy
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(count, zip(digests, parts, scans, strict=True)))


@dataclass(frozen=True)
class Link:
    """Values of a register that another one should hold.

    Attributes:
        rule: that the other register holds them.
        form: that they look like the values that it holds.
        source: a select of the register's rows, with `column`, `shown` and the year.
        year: SQL of the year of a row of it.
        linked: a select of the other register's values, as `column`.
        column: the column they have in common.
        shown: columns that tell a row.
        one_in: looked at are the rows of one value in so many, chosen by its hash, so
            that the values fit in memory and the same ones are looked at every time.
    """

    rule: Rule
    form: Rule
    source: str
    year: str
    linked: str
    column: str
    shown: tuple[str, ...]
    one_in: int


def count_unlinked(connection: duckdb.DuckDBPyConnection, link: Link) -> Counts:
    """Count the rows of a register whose value another register does not hold.

    Args:
        connection: where to count.
        link: the registers and what they have in common.

    Returns:
        `broken`: rows whose value the other register does not hold, and those of them
        whose value does not even look like one of its own; `rows_kept`: rows looked
        at, by year.
    """
    column = link.column
    chosen = f"{column} is not null and hash({column}) % {link.one_in} = 0"
    # once over the files, which takes longer than all the rest
    connection.execute(
        f"create or replace temp table chosen as select *, {link.year} as of_year"
        f" from ({link.source}) where {chosen}"
    )
    connection.execute(
        f"create or replace temp table known as select distinct {column}"
        f" from ({link.linked}) where {chosen}"
    )
    connection.execute(
        "create or replace temp table unlinked as"
        f" select * from chosen anti join known using ({column})"
    )
    counts = Counts(rows_kept=_by_year(connection, "chosen", "true"))
    rows = _by_year(connection, "unlinked", "true")
    if rows:
        in_order = "(from unlinked order by all)"
        failing = _failing(connection, in_order, "true", link.shown)
        counts.broken[link.rule.id] = Broken(sum(rows.values()), failing, rows)
        odd = _odd_forms(connection, column)
        of_odd = _by_year(connection, "unlinked", odd)
        if of_odd:
            failing = _failing(connection, in_order, odd, link.shown)
            counts.broken[link.form.id] = Broken(sum(of_odd.values()), failing, of_odd)
    return counts


def _odd_forms(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    """Return SQL that is true for values that look like none of those that are known.

    Where all that are known are of one length, the length belongs to the form.
    """
    row = connection.execute(
        f"select list(distinct {FORM.format(column)}), min(length({column})),"
        f" max(length({column})) from known"
    ).fetchone()
    forms, shortest, longest = row or (None, None, None)
    if not forms:
        return "false"
    listed = ", ".join(literal(str(form)) for form in forms[:MOST_FORMS])
    odd = f"{FORM.format(column)} not in ({listed})"
    if shortest == longest:
        odd += f" or length({column}) <> {shortest}"
    return f"({odd})"


def _parts(source: Source, rules: Rules) -> list[list[Path]]:
    """Group a register's files by folders that are named for a year.

    Where the key has neither a year nor a date, only the whole register tells whether
    it is unique.
    """
    folders: dict[str, list[Path]] = {}
    for file in source.files:
        folders.setdefault(file.relative_to(source.root).parts[0], []).append(file)
    keys = [r.column for r in rules.readings if r.column.is_key]
    by_year = (not keys or any(map(says_year, keys))) and all(
        map(YEAR_FOLDER.search, folders)
    )
    return list(folders.values()) if by_year else [source.files]


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


def _digest(root: Path, files: Iterable[Path], rules: str) -> str:
    digest = sha256(rules.encode())
    for file in files:
        digest.update(
            f"{root.name}/{file.relative_to(root)} {file_digest(file)}\n".encode()
        )
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


def _count_part(
    connection: duckdb.DuckDBPyConnection, scan: str, rules: Rules
) -> Counts:
    counts, given = _count_columns(connection, scan, rules)
    effects = {condition.rule.effect for condition in rules.broken_in(counts)}
    # a rule over several columns means nothing while one is broken
    if Effect.STOPS in effects or not rules.is_complete:
        return counts
    _create_views(connection, scan, rules, counts)
    _count_kept(connection, rules, counts)
    _count_given(connection, rules, counts, given)
    _count_codes(connection, rules, counts)
    _count_crowds(connection, rules, counts)
    return counts


def _count_columns(
    connection: duckdb.DuckDBPyConnection, scan: str, rules: Rules
) -> tuple[Counts, dict[str, int]]:
    """Count the rows that break rules on columns, in one pass where text is tidy.

    With them come the rows with a value in each column that may be null.
    """
    texts = [r.column.name for r in rules.readings if r.is_text]
    _create_register(connection, scan, ())
    total, numbers = _count_conditions(connection, rules, map(untidy, texts))
    untidy_columns = [name for name in texts if numbers[untidy(name)]]
    if untidy_columns:
        _create_register(connection, scan, untidy_columns)
        total, numbers = _count_conditions(connection, rules)
    numbers |= _count_by_value(connection, rules, numbers)
    broken = [
        (condition, numbers[condition.sql])
        for condition in rules.on_columns
        if numbers.get(condition.sql)
    ]
    year = row_year(rules.readings)
    of_rules, rejected = _broken(connection, REGISTER, year, rules, broken)
    counts = Counts(
        rows=total,
        broken=of_rules,
        untidy_columns=untidy_columns,
        rejected=rejected,
    )
    columns = [reading.column for reading in rules.readings]
    return counts, {c.name: numbers[c.name] for c in columns if c.is_nullable}


def _create_register(
    connection: duckdb.DuckDBPyConnection, scan: str, untidy_columns: Collection[str]
) -> None:
    rows = file_rows_sql(scan, untidy_columns)
    connection.execute(f"create or replace temp view {REGISTER} as {rows}")


def _count_conditions(
    connection: duckdb.DuckDBPyConnection, rules: Rules, more: Iterable[str] = ()
) -> tuple[int, dict[str, int]]:
    """Count in one pass all rows, those that fulfil a condition, and values.

    Of a rule that is looked at once per value, its `only_if` is the condition.

    Args:
        connection: where to count.
        rules: what the register is checked for.
        more: conditions to be counted, too.
    """
    nullable = [r.column.name for r in rules.readings if r.column.is_nullable]
    first = dict.fromkeys(one.only_if or one.sql for one in rules.on_columns)
    conditions = [*first, *more]
    total, *rows = _count_rows(connection, conditions, of_columns=nullable)
    return total, dict(zip((*conditions, *nullable), rows, strict=True))


def _count_by_value(
    connection: duckdb.DuckDBPyConnection, rules: Rules, numbers: Mapping[str, int]
) -> dict[str, int]:
    """Count the rows that break rules which are looked at once per distinct value.

    Args:
        connection: where to count.
        rules: what the register is checked for.
        numbers: how many rows fulfil each condition, `only_if` among them.
    """
    found: dict[str, int] = {}
    for reading in rules.readings:
        more = [one for one in reading.conditions if numbers.get(one.only_if)]
        if more:
            name, wanted = reading.column.name, more[0].only_if
            # of codes there are few distinct values
            values = (
                f"select {name}, count(*) as number_of from register where {wanted}"
            )
            _, *rows = _count_rows(
                connection,
                [one.sql for one in more],
                f"({values} group by {name})",
                "sum(number_of)",
            )
            found |= dict(zip((one.sql for one in more), rows, strict=True))
    return found


def _count_rows(
    connection: duckdb.DuckDBPyConnection,
    conditions: Sequence[str],
    source: str = REGISTER,
    number: str = "count(*)",
    of_columns: Sequence[str] = (),
) -> list[int]:
    """Count in one pass all rows, those that fulfil each condition, and values."""
    counted = [f"{number} filter (where {condition})" for condition in conditions]
    counted += [f"count({name})" for name in of_columns]
    row = connection.execute(
        f"select {', '.join([number, *counted])} from {source}"
    ).fetchone()
    if row is None:
        raise RuntimeError("an aggregate query without a row")
    return [int(count or 0) for count in row]


def _create_views(
    connection: duckdb.DuckDBPyConnection, scan: str, rules: Rules, counts: Counts
) -> None:
    rows = file_rows_sql(scan, counts.untidy_columns)
    kept = kept_sql(rows, rules.readings, rules.broken_in(counts))
    connection.execute(f"create or replace temp view kept as {kept}")


def _count_kept(
    connection: duckdb.DuckDBPyConnection, rules: Rules, counts: Counts
) -> None:
    """Count in one pass the rows kept by year, their keys and rules over columns.

    Keys are counted apart where there are too many of them for memory. The year is
    one of the key, or that of a date in it, so no key comes in two years.
    """
    columns = [reading.column for reading in rules.readings]
    year = kept_year(columns)
    counts_keys = bool(rules.key) and counts.rows <= KEY_BATCH
    dates = [c.name for c in columns if c.data_type == "DATE" and not says_year(c)]
    selected = [
        f"{year} as of_year",
        "count(*)",
        f"{_keys(rules)} as keys" if counts_keys else "null as keys",
        *_signatures(rules),
        f"bit_xor(hash({', '.join(column.name for column in columns)}))",
        *(f"histogram(extract(year from {name}))" for name in dates),
        *(f"count(*) filter (where {one.sql})" for one in rules.over_columns),
    ]
    rows = connection.execute(
        f"select {', '.join(selected)} from kept group by 1 order by 1"
    ).fetchall()
    totals: Counter[Condition] = Counter()
    for of_year, number, _, who, what, contents, *others in rows:
        text = str(of_year)
        counts.rows_kept[text] = int(number)
        counts.signatures[text] = (int(who or 0), int(what or 0))
        counts.contents[text] = int(contents or 0)
        values = iter(others)
        for name in dates:
            known = counts.dates.setdefault(name, {})
            for date_year, dated in (next(values) or {}).items():
                known[str(date_year)] = known.get(str(date_year), 0) + int(dated)
        for condition in rules.over_columns:
            totals[condition] += int(next(values))
    broken = [(condition, number) for condition, number in totals.items() if number]
    counts.broken |= _broken(connection, "kept", year, rules, broken)[0]
    if rules.key and not (counts_keys and all(row[2] == row[1] for row in rows)):
        counts.duplicates = _count_duplicates(connection, rules, counts.rows_kept)


def _count_given(
    connection: duckdb.DuckDBPyConnection,
    rules: Rules,
    counts: Counts,
    in_all: Mapping[str, int],
) -> None:
    """Count the rows with a value in each column that may be null, by year.

    Args:
        connection: where to count.
        rules: what the register is checked for.
        counts: gets the numbers.
        in_all: column to its rows with a value, of all years.
    """
    years = [year for year in counts.rows_of_year if year]
    if len(years) < 2 or not in_all:
        year = years[0] if years else ""
        counts.given = {name: {year: rows} for name, rows in in_all.items()}
        return
    of_year = row_year(rules.readings)
    counted = ", ".join(f"count({name})" for name in in_all)
    rows = connection.execute(
        f"select cast({of_year} as varchar), {counted} from register"
        f" where {of_year} in ({', '.join(years)}) group by 1 order by 1"
    ).fetchall()
    for year, *numbers in rows:
        for name, number in zip(in_all, numbers, strict=True):
            counts.given.setdefault(name, {})[str(year)] = int(number)


def _signatures(rules: Rules) -> tuple[str, str]:
    """Return SQL for two numbers, of whom rows are about, and of what they say, too.

    They are the same for the same rows of another year, in whatever order.
    """
    who, what = [], []
    for column in (reading.column for reading in rules.readings):
        # who lives with whom says no more of a year than who there is, and where
        if column.name == "year" or (column.is_identifier and not column.is_key):
            continue
        values = [column.name]
        if says_year(column):
            values = [
                f"extract({part} from {column.name})" for part in ("month", "day")
            ]
        elif column.is_key:
            who.append(column.name)
        what += values
    return (
        f"bit_xor(hash({', '.join(who or what)}))",
        f"bit_xor(hash({', '.join(what)}))",
    )


def _count_codes(
    connection: duckdb.DuckDBPyConnection, rules: Rules, counts: Counts
) -> None:
    """Count the rows whose code is doubtful, by looking at each code once."""
    as_text = "coalesce(cast({} as varchar), '')"
    year = as_text.format(row_year(rules.readings))
    value_of = {reading.column.name: reading.value for reading in rules.readings}
    for codes in rules.codes:
        column = codes.column
        found = connection.execute(
            f"select {as_text.format('of_year')}, {value_of[column]}, sum(number_of)"
            f" from (select {row_year(rules.readings)} as of_year, {column},"
            f" count(*) as number_of from register{codes.doubtful} group by all)"
            f" where {value_of[column]} is not null group by all"
            f" order by 3 desc, 1, 2 limit {MOST_CODES}"
        ).fetchall()
        broken: dict[Rule, Broken] = {}
        values: dict[Rule, list[str]] = {}
        for of_year, code, rows in found:
            if rule := codes.broken(str(code), str(of_year)):
                of_rule = broken.setdefault(rule, Broken())
                of_rule.add(Broken(int(rows), [], {str(of_year): int(rows)}))
                values.setdefault(rule, []).append(f"({of_year!r}, {literal(code)})")
        for rule, of_rule in broken.items():
            listed = ", ".join(values[rule][:CODES_SHOWN])
            condition = f"({year}, {value_of[column]}) in ({listed})"
            shown = rules.shown(column)
            of_rule.failing = _failing(connection, REGISTER, condition, shown)
            counts.broken[rule.id] = of_rule


def _count_crowds(
    connection: duckdb.DuckDBPyConnection, rules: Rules, counts: Counts
) -> None:
    """Count the rows whose value too many rows of the year share."""
    year = f"coalesce(cast({row_year(rules.readings)} as varchar), '')"
    value_of = {reading.column.name: reading.value for reading in rules.readings}
    for crowd in rules.crowds:
        column = crowd.rule.column
        # values by a part of their hash first: few of these are of many rows
        part = f"hash({row_year(rules.readings)}, {column}) & {CROWD_PARTS - 1}"
        parts = connection.execute(
            f"select {part} from register where {column} is not null group by 1"
            f" having count(*) > {crowd.largest_rows}"
        ).fetchall()
        if not parts:
            continue
        listed = ", ".join(str(place) for (place,) in parts[:MOST_CROWDS])
        found = connection.execute(
            f"select {year}, {value_of[column]}, count(*) from register"
            f" where {value_of[column]} is not null and {part} in ({listed})"
            f" group by all having count(*) > {crowd.largest_rows}"
            " order by 3 desc, 1, 2"
        ).fetchall()
        broken = Broken()
        for of_year, value, rows in found:
            failing = {"year": str(of_year), column: str(value), SHARING: str(rows)}
            broken.add(Broken(int(rows), [dict(failing)], {str(of_year): int(rows)}))
        if broken.rows:
            counts.broken[crowd.rule.id] = broken


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
            f"(select {columns}, {year} as of_year, count(*) as times from kept"
            f" where {condition} group by {columns}, of_year having count(*) > 1"
            f" order by {columns})"
        )
        found = connection.execute(
            f"select of_year, sum(times) from {groups} group by 1 order by 1"
        ).fetchall()
        by_year = {str(of_year): int(times) for of_year, times in found}
        failing = _failing(connection, groups, "true", rules.key) if found else []
        duplicates.add(Broken(sum(by_year.values()), failing, by_year))
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
    year: str,
    rules: Rules,
    broken: Sequence[tuple[Condition, int]],
) -> tuple[dict[str, Broken], dict[str, int]]:
    """Return the first rows that break each of some rules, which so many rows break.

    With them comes how many rows of each year are rejected for any of the rules.
    """
    rejects = [one for one, _ in broken if one.rule.effect == Effect.REJECTS]
    if sum(rows for _, rows in broken) > FAILING_ROWS:
        rejected = {}
        if rejects:
            rejected = _by_year(connection, source, any_of(rejects), year)
        return {
            one.rule.id: Broken(
                rows,
                _failing(connection, source, one.sql, rules.shown(one.rule.column)),
                _by_year(connection, source, one.sql, year),
            )
            for one, rows in broken
        }, rejected
    if not broken:
        return {}, {}
    # few rows: one pass finds them all
    shown = [rules.shown(one.rule.column) for one, _ in broken]
    columns = list(dict.fromkeys(name for names in shown for name in names))
    texts = [f"cast({year} as varchar)"]
    texts += [_as_shown(source, name) for name in columns]
    conditions = [f"coalesce({one.sql}, false)" for one, _ in broken]
    found = connection.execute(
        f"select {', '.join([*texts, *conditions])} from {source}"
        f" where {' or '.join(conditions)}"
    ).fetchall()
    result = {}
    first = 1 + len(columns)
    for place, ((one, rows), names) in enumerate(zip(broken, shown, strict=True)):
        chosen = [row for row in found if row[first + place]]
        failing = [
            {name: row[1 + columns.index(name)] for name in names} for row in chosen
        ]
        result[one.rule.id] = Broken(rows, failing, _years_of(chosen))
    places = [first + place for place, (one, _) in enumerate(broken) if one in rejects]
    lost = [row for row in found if any(row[place] for place in places)]
    return result, _years_of(lost)


def _years_of(rows: Iterable[Sequence[str | None]]) -> dict[str, int]:
    return dict(sorted(Counter(row[0] or "" for row in rows).items()))


def _by_year(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    condition: str,
    year: str = "of_year",
) -> dict[str, int]:
    rows = connection.execute(
        f"select coalesce(cast({year} as varchar), ''), count(*) from {source}"
        f" where {condition} group by 1 order by 1"
    ).fetchall()
    return {str(of_year): int(number) for of_year, number in rows}


def _failing(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    condition: str,
    shown: Sequence[str],
) -> list[dict[str, str | None]]:
    texts = ", ".join(_as_shown(source, name) for name in shown)
    rows = connection.execute(
        f"select {texts} from {source} where {condition} limit {FAILING_ROWS}"
    ).fetchall()
    return [dict(zip(shown, row, strict=True)) for row in rows]


def _as_shown(source: str, name: str) -> str:
    """Return SQL for a value as text; of the register, as the file has it."""
    given = f"{FILE_ROW}.{name}" if source == REGISTER else name
    return f"cast({given} as varchar)"


def _number(connection: duckdb.DuckDBPyConnection, selected: str) -> int:
    row = connection.execute(f"select {selected}").fetchone()
    if row is None:
        raise RuntimeError("an aggregate query without a row")
    return int(row[0])
