"""Labels, order and colours of codes, as the classification seeds have them."""

from collections.abc import Iterable

import pandas as pd

from bofast.report.colours import PLAIN
from bofast.report.language import Language, is_missing
from bofast.report.published import records

# the query of all codes
CODES = "code"
# the list of the code that stands for everybody together, in any column
NOT_BROKEN_DOWN = "not_broken_down"
# a query's column -> the code list its values are from, where the names differ
LISTS = {
    "county_code": "county",
    "family_composition": "family_composition_breakdown",
    "level_start": "centrality_level",
    "outcome": "logit_outcome",
    "contrast_group": "logit_contrast_group",
}


class Codes:
    """Labels, order and colours of codes in one language."""

    def __init__(self, table: pd.DataFrame, language: Language) -> None:
        """Take the code lists.

        Args:
            table: rows in order: list_name, code, label_en, label_nb, colour.
            language: which of the labels.
        """
        self._language = language
        rows = records(table)
        self._labels = {
            (row["list_name"], row["code"]): str(row[f"label_{language.code}"])
            for row in rows
        }
        self._colours = {
            (row["list_name"], row["code"]): str(row["colour"])
            for row in rows
            if not is_missing(row["colour"])
        }

    def label(self, column: str, code: str) -> str:
        """Return what a code in a query's column stands for.

        What no classification has (`crude`, a year) is looked up among the report's
        texts, and is else its own label. A text of the report's own comes first: a
        term is named there so that it can be understood in a row of others.
        """
        key = f"codes.{column}.{code}"
        if self._language.has(key):
            return self._language.text(key)
        return self._labels.get((LISTS.get(column, column), code), code)

    def colour(self, column: str, code: str) -> str:
        """Return the colour that a code has in every chart, or that of all without."""
        lists = (NOT_BROKEN_DOWN, LISTS.get(column, column), column)
        found = (self._colours.get((name, code)) for name in lists)
        return next((colour for colour in found if colour), PLAIN)

    def coloured(self, column: str) -> list[str]:
        """Return the codes of a column that have colours, everybody together first."""
        own = [code for name, code in self._colours if name == column]
        everybody = [code for name, code in self._colours if name == NOT_BROKEN_DOWN]
        return [*everybody, *own] if own else []

    def ordered(self, column: str, codes: Iterable[str]) -> list[str]:
        """Return a column's different codes, in the classification's order."""
        present = {code for code in codes if not is_missing(code)}
        known = self.listed(column)
        return [code for code in known if code in present] + sorted(
            present - set(known)
        )

    def listed(self, column: str) -> list[str]:
        """Return every code of a column's list, in the classification's order."""
        name = LISTS.get(column, column)
        return [code for kind, code in self._labels if kind == name]
