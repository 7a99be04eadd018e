"""An office's own layout, let in by data: `register.yml` beside the registers.

The file says how CSV is written (delimiter, quotes, encoding), how dates, decimals,
missing values and truth values are, which column of the office is which of the
contract, and which of its codes are which. `bofast check --template` writes one from
the files it finds, and `docs/register_yml.md` explains each word of it.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bofast.contract.blanks import trimmed
from bofast.contract.registers import Column, Contract
from bofast.contract.stored import FRACTIONS, INTEGERS
from bofast.contract.text_files import Dialect
from bofast.errors import RegisterError
from bofast.sql import identifier, literal

MAPPING = "register.yml"
# what may be said once for all columns of a register
OF_VALUES = ("date_format", "decimal", "null_texts", "true_texts", "false_texts")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


TextList = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnMapping(_Said):
    """Where a column of the contract comes from, and what its values mean.

    Attributes:
        column: the office's name of it; the contract's own when None.
        value: the value of every row ("" for missing), where there is no column.
        date_format: how dates are written, in strftime's letters.
        decimal: what is between a number and its decimals.
        null_texts: texts that stand for a missing value.
        true_texts: texts that mean true.
        false_texts: texts that mean false.
        codes: the office's code to the contract's.
        digits: to how many digits codes are filled up with zeros; 0 for not at all.
    """

    column: str | None = None
    value: str | None = None
    date_format: str | None = None
    decimal: str = Field(default=".", pattern="^[.,]$")
    null_texts: TextList = ()
    true_texts: TextList = ()
    false_texts: TextList = ()
    codes: dict[str, str] = {}
    digits: int = Field(default=0, ge=0, le=20)


class RegisterMapping(_Said):
    """How an office's register is read.

    Attributes:
        folder: its folder below the register folder; the register's name when None.
        delimiter: between two values of a CSV file.
        quote: around a value of a CSV file.
        encoding: of a CSV file.
        columns: column of the contract to what is said of it.
        everywhere: what is said of columns that are not named.
    """

    folder: str | None = None
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    encoding: str = Field(default="utf-8", pattern="^(utf-8|latin-1|utf-16)$")
    columns: dict[str, ColumnMapping] = {}
    everywhere: ColumnMapping = ColumnMapping()

    @property
    def dialect(self) -> Dialect:
        """How its CSV files are written."""
        return Dialect(self.delimiter, self.quote, self.encoding)

    def of(self, column: str) -> ColumnMapping:
        """Return what is said of a column of the contract."""
        return self.columns.get(column, self.everywhere)

    def source(self, column: str) -> str:
        """Return the office's name of a column of the contract."""
        return self.of(column).column or column


class Allowance(_Said):
    """A limit that may be exceeded, with the reason.

    Attributes:
        rule: id of the rule.
        years: in which years; in all when empty.
        largest_share_percent: up to which share; any when None.
        reason: why.
    """

    rule: str
    years: tuple[int, ...] = ()
    largest_share_percent: float | None = None
    reason: str = Field(min_length=3)


class OfficeMapping(_Said):
    """All that `register.yml` says."""

    registers: dict[str, RegisterMapping] = {}
    allow: tuple[Allowance, ...] = ()

    def of(self, register: str) -> RegisterMapping:
        """Return how a register is read."""
        return self.registers.get(register) or RegisterMapping()

    def folder(self, register: str) -> str:
        """Return the folder of a register below the register folder."""
        return self.of(register).folder or register


def load_mapping(file: Path, contract: Contract) -> OfficeMapping:
    """Read `register.yml`; where there is none, the contract's layout is meant.

    Args:
        file: the file.
        contract: registers and columns that may be named in it.

    Returns:
        What it says, with what is said for all filled in for each.

    Raises:
        RegisterError: it cannot be read, or says what the contract does not know.
    """
    if not file.exists():
        return OfficeMapping()
    try:
        # every value stays text: 0301 is a code, and N no truth value
        said = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) or {}
        mapping = OfficeMapping.model_validate(_filled_in(said, contract))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RegisterError(f"{file}: {place}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
        told = " ".join(str(error).split())
        raise RegisterError(f"{file} cannot be read: {told}") from error
    for register, of_register in mapping.registers.items():
        _refuse_unknown(file, "register", register, list(contract))
        names = [column.name for column in contract[register]]
        for column in of_register.columns:
            _refuse_unknown(file, f"column of {register}", column, names)
    return mapping


def allowances_sql(allowed: Iterable[Allowance]) -> str:
    """Return a select of the limits that may be exceeded, a row for each year."""
    rows = [
        f"({literal(one.rule)}, cast({year} as integer),"
        f" cast({'null' if share is None else share} as double), {literal(one.reason)})"
        for one in allowed
        for year in (one.years or ("null",))
        for share in [one.largest_share_percent]
    ]
    names = "rule_id, year, largest_share_percent, reason"
    if not rows:
        return (
            "select cast(null as varchar) as rule_id, cast(null as integer) as year,"
            " cast(null as double) as largest_share_percent,"
            " cast(null as varchar) as reason where false"
        )
    return f"select * from (values {', '.join(rows)}) as allowance ({names})"


def mapped_sql(
    column: Column, said: ColumnMapping, source: str, physical: str
) -> str | None:
    """Return SQL for a column of the contract from a column of the office.

    Args:
        column: of the contract.
        said: what is said of it.
        source: the office's name of it.
        physical: DuckDB's type of the office's column.

    Returns:
        SQL text; None where the values are taken as they lie. What a mapping does not
        know stays as it is, so that it is counted as what it is.
    """
    stored = physical.split("(")[0]
    is_text = stored == "VARCHAR"
    is_number = stored in INTEGERS or stored in FRACTIONS
    dates = said.date_format if column.data_type == "DATE" else None
    truths = column.data_type == "BOOLEAN" and (said.true_texts or said.false_texts)
    commas = said.decimal == "," and column.data_type in (
        "DOUBLE",
        "TINYINT",
        "INTEGER",
    )
    of_text = bool(said.null_texts or commas)
    of_both = bool(said.codes or said.digits or dates or truths)
    if not (is_text and (of_text or of_both)) and not (is_number and of_both):
        return None
    text = _as_text(identifier(source), stored)
    value = text
    if commas:
        value = (
            f"case when regexp_full_match({value}, '[-+]?[0-9]+,[0-9]+')"
            f" then replace({value}, ',', '.') else {value} end"
        )
    if dates:
        day = f"strftime(try_strptime({value}, {literal(dates)}), '%Y-%m-%d')"
        value = f"coalesce({day}, {value})"
    if truths:
        value = _cases(
            text,
            [(known, "true") for known in said.true_texts]
            + [(known, "false") for known in said.false_texts],
            value,
        )
    if said.digits:
        value = (
            f"case when regexp_full_match({text}, '[0-9]{{1,{said.digits}}}')"
            f" then lpad({text}, {said.digits}, '0') else {value} end"
        )
    if said.codes:
        value = _cases(text, list(said.codes.items()), value)
    if said.null_texts:
        nulls = ", ".join(map(literal, said.null_texts))
        value = f"case when {text} in ({nulls}) then null else {value} end"
    return value


def _filled_in(said: Any, contract: Contract) -> dict[str, Any]:
    """Fill in for each register and column what is said for all of them."""
    top: dict[str, Any] = {**said}
    defaults = top.pop("defaults", None) or {}
    own = top.get("registers") or {}
    registers = {}
    for register in (*(contract if defaults else ()), *own):
        one: dict[str, Any] = {**defaults, **(own.get(register) or {})}
        values = {name: one.pop(name) for name in OF_VALUES if name in one}
        columns = {}
        for column, of_column in (one.get("columns") or {}).items():
            is_name = isinstance(of_column, str)
            said_of_it = {"column": of_column} if is_name else (of_column or {})
            columns[column] = {**values, **said_of_it}
        registers[register] = {**one, "columns": columns, "everywhere": values}
    return {**top, "registers": registers}


def _cases(text: str, cases: list[tuple[str, str]], otherwise: str) -> str:
    whens = " ".join(f"when {literal(a)} then {literal(b)}" for a, b in cases)
    return f"case {text} {whens} else {otherwise} end"


def _as_text(name: str, stored: str) -> str:
    if stored == "VARCHAR":
        return trimmed(name)
    if stored in FRACTIONS:
        # 301.0 is how programs without whole numbers write 301
        return (
            f"case when {name} = floor({name})"
            f" then cast(try_cast({name} as hugeint) as varchar)"
            f" else cast({name} as varchar) end"
        )
    return f"cast({name} as varchar)"


def _refuse_unknown(file: Path, what: str, name: str, known: list[str]) -> None:
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f": did you mean {near[0]}?" if near else ""
        raise RegisterError(f"{file}: {name} is no {what} of the contract{hint}")
