"""The contract's rules on single columns, as SQL on a register's files.

Each column gives an expression for its value in the contract's type, null where the
file has none that can be read, and the rules a row may break. A row breaks at most one
rule per column. Text counts without blanks around it, and empty text as null.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bofast.registers import Column

INTEGERS = {
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
}
DATES = {
    *("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
}
NUMBERS = {*INTEGERS, "FLOAT", "DOUBLE", "DECIMAL"}
# what a file may hold where the contract promises a type; CSV is read as text
STORED = {
    "VARCHAR": ({"VARCHAR"}, "text (leading zeros count)"),
    "TINYINT": ({*NUMBERS, "VARCHAR"}, "a number"),
    "INTEGER": ({*NUMBERS, "VARCHAR"}, "a number"),
    "DOUBLE": ({*NUMBERS, "VARCHAR"}, "a number"),
    "DATE": ({*DATES, "VARCHAR"}, "a date"),
    "BOOLEAN": ({"BOOLEAN", "VARCHAR"}, "true or false"),
}
LARGEST = {"TINYINT": 2**7 - 1, "INTEGER": 2**31 - 1}
# a day, also as midnight, which is how some programs write a day
ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?)?"


class Kind(StrEnum):
    """What a rule is about; the suites of `expectations` promise one of each."""

    READABLE = "readable"
    EXISTS = "exists"
    EXTRA = "extra"
    STORED = "stored"
    VALUE = "value"
    MISSING = "missing"
    CODES = "codes"
    FORM = "form"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    RULE = "rule"
    UNIQUE = "unique"
    ROWS = "rows"
    FOLDER = "folder"
    YEARS = "years"
    EDITION = "edition"
    LEFT_OUT = "left out"
    DRIFT = "drift"
    LINK = "link"
    IN_ALL = "in all"


class Effect(StrEnum):
    """What follows when a rule is broken."""

    STOPS = "stops"
    SETS_ASIDE = "row set aside"
    MISSING = "value counts as missing"
    NOTE = "warning"


@dataclass(frozen=True)
class Rule:
    """A rule on one column.

    Attributes:
        column: name of the column.
        words: what is wrong with a row that breaks it.
        condition: SQL that is true for such a row, and false or null for others.
        effect: what follows.
        kind: what the rule is about.
    """

    column: str
    words: str
    condition: str
    effect: Effect
    kind: Kind


@dataclass(frozen=True)
class Reading:
    """How a column is read from the files.

    Attributes:
        column: the column, as the contract has it.
        value: SQL for the value in the contract's type, null when there is none.
        is_plain: whether that is the file's own value, but for blanks around text.
        is_text: whether the file has it as text.
        rules: the rules a row may break.
    """

    column: Column
    value: str
    is_plain: bool
    is_text: bool
    rules: tuple[Rule, ...]


def untidy(name: str) -> str:
    """Return SQL that is true for text that may be empty or have blanks around it."""
    return f"({name} < '!' or ends_with({name}, ' '))"


def read_column(
    column: Column, physical: str, lists: dict[str, set[str]], sets_aside: bool
) -> Reading:
    """Say how a column is read and which rules it can break.

    Args:
        column: the column, as the contract has it.
        physical: DuckDB's type of the column in the files.
        lists: codes of each code list.
        sets_aside: whether the register sets broken rows aside; else they stop.

    Returns:
        The column's reading.
    """
    name, stored = column.name, physical.split("(")[0]
    allowed, words = STORED[column.data_type]
    if stored not in allowed:
        # nulls alone have no type of their own in some files
        value = f"cast(null as {column.data_type})"
        stored_as = (f"stored as {physical}, must be {words}", f"{name} is not null")
        absent = f"{name} is null"
        rules = [Rule(name, *stored_as, Effect.STOPS, Kind.STORED)]
        return Reading(
            column, value, False, False, (*rules, *_absent(column, absent, sets_aside))
        )
    value, unreadable = _VALUES[column.data_type](column, stored)
    is_text = stored == "VARCHAR"
    absent = _blank(name) if is_text else f"{name} is null"
    broken = [(*rule, Kind.VALUE) for rule in unreadable]
    broken += _outside(column, value, lists)
    effect = Effect.STOPS
    if sets_aside:
        effect = Effect.MISSING if column.is_nullable else Effect.SETS_ASIDE
    rules = [
        Rule(name, words, condition, effect, kind) for words, condition, kind in broken
    ]
    return Reading(
        column,
        value,
        stored == column.data_type,
        is_text,
        (*_absent(column, absent, sets_aside), *rules),
    )


def _absent(column: Column, condition: str, sets_aside: bool) -> Iterator[Rule]:
    if not column.is_nullable:
        effect = Effect.SETS_ASIDE if sets_aside else Effect.STOPS
        yield Rule(column.name, "a value is missing", condition, effect, Kind.MISSING)


def _blank(name: str) -> str:
    """Return SQL that is true for null, and for text of blanks alone."""
    # `case` spares the trimming where the first character is none
    return (
        f"case when {name} >= '!' then false else coalesce(trim({name}), '') = '' end"
    )


def _outside(
    column: Column, value: str, lists: dict[str, set[str]]
) -> Iterator[tuple[str, str, Kind]]:
    """Yield the rules on values that can be read: codes, form and range."""
    if column.code_list:
        codes = ", ".join(f"'{code}'" for code in sorted(lists[column.code_list]))
        # unlike `in`, decided once per distinct code in a dictionary
        outside = f"not list_contains([{codes}], {{}})"
        yield (
            f"a code outside the list `{column.code_list}`",
            f"{outside.format(column.name)} and {outside.format(value)}",
            Kind.CODES,
        )
    if column.pattern:
        yield (
            f"not of the form {column.pattern}",
            f"not regexp_full_match({value}, '{column.pattern}')",
            Kind.FORM,
        )
    if column.minimum is not None:
        below = f"{value} < {column.minimum:g}"
        yield f"below {column.minimum:g}", below, Kind.MINIMUM
    if column.maximum is not None:
        above = f"{value} > {column.maximum:g}"
        yield f"above {column.maximum:g}", above, Kind.MAXIMUM


Value = tuple[str, list[tuple[str, str]]]


def _text(column: Column, stored: str) -> Value:
    return f"nullif(trim({column.name}), '')", []


def _whole_number(column: Column, stored: str) -> Value:
    name, largest = column.name, LARGEST[column.data_type]
    too_large = f"larger than {largest}"
    if stored in INTEGERS:
        if stored == column.data_type:
            return name, []
        condition = f"{name} not between {-largest} and {largest}"
        return f"try_cast({name} as {column.data_type})", [(too_large, condition)]
    number = f"try_cast({name} as double)"
    whole = f"(isfinite({number}) and {number} = floor({number}))"
    return (
        f"case when {whole} then try_cast({number} as {column.data_type}) end",
        [
            ("not a whole number", f"{_given(name, stored)} and {whole} is not true"),
            (too_large, f"{whole} and abs({number}) > {largest}"),
        ],
    )


def _number(column: Column, stored: str) -> Value:
    number = f"try_cast({column.name} as double)"
    condition = f"{_given(column.name, stored)} and isfinite({number}) is not true"
    return (
        f"case when isfinite({number}) then {number} end",
        [("not a number", condition)],
    )


def _day(column: Column, stored: str) -> Value:
    name = column.name
    if stored in DATES:
        return (
            f"case when isfinite({name}) then cast({name} as date) end",
            [("not a date", f"not isfinite({name})")],
        )
    day = (
        f"case when regexp_full_match(trim({name}), '{ISO_DAY}')"
        f" then try_cast(left(trim({name}), 10) as date) end"
    )
    condition = f"{_given(name, stored)} and {day} is null"
    return day, [("not a date (YYYY-MM-DD)", condition)]


def _truth(column: Column, stored: str) -> Value:
    name = column.name
    if stored == "BOOLEAN":
        return name, []
    truth = (
        f"case lower(trim({name})) when 'true' then true when 'false' then false end"
    )
    condition = f"{_given(name, stored)} and {truth} is null"
    return truth, [("not true or false", condition)]


def _given(name: str, stored: str) -> str:
    """Return SQL that is true where there is a value, readable or not."""
    if stored == "VARCHAR":
        return f"not {_blank(name)}"
    return f"{name} is not null"


_VALUES = {
    "VARCHAR": _text,
    "TINYINT": _whole_number,
    "INTEGER": _whole_number,
    "DOUBLE": _number,
    "DATE": _day,
    "BOOLEAN": _truth,
}
