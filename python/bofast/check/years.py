"""Years of registers: which are missing, and how far rows change from one to the next.

Only numbers of rows by year are needed, which the check has counted. What is found is a
warning: the panel leaves out years that it cannot make, and a country may change.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bofast.errors import SettingError
from bofast.registers import PERSONS, Contract, csv_rows, register_groups
from bofast.settings import SEEDS

Years = Mapping[int, int]


@dataclass(frozen=True)
class Drift:
    """How far a register may change from one year to the next.

    Attributes:
        largest_decrease: of rows, in percent of the year before, before it is noted.
        largest_increase: likewise.
        smallest_rows: number of rows from which a change is judged.
        stopping_decrease: of rows, in percent, beyond which the run stops.
        stopping_increase: likewise.
        smallest_copied_rows: number of rows from which a year that is the copy of
            another is noted.
        stopping_copied_rows: likewise, from which the run stops.
        largest_gap_points: more values missing, in percentage points, before it is
            noted; None where no column may be null.
        stopping_gap_points: likewise, beyond which the run stops.
        smallest_gap_rows: number of rows from which missing values are compared.
    """

    largest_decrease: float
    largest_increase: float
    smallest_rows: int
    stopping_decrease: float
    stopping_increase: float
    smallest_copied_rows: int
    stopping_copied_rows: int
    largest_gap_points: float | None
    stopping_gap_points: float
    smallest_gap_rows: int

    def holds(self, before: int, rows: int) -> bool:
        """Tell whether a change is within the limits, or too small to be judged."""
        if max(before, rows) < self.smallest_rows:
            return True
        return -self.largest_decrease <= change(before, rows) <= self.largest_increase

    def stops(self, before: int, rows: int) -> bool:
        """Tell whether a change is beyond what a country can change."""
        if max(before, rows) < self.smallest_rows:
            return False
        within = -self.stopping_decrease <= change(before, rows)
        return not (within and change(before, rows) <= self.stopping_increase)

    def __str__(self) -> str:
        """Return the limits in words."""
        return f"-{self.largest_decrease:g} to +{self.largest_increase:g}"


def load_drift(seeds: Path = SEEDS) -> dict[str, Drift]:
    """Read the limits of each register."""
    return {
        row["register"]: Drift(
            float(row["largest_decrease_percent"]),
            float(row["largest_increase_percent"]),
            int(row["smallest_rows"]),
            float(row["stopping_decrease_percent"]),
            float(row["stopping_increase_percent"]),
            int(row["smallest_copied_rows"]),
            int(row["stopping_copied_rows"]),
            float(row["largest_gap_points"]) if row["largest_gap_points"] else None,
            float(row["stopping_gap_points"] or 100),
            int(row["smallest_gap_rows"] or 0),
        )
        for row in csv_rows(seeds / "contract" / "register_drift.csv")
    }


def change(before: int, rows: int) -> float:
    """Return the change from one number of rows to the next, in percent."""
    return 100.0 * (rows - before) / before


def year_offsets(contract: Contract, seeds: Path = SEEDS) -> dict[str, set[int]]:
    """Read which years around an outcome year each register must have for the panel.

    Args:
        contract: the registers.
        seeds: folder with the requirements of the panel.

    Returns:
        Offsets from the outcome year; moves are needed in the outcome year itself.
    """
    offsets: dict[str, set[int]] = {}
    for row in csv_rows(seeds / "classifications" / "panel_requirement.csv"):
        offsets.setdefault(row["register"], set()).add(int(row["year_offset"]))
    for register in register_groups(seeds)[PERSONS]:
        if any(c.is_key and c.data_type == "DATE" for c in contract[register]):
            offsets[register] = {0}
    return offsets


def years_read(
    offsets: Mapping[str, set[int]], chosen: Collection[int]
) -> dict[str, set[int]]:
    """Return the years of each register that building chosen years reads.

    Args:
        offsets: what `year_offsets` read.
        chosen: years of the 1 Januaries to build, with what people did the year before.

    Returns:
        Register -> years: those of the outcome years that begin or end on such a day,
        and what these need.
    """
    begun_or_ended = {year - back for year in chosen for back in (0, 1)}
    return {
        register: {year + offset for year in begun_or_ended for offset in (0, *around)}
        for register, around in offsets.items()
    }


def refuse_unknown_years(chosen: Iterable[int], years: Mapping[str, Years]) -> None:
    """Raise on chosen years that there is nothing to build of.

    Args:
        chosen: years of the 1 Januaries to build.
        years: rows by year of every register that has years.

    Raises:
        SettingError: neither outcome year that begins or ends on such a day has
            residents. Without any there is nothing to choose from: regional registers
            are built whole.
    """
    known = set(years.get("population", {}))
    built_of = {year + ahead for year in known for ahead in (0, 1)}
    if known and (unknown := sorted(set(chosen) - built_of)):
        listed = ", ".join(map(str, unknown))
        raise SettingError(
            f"BOFAST_YEARS={listed}: the register population has no such year, but"
            f" {min(known)} to {max(known)}. Nothing was built and nothing was"
            " overwritten."
        )


def outcome_years(residents: Iterable[int]) -> set[int]:
    """Return the years that begin and end with a 1 January that has residents."""
    known = set(residents)
    return {year for year in known if year + 1 in known}


def missing_years(
    register: str,
    years: Mapping[str, Years],
    offsets: Mapping[str, set[int]],
) -> dict[int, list[int]]:
    """Return the years that a register lacks, with the outcome years that need them.

    Args:
        register: the register.
        years: rows by year of every register that has years.
        offsets: what `year_offsets` read.

    Returns:
        Missing year to outcome years. Residents lack a 1 January between the first
        and the last one; the others lack what an outcome year with residents at
        both ends needs. Empty where the register, or that of residents, is.
    """
    own, residents = set(years.get(register, {})), set(years.get("population", {}))
    if not own or not residents:
        return {}
    if 1 in offsets[register]:
        wanted = set(range(min(residents), max(residents)))
    else:
        wanted = outcome_years(residents)
    missing: dict[int, list[int]] = {}
    for outcome in sorted(wanted):
        for offset in sorted(offsets[register]):
            if outcome + offset not in own:
                missing.setdefault(outcome + offset, []).append(outcome)
    return missing


def changes(
    years: Years, judged: Iterable[int] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Yield year, rows of the year before and rows of the year.

    Args:
        years: rows by year.
        judged: years to look at; all when not given. Moves of years before the first
            residents are those of the people who stayed, and no more.
    """
    known = set(years) if judged is None else set(years) & set(judged)
    for year in sorted(known):
        if year - 1 in known:
            yield year, years[year - 1], years[year]
