"""A download as a long table: one line per cell, with the labels it stands under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

# of a frame of cells, besides its dimensions: the cell, and where it was found
VALUE, ROW, COLUMN = "value", "row", "column"


@dataclass(frozen=True)
class Place:
    """Where something stands in a file; rows and columns count from 1.

    Attributes:
        file: the file.
        sheet: sheet of a workbook, empty elsewhere.
        row: row, or 0 for the whole sheet.
        column: column, or 0 for the whole row.
    """

    file: Path
    sheet: str = ""
    row: int = 0
    column: int = 0

    def at(self, row: int, column: int = 0) -> "Place":
        """Return a row, or a cell, of the same sheet."""
        return Place(self.file, self.sheet, row, column)

    def __str__(self) -> str:
        """Return the place as a message begins: file, sheet, row, column."""
        parts = [self.file.name]
        parts += [f"sheet {self.sheet}"] if self.sheet else []
        parts += [f"row {self.row}"] if self.row else []
        parts += [f"column {self.column}"] if self.column else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Label:
    """A label of a dimension, as far as the file has it.

    Attributes:
        code: code of the label; empty where the file has texts alone.
        text: text of the label; empty where the file has codes alone.
        row: where it stands first.
        column: likewise.
    """

    code: str
    text: str
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return code and text, as the file has them."""
        return f"{self.code} {self.text}".strip()


@dataclass(frozen=True)
class FileCells:
    """A download, cell by cell.

    Attributes:
        place: the file and sheet.
        titles: what stands above and below the table.
        frame: one line per cell: a column per dimension of the mapping that the file
            has, with keys of `labels`, and `value` (text or number as in the file, None
            for an empty cell), `row` and `column`.
        labels: dimension -> key -> label.
    """

    place: Place
    titles: tuple[str, ...]
    frame: pd.DataFrame
    labels: Mapping[str, Mapping[str, Label]] = field(default_factory=dict)

    @property
    def is_synthetic(self) -> bool:
        """Whether the file says that its numbers are synthetic."""
        said = " ".join(self.titles).casefold()
        return "synthetic" in said or "syntetisk" in said
