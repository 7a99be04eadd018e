"""What was counted in a register, and what is remembered of it."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

# failing rows of a rule that are kept, for the file that lists them
FAILING_ROWS = 1_000


@dataclass
class Broken:
    """How many rows break a rule, and the first of them.

    Attributes:
        rows: how many.
        failing: the first of them, at most FAILING_ROWS: each column of
            `Rules.shown` as text, null where there is no value.
        by_year: how many of each year; year is "" where a row has none.
    """

    rows: int = 0
    failing: list[dict[str, str | None]] = field(default_factory=list)
    by_year: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Broken") -> None:
        """Count the rows of another part as well."""
        self.rows += other.rows
        self.failing = [*self.failing, *other.failing][:FAILING_ROWS]
        self.by_year = _summed(self.by_year, other.by_year)


@dataclass
class Counts:
    """What is counted in a part of a register.

    Years are text, "" where rows have none.

    Attributes:
        rows: all rows.
        broken: broken rules by their id, but for the key.
        duplicates: rows whose key is not theirs alone.
        untidy_columns: text columns with empty text or blanks around it.
        rows_kept: rows that are kept by year: the row's own, or that of its key's
            date.
        rejected: rows that are rejected by year.
        given: column that may be null -> year -> rows with a value.
        dates: column of dates -> year of the date -> rows kept.
        signatures: year -> a number for who its rows kept are about, and one for what
            they say but for the year; the same rows in any order give the same.
        contents: year -> a number for all that its rows kept say; likewise.
        misplaced: rows kept that lie in the folder of another year than their own.
    """

    rows: int = 0
    broken: dict[str, Broken] = field(default_factory=dict)
    duplicates: Broken = field(default_factory=Broken)
    untidy_columns: list[str] = field(default_factory=list)
    rows_kept: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    given: dict[str, dict[str, int]] = field(default_factory=dict)
    dates: dict[str, dict[str, int]] = field(default_factory=dict)
    signatures: dict[str, tuple[int, int]] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    misplaced: int = 0

    @property
    def rows_of_year(self) -> dict[str, int]:
        """Rows of the files by year, kept or not."""
        return _summed(self.rows_kept, self.rejected)

    @classmethod
    def from_json(cls, text: str) -> "Counts":
        """Read what `to_json` wrote."""
        values = json.loads(text)
        broken = values.pop("broken")
        duplicates = values.pop("duplicates")
        return cls(
            broken={rule: Broken(**of_rule) for rule, of_rule in broken.items()},
            duplicates=Broken(**duplicates),
            **values,
        )

    def to_json(self) -> str:
        """Return the counts as text."""
        return json.dumps(asdict(self))

    def add(self, other: "Counts") -> None:
        """Count another part as well; what is broken by its rule's id."""
        self.rows += other.rows
        self.misplaced += other.misplaced
        for rule, broken in other.broken.items():
            self.broken.setdefault(rule, Broken()).add(broken)
        self.duplicates.add(other.duplicates)
        untidy = {*self.untidy_columns, *other.untidy_columns}
        self.untidy_columns = sorted(untidy)
        self.rows_kept = _summed(self.rows_kept, other.rows_kept)
        self.rejected = _summed(self.rejected, other.rejected)
        for mine, others in ((self.given, other.given), (self.dates, other.dates)):
            for column, years in others.items():
                mine[column] = _summed(mine.get(column, {}), years)
        for year, (who, what) in other.signatures.items():
            before = self.signatures.get(year, (0, 0))
            self.signatures[year] = (before[0] ^ who, before[1] ^ what)
        for year, contents in other.contents.items():
            self.contents[year] = self.contents.get(year, 0) ^ contents


def _summed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(one) + Counter(other)).items()))


class Memory:
    """Counts of parts that were seen before, by the hash of files and rules.

    The file is its owner's alone: failing rows are in it. Without a file nothing is
    remembered.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Read the file, or start anew when there is none that can be read."""
        self._file = file
        self._used: dict[str, str] = {}
        try:
            known = json.loads(file.read_text()) if file else {}
        except (OSError, ValueError):
            known = {}
        self._known = known if isinstance(known, dict) else {}

    def recall(self, digest: str) -> Counts | None:
        """Return the counts that were stored under a hash."""
        if not isinstance(text := self._known.get(digest), str):
            return None
        self._used[digest] = text
        return Counts.from_json(text)

    def store(self, digest: str, counts: Counts) -> None:
        """Keep counts under a hash."""
        self._used[digest] = counts.to_json()

    def write(self) -> None:
        """Write what was used since the file was read; the rest is of no use."""
        if self._file and self._used != self._known:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft = self._file.with_name(f".{self._file.name}.{os.getpid()}")
            with open(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as text:
                json.dump(self._used, text)
            os.replace(draft, self._file)
