"""Which region a label names: codes and names of the classification seeds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bofast.contract.registers import csv_rows
from bofast.importing.cells import Label
from bofast.importing.mapping import plain
from bofast.settings import SEEDS

NAMES = Path(__file__).parent / "region_names.csv"
# StatBank: K-1101 for series on today's division, (2020-2023) for codes of a time
CODE = re.compile(r"(?:K-)?([0-9]{6}|[0-9]{4})(?:[ ,:_]+(.*))?\Z")
SHORT_CODE = re.compile(r"[0-9]{3}\Z")
SPAN = re.compile(r"\s*\(([0-9]{4})?-([0-9]{4})?\)\s*\Z")
DIGITS = 4
ALL_THE_TIME, PARTLY, NEVER = "all the time", "partly", "never"


@dataclass(frozen=True)
class Region:
    """A municipality or city district of some time.

    Attributes:
        code: its code.
        name: its name.
        valid_from: first day of the code; None when that is before the seed.
        valid_to: first day it is no longer used; None when it is in force.
    """

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, first: int, last: int) -> str:
        """Tell whether the code is in force from year to year.

        All the time means until 1 January after the last year: statistics of the end
        of a year are often published on the division of the next.

        Returns:
            `ALL_THE_TIME`, `PARTLY` or `NEVER`.
        """
        begins, ends = self.valid_from or date.min, self.valid_to or date.max
        if begins > date(last, 12, 31) or ends <= date(first, 1, 1):
            return NEVER
        whole = begins <= date(first, 1, 1) and ends > date(last + 1, 1, 1)
        return ALL_THE_TIME if whole else PARTLY


class RegionBook:
    """Finds regions by code or name."""

    def __init__(self, regions: Iterable[Region], names: Iterable[tuple[str, str]]):
        """Take the regions, and other names of some: code and name."""
        self._by_code = {region.code: region for region in regions}
        self._by_name: dict[str, set[str]] = {}
        for region in self._by_code.values():
            self._by_name.setdefault(plain(region.name), set()).add(region.code)
        for code, name in names:
            self._by_name.setdefault(plain(name), set()).add(code)

    @classmethod
    def from_seeds(cls, seeds: Path = SEEDS) -> "RegionBook":
        """Read municipalities and city districts of all times."""

        def day(text: str) -> date | None:
            return date.fromisoformat(text) if text else None

        folder = seeds / "classifications"
        regions = [
            Region(
                row[code], row["label_nb"], day(row["valid_from"]), day(row["valid_to"])
            )
            for file, code in (
                ("municipality.csv", "municipality_code"),
                ("city_district.csv", "region_code"),
            )
            for row in csv_rows(folder / file)
        ]
        names = [(row["region_code"], row["name"]) for row in csv_rows(NAMES)]
        return cls(regions, names)

    def region(self, code: str) -> Region:
        """Return the region of a code that is known."""
        return self._by_code[code]

    def find(self, label: Label) -> tuple[str, str]:
        """Find the region that a label names.

        Returns:
            Its code, and an empty text; or an empty code and why there is none.
        """
        if label.code:
            return self._by_the_code(label.code)
        if CODE.match(label.text) or SHORT_CODE.match(label.text):
            return self._by_the_code(label.text)
        return self._by_the_name(label.text)

    def _by_the_code(self, text: str) -> tuple[str, str]:
        # a number in a workbook has lost the zero it began with
        whole = text.zfill(DIGITS) if SHORT_CODE.match(text) else text
        match = CODE.match(whole)
        if match and match[1] in self._by_code:
            return match[1], ""
        return "", "not a code of a municipality or city district"

    def _by_the_name(self, text: str) -> tuple[str, str]:
        span = SPAN.search(text)
        name = plain(text[: span.start()] if span else text)
        codes = sorted(self._by_name.get(name, ()))
        if span:
            first, last = (int(year) if year else None for year in span.groups())
            codes = [code for code in codes if self._ends(code, first, last)]
        elif len(codes) > 1:
            codes = [code for code in codes if self._by_code[code].valid_to is None]
        if len(codes) == 1:
            return codes[0], ""
        if codes:
            return "", f"a name of several ({', '.join(codes)}): download with codes"
        return "", "not a name of a municipality or city district"

    def _ends(self, code: str, first: int | None, last: int | None) -> bool:
        """Tell whether a code's time ends as a label says: its last year is given."""
        region = self._by_code[code]
        ends = region.valid_to.year - 1 if region.valid_to else None
        begins = region.valid_from.year if region.valid_from else None
        return ends == last and (first is None or begins in (None, first))
