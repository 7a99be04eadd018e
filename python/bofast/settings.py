"""The three settings of the contract and the folders of the project."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "seeds"


@dataclass(frozen=True)
class Settings:
    """Where registers are read and where results go.

    Attributes:
        registers: register folder (`BOFAST_REGISTERS`).
        warehouse: restricted warehouse file (`BOFAST_WAREHOUSE`).
        marts: published file that BI tools read (`BOFAST_MARTS`).
    """

    registers: Path
    warehouse: Path
    marts: Path

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings as dbt does: relative paths start at the project."""

        def path(name: str, default: str) -> Path:
            return PROJECT / os.environ.get(name, default)

        return cls(
            registers=path("BOFAST_REGISTERS", "data/registers"),
            warehouse=path("BOFAST_WAREHOUSE", "build/warehouse.duckdb"),
            marts=path("BOFAST_MARTS", "marts.duckdb"),
        )

    @property
    def checked(self) -> Path:
        """What the check remembers of the registers, beside the warehouse."""
        return self.warehouse.with_suffix(".checked.json")

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
