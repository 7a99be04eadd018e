"""From the cells of a download to rows of a register."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from bofast.contract.registers import Column, load_contract
from bofast.errors import DownloadError
from bofast.importing.cells import COLUMN, ROW, VALUE, FileCells, Label, Place
from bofast.importing.labels import THOUSAND, Meaning, meaning, number
from bofast.importing.mapping import (
    AGE,
    CHOICE,
    GROUP,
    MEASURE,
    MISSING,
    PERIOD,
    REGION,
    TOTAL,
    YEAR,
    Dimension,
    Sum,
    TableMapping,
)
from bofast.importing.regions import ALL_THE_TIME, NEVER, RegionBook

EXAMPLES = 3
REGION_CODE, AGE_COLUMN = "region_code", "age"
ONLY = "value"
WHOLE = ("INTEGER", "TINYINT")
INTEGER_LIMIT = 2**31
# least and most of a column that holds percent
PERCENT = (0.0, 100.0)
SPAN = ["first", "last"]


@dataclass(frozen=True)
class LeftOut:
    """What was left out of a file: why, how many cells, and the first labels."""

    why: str
    cells: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as it is printed: why, how much, examples."""
        shown = f" ({', '.join(self.examples)}, ...)" if self.examples else ""
        return f"{self.why}: {self.cells:,} cell(s){shown}"


@dataclass
class Imported:
    """The rows that came of a file.

    Attributes:
        mapping: the table's mapping.
        place: where they come from.
        rows: rows with the register's columns; those that the file does not have are
            missing.
        left_out: what was left out, and why.
        missing: symbols that stand for missing values, with how many cells each.
        is_synthetic: whether the file says that it is synthetic.
    """

    mapping: TableMapping
    place: Place
    rows: pd.DataFrame
    left_out: list[LeftOut] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    is_synthetic: bool = False


def rows_of(cells: FileCells, mapping: TableMapping, book: RegionBook) -> Imported:
    """Turn a table into rows of its register.

    Args:
        cells: the table, cell by cell.
        mapping: what its labels mean.
        book: the regions.

    Returns:
        The rows, and what was left out.

    Raises:
        DownloadError: something is not understood: a label, a symbol, a number; a
            dimension or a part of a total is missing; ages are not whole.
    """
    work = _Work(cells, mapping)
    frame = cells.frame
    for place, dimension in enumerate(mapping.dimensions):
        name = str(place)
        if name not in frame:
            frame = _absent(work, frame, dimension, name)
            continue
        meanings = {
            key: meaning(dimension, label, book)
            for key, label in cells.labels[name].items()
        }
        work.refuse_unknown(dimension, cells.labels[name], meanings)
        _check_parts(work, dimension, meanings)
        frame = work.leave_out(frame, name, meanings)
        frame[name] = frame[name].map({k: m.value for k, m in meanings.items()})
    if frame.empty:
        raise DownloadError(
            f"{cells.place}: nothing is left to import: "
            + "; ".join(map(str, work.left_out))
        )
    frame = _named(frame, mapping)
    frame = _with_numbers(work, frame)
    frame = _without_other_codes(work, frame, book)
    table = _tabulated(work, frame)
    _check_values(work, table)
    rows = _rows(work, table)
    return Imported(
        mapping, cells.place, rows, work.left_out, work.symbols, cells.is_synthetic
    )


class _Work:
    """A file on its way: where it is, and what was left out of it."""

    def __init__(self, cells: FileCells, mapping: TableMapping) -> None:
        self.place = cells.place
        self.labels = cells.labels
        self.mapping = mapping
        self.left_out: list[LeftOut] = []
        self.symbols: dict[str, int] = {}

    def refuse(self, text: str, row: int = 0, column: int = 0) -> DownloadError:
        return DownloadError(f"{self.place.at(row, column)}: {text}")

    def refuse_unknown(
        self,
        dimension: Dimension,
        labels: Mapping[str, Label],
        meanings: Mapping[str, Meaning],
    ) -> None:
        unknown = [(labels[k], m) for k, m in meanings.items() if not m.is_known]
        # of measures that nobody asked for some may be in the file
        if dimension.role == MEASURE and len(unknown) < len(meanings):
            return
        if unknown:
            label, why = unknown[0]
            more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
            raise self.refuse(
                f"`{label}`: {why.unknown}{more}; table {self.mapping.name}",
                label.row,
                label.column,
            )

    def leave_out(
        self, frame: pd.DataFrame, name: str, meanings: Mapping[str, Meaning]
    ) -> pd.DataFrame:
        """Leave out the cells of omitted labels, and say so."""
        whys = {
            key: found.omitted or ("not asked for" if not found.is_known else "")
            for key, found in meanings.items()
        }
        of_cell = frame[name].map(whys)
        for why in dict.fromkeys(filter(None, whys.values())):
            shown = [str(self.labels[name][k]) for k, w in whys.items() if w == why]
            self.say(why, int((of_cell == why).sum()), shown)
        return frame[of_cell == ""].copy()

    def say(self, why: str, cells: int, shown: list[str]) -> None:
        if cells:
            self.left_out.append(LeftOut(why, cells, tuple(shown[:EXAMPLES])))


def _absent(
    work: _Work, frame: pd.DataFrame, dimension: Dimension, name: str
) -> pd.DataFrame:
    if dimension.default:
        return frame.assign(**{name: dimension.default})
    if dimension.is_required:
        names = ", ".join(dimension.names[:2])
        raise work.refuse(
            f"the table has no {dimension.role} ({names}), which"
            f" {work.mapping.register} needs; table {work.mapping.name}"
        )
    return frame.assign(**{name: ""})


def _check_parts(
    work: _Work, dimension: Dimension, meanings: dict[str, Meaning]
) -> None:
    """Choose between a total and its parts, in place; both would count twice."""
    if dimension.role == CHOICE and not any(m.value for m in meanings.values()):
        wanted = ", ".join(dict.fromkeys(dimension.labels))
        raise work.refuse(f"none of `{wanted}`, which {work.mapping.title} is about")
    if dimension.role == MEASURE and not any(m.value for m in meanings.values()):
        raise work.refuse(
            f"no measure of the table {work.mapping.name}, which has {dimension.known}"
        )
    if dimension.role != TOTAL:
        return
    found = {m.value for m in meanings.values()} - {""}
    if "total" in found:
        for key, one in meanings.items():
            if one.value not in ("total", ""):
                meanings[key] = Meaning(omitted="a part, beside its total")
        return
    parts = {v for v in dimension.labels.values() if v != "total"}
    if lacking := sorted(parts - found):
        raise work.refuse(
            f"neither a total nor all parts of {dimension.names[0]}: lacks"
            f" {', '.join(lacking)}"
        )


def _named(frame: pd.DataFrame, mapping: TableMapping) -> pd.DataFrame:
    """Give the dimensions' columns the names of what they stand for."""
    names = {
        str(place): dimension.role if dimension.role not in (TOTAL, CHOICE) else ""
        for place, dimension in enumerate(mapping.dimensions)
    }
    kept = frame.rename(columns={k: v for k, v in names.items() if v})
    measured = list(_columns(mapping))
    # a register that holds one thing does not need to be told which
    only = {MEASURE: measured[0] if len(measured) == 1 else ONLY, GROUP: ONLY}
    return kept.assign(**{r: value for r, value in only.items() if r not in kept})


def _with_numbers(work: _Work, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the number of each cell, and what the symbol of one without it means."""
    distinct = {cell: number(cell) for cell in frame[VALUE].dropna().unique()}
    symbols = work.mapping.symbols
    unknown = {c for c, n in distinct.items() if n is None and str(c) not in symbols}
    empty = frame[VALUE].isna()
    bad = frame[VALUE].isin(list(unknown)) | (empty & ("" not in symbols))
    if bad.any():
        first = frame[bad].iloc[0]
        is_empty = pd.isna(first[VALUE])
        what = "an empty cell" if is_empty else f"`{first[VALUE]}`"
        raise work.refuse(
            f"{what} is neither a number nor a symbol of the table"
            f" {work.mapping.name}: {int(bad.sum()):,} cell(s)",
            int(first[ROW]),
            int(first[COLUMN]),
        )
    if any(column.data_type in WHOLE for column in _columns(work.mapping).values()):
        doubtful = [c for c in distinct if isinstance(c, str) and THOUSAND.match(c)]
        if doubtful:
            first = frame[frame[VALUE].isin(doubtful)].iloc[0]
            raise work.refuse(
                f"`{first[VALUE]}` may be in thousands or have decimals:"
                " download it without signs between thousands",
                int(first[ROW]),
                int(first[COLUMN]),
            )
    text = frame[VALUE].map(lambda cell: "" if pd.isna(cell) else str(cell))
    numbers = frame[VALUE].map(distinct).astype(float)
    meanings = text.where(numbers.isna(), "").map(symbols).where(numbers.isna(), "")
    numbers = numbers.mask(meanings == "zero", 0.0)
    for symbol, cells in text[meanings != ""].value_counts().items():
        work.symbols[str(symbol)] = int(cells)
    return frame.assign(number=numbers, meaning=meanings.fillna(""))


def _without_other_codes(
    work: _Work, frame: pd.DataFrame, book: RegionBook
) -> pd.DataFrame:
    """Leave out codes in periods that they are not in force in and have nothing in.

    StatBank lists all codes of all times in every year, with a point or zeros.
    """
    time = _time(frame)
    spans = {
        (code, period): book.region(code).in_force(
            int(period.split("-")[0]), int(period.split("-")[-1])
        )
        for code, period in {*zip(frame[REGION], time, strict=True)}
    }
    keys = list(zip(frame[REGION], time, strict=True))
    in_force = pd.Series([spans[key] == ALL_THE_TIME for key in keys], frame.index)
    never = pd.Series([spans[key] == NEVER for key in keys], frame.index)
    # a value that is kept secret, or not ready, is content too
    is_number = frame["number"].notna() & ~((frame["number"] == 0) & never)
    has_content = is_number | (frame["meaning"] == MISSING)
    filled = has_content.groupby([frame[REGION], time]).transform("any")
    gone = ~in_force & ~filled
    codes = list(dict.fromkeys(frame.loc[gone, REGION]))
    work.say("the code is not in force, and has nothing", int(gone.sum()), codes)
    return frame[~gone]


def _time(frame: pd.DataFrame) -> pd.Series:
    """Return the year or period of each cell."""
    return frame[YEAR] if YEAR in frame else frame[PERIOD]


def _tabulated(work: _Work, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per key, one column per measure and group, sums over parts."""
    key = [c for c in (REGION, YEAR, PERIOD, AGE) if c in frame]
    parts = [str(c) for c in frame if str(c).isdigit()]
    cell = [*key, MEASURE, GROUP, *parts]
    twice = frame.duplicated(cell, keep=False)
    if twice.any():
        first = frame[twice].iloc[0]
        what = ", ".join(str(first[c]) for c in key)
        raise work.refuse(
            f"two cells for {what}: {int(twice.sum()):,} cell(s)",
            int(first[ROW]),
            int(first[COLUMN]),
        )
    by = frame.groupby([*key, MEASURE, GROUP], sort=False, observed=True)
    summed = by.agg(
        number=("number", "sum"),
        known=("number", "count"),
        cells=(ROW, "size"),
        row=(ROW, "first"),
        column=(COLUMN, "first"),
    )
    # a sum of which a part is missing is missing
    whole = summed["known"] == summed["cells"]
    return summed.assign(number=summed["number"].where(whole)).reset_index()


def _check_values(work: _Work, table: pd.DataFrame) -> None:
    """Refuse what a column of the register cannot hold, before anything is added up."""
    columns = _columns(work.mapping)
    for name, column in columns.items():
        used = _groups_of(work.mapping, name)
        own = table[(table[MEASURE] == name) | (table[GROUP].isin(used))]
        if column.data_type in WHOLE:
            broken = own[own["number"].notna() & (own["number"] % 1 != 0)]
            _refuse_first(work, broken, f"not a whole number, as {name} is")
            _refuse_first(
                work, own[own["number"].abs() >= INTEGER_LIMIT], f"too large for {name}"
            )
        if column.minimum is not None:
            low = own[own["number"] < column.minimum]
            _refuse_first(work, low, f"below {column.minimum:g}, the least of {name}")
        if column.maximum is not None:
            high = own[own["number"] > column.maximum]
            _refuse_first(work, high, f"above {column.maximum:g}, the most of {name}")
        _refuse_shares(work, column, own)
        if not column.is_nullable:
            _refuse_first(
                work,
                own[own["number"].isna()],
                f"{name} is missing (a symbol stands for it), and may not be",
            )


def _refuse_shares(work: _Work, column: Column, own: pd.DataFrame) -> None:
    """Refuse shares of 1 where the register holds percent, which goes from 0 to 100."""
    is_percent = (column.minimum, column.maximum) == PERCENT
    if not is_percent or work.mapping.may_be_below_one:
        return
    known = own[own["number"].notna()]
    # a source may have gone over from one to the other
    largest = known["number"].groupby(_time(known)).transform("max")
    fractions = known[(largest <= 1) & (known["number"] % 1 != 0)]
    if len(fractions):
        when = _time(fractions).iloc[0]
        fractions = fractions[_time(fractions) == when]
        shown = ", ".join(f"{n:g}" for n in fractions["number"].unique()[:EXAMPLES])
        _refuse_first(
            work,
            fractions,
            f"no value of {when} is above 1 ({shown}), and {column.name} is in"
            " percent: multiply shares by 100, or say may_be_below_one in a mapping",
        )


def _refuse_first(work: _Work, broken: pd.DataFrame, text: str) -> None:
    if broken.empty:
        return
    first = broken.iloc[0]
    key = [str(first[c]) for c in (REGION, YEAR, PERIOD, AGE) if c in broken]
    shown = "" if pd.isna(first["number"]) else f"{first['number']:g}: "
    raise work.refuse(
        f"{shown}{text}: {len(broken):,} cell(s), first: {' '.join(key)}",
        int(first[ROW]),
        int(first[COLUMN]),
    )


def _columns(mapping: TableMapping) -> dict[str, Column]:
    """Return the register's columns that hold what is measured."""
    keys = {c.name: c for c in load_contract()[mapping.register]}
    return {name: column for name, column in keys.items() if not column.is_key}


def _groups_of(mapping: TableMapping, column: str) -> set[str]:
    ways = mapping.columns.get(column, ())
    return {group for way in ways for group in (*way.add, *way.less)}


def _rows(work: _Work, table: pd.DataFrame) -> pd.DataFrame:
    """Return the register's rows: its keys, what is measured, what is constant."""
    key = [c for c in (REGION, YEAR, PERIOD, AGE) if c in table]
    wide = table.pivot(index=key, columns=[MEASURE, GROUP], values="number")
    groups = set(table[GROUP])
    measured: dict[str, pd.Series] = {}
    for name in _columns(work.mapping):
        if ways := work.mapping.columns.get(name):
            way = next((w for w in ways if {*w.add, *w.less} <= groups), None)
            if way is not None:
                measured[name] = _added(wide, way)
        else:
            found = [c for c in wide.columns if c[0] == name]
            if found:
                measured[name] = wide[found[0]]
    if not measured:
        raise work.refuse(
            f"nothing that {work.mapping.register} holds: has"
            f" {', '.join(sorted(groups | set(table[MEASURE])))}"
        )
    rows = pd.DataFrame(measured).reset_index()
    rows = rows.assign(**work.mapping.constants).rename(columns={REGION: REGION_CODE})
    if PERIOD in rows:
        rows[["period_start", "period_end"]] = rows.pop(PERIOD).str.split(
            "-", expand=True
        )
    if AGE in rows:
        _check_ages(work, rows)
    _check_together(work, rows)
    order = [c.name for c in load_contract()[work.mapping.register] if c.name in rows]
    return rows[order].pipe(_typed, work.mapping.register)


def _added(wide: pd.DataFrame, way: Sum) -> pd.Series:
    def column(group: str) -> pd.Series:
        (found,) = [c for c in wide.columns if c[1] == group]
        return wide[found]

    total = column(way.add[0]).copy()
    for group in way.add[1:]:
        total = total + column(group)
    for group in way.less:
        total = total - column(group)
    return total


def _check_ages(work: _Work, rows: pd.DataFrame) -> None:
    """Refuse ages that do not begin at 0, have gaps, or do not end open."""
    ages = rows[AGE]
    is_open = ages.str.endswith("+")
    numbers = ages.str.rstrip("+").astype(int)
    rows[AGE_COLUMN] = numbers
    by = rows.assign(is_open=is_open, age_number=numbers).groupby(
        [REGION_CODE, YEAR], sort=False
    )
    found = by.agg(
        ages=("age_number", "size"),
        low=("age_number", "min"),
        high=("age_number", "max"),
        open=("is_open", "sum"),
    )
    bad = found[
        (found["low"] != 0)
        | (found["ages"] != found["high"] + 1)
        | (found["open"] != 1)
    ]
    if len(bad):
        first = bad.reset_index().iloc[0]
        raise work.refuse(
            f"the ages of {first[REGION_CODE]} in {first[YEAR]} are not whole:"
            f" {first['ages']} from {first['low']} to {first['high']},"
            f" {first['open']} of them open at the end; wanted are single years from 0"
            f" to an open last one. {len(bad):,} region(s) and year(s)"
        )


def _check_together(work: _Work, rows: pd.DataFrame) -> None:
    some, everything = "establishments_with_employees", "establishments"
    if {some, everything} <= set(rows):
        bad = rows[rows[some] > rows[everything]]
        if len(bad):
            first = bad.iloc[0]
            raise work.refuse(
                f"more establishments with employees than in all:"
                f" {first[REGION_CODE]} in {first[YEAR]}; {len(bad):,} row(s)"
            )
        below = rows[rows[some] < 0]
        if len(below):
            first = below.iloc[0]
            raise work.refuse(
                f"more establishments without employees than in all:"
                f" {first[REGION_CODE]} in {first[YEAR]}; {len(below):,} row(s)"
            )


def _typed(rows: pd.DataFrame, register: str) -> pd.DataFrame:
    types = {}
    for column in load_contract()[register]:
        if column.name not in rows:
            continue
        if column.data_type in WHOLE:
            types[column.name] = "Int64"
        elif column.data_type == "DOUBLE":
            types[column.name] = "Float64"
        else:
            types[column.name] = "str"
    whole = {name: "float" for name, kind in types.items() if kind == "Int64"}
    return rows.astype(whole).astype(types)


def summary(imported: Imported) -> Iterator[str]:
    """Yield what was read of a file and what was left out, a line each."""
    rows = imported.rows
    years = [c for c in ("year", "period_end") if c in rows]
    spans = [f"{int(rows[c].min())}-{int(rows[c].max())}" for c in years]
    yield (
        f"{imported.place}: table {imported.mapping.name} ({imported.mapping.title}):"
        f" {len(rows):,} row(s) of {imported.mapping.register},"
        f" {rows[REGION_CODE].nunique():,} region(s), {', '.join(spans)}"
    )
    if imported.is_synthetic:
        yield "  it says that its numbers are synthetic, and so will the register"
    if imported.mapping.note:
        yield f"  note: {imported.mapping.note}"
    for left_out in imported.left_out:
        yield f"  left out: {left_out}"
    for symbol, cells in imported.missing.items():
        meant = imported.mapping.symbols.get(symbol, MISSING).replace("_", " ")
        yield f"  `{symbol}` ({meant}): {cells:,} cell(s)"
