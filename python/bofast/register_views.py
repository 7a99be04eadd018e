"""What the warehouse reads of a register, as SQL: rows kept, rows and values set aside.

Only rules that the check found broken are in the SQL, so that a register in order is
read as it lies.
"""

from collections.abc import Collection, Iterable, Sequence

from bofast.register_rules import Effect, Reading, Rule
from bofast.registers import Column

EMPTY_ROWS = (
    "select cast(null as varchar) as register, cast(null as integer) as year,"
    " cast(null as varchar) as column_name, cast(null as varchar) as rule,"
    " cast(null as boolean) as is_first_rule, cast(null as varchar) as row_text"
    " where false"
)
EMPTY_VALUES = EMPTY_ROWS.replace("row_text", "register_value")


def kept_sql(
    scan: str,
    readings: Sequence[Reading],
    broken: Collection[Rule],
    untidy_columns: Collection[str],
) -> str:
    """Return a select of the rows that are kept, in the contract's columns and types.

    Args:
        scan: a select that reads the files.
        readings: how each column is read.
        broken: the rules that some rows break.
        untidy_columns: text columns with empty text or blanks around it.

    Returns:
        SQL text. Values that break a rule of a column that may be null are null.
    """
    columns = ", ".join(
        f"{_value(reading, broken, untidy_columns)} as {reading.column.name}"
        for reading in readings
    )
    dropped = _any_of(rule for rule in broken if rule.effect == Effect.SETS_ASIDE)
    kept = f" where not {dropped}" if dropped else ""
    return f"select {columns} from ({scan}) as file_row{kept}"


def empty_sql(columns: Sequence[Column]) -> str:
    """Return a select without rows, in the contract's columns and types."""
    nulls = ", ".join(
        f"cast(null as {column.data_type}) as {column.name}" for column in columns
    )
    return f"select {nulls} where false"


def rows_sql(
    register: str, scan: str, readings: Sequence[Reading], broken: Collection[Rule]
) -> str | None:
    """Return a select of the rows set aside, once per rule they break.

    Args:
        register: the register's name.
        scan: a select that reads the files.
        readings: how each column is read.
        broken: the rules that some rows break.

    Returns:
        SQL text with register, year, column_name, rule, is_first_rule (true once per
        row) and row_text (the row as JSON); None when no row is set aside.
    """
    rules = [rule for rule in broken if rule.effect == Effect.SETS_ASIDE]
    texts = ["cast(to_json(file_row) as varchar)"] * len(rules)
    return _set_aside_sql(register, scan, _year(readings), rules, texts, "row_text")


def values_sql(
    register: str, scan: str, readings: Sequence[Reading], broken: Collection[Rule]
) -> str | None:
    """Return a select of the values that count as missing, as `rows_sql` does.

    The last column is register_value, the value as the file has it.
    """
    rules = [rule for rule in broken if rule.effect == Effect.MISSING]
    texts = [f"cast({rule.column} as varchar)" for rule in rules]
    year = _year(readings)
    return _set_aside_sql(register, scan, year, rules, texts, "register_value")


def kept_year(columns: Iterable[Column]) -> str:
    """Return SQL for the year of a row that is kept, as text; '' when it has none."""
    for column in columns:
        if column.name == "year":
            return "cast(year as varchar)"
        if column.is_key and column.data_type == "DATE":
            return f"cast(extract(year from {column.name}) as varchar)"
    return "''"


def _year(readings: Iterable[Reading]) -> str:
    """Return SQL for the year a row is about: its year, or that of its key's date."""
    for reading in readings:
        if reading.column.name == "year":
            return reading.value
        if reading.column.is_key and reading.column.data_type == "DATE":
            return f"cast(extract(year from {reading.value}) as integer)"
    return "cast(null as integer)"


def _value(
    reading: Reading, broken: Collection[Rule], untidy_columns: Collection[str]
) -> str:
    name = reading.column.name
    is_as_it_lies = reading.is_plain and name not in untidy_columns
    value = name if is_as_it_lies else reading.value
    missing = _any_of(
        rule
        for rule in reading.rules
        if rule in broken and rule.effect == Effect.MISSING
    )
    return f"case when not {missing} then {value} end" if missing else value


def _any_of(rules: Iterable[Rule]) -> str:
    conditions = [f"coalesce({rule.condition}, false)" for rule in rules]
    return f"({' or '.join(conditions)})" if conditions else ""


def _set_aside_sql(
    register: str,
    scan: str,
    year: str,
    rules: Sequence[Rule],
    texts: Sequence[str],
    name: str,
) -> str | None:
    if not rules:
        return None
    # one scan for all rules: each row is offered to every rule it may break
    candidates = ", ".join(
        f"{{'column_name': '{rule.column}', 'rule': '{rule.words}',"
        f" 'is_broken': coalesce({rule.condition}, false), 'text': {text}}}"
        for rule, text in zip(rules, texts, strict=True)
    )
    return (
        f"select '{register}' as register, of_year as year, broken.column_name,"
        f" broken.rule, place = 1 as is_first_rule, broken.text as {name} from ("
        "select of_year, unnest(all_broken) as broken,"
        " generate_subscripts(all_broken, 1) as place from ("
        f"select {year} as of_year,"
        f" [rule for rule in [{candidates}] if rule.is_broken] as all_broken"
        f" from ({scan}) as file_row where {_any_of(rules)}))"
    )
