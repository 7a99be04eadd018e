"""The rules on single columns, as SQL on a register's files.

Each column gives an expression for its value in the contract's type, null where the
file has none that can be read, and the conditions that a row which breaks a rule
fulfils. A row breaks at most one rule per column that costs it its place or its value.
Text is compared as it is given: blanks around it are taken off before (`views`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bofast.check.catalogue import Catalogue, Kind, Rule
from bofast.contract.registers import Column
from bofast.contract.stored import DATES, INTEGERS, LARGEST, STORED
from bofast.sql import literal

# a day, also as midnight, which is how some programs write a day
ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?)?"
ISO_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}.*"
# 3.87E+08, which is how a number looks in a narrow column of a sheet
DIGITS_LOST = r"[0-9]([.,][0-9]+)?[Ee][+][0-9]+"

# a list longer than this takes longer to look through than values to be told apart
MANY_CODES = 100


@dataclass(frozen=True)
class Condition:
    """A rule and when a row breaks it.

    Attributes:
        rule: the rule.
        sql: SQL that is true for a row that breaks it, and false or null for others.
        only_if: SQL that is true for such a row, too; each distinct value of those
            rows is looked at once. "" to look at every row.
    """

    rule: Rule
    sql: str
    only_if: str = ""


@dataclass(frozen=True)
class Lists:
    """What values are compared with.

    Attributes:
        codes: name of a code list to its codes.
        null_texts: texts that stand for a missing value.
        null_codes: codes that may stand for one.
    """

    codes: Mapping[str, frozenset[str]]
    null_texts: tuple[str, ...] = ()
    null_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How a column is read from the files.

    Attributes:
        column: the column, as the contract has it.
        value: SQL for the value in the contract's type, null when there is none.
        is_text: whether the file has it as text.
        conditions: the rules a row may break.
    """

    column: Column
    value: str
    is_text: bool
    conditions: tuple[Condition, ...]


def read_column(
    column: Column, physical: str, lists: Lists, rules: Catalogue
) -> Reading:
    """Say how a column is read and which rules it can break.

    Args:
        column: the column, as the contract has it.
        physical: DuckDB's type of the column in the files.
        lists: what values are compared with.
        rules: the register's rules.

    Returns:
        The column's reading.
    """
    name, stored = column.name, physical.split("(")[0]
    allowed, _ = STORED[column.data_type]
    if stored not in allowed:
        # nulls alone have no type of their own in some files
        value = f"cast(null as {column.data_type})"
        rule = rules.rule(Kind.STORED, name)
        said = replace(rule, finding=rule.finding.format(physical=physical))
        is_stored = Condition(said, f"{name} is not null")
        return Reading(column, value, False, (is_stored, *_absent(column, rules)))
    value, unreadable = _VALUES[column.data_type](column, stored)
    of_value = (*unreadable, *_outside(column, value))
    conditions = (
        *_absent(column, rules),
        *(Condition(rules.rule(kind, name), sql) for kind, sql in of_value),
        *_in_codes(column, lists, rules),
        *_doubtful(column, value, lists, rules),
    )
    return Reading(column, value, stored == "VARCHAR", conditions)


def _absent(column: Column, rules: Catalogue) -> Iterator[Condition]:
    if not column.is_nullable:
        yield Condition(rules.rule(Kind.MISSING, column.name), f"{column.name} is null")


def _in_codes(column: Column, lists: Lists, rules: Catalogue) -> Iterator[Condition]:
    """Yield the rule that a value is one of a list of codes."""
    if column.code_list:
        codes = lists.codes[column.code_list]
        listed = ", ".join(literal(code) for code in sorted(codes))
        # unlike `in`, decided once per distinct code in a dictionary
        outside = f"not list_contains([{listed}], {column.name})"
        only_if = f"({column.name} is not null)" if len(codes) > MANY_CODES else ""
        yield Condition(rules.rule(Kind.CODES, column.name), outside, only_if)


def _outside(column: Column, value: str) -> Iterator[tuple[Kind, str]]:
    """Yield the rules on values that can be read: form and range."""
    if column.pattern:
        yield Kind.FORM, f"not regexp_full_match({value}, '{column.pattern}')"
    if column.minimum is not None:
        yield Kind.MINIMUM, f"{value} < {column.minimum:g}"
    if column.maximum is not None:
        yield Kind.MAXIMUM, f"{value} > {column.maximum:g}"


def _doubtful(
    column: Column, value: str, lists: Lists, rules: Catalogue
) -> Iterator[Condition]:
    """Yield the rules on values that can be read, and hardly mean what they say."""
    name = column.name
    if column.earliest_year:
        early = f"{value} < date '{column.earliest_year}-01-01'"
        yield Condition(rules.rule(Kind.EARLY, name), early)
    if column.data_type != "VARCHAR" or column.code_list or column.pattern:
        return
    texts, codes = lists.null_texts, lists.null_codes
    longest = max(map(len, (*texts, *codes)), default=0)
    # most ids are longer than that, and have no plus in them
    only_if = f"(strlen({value}) <= {longest} or contains({name}, '+'))"
    if column.shape:
        # codes in order, which most are, are not looked at any further
        of_shape = f"regexp_full_match({value}, {literal(column.shape)})"
        only_if = f"({only_if} and not {of_shape})"
    listed = ", ".join(literal(text.lower()) for text in texts)
    conditions = {
        Kind.NULL_TEXT: f"lower({value}) in ({listed})",
        Kind.DIGITS_LOST: f"regexp_full_match({value}, '{DIGITS_LOST}')",
    }
    if column.is_identifier:
        listed = ", ".join(map(literal, codes))
        conditions[Kind.NULL_CODE] = f"{value} in ({listed})"
    for kind, condition in conditions.items():
        yield Condition(rules.rule(kind, name), condition, only_if)


ReadValue = tuple[str, list[tuple[Kind, str]]]


def _text(column: Column, stored: str) -> ReadValue:
    return column.name, []


def _whole_number(column: Column, stored: str) -> ReadValue:
    name, largest = column.name, LARGEST[column.data_type]
    if stored in INTEGERS:
        if stored == column.data_type:
            return name, []
        condition = f"{name} not between {-largest} and {largest}"
        return f"try_cast({name} as {column.data_type})", [(Kind.SIZE, condition)]
    number = f"try_cast({name} as double)"
    whole = f"(isfinite({number}) and {number} = floor({number}))"
    return (
        f"case when {whole} then try_cast({number} as {column.data_type}) end",
        [
            (Kind.VALUE, f"{name} is not null and {whole} is not true"),
            (Kind.SIZE, f"{whole} and abs({number}) > {largest}"),
        ],
    )


def _number(column: Column, stored: str) -> ReadValue:
    name = column.name
    number = f"try_cast({name} as double)"
    condition = f"{name} is not null and isfinite({number}) is not true"
    return f"case when isfinite({number}) then {number} end", [(Kind.VALUE, condition)]


def _day(column: Column, stored: str) -> ReadValue:
    name = column.name
    if stored == "DATE":
        return (
            f"case when isfinite({name}) then {name} end",
            [(Kind.VALUE, f"not isfinite({name})")],
        )
    if stored in DATES:
        # a time of day is often a midnight of another time zone, and the day wrong
        day = f"cast({name} as date)"
        whole = f"isfinite({name}) and {name} = {day}"
        return (
            f"case when {whole} then {day} end",
            [
                (Kind.VALUE, f"not isfinite({name})"),
                (Kind.DAY, f"isfinite({name}) and {name} <> {day}"),
            ],
        )
    day = (
        f"case when regexp_full_match({name}, '{ISO_DAY}')"
        f" then try_cast(left({name}, 10) as date) end"
    )
    timed = (
        f"regexp_full_match({name}, '{ISO_TIME}')"
        f" and not regexp_full_match({name}, '{ISO_DAY}')"
    )
    return day, [
        (Kind.VALUE, f"{name} is not null and {day} is null and not ({timed})"),
        (Kind.DAY, timed),
    ]


def _truth(column: Column, stored: str) -> ReadValue:
    name = column.name
    if stored == "BOOLEAN":
        return name, []
    truth = f"case lower({name}) when 'true' then true when 'false' then false end"
    return truth, [(Kind.VALUE, f"{name} is not null and {truth} is null")]


_VALUES = {
    "VARCHAR": _text,
    "TINYINT": _whole_number,
    "INTEGER": _whole_number,
    "DOUBLE": _number,
    "DATE": _day,
    "BOOLEAN": _truth,
}
