"""The limits of disclosure control."""

import os
from dataclasses import dataclass

from bofast.errors import SettingError

LOWEST = 2


@dataclass(frozen=True)
class Limits:
    """The limits of disclosure control.

    Attributes:
        rounding_base: the smallest published count but 0 (`BOFAST_ROUNDING_BASE`).
        min_cell: fewest persons, families and persons with each outcome of a published
            model (`BOFAST_MIN_CELL`).
        min_df: fewest residual degrees of freedom of one (`BOFAST_MIN_DF`).
    """

    rounding_base: int = 3
    min_cell: int = 10
    min_df: int = 10

    @classmethod
    def from_environment(cls) -> "Limits":
        """Read the limits from the environment.

        Raises:
            SettingError: one is no number, or below 2: 1 would protect nobody.
        """

        def number(name: str, default: int) -> int:
            text = os.environ.get(name) or str(default)
            if not text.isdecimal() or int(text) < LOWEST:
                raise SettingError(f"{name}={text}: say a number, {LOWEST} or more")
            return int(text)

        return cls(
            rounding_base=number("BOFAST_ROUNDING_BASE", cls.rounding_base),
            min_cell=number("BOFAST_MIN_CELL", cls.min_cell),
            min_df=number("BOFAST_MIN_DF", cls.min_df),
        )
