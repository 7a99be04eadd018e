"""Writes `register.yml` from the files that are found, for an office to correct.

What can be told from names and values is filled in: the dialect of CSV, columns that
are called like the contract's or as Norwegian registers call them, how dates and
missing values are written, which columns are codes that have lost their zeros. The
rest is a comment with what was found, because it takes somebody who knows the
registers.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from glob import escape
from pathlib import Path

import duckdb

from bofast.contract.files import CSV, PARQUET, register_files
from bofast.contract.text_files import DELIMITERS, opened
from bofast.errors import BofastError, RegisterError
from bofast.registers import Column, code_lists, csv_rows, load_contract
from bofast.settings import SEEDS
from bofast.sql import literal

ROWS = 20_000
HEAD_BYTES = 2_000_000
CODES_SHOWN = 12
NEAR = 0.8
HEAD = """\
# How the registers beside this file are written. Made from the files that were found:
# look at every line before it is used; docs/register_yml.md says what may stand here.
# What is not said is as in the contract.
"""
DATE_FORMATS = {
    "%d.%m.%Y": r"[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}",
    "%d/%m/%Y": r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
    "%d-%m-%Y": r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}",
    "%Y/%m/%d": r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}",
    "%Y%m%d": r"(18|19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]",
    "%d%b%Y": r"[0-9]{1,2}[A-Za-z]{3}[0-9]{4}",
    "%Y%m": r"(18|19|20)[0-9]{2}(0[1-9]|1[0-2])",
}
TRUE_TEXTS = frozenset({"J", "Ja", "ja", "Y", "Yes", "yes", "1", "1.0", "T", "S"})
FALSE_TEXTS = frozenset({"N", "Nei", "nei", "No", "no", "0", "0.0", "F", "U"})


@dataclass(frozen=True)
class Sample:
    """The first rows of a register's files, as text.

    Attributes:
        folder: of the register, below the register folder.
        dialect: what `register.yml` has to say of CSV files.
        values: the office's name of a column to its values.
    """

    folder: str
    dialect: Mapping[str, str]
    values: Mapping[str, Sequence[str]]


def write_template(folder: Path, file: Path, seeds: Path = SEEDS) -> list[str]:
    """Write `register.yml` from the files that are found.

    Args:
        folder: the register folder.
        file: where to write; nothing is there yet.
        seeds: folder with the contract and the names that offices use.

    Returns:
        What is to be known of it, in lines.

    Raises:
        BofastError: the file is there already, or cannot be written.
    """
    if file.exists():
        raise BofastError(f"{file} is there already: move it, or name another file")
    if not folder.is_dir():
        raise BofastError(f"the folder {folder} does not exist")
    contract = load_contract(seeds)
    nulls = frozenset(
        row["null_text"]
        for row in csv_rows(seeds / "contract" / "null_text.csv")
        if row["is_code"] == "false"
    )
    lines: list[str] = []
    told = []
    for register, columns in contract.items():
        try:
            sample = _sample(folder, register, columns)
        except (RegisterError, OSError, duckdb.Error, csv.Error) as error:
            told.append(f"{register}: {error}")
            continue
        if sample is None:
            told.append(f"{register}: no folder of that name, or one like it")
            continue
        names = _names(register, columns, sample, seeds)
        lines += _register(register, columns, sample, names, nulls, seeds)
        told.append(f"{register}: {len(names)} of {len(columns)} columns found")
    text = "\n".join([HEAD, "registers:", *lines]) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BofastError(f"cannot write {file}: {error.strerror}") from error
    return told


def _sample(folder: Path, register: str, columns: Sequence[Column]) -> Sample | None:
    folders = {path.name.lower(): path.name for path in folder.iterdir()}
    near = get_close_matches(register, folders, 1, NEAR)
    if not near:
        return None
    root = folder / folders[near[0]]
    found = register_files(root, frozenset(column.name for column in columns))
    if not found.read:
        raise RegisterError("no .parquet or .csv file")
    if PARQUET in found.read:
        return Sample(root.name, {}, _parquet_values(found.read[PARQUET]))
    return _csv_sample(root.name, found.read[CSV][0])


def _parquet_values(files: Sequence[Path]) -> dict[str, list[str]]:
    listed = ", ".join(literal(escape(str(file))) for file in files)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select * from read_parquet([{listed}], union_by_name = true) limit {ROWS}"
        )
        names = [str(column[0]) for column in rows.description]
        values = rows.fetchall()
    return {
        name: [str(row[place]) for row in values if row[place] is not None]
        for place, name in enumerate(names)
    }


def _csv_sample(folder: str, file: Path) -> Sample:
    with opened(file) as content:
        head = content.read(HEAD_BYTES)
    encoding = "utf-8"
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # a character may be cut at the end
        encoding = "utf-8" if error.end >= len(head) - 1 else "latin-1"
        text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    header = text.splitlines()[0]
    delimiter = max(DELIMITERS, key=header.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))[:ROWS]
    names = [name.strip() for name in rows[0]]
    values: dict[str, list[str]] = {name: [] for name in names if name}
    for row in rows[1:]:
        for name, value in zip(names, row, strict=False):
            if name and value.strip():
                values[name].append(value.strip())
    dialect = {"delimiter": delimiter, "encoding": encoding}
    return Sample(folder, dialect, values)


def _names(
    register: str, columns: Sequence[Column], sample: Sample, seeds: Path
) -> dict[str, str]:
    """Return the contract's columns that are there, with the office's names."""
    known: dict[str, list[str]] = {column.name: [column.name] for column in columns}
    for row in csv_rows(seeds / "contract" / "office_name.csv"):
        if row["register"] == register:
            known[row["column_name"]].append(row["office_name"])
    there = {name.lower(): name for name in sample.values}
    found = {}
    for column, names in known.items():
        for name in names:
            if name.lower() in there:
                found[column] = there.pop(name.lower())
                break
    for column in known:
        if column not in found:
            for near in get_close_matches(column, there, 1, NEAR):
                found[column] = there.pop(near)
    return found


def _register(
    register: str,
    columns: Sequence[Column],
    sample: Sample,
    names: Mapping[str, str],
    nulls: frozenset[str],
    seeds: Path,
) -> Iterator[str]:
    yield f"  {register}:"
    if sample.folder != register:
        yield f"    folder: {_text(sample.folder)}"
    for name, said in sample.dialect.items():
        yield f"    {name}: {_text(said)}"
    if found := _null_texts(columns, sample, names, nulls):
        yield f"    null_texts: [{', '.join(map(_text, found))}]"
    yield "    columns:"
    lists = code_lists(seeds)
    for column in columns:
        if column.name not in names:
            yield f"      # {column.name}: not found"
            continue
        name = names[column.name]
        values = [value for value in sample.values[name] if value not in nulls]
        of_column = {"column": _text(name), **dict(_said(column, values))}
        yield f"      {column.name}:"
        yield from (f"        {word}: {value}" for word, value in of_column.items())
        yield from _codes(column, values, lists)
    others = sorted(set(sample.values) - set(names.values()))
    if others:
        yield f"      # columns of which nothing is said: {', '.join(others)}"


def _said(column: Column, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what the values tell of a column."""
    if column.data_type == "DATE":
        for date_format, pattern in DATE_FORMATS.items():
            if _all(re.fullmatch(pattern, value) for value in values):
                yield "date_format", _text(date_format)
                return
    if column.data_type == "BOOLEAN":
        there = set(values)
        if there and there <= TRUE_TEXTS | FALSE_TEXTS:
            for word, texts in (("true", TRUE_TEXTS), ("false", FALSE_TEXTS)):
                listed = ", ".join(map(_text, sorted(there & texts)))
                yield f"{word}_texts", f"[{listed}]"
    if column.data_type == "DOUBLE" and any(
        re.fullmatch(r"-?[0-9]+,[0-9]+", value) for value in values
    ):
        yield "decimal", _text(",")
    form = column.pattern or column.shape
    if form and column.data_type == "VARCHAR":
        digits = max(map(int, re.findall(r"\d+(?=\})", form)), default=0)
        short = [value for value in values if len(value) < digits]
        if short and _all(re.fullmatch(r"[0-9]+", value) for value in values):
            yield "digits", str(digits)


def _codes(
    column: Column, values: Sequence[str], lists: Mapping[str, set[str]]
) -> Iterator[str]:
    if not column.code_list:
        return
    codes = lists[column.code_list]
    strange = sorted({value for value in values if value not in codes})[:CODES_SHOWN]
    # 1.0 is how programs without whole numbers write 1
    whole = {code: code.removesuffix(".0") for code in strange}
    known = {code: meant for code, meant in whole.items() if meant in codes}
    if known:
        yield "        codes:"
        yield from (f"          {_text(a)}: {_text(b)}" for a, b in known.items())
    if unknown := [code for code in strange if code not in known]:
        yield f"        # the contract's codes: {', '.join(sorted(codes))}"
        yield "        # to be filled in, where they are meant for some of these:"
        yield "        # codes:"
        yield from (f'        #   {_text(code)}: ""' for code in unknown)


def _null_texts(
    columns: Sequence[Column],
    sample: Sample,
    names: Mapping[str, str],
    nulls: frozenset[str],
) -> list[str]:
    values = (
        value
        for column in columns
        if column.name in names
        for value in sample.values[names[column.name]]
    )
    return sorted(set(values) & nulls)


def _all(signs: Iterable[object]) -> bool:
    listed = list(signs)
    return bool(listed) and all(listed)


def _text(text: str) -> str:
    """Return text as YAML writes it between quotes."""
    return json.dumps(text, ensure_ascii=False)
