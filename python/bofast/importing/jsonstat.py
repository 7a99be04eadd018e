"""Reads JSON-stat 2.0, which PxWeb writes, status symbols included.

Of the kept libraries none will do: pyjstat 2.4 reads `value` alone, so that a status
(confidential, not available) is lost and its cell is a plain null.
"""

import json
from collections.abc import Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import pandas as pd

from bofast.errors import DownloadError
from bofast.importing.cells import Label, Place

SUFFIXES = (".json", ".jsonstat")


def read_jsonstat(file: Path) -> tuple[str, tuple[str, ...], list[str], pd.DataFrame]:
    """Read a data set.

    Args:
        file: a JSON-stat file of one data set.

    Returns:
        The publisher's number of the table (empty when the file has none); its label,
        source and notes; the names of its dimensions, identifier and label; and one
        line per cell: a column of `Label`s per dimension, by identifier, `value`
        (number, or the status of a cell without one), `row` (0) and `column` (number
        of the cell, from 1).

    Raises:
        DownloadError: the file is not JSON-stat 2.0, or not consistent.
    """
    place = Place(file)
    data = _loaded(file)

    def refuse(text: str) -> DownloadError:
        return DownloadError(f"{place}: {text}")

    if data.get("class") != "dataset" or not str(data.get("version", "")).startswith(
        "2"
    ):
        raise refuse(
            "is not JSON-stat 2.0 (class dataset, version 2.0): choose JSON-stat2"
        )
    try:
        names = list(data["id"])
        sizes = [int(size) for size in data["size"]]
        labels = [_labels(data["dimension"][name]) for name in names]
    except (KeyError, TypeError, ValueError) as error:
        raise refuse(f"is not JSON-stat 2.0: {error!r} is missing or wrong") from error
    for name, size, found in zip(names, sizes, labels, strict=True):
        if size != len(found):
            raise refuse(f"dimension {name} has {len(found)} categories, not {size}")
    cells = prod(sizes)
    values = _spread(data.get("value"), cells)
    status = _spread(data.get("status") or {}, cells)
    if values is None or status is None:
        raise refuse(f"it has not {cells} values, as many as its dimensions give")
    frame = pd.DataFrame(product(*labels), columns=names)
    frame["value"] = [
        v if v is not None else s for v, s in zip(values, status, strict=True)
    ]
    strange = [
        (number, v, s)
        for number, (v, s) in enumerate(zip(values, status, strict=True), 1)
        if v is not None and s not in (None, "", "-")
    ]
    if strange:
        number, v, s = strange[0]
        raise refuse(f"cell {number} has both a value ({v}) and a status ({s})")
    frame["row"], frame["column"] = 0, range(1, cells + 1)
    return _table_id(data), _titles(data), _names(data, names), frame


def _loaded(file: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DownloadError(f"{file.name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DownloadError(f"{file.name}: is not UTF-8, which JSON must be") from error
    except json.JSONDecodeError as error:
        raise DownloadError(
            f"{Place(file, row=error.lineno, column=error.colno)}: is not JSON:"
            f" {error.msg}"
        ) from error
    if not isinstance(data, dict):
        raise DownloadError(f"{file.name}: is not JSON-stat 2.0")
    return data


def _labels(dimension: Mapping[str, Any]) -> list[Label]:
    category = dimension["category"]
    texts = category.get("label") or {}
    index = category.get("index", list(texts))
    if isinstance(index, dict):
        index = sorted(index, key=index.__getitem__)
    return [Label(str(code), str(texts.get(code, ""))) for code in index]


def _spread(values: Any, cells: int) -> list[Any] | None:
    """Return a value per cell; None when there are not as many as cells."""
    if isinstance(values, dict):
        places = {int(place): value for place, value in values.items()}
        if any(not 0 <= place < cells for place in places):
            return None
        return [places.get(place) for place in range(cells)]
    if isinstance(values, str):
        return [values] * cells
    if isinstance(values, list) and len(values) == cells:
        return values
    return None


def _table_id(data: Mapping[str, Any]) -> str:
    px = (data.get("extension") or {}).get("px") or {}
    return str(px.get("tableid") or px.get("tableId") or "")


def _titles(data: Mapping[str, Any]) -> tuple[str, ...]:
    notes = data.get("note") or []
    notes = [notes] if isinstance(notes, str) else notes
    return tuple(
        map(str, filter(None, (data.get("label"), data.get("source"), *notes)))
    )


def _names(data: Mapping[str, Any], names: list[str]) -> list[str]:
    return [str(data["dimension"][name].get("label") or name) for name in names]
