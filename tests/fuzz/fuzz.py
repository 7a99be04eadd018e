"""Spoils small registers at random and holds the check against a second reading.

Property: where the run does not stop, every row of the input is among the rows that are
kept or rejected, or its file is named as not read; numbers of emigrants and movers are
those of an independent small reading of the same files; and where only the form was
changed, they are those of the registers before.

    python tests/fuzz/fuzz.py --seconds 60 --seed 19
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
sys.path.insert(0, str(Path(__file__).parent))

import duckdb
import independent
import mutations
import small_country as country

from bofast.check.examine import examine_registers
from bofast.check.findings import Examination, errors, findings_of


class PropertyError(Exception):
    """The property does not hold."""


def kept_rates(found: dict[str, Examination]) -> dict[int, independent.Rates]:
    """Return the numbers that the rows give which the warehouse reads."""
    views = "; ".join(
        f"create temp view {name} as {found[name].kept_sql}"
        for name in ("person", "population", "migration")
    )
    rates = {}
    with duckdb.connect() as connection:
        connection.execute(views)
        for year in country.YEARS[:-1]:
            row = connection.execute(
                "with here as (select * from population where year = $year and"
                " person_id in (select person_id from person)),"
                " later as (select * from population where year = $year + 1),"
                " event as (select * from migration"
                " where extract(year from event_date) = $year),"
                " gone as (select person_id, max(event_date) as day from event"
                " where migration_type = 'emigration' group by person_id),"
                " came as (select person_id, max(event_date) as day from event"
                " where migration_type = 'immigration' group by person_id)"
                " select count(*), count(*) filter (where later.person_id is null and"
                " gone.day is not null and coalesce(came.day < gone.day, true)),"
                " count(*) filter (where later.municipality_code"
                " <> here.municipality_code) from here"
                " left join later using (person_id) left join gone using (person_id)"
                " left join came using (person_id)",
                {"year": year},
            ).fetchone()
            assert row is not None
            rates[year] = independent.Rates(*map(int, row))
    return rates


def accounted(folder: Path, found: dict[str, Examination]) -> None:
    """See to it that each row and file is somewhere."""
    for register in country.PERSONS:
        examination = found[register]
        root = folder / register
        there = independent.rows_of(folder, register)
        with duckdb.connect() as connection:

            def number(sql: str | None, db: duckdb.DuckDBPyConnection) -> int:
                row = db.execute(f"select count(*) from ({sql})").fetchone()
                return int(row[0]) if sql and row else 0

            kept = number(examination.kept_sql, connection)
            rejected = 0
            if examination.rows_sql:
                first = f"from ({examination.rows_sql}) where is_first_rule"
                rejected = number(first, connection)
        if kept + rejected != len(there):
            raise PropertyError(
                f"{register}: {len(there)} rows, {kept} kept, {rejected} rejected"
            )
        for path in root.rglob("*"):
            if path.is_file() and not independent.is_read(path, root):
                is_said = path.name in examination.files or "passed over" in (
                    examination.files
                )
                if not is_said:
                    raise PropertyError(f"{path} is not read and not named")


def run(seed: int, number: int, folder: Path) -> tuple[str, list[str]]:
    """Spoil the registers once; return how it ended and what was done."""
    rng = random.Random(f"{seed} {number}")
    country.write_country(folder)
    before = independent.rates(folder, country.YEARS)
    chosen = rng.choices(mutations.MUTATIONS, k=rng.choice((1, 1, 1, 2, 3)))
    done = []
    for mutation in chosen:
        try:
            done.append(f"{mutation.name}: {mutation.mutate(rng, folder)}")
        except (IndexError, ValueError, KeyError, duckdb.Error, AttributeError):
            # nothing left to do it to
            continue
    try:
        examinations = examine_registers(folder)
        if errors(findings_of(examinations)):
            return "stopped", done
        found = {one.register: one for one in examinations}
        accounted(folder, found)
        rates, seen = kept_rates(found), independent.rates(folder, country.YEARS)
        if rates != seen:
            raise PropertyError(f"rates {rates}, by the independent reading {seen}")
        if all(m.keeps_meaning for m in chosen) and rates != before:
            raise PropertyError(f"rates {rates}, before {before}")
    except Exception as error:
        text = "\n  ".join([f"seed {seed}, run {number}", *done])
        raise PropertyError(f"{text}\n{type(error).__name__}: {error}") from error
    return "read", done


def main() -> int:
    """Run until the time or the number of runs is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--only", type=int, help="the one run to repeat")
    options = parser.parse_args()
    ends: Counter[str] = Counter()
    started = time.monotonic()
    numbers = [options.only] if options.only is not None else range(options.runs)
    for number in numbers:
        if time.monotonic() - started > options.seconds:
            break
        with tempfile.TemporaryDirectory(prefix="bofast_fuzz_") as place:
            folder = Path(place) / "registers"
            try:
                end, _ = run(options.seed, number, folder)
            except PropertyError as error:
                kept = (
                    Path(tempfile.gettempdir()) / f"bofast_fuzz_{options.seed}_{number}"
                )
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(folder, kept)
                print(f"{error}\nThe registers are in {kept}.")
                return 1
        ends[end] += 1
    print(f"{sum(ends.values())} runs with seed {options.seed}: {dict(ends)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
