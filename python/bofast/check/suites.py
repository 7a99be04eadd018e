"""Suites of great-expectations, one per register, over what the check counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

from bofast.check.catalogue import Effect, Rule
from bofast.check.results import Result


class ExpectRowsToBeBetween(gxe.ExpectColumnMaxToBeBetween):  # type: ignore[misc]
    """The number of rows that break a rule is between two limits.

    great-expectations makes an expectation's configuration anew each of the fifty times
    that it looks at it, which took most of the time of a suite; here it is made once.
    """

    class Config:
        """Lets an expectation keep what was made of it."""

        underscore_attrs_are_private = True

    _made: Any = None

    @property
    def configuration(self) -> Any:
        """The expectation as great-expectations hands it around."""
        if self._made is None:
            self._made = super().configuration
        return self._made


FOLLOWS = {
    Effect.STOPS: "a build stops when it is broken",
    Effect.REJECTS: "rows that break it are rejected",
    Effect.MISSING: "values that break it count as missing",
    Effect.NOTE: "a warning when it is broken",
}


@dataclass(frozen=True)
class Validated:
    """A register's suite and how it went.

    Attributes:
        register: name of the register.
        rows: rows of its files.
        observed: rules with their counts, those not looked at too.
        suite: great-expectations' suite.
        result: great-expectations' result on the counts.
    """

    register: str
    rows: int
    observed: tuple[Result, ...]
    suite: Any
    result: Any

    @property
    def broken(self) -> list[Rule]:
        """The rules that great-expectations found broken."""
        failed = {
            str(one.expectation_config.kwargs["column"])
            for one in self.result.results
            if not one.success
        }
        return [o.rule for o in self.observed if o.rule.name in failed]

    @property
    def not_looked_at(self) -> list[Rule]:
        """The rules that could not be looked at."""
        return [o.rule for o in self.observed if o.value is None]


def validate(
    observed_in: Mapping[str, Sequence[Result]], rows: Mapping[str, int]
) -> list[Validated]:
    """Validate the counts of every register with its suite.

    Args:
        observed_in: register to rules with their results (`results.results`).
        rows: register to rows in its files.

    Returns:
        One result per register, in their order.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("counts of the check")
    validated = []
    for register, observed in observed_in.items():
        # a rule nobody could look at is neither kept nor broken
        seen = [one for one in observed if one.value is not None]
        suite = gx.ExpectationSuite(
            name=register, expectations=[_expectation(one) for one in seen]
        )
        counts = pd.DataFrame({one.rule.name: [one.value] for one in seen})
        asset = source.add_dataframe_asset(register)
        batch = asset.add_batch_definition_whole_dataframe("counts").get_batch(
            {"dataframe": counts}
        )
        result = batch.validate(suite)
        validated.append(
            Validated(register, rows[register], tuple(observed), suite, result)
        )
    return validated


def _expectation(observed: Result) -> Any:
    rule = observed.rule
    return ExpectRowsToBeBetween(
        column=rule.name,
        min_value=observed.low,
        max_value=observed.high,
        description=f"{rule.words} ({FOLLOWS[rule.effect]})",
        severity="critical" if rule.is_critical else "warning",
        meta=_meta(rule),
    )


def _meta(rule: Rule) -> Mapping[str, str]:
    return {
        "register": rule.register,
        "column": rule.column,
        "rule": rule.words,
        "rule_id": rule.id,
        "kind": rule.kind.value,
    }
