"""Labels of codes and their order, as the classification seeds have them."""

from collections.abc import Iterable

import pandas as pd

from bofast.report.language import Language, is_missing
from bofast.report.published import records

# the query of all codes
CODES = "code"
# a query's column -> the code list its values are from, where the names differ
LISTS = {
    "county_code": "county",
    "family_composition": "family_composition_breakdown",
    "level_start": "centrality_level",
    "outcome": "logit_outcome",
    "contrast_group": "logit_contrast_group",
}


class Codes:
    """Labels and order of codes in one language."""

    def __init__(self, table: pd.DataFrame, language: Language) -> None:
        """Take the code lists.

        Args:
            table: rows in order: list_name, code, label_en, label_nb.
            language: which of the labels.
        """
        self._language = language
        self._labels = {
            (row["list_name"], row["code"]): str(row[f"label_{language.code}"])
            for row in records(table)
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
