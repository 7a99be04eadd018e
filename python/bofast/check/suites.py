"""Suites of great-expectations, one per register, over what the check counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

from bofast.check.promises import Observed, Promise, Tally
from bofast.check.rules import Effect

FOLLOWS = {
    Effect.STOPS: "a build stops when it is broken",
    Effect.SETS_ASIDE: "rows that break it are set aside",
    Effect.MISSING: "values that break it count as missing",
    Effect.NOTE: "a warning when it is broken",
}


@dataclass(frozen=True)
class Validated:
    """A register's suite and how it went.

    Attributes:
        register: name of the register.
        rows: rows of its files.
        observed: promises with their counts, those not looked at too.
        suite: great-expectations' suite.
        result: great-expectations' result on the counts.
    """

    register: str
    rows: int
    observed: tuple[Observed, ...]
    suite: Any
    result: Any

    @property
    def broken(self) -> list[Promise]:
        """The promises that great-expectations found broken."""
        failed = {
            str(one.expectation_config.kwargs["column"])
            for one in self.result.results
            if not one.success
        }
        return [o.promise for o in self.observed if o.promise.name in failed]

    @property
    def not_looked_at(self) -> list[Promise]:
        """The promises that could not be looked at."""
        return [o.promise for o in self.observed if o.value is None]


def validate(
    observed_in: Mapping[str, Sequence[Observed]], rows: Mapping[str, int]
) -> list[Validated]:
    """Hold the counts of every register against its suite.

    Args:
        observed_in: register to promises with their counts (`promises.observe`).
        rows: register to rows in its files.

    Returns:
        One result per register, in their order.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("counts of the check")
    validated = []
    for register, observed in observed_in.items():
        # a promise nobody could look at is neither kept nor broken
        seen = [one for one in observed if one.value is not None]
        suite = gx.ExpectationSuite(
            name=register, expectations=[_expectation(one) for one in seen]
        )
        counts = pd.DataFrame({one.promise.name: [one.value] for one in seen})
        asset = source.add_dataframe_asset(register)
        batch = asset.add_batch_definition_whole_dataframe("counts").get_batch(
            {"dataframe": counts}
        )
        result = batch.validate(suite)
        validated.append(
            Validated(register, rows[register], tuple(observed), suite, result)
        )
    return validated


def tally(validated: Validated) -> Tally:
    """Count how a register's expectations went."""
    broken = Counter(promise.is_critical for promise in validated.broken)
    skipped = len(validated.not_looked_at)
    held = len(validated.observed) - skipped - broken.total()
    return Tally(held, broken[False], broken[True], skipped)


def _expectation(observed: Observed) -> Any:
    promise = observed.promise
    return gxe.ExpectColumnMaxToBeBetween(
        column=promise.name,
        min_value=observed.low,
        max_value=observed.high,
        description=f"{promise.words} ({FOLLOWS[promise.effect]})",
        severity="critical" if promise.is_critical else "warning",
        meta=_meta(promise),
    )


def _meta(promise: Promise) -> Mapping[str, str]:
    return {
        "register": promise.register,
        "column": promise.column,
        "rule": promise.words,
        "kind": promise.kind.value,
    }
