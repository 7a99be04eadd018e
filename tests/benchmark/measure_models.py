"""Time the models of one outcome year on a built warehouse: argument the year.

Prints seconds for reading the cells and estimating, per kind of model, and the peak
memory of it all.
"""

import resource
import sys
import time
from collections.abc import Callable

import duckdb
import pandas as pd

from bofast.estimation.linear_tables import linear_models
from bofast.estimation.logit_tables import (
    Contrasts,
    average_differences,
    multinomial_models,
    profile_differences,
)
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells
from bofast.settings import Settings


def main() -> None:
    """Run `measure_models.py <outcome year>`."""
    year = int(sys.argv[1])
    warehouse = Settings.from_environment().warehouse
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def table(name: str) -> duckdb.DuckDBPyRelation:
            return connection.table(f"intermediate.{name}")

        def seed(name: str) -> pd.DataFrame:
            return connection.table(f"classification.{name}").df()

        people = SampleCells(table("int_covariate_cell"), table("int_family_cell"))
        seeds = Seeds(
            seed("estimation_model"),
            table("int_estimation_model_term").df(),
            seed("estimation_exclusion"),
        )
        asked = Contrasts(seed("logit_contrast"), seed("logit_profile"))
        runs = table("int_estimation_run").filter(f"outcome_year = {year}").df()
        logits = runs[runs["method"] == "logit"]
        linear = runs[runs["method"] == "lpm"]
        timed(f"{len(linear)} linear models", linear_models, linear, people, seeds)
        fits = timed(f"{len(logits)} logits", multinomial_models, logits, people, seeds)
        timed("differences at profiles", profile_differences, fits, seeds, asked)
        timed(
            "average differences",
            average_differences,
            *(logits, people, fits, seeds, asked),
        )
    # kilobytes on Linux
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"outcome year {year}: {peak:.1f} GB")


def timed(
    what: str, estimate: Callable[..., pd.DataFrame], *arguments: object
) -> pd.DataFrame:
    """Estimate, print how long it took and return what came of it."""
    started = time.monotonic()
    result = estimate(*arguments)
    seconds = time.monotonic() - started
    print(f"{what}: {seconds:.1f} s ({len(result):,} rows)")
    return result


if __name__ == "__main__":
    main()
