"""Texts, labels and numbers in the languages of the report."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

# a text in each language, by its code
Texts = Mapping[str, str]
TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("en", "nb")
MISSING = "–"  # noqa: RUF001  (an en dash, as tables have it)
_DECIMAL_COMMA = str.maketrans({",": "\u00a0", ".": ",", "-": "\u2212"})
_DECIMAL_POINT = str.maketrans({"-": "\u2212"})


@cache
def read_catalogue() -> Mapping[str, dict[str, str]]:
    """Read texts.yml: key with dots -> language -> text.

    Raises:
        KeyError: a text lacks a language.
    """
    tree = yaml.safe_load((TEMPLATES / "texts.yml").read_text(encoding="utf-8"))
    return dict(_leaves(tree, ""))


def _leaves(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, dict[str, str]]]:
    found = []
    for key, value in tree.items():
        if LANGUAGES[0] in value:
            texts = {language: value[language] for language in LANGUAGES}
            found.append((f"{prefix}{key}", texts))
        else:
            found += _leaves(value, f"{prefix}{key}.")
    return found


def is_missing(value: object) -> bool:
    """Tell whether a cell of a data frame is empty."""
    return value is None or value is pd.NA or value != value


class Language:
    """Words and numbers of one language.

    Attributes:
        code: `en` or `nb`.
        other: the other language's code.
        vega_format: number format for Vega charts (d3-format locale).
    """

    def __init__(
        self,
        code: str,
        catalogue: Mapping[str, Mapping[str, str]],
        labels: Mapping[str, str],
    ) -> None:
        """Take the catalogue and the variables' and bands' labels in this language."""
        self.code = code
        self.other = next(other for other in LANGUAGES if other != code)
        self._texts = {key: texts[code] for key, texts in catalogue.items()}
        self._labels = labels
        comma = code == "nb"
        self.vega_format = {
            "decimal": "," if comma else ".",
            "thousands": "\u00a0" if comma else ",",
            "grouping": [3],
            "currency": ["", "\u00a0kr"],
        }

    def text(self, key: str, **values: object) -> str:
        """Return a text with its braces filled in; KeyError when there is none."""
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has a text."""
        return key in self._texts

    def code_of(self, kind: str, value: str | None) -> str:
        """Return what a code stands for; a dash for none, KeyError for an unknown."""
        return MISSING if is_missing(value) else self.text(f"codes.{kind}.{value}")

    def label(self, code: str | None) -> str:
        """Return the classification's label of a variable or band, else the code.

        A dash stands for one that is missing.
        """
        if code is None or is_missing(code):
            return MISSING
        return self._labels.get(code, code)

    def variable(self, code: str) -> str:
        """Return a variable's short name, else its label."""
        key = f"variables.{code}"
        return self._texts[key] if key in self._texts else self.label(code)

    def measure(self, code: str) -> str:
        """Return a variable's name with its unit, else its label."""
        key = f"measures.{code}"
        return self._texts[key] if key in self._texts else self.label(code)

    def number(self, value: float | None, decimals: int | None = 0) -> str:
        """Write a number: its decimals, or nine significant digits for None.

        A dash stands for one that is missing or withheld from the published file.
        """
        if is_missing(value):
            return MISSING
        # z: no minus before what rounds to zero
        text = f"{value:,.9g}" if decimals is None else f"{value:z,.{decimals}f}"
        marks = _DECIMAL_COMMA if self.code == "nb" else _DECIMAL_POINT
        return text.translate(marks)

    def percent(self, value: float | None) -> str:
        """Write a percentage without decimals; a dash for one that is missing."""
        if is_missing(value):
            return MISSING
        return self.text("site.percent", number=self.number(value))

    def printed_in(self, text: str) -> str:
        """Translate the place a number is printed in, word by word."""
        words = [self._texts.get(f"printed.{word}", word) for word in text.split(" ")]
        # only the first word is capitalised
        return " ".join([words[0], *(word.lower() for word in words[1:])])
