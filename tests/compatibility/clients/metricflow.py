"""Asks every metric by every dimension of its own with MetricFlow, and the marts.

Run in an environment of MetricFlow, in a copy of the project; what `mf query` gives
must be what the published marts say.
"""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PLACE = (
    "labour_status = 'all' and education_level = 'all' and family_size_group = 'all'"
    " and family_composition = 'all'"
)
COUNTRY = f"geography_type = 'country' and mobility_level = 'county' and {PLACE}"
OF_ALL = f"{COUNTRY} and age_range = 'all'"
ADULTS = (
    "geography_type = 'country' and mobility_level = 'county' and age_range = '15-74'"
    " and education_level = 'all' and family_size_group = 'all'"
    " and family_composition = 'all'"
)


def sums(number: str, key: str, mart: str, rows: str) -> str:
    """Return a query of a number by a key over rows of a mart."""
    return (
        f"select cast({key} as varchar), {number} from {mart} where {rows} group by 1"
    )


YEAR, GROUP = "outcome_year", "background"
RATE = "sum(emigrants) / sum(residents)"
MOVED = "sum(out_migrants) / sum(residents)"
BY_YEAR = f"{OF_ALL} and background = 'all'"
BY_GROUP = f"{OF_ALL} and background <> 'all'"
NET = "geography_type = 'county' and background = 'all'"
LEVELS = (
    "geography_type = 'centrality' and mobility_level = 'centrality' and background"
    f" = 'all' and {PLACE}"
)
ADMINISTRATIVE = "geography_type = 'country'"
SHARE = "sum(administrative_emigrants) / sum(emigrants)"
# metric -> dimension -> what the marts say
ASKED: dict[str, dict[str, str]] = {
    "emigration_rate": {
        "metric_time__year": sums(RATE, YEAR, "mobility_rate", BY_YEAR),
        "mobility__background": sums(RATE, GROUP, "mobility_rate", BY_GROUP),
        "mobility__county_code": sums(
            RATE,
            "geography_code",
            "mobility_rate",
            f"geography_type = 'county' and background = 'all' and {PLACE}",
        ),
    },
    "out_migration_rate": {
        "metric_time__year": sums(MOVED, YEAR, "mobility_rate", BY_YEAR),
        "mobility__background": sums(MOVED, GROUP, "mobility_rate", BY_GROUP),
    },
    "in_migration": {
        "mobility__county_code": sums(
            "sum(in_migrants)", "geography_code", "net_migration", NET
        ),
    },
    "out_migration": {
        "mobility__county_code": sums(
            "sum(out_migrants)", "geography_code", "net_migration", NET
        ),
    },
    "net_migration": {
        "mobility__county_code": sums(
            "sum(net_migration)", "geography_code", "net_migration", NET
        ),
    },
    "administrative_share": {
        "metric_time__year": sums(
            SHARE,
            YEAR,
            "administrative_emigration",
            f"{ADMINISTRATIVE} and background = 'all'",
        ),
        "mobility__background": sums(
            SHARE,
            GROUP,
            "administrative_emigration",
            f"{ADMINISTRATIVE} and background <> 'all'",
        ),
    },
    "out_migration_rate_of_level": {
        "mobility_at_level__centrality_level": sums(
            MOVED, "geography_code", "mobility_rate", LEVELS
        ),
    },
    "emigration_rate_15_74": {
        "mobility_of_status__labour_status": sums(
            RATE,
            "labour_status",
            "mobility_rate",
            f"{ADULTS} and background = 'all' and labour_status <> 'all'",
        ),
        "mobility_of_status__background": sums(
            RATE,
            GROUP,
            "mobility_rate",
            f"{ADULTS} and background <> 'all' and labour_status = 'all'",
        ),
    },
    "risk_total": {
        "risk_region__region_code": sums(
            "avg(total)", "region_code", "risk_index", "true"
        )
    },
    "risk_points": {
        "risk_part__variable": sums(
            "sum(weighted_points)", "variable", "risk_index_score", "true"
        ),
    },
}
# codes of facts that no mart has a row of: persons who could not be placed
NOT_PLACED = ("00", "0")


def asked(mf: str, metric: str, dimension: str) -> dict[str, float]:
    """Return what MetricFlow says: code -> number."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.csv"
        done = subprocess.run(
            [mf, "query", "--metrics", metric, "--group-by", dimension, "--csv", file],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not file.exists():
            raise SystemExit(f"{metric} by {dimension}: {done.stdout}{done.stderr}")
        with file.open(encoding="utf-8", newline="") as found:
            _, *rows = csv.reader(found)
    is_year = dimension.endswith("__year")
    return {
        (code[:4] if is_year else code.removesuffix(".0")): float(number)
        for code, number in rows
        if number and code not in NOT_PLACED
    }


def main(file: str, mf: str) -> int:
    """Compare all of them; return how many differ."""
    differ = compared = 0
    for metric, dimensions in ASKED.items():
        for dimension, query in dimensions.items():
            with duckdb.connect(file, read_only=True) as connection:
                expected = dict(connection.execute(query).fetchall())
            found = asked(mf, metric, dimension)
            same = found.keys() == expected.keys() and all(
                abs(found[code] - expected[code]) < 1e-9 for code in expected
            )
            compared += 1
            differ += not same
            if not same:
                print(f"{metric} by {dimension}: {found} is not {expected}")
    print(f"MetricFlow: {compared - differ} of {compared} metrics by dimension agree")
    return differ


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) > 0)
