"""All settings, from environment variables, and the folders of the project.

Nothing else reads a setting: one that is wrong stops every command with its name,
before anything is read or written. (dbt reads those of its profile itself, after the
plugin has read them here.)
"""

import csv
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bofast.errors import SettingError

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "seeds"
EDITIONS_SEED = SEEDS / "risk_index" / "risk_index_edition.csv"


PREFIX = "BOFAST_"
PATHS = {
    "BOFAST_REGISTERS": "data/registers",
    "BOFAST_WAREHOUSE": "build/warehouse.duckdb",
    "BOFAST_MARTS": "marts.duckdb",
    "BOFAST_ROWS": "build/rows",
}
# the others are folders
FILES = {"BOFAST_WAREHOUSE", "BOFAST_MARTS"}
# name -> what is taken without it, and the least that it may be
NUMBERS = {
    "BOFAST_RELEASES": (5, 1),
    # a limit of 1 would protect nobody
    "BOFAST_ROUNDING_BASE": (3, 2),
    "BOFAST_MIN_CELL": (10, 2),
    "BOFAST_MIN_DF": (10, 2),
}
MEMORY = re.compile(r"\d+(\.\d+)? ?[KMGT]i?B", re.IGNORECASE)
NAMES = {
    *(*PATHS, *NUMBERS, "BOFAST_INDEX", "BOFAST_MAP", "BOFAST_MAPPING"),
    *("BOFAST_MEMORY", "BOFAST_YEARS"),
}


@dataclass(frozen=True)
class Limits:
    """The limits of disclosure control.

    Attributes:
        rounding_base: the smallest published count but 0 (`BOFAST_ROUNDING_BASE`).
        min_cell: fewest persons, families and persons with each outcome of a published
            model (`BOFAST_MIN_CELL`).
        min_df: fewest residual degrees of freedom of one (`BOFAST_MIN_DF`).
    """

    rounding_base: int = NUMBERS["BOFAST_ROUNDING_BASE"][0]
    min_cell: int = NUMBERS["BOFAST_MIN_CELL"][0]
    min_df: int = NUMBERS["BOFAST_MIN_DF"][0]


@dataclass(frozen=True)
class Settings:
    """Where registers are read and where results go.

    Attributes:
        registers: register folder (`BOFAST_REGISTERS`).
        warehouse: restricted warehouse file (`BOFAST_WAREHOUSE`).
        marts: published file that BI tools read (`BOFAST_MARTS`).
        rows: folder that is shared with Spark, which makes rows of persons in it
            (`BOFAST_ROWS`).
        releases: how many published files are kept (`BOFAST_RELEASES`), at least 1.
        mapping_file: what says how an office's registers are written
            (`BOFAST_MAPPING`); `register.yml` in the register folder when not set.
        years: the 1 Januaries to build (`BOFAST_YEARS`); all of them when empty.
        limits: the limits of disclosure control.
        index: editions of the risk index to make (`BOFAST_INDEX`); empty for all that
            there are data of.
        map: GeoJSON of municipalities or districts for maps (`BOFAST_MAP`), if any.
    """

    registers: Path
    warehouse: Path
    marts: Path
    rows: Path = PROJECT / PATHS["BOFAST_ROWS"]
    releases: int = NUMBERS["BOFAST_RELEASES"][0]
    mapping_file: Path | None = None
    years: tuple[int, ...] = ()
    limits: Limits = Limits()
    index: tuple[str, ...] = ()
    map: Path | None = None

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings as dbt does: relative paths start at the project.

        Raises:
            SettingError: a setting is unknown, no number, or too small, or there is no
                such edition of the index, or no such file; or two places are one.
        """
        given = {name: v for name, v in os.environ.items() if name.startswith(PREFIX)}
        _refuse_unknown(given)
        paths = {
            name: PROJECT / (given.get(name) or default)
            for name, default in PATHS.items()
        }
        _refuse_wrong_places(paths)
        numbers = {
            name: _number(name, given.get(name) or str(default), least)
            for name, (default, least) in NUMBERS.items()
        }
        memory = given.get("BOFAST_MEMORY")
        if memory and not MEMORY.fullmatch(memory.strip()):
            raise SettingError(
                f"BOFAST_MEMORY={memory}: say a size with its unit, 6500MB or 8GB"
            )
        shapes = given.get("BOFAST_MAP")
        if shapes and not (PROJECT / shapes).is_file():
            raise SettingError(f"BOFAST_MAP={shapes}: there is no such file")
        mapping = given.get("BOFAST_MAPPING")
        if mapping and not (PROJECT / mapping).is_file():
            raise SettingError(
                f"BOFAST_MAPPING={mapping}: there is no such file; unset it, and bofast"
                f" check --template {mapping} writes one"
            )
        return cls(
            registers=paths["BOFAST_REGISTERS"],
            warehouse=paths["BOFAST_WAREHOUSE"],
            marts=paths["BOFAST_MARTS"],
            rows=paths["BOFAST_ROWS"],
            releases=numbers["BOFAST_RELEASES"],
            mapping_file=PROJECT / mapping if mapping else None,
            years=chosen_years(given.get("BOFAST_YEARS", "")),
            limits=Limits(
                rounding_base=numbers["BOFAST_ROUNDING_BASE"],
                min_cell=numbers["BOFAST_MIN_CELL"],
                min_df=numbers["BOFAST_MIN_DF"],
            ),
            index=_index_editions(given.get("BOFAST_INDEX", "")),
            map=PROJECT / shapes if shapes else None,
        )

    @property
    def mapping(self) -> Path:
        """What says how an office's registers are written, where there is one."""
        return self.mapping_file or self.registers / "register.yml"

    @property
    def checked(self) -> Path:
        """What the check remembers of the registers, beside the warehouse."""
        return self.warehouse.with_suffix(".checked.json")

    @property
    def draft(self) -> Path:
        """The warehouse while it is built.

        In a folder of its own and under its own name: DuckDB calls a database by its
        file's name, and views in it call it so.
        """
        return self._beside_warehouse(".draft") / self.warehouse.name

    @property
    def failed(self) -> Path:
        """What the last build made, if it failed; see `draft`."""
        return self._beside_warehouse(".failed") / self.warehouse.name

    @property
    def lock(self) -> Path:
        """The lock that a build of the warehouse holds."""
        return self._beside_warehouse(".lock")

    @property
    def warehouse_folder_mode(self) -> int:
        """Permissions of a folder made for the warehouse.

        Its owner's alone, unless the published file, for all to read, lies in it too.
        """
        shared = self.marts.is_relative_to(self.warehouse.parent)
        return 0o755 if shared else 0o700

    @property
    def published(self) -> Path:
        """Where the published file is, whatever link of a user's own leads to it.

        What is there is a link into the release in use; see `release`.
        """
        place = self.marts.absolute()
        while place.is_symlink():
            target = place.parent / place.readlink()
            if target.parent == place.with_suffix(".release"):
                break
            place = target
        return place.parent.resolve() / place.name

    @property
    def release(self) -> Path:
        """The release in use: a link to its folder, beside the published file."""
        return self.published.with_suffix(".release")

    @property
    def engine(self) -> Path:
        """What the page of a release asks its tables with, where it was made."""
        return PROJECT / "build" / "engine"

    @property
    def releases_folder(self) -> Path:
        """The releases that are kept, a folder each."""
        return self.published.with_suffix(".releases")

    def _beside_warehouse(self, suffix: str) -> Path:
        # a link keeps pointing where it points: what it points at is replaced
        return self.warehouse.resolve().with_suffix(suffix)

    @property
    def failing_rows(self) -> Path:
        """The rows that fail the check, with their keys: restricted, in its own folder.

        Whoever may open the warehouse may open it, so it lies beside it.
        """
        folder = self.warehouse.with_name(f"{self.warehouse.stem}.failing_rows")
        return folder / "failing_rows.csv"

    @property
    def checks(self) -> Path:
        """The pages on the check, which hold counts only."""
        return self.warehouse.parent / "checks"


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(given.keys() - NAMES):
        near = get_close_matches(name, sorted(NAMES), 1)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise SettingError(
            f"{name}: there is no such setting{hint} All of them:"
            f" {', '.join(sorted(NAMES))}"
        )


def _refuse_wrong_places(paths: Mapping[str, Path]) -> None:
    """Refuse a folder for a file, a file for a folder, and one place for two."""
    found: dict[Path, str] = {}
    for name, path in paths.items():
        if name in FILES and path.is_dir():
            raise SettingError(f"{name}={path}: this is a folder; say a file")
        if name not in FILES and path.is_file():
            raise SettingError(f"{name}={path}: this is a file; say a folder")
        other = found.setdefault(path.resolve(), name)
        if other != name:
            raise SettingError(f"{name}={path}: {other} is the same place; say another")


def _number(name: str, text: str, least: int) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) < least:
        raise SettingError(f"{name}={text}: say a number, {least} or more")
    return int(text)


def chosen_years(text: str) -> tuple[int, ...]:
    """Read the years of `BOFAST_YEARS`.

    Raises:
        SettingError: something in it is no year.
    """
    years = [year.strip() for year in text.split(",") if year.strip()]
    for year in years:
        if not re.fullmatch("[0-9]{4}", year):
            raise SettingError(
                f"BOFAST_YEARS: `{year}` is not a year; say 2014 or 2013,2014"
            )
    return tuple(map(int, years))


def _index_editions(text: str) -> tuple[str, ...]:
    """Return the chosen editions of the risk index, which the seed must have."""
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    with EDITIONS_SEED.open(encoding="utf-8", newline="") as file:
        known = [row["edition"] for row in csv.DictReader(file)]
    for edition in chosen:
        if edition not in known:
            raise SettingError(
                f"BOFAST_INDEX={text}: there is no edition {edition} of the risk index"
                f" (there are: {', '.join(known)})"
            )
    return chosen
