"""Settings, from environment variables, and the folders of the project."""

import os
from dataclasses import dataclass
from pathlib import Path

from bofast.errors import SettingError

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "seeds"


@dataclass(frozen=True)
class Settings:
    """Where registers are read and where results go.

    Attributes:
        registers: register folder (`BOFAST_REGISTERS`).
        warehouse: restricted warehouse file (`BOFAST_WAREHOUSE`).
        marts: published file that BI tools read (`BOFAST_MARTS`).
        editions: how many published files are kept (`BOFAST_EDITIONS`), at least 1.
        mapping_file: what says how an office's registers are written
            (`BOFAST_MAPPING`); `register.yml` in the register folder when not set.
        years: the 1 Januaries to build (`BOFAST_YEARS`); all of them when empty.
    """

    registers: Path
    warehouse: Path
    marts: Path
    editions: int = 5
    mapping_file: Path | None = None
    years: tuple[int, ...] = ()

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings as dbt does: relative paths start at the project.

        Raises:
            SettingError: a number is none, or too small.
        """

        def path(name: str, default: str) -> Path:
            return PROJECT / os.environ.get(name, default)

        editions = os.environ.get("BOFAST_EDITIONS") or str(cls.editions)
        if not editions.isdecimal() or int(editions) < 1:
            raise SettingError(
                f"BOFAST_EDITIONS={editions}: say how many editions to keep, 1 or more"
            )
        mapping = os.environ.get("BOFAST_MAPPING")
        return cls(
            registers=path("BOFAST_REGISTERS", "data/registers"),
            warehouse=path("BOFAST_WAREHOUSE", "build/warehouse.duckdb"),
            marts=path("BOFAST_MARTS", "marts.duckdb"),
            editions=int(editions),
            mapping_file=PROJECT / mapping if mapping else None,
            years=chosen_years(os.environ.get("BOFAST_YEARS", "")),
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
    def editions_folder(self) -> Path:
        """The published files that are kept, beside the one in use."""
        return self.marts.resolve().with_suffix(".editions")

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


def chosen_years(text: str) -> tuple[int, ...]:
    """Read the years of `BOFAST_YEARS`.

    Raises:
        SettingError: something in it is no year.
    """
    years = [year.strip() for year in text.split(",") if year.strip()]
    for year in years:
        if len(year) != len("2014") or not year.isdecimal():
            raise SettingError(
                f"BOFAST_YEARS: `{year}` is not a year; say 2014 or 2013,2014"
            )
    return tuple(map(int, years))
