"""What the warehouse reads of a register, as SQL: rows kept, rows and values rejected.

Only rules that the check found broken are in the SQL, so that a register in order is
read as it lies. A session that builds single years says so in a variable, and reads
those alone; everybody else reads all.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from bofast.check.catalogue import Effect
from bofast.check.conditions import Condition, Reading
from bofast.contract.blanks import trimmed
from bofast.contract.registers import Column
from bofast.sql import literal

# the row as it lies in a file, beside its columns, of which none is called so
FILE_ROW = "bofast_file_row"
EMPTY_ROWS = (
    "select cast(null as varchar) as register, cast(null as integer) as year,"
    " cast(null as varchar) as column_name, cast(null as varchar) as rule,"
    " cast(null as boolean) as is_first_rule, cast(null as varchar) as row_text"
    " where false"
)
EMPTY_VALUES = EMPTY_ROWS.replace("row_text", "register_value")


def years_variable(register: str) -> str:
    """Return the name of the variable with the years a session reads of a register."""
    return f"bofast_years_of_{register}"


def file_rows_sql(scan: str, untidy_columns: Collection[str]) -> str:
    """Return a select of the files' rows whose text is without blanks around it.

    Text of blanks alone is null. A column (`FILE_ROW`) has the row as it lies.

    Args:
        scan: a select that reads the files.
        untidy_columns: the columns of text that is empty or has blanks around it.

    Returns:
        SQL text.
    """
    tidied = ", ".join(
        f"nullif({trimmed(name)}, '') as {name}" for name in untidy_columns
    )
    columns = f"* replace ({tidied})" if tidied else "*"
    return f"select {FILE_ROW}, {columns} from ({scan}) as {FILE_ROW}"


def kept_sql(
    rows: str,
    readings: Sequence[Reading],
    broken: Collection[Condition],
) -> str:
    """Return a select of the rows that are kept, in the contract's columns and types.

    Args:
        rows: what `file_rows_sql` made.
        readings: how each column is read.
        broken: the rules that some rows break.

    Returns:
        SQL text. Values that break a rule of a column that may be null are null.
    """
    columns = ", ".join(
        f"{_value(reading, broken)} as {reading.column.name}" for reading in readings
    )
    dropped = any_of(one for one in broken if one.rule.effect == Effect.REJECTS)
    kept = f" where not {dropped}" if dropped else ""
    return f"select {columns} from ({rows}){kept}"


def narrowed_sql(kept: str, register: str, readings: Sequence[Reading]) -> str:
    """Return a select of the rows kept that are of the years a session reads.

    Args:
        kept: what `kept_sql` made.
        register: the register's name.
        readings: how each column is read.

    Returns:
        SQL text: all rows in a session that does not say which years it reads.
    """
    conditions = [*_between(register, readings), *_is_read(register, readings)]
    wanted = " and ".join(conditions)
    return f"select * from ({kept}) as kept_row where {wanted}" if wanted else kept


def empty_sql(columns: Sequence[Column]) -> str:
    """Return a select without rows, in the contract's columns and types."""
    nulls = ", ".join(
        f"cast(null as {column.data_type}) as {column.name}" for column in columns
    )
    return f"select {nulls} where false"


def rows_sql(
    register: str, rows: str, readings: Sequence[Reading], broken: Collection[Condition]
) -> str | None:
    """Return a select of the rows rejected, once per rule they break.

    Args:
        register: the register's name.
        rows: what `file_rows_sql` made.
        readings: how each column is read.
        broken: the rules that some rows break.

    Returns:
        SQL text with register, year, column_name, rule, is_first_rule (true once per
        row) and row_text (the row as JSON); None when no row is rejected.
    """
    rules = [one for one in broken if one.rule.effect == Effect.REJECTS]
    texts = [f"cast(to_json({FILE_ROW}) as varchar)"] * len(rules)
    return _rejected_sql(register, rows, readings, rules, texts, "row_text")


def values_sql(
    register: str, rows: str, readings: Sequence[Reading], broken: Collection[Condition]
) -> str | None:
    """Return a select of the values that count as missing, as `rows_sql` does.

    The last column is register_value, the value as the file has it.
    """
    rules = [one for one in broken if one.rule.effect == Effect.MISSING]
    texts = [f"cast({FILE_ROW}.{one.rule.column} as varchar)" for one in rules]
    return _rejected_sql(register, rows, readings, rules, texts, "register_value")


def kept_year(columns: Iterable[Column]) -> str:
    """Return SQL for the year of a row that is kept; '' when it has none."""
    if not (column := next(filter(says_year, columns), None)):
        return "''"
    is_date = column.data_type == "DATE"
    return f"extract(year from {column.name})" if is_date else column.name


def says_year(column: Column) -> bool:
    """Tell whether a column says which year a row is about: a year, or a key's date."""
    return column.name == "year" or (column.is_key and column.data_type == "DATE")


def _dated_by(readings: Iterable[Reading]) -> Reading | None:
    return next((reading for reading in readings if says_year(reading.column)), None)


def row_year(readings: Iterable[Reading]) -> str:
    """Return SQL for the year a row is about, null where it has none."""
    if not (dated_by := _dated_by(readings)):
        return "cast(null as integer)"
    if dated_by.column.data_type == "DATE":
        return f"cast(extract(year from {dated_by.value}) as integer)"
    return dated_by.value


def _is_read(register: str, readings: Sequence[Reading]) -> Iterator[str]:
    """Yield SQL that is true for rows of the years a session reads.

    Rows without a year always are. Years in text (CSV) would have to be read to be
    passed over.
    """
    dated_by = _dated_by(readings)
    if dated_by and not dated_by.is_text:
        years = f"getvariable('{years_variable(register)}')"
        yield f"coalesce(list_contains({years}, {row_year(readings)}), true)"


def _between(register: str, readings: Sequence[Reading]) -> Iterator[str]:
    """Yield SQL that is true for dates between the first and last year that is read.

    Parquet files say which dates they hold, and DuckDB passes over those outside; it
    does not with years that have to be worked out. Rows that are kept have a date.
    """
    dated_by = _dated_by(readings)
    if dated_by and dated_by.column.data_type == "DATE" and not dated_by.is_text:
        years = f"getvariable('{years_variable(register)}')"
        first, last = f"list_min({years})", f"list_max({years})"
        yield (
            f"({years} is null or {dated_by.column.name}"
            f" between make_date({first}, 1, 1) and make_date({last}, 12, 31))"
        )


def _value(reading: Reading, broken: Collection[Condition]) -> str:
    missing = any_of(
        one
        for one in reading.conditions
        if one in broken and one.rule.effect == Effect.MISSING
    )
    if not missing:
        return reading.value
    return f"case when not {missing} then {reading.value} end"


def any_of(rules: Iterable[Condition]) -> str:
    """Return SQL that is true where one of some rules is broken; "" without any."""
    conditions = [f"coalesce({one.sql}, false)" for one in rules]
    return f"({' or '.join(conditions)})" if conditions else ""


def _rejected_sql(
    register: str,
    rows: str,
    readings: Sequence[Reading],
    rules: Sequence[Condition],
    texts: Sequence[str],
    name: str,
) -> str | None:
    if not rules:
        return None
    # one scan for all rules: each row is offered to every rule it may break
    candidates = ", ".join(
        f"{{'column_name': '{one.rule.column}', 'rule': {literal(one.rule.finding)},"
        f" 'is_broken': coalesce({one.sql}, false), 'text': {text}}}"
        for one, text in zip(rules, texts, strict=True)
    )
    wanted = " and ".join([*_is_read(register, readings), any_of(rules)])
    return (
        f"select '{register}' as register, of_year as year, broken.column_name,"
        f" broken.rule, place = 1 as is_first_rule, broken.text as {name} from ("
        "select of_year, unnest(all_broken) as broken,"
        " generate_subscripts(all_broken, 1) as place from ("
        f"select {row_year(readings)} as of_year,"
        f" [rule for rule in [{candidates}] if rule.is_broken] as all_broken"
        f" from ({rows}) where {wanted}))"
    )
