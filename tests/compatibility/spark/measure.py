"""Prints rows, bytes, shuffled bytes and time of each table that Spark makes.

    python tests/compatibility/spark/measure.py ROWS

ROWS is a folder that `bofast kept` has written. The environment is that of `run`.
What stages of Spark shuffle is in its event log; a stage belongs to the model that dbt
was making when it began.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from bofast.settings import PROJECT

SPARK = PROJECT / "build" / "spark"


def run_spark(rows: Path, target: Path) -> None:
    """Make the rows, without tests; Spark and dbt write what they did into a folder."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "events").mkdir(parents=True)
    (target / "spark-defaults.conf").write_text(
        "spark.eventLog.enabled true\nspark.eventLog.compress false\n"
        "spark.eventLog.rolling.enabled false\n"
        f"spark.eventLog.dir file://{target / 'events'}\n"
    )
    command = [SPARK / "environment" / "bin" / "dbt", "build", "--selector", "rows"]
    command += ["--exclude-resource-type", "test", "unit_test", "--target", "spark"]
    command += ["--target-path", target, "--log-path", target]
    places = {"BOFAST_ROWS": str(rows.absolute()), "SPARK_CONF_DIR": str(target)}
    subprocess.run(command, cwd=PROJECT, env={**os.environ, **places}, check=True)


def models(target: Path) -> Iterator[tuple[str, float, float]]:
    """Yield each model with when it began and ended, in seconds."""
    for result in json.loads((target / "run_results.json").read_text())["results"]:
        for step in result["timing"]:
            if step["name"] == "execute":
                began, ended = (
                    datetime.fromisoformat(step[at]).timestamp()
                    for at in ("started_at", "completed_at")
                )
                yield result["unique_id"].split(".")[-1], began, ended


def shuffled(target: Path) -> Iterator[tuple[float, int]]:
    """Yield when each stage began, in seconds, and the bytes that it shuffled."""
    for log in (target / "events").iterdir():
        for line in log.read_text().splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerStageCompleted":
                stage = event["Stage Info"]
                found = {one["Name"]: one["Value"] for one in stage["Accumulables"]}
                written = found.get("internal.metrics.shuffle.write.bytesWritten", 0)
                yield stage["Submission Time"] / 1000, int(written)


def main(rows: Path) -> None:
    """Print a line per table, and their sum."""
    target = SPARK / "measured"
    run_spark(rows, target)
    timed = list(models(target))
    by_model: dict[str, int] = defaultdict(int)
    for at, written in shuffled(target):
        for name, began, ended in timed:
            if began <= at <= ended:
                by_model[name] += written
    print(f"{'table':<30} {'rows':>12} {'MB':>8} {'MB shuffled':>12} {'s':>7}")
    total = [0, 0.0, 0.0, 0.0]
    for name, began, ended in timed:
        files = list((rows / "tables" / name).glob("*.parquet"))
        size = sum(file.stat().st_size for file in files) / 1e6
        count = (
            duckdb.execute(
                f"select count(*) from read_parquet({[str(f) for f in files]})"
            ).fetchall()[0][0]
            if files
            else 0
        )
        measured = [count, size, by_model[name] / 1e6, ended - began]
        total = [sum(pair) for pair in zip(total, measured, strict=True)]
        if ended - began > 1 or size > 1:
            _print(name, *measured)
    _print("all, those below 1 s too", *total)


def _print(name: str, rows: float, size: float, shuffle: float, seconds: float) -> None:
    print(f"{name:<30} {rows:>12,} {size:>8.1f} {shuffle:>12.1f} {seconds:>7.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
