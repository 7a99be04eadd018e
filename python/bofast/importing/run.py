"""The import of files: which table each is, its rows, and what was done."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bofast.contract.registers import SYNTHETIC_MARK
from bofast.errors import DownloadError
from bofast.importing.cells import COLUMN, ROW, VALUE, FileCells, Label, Place
from bofast.importing.grid import CSV_SUFFIXES, WORKBOOK_SUFFIXES, Grid, read_grids
from bofast.importing.jsonstat import SUFFIXES, read_jsonstat
from bofast.importing.layout import lay_out
from bofast.importing.mapping import TableMapping, plain, read_mappings
from bofast.importing.regions import RegionBook
from bofast.importing.rows import Imported, rows_of, summary
from bofast.importing.store import Stored, store


def import_files(
    files: Sequence[Path],
    folder: Path,
    progress: Callable[[str], None],
    chosen: str = "",
    mappings: Iterable[Path] = (),
    replace: bool = False,
) -> list[Stored]:
    """Turn downloads into registers.

    Args:
        files: JSON-stat, CSV and xlsx files.
        folder: the register folder.
        progress: is told what was read and left out, a line each.
        chosen: register or mapping that the files are of; otherwise what they say.
        mappings: further mappings.
        replace: whether rows that were imported before may get other values.

    Returns:
        What became of each register's rows.

    Raises:
        DownloadError: something in a file is not understood; no register is changed.
    """
    known = read_mappings(mappings)
    if chosen:
        known = _chosen(known, chosen)
    book = RegionBook.from_seeds()
    imported: list[Imported] = []
    for file in files:
        if file.name == SYNTHETIC_MARK:
            progress(
                f"{file.name}: no table; it says that files beside it are synthetic"
            )
            continue
        for one in read_file(file, known, book, bool(chosen)):
            imported.append(one)
            for line in summary(one):
                progress(line)
    stored = store(folder, imported, replace)
    for done in stored:
        progress(
            f"{done.register}: {done.new:,} new row(s), {done.same:,} as they were,"
            f" {done.replaced:,} replaced; {done.rows:,} imported in all"
        )
    return stored


def read_file(
    file: Path, mappings: Sequence[TableMapping], book: RegionBook, is_chosen: bool
) -> Iterator[Imported]:
    """Read a file as the table that it says it is.

    Args:
        file: the file.
        mappings: the mappings that it may be of.
        book: the regions.
        is_chosen: whether the user said so, and the file need not say it.

    Yields:
        Rows of each sheet.
    """
    suffix = file.suffix.lower()
    if not file.is_file():
        raise DownloadError(f"{file}: there is no such file")
    if suffix in SUFFIXES:
        yield _of_jsonstat(file, mappings, book, is_chosen)
    elif suffix in (*CSV_SUFFIXES, *WORKBOOK_SUFFIXES):
        for grid in read_grids(file):
            yield _of_grid(grid, mappings, book, is_chosen)
    else:
        readable = ", ".join((*SUFFIXES, *CSV_SUFFIXES, *WORKBOOK_SUFFIXES))
        hint = " (save it as xlsx)" if suffix in (".xls", ".ods") else ""
        raise DownloadError(f"{file.name}: is none of {readable}{hint}")


def _chosen(mappings: Sequence[TableMapping], chosen: str) -> list[TableMapping]:
    found = [m for m in mappings if chosen in (m.name, m.register)]
    if not found:
        names = ", ".join(sorted({m.register for m in mappings}))
        tables = ", ".join(m.name for m in mappings)
        raise DownloadError(
            f"--as {chosen}: neither a register ({names}) nor a table ({tables})"
        )
    return found


def _of_jsonstat(
    file: Path, mappings: Sequence[TableMapping], book: RegionBook, is_chosen: bool
) -> Imported:
    table_id, titles, names, frame = read_jsonstat(file)
    place = Place(file)
    possible = _possible(mappings, table_id, titles, is_chosen)

    def attempt(mapping: TableMapping) -> Imported:
        identifiers = [c for c in frame if c not in (VALUE, ROW, COLUMN)]
        renamed, labels = {}, {}
        for identifier, name in zip(identifiers, names, strict=True):
            places = [
                p
                for p, d in enumerate(mapping.dimensions)
                if {plain(identifier), plain(name)} & set(d.names)
            ]
            if not places:
                raise DownloadError(
                    f"{place}: the dimension `{name}` ({identifier}) is not one of the"
                    f" table {mapping.name}"
                )
            renamed[identifier] = str(places[0])
        own = frame.rename(columns=renamed)
        for name in renamed.values():
            found: dict[str, Label] = {label.code: label for label in own[name]}
            labels[name] = found
            own[name] = [label.code for label in own[name]]
        return rows_of(FileCells(place, titles, own, labels), mapping, book)

    return _one_of(place, possible, attempt)


def _of_grid(
    grid: Grid, mappings: Sequence[TableMapping], book: RegionBook, is_chosen: bool
) -> Imported:
    texts = [str(cell) for row in grid.rows for cell in row[:1] if cell is not None]
    head = [str(cell) for row in grid.rows[:4] for cell in row if cell is not None]
    titles = [*texts[:4], *texts[-12:], *head, grid.place.file.stem]
    possible = _possible(mappings, "", titles, is_chosen)
    return _one_of(
        grid.place,
        possible,
        lambda mapping: rows_of(lay_out(grid, mapping, book), mapping, book),
    )


def _possible(
    mappings: Sequence[TableMapping],
    table_id: str,
    titles: Sequence[str],
    is_chosen: bool,
) -> list[TableMapping]:
    found = [m for m in mappings if m.knows(table_id, titles)]
    if found or (table_id and not is_chosen):
        return found
    # what a file does not say of itself may show in its dimensions
    return [m for m in mappings if is_chosen or m.known_by_dimensions]


def _one_of(
    place: Place,
    possible: Sequence[TableMapping],
    attempt: Callable[[TableMapping], Imported],
) -> Imported:
    """Read a table as the only mapping that it fits."""
    fitting: list[Imported] = []
    refusals: list[DownloadError] = []
    for mapping in possible:
        try:
            fitting.append(attempt(mapping))
        except DownloadError as error:
            refusals.append(error)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(one.mapping.name for one in fitting)
        raise DownloadError(
            f"{place}: it may be of more than one table ({names}): say which with --as"
        )
    if len(refusals) == 1:
        raise refusals[0]
    raise DownloadError(
        f"{place}: not known as a table that bofast has a mapping for: neither its"
        " number nor its title says so, and its dimensions fit none. Say what it is"
        " with --as, or write a mapping (docs/new_edition.md)"
    )
