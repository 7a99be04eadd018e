"""What the years of a warehouse were made of, when only some are built again.

Cohorts are those who were there on every 1 January since they came, and a return is one
of somebody who was there before: what is known of a year follows from all before it.
"""

from collections.abc import Collection, Iterable, Mapping

from duckdb import DuckDBPyConnection

from bofast.check.findings import Examination

# a mart with rows of every 1 January that is built
BUILT = "main.family_year"

# register -> year -> a text that tells its rows from others
Contents = dict[str, dict[str, str]]


def later_years(
    connection: DuckDBPyConnection, chosen: Collection[int]
) -> tuple[int, ...]:
    """Return the years of a warehouse that are after a chosen one, and not chosen.

    Args:
        connection: to the warehouse, which may be empty.
        chosen: years of the 1 Januaries that are built again.

    Returns:
        The years in order; none where no years are chosen.
    """
    if not chosen:
        return ()
    there = connection.execute(
        "select count(*) from duckdb_tables() where database_name = current_database()"
        " and concat_ws('.', schema_name, table_name) = ?",
        [BUILT],
    ).fetchall()
    if there == [(0,)]:
        return ()
    rows = connection.execute(
        f"select distinct year from {BUILT} where year > ? order by year",
        [min(chosen)],
    ).fetchall()
    return tuple(year for (year,) in rows if year not in chosen)


def contents_of(examined: Iterable[Examination]) -> Contents:
    """Return what the rows kept of registers are, by year, where rows have one."""
    return {
        one.register: {
            str(year): f"{rows} rows, {one.counts.contents[str(year)]:x}"
            for year, rows in sorted(one.years.items())
        }
        for one in examined
        if one.counts and one.years
    }


def built_of(
    now: Contents, before: Contents, read: Mapping[str, Collection[int]]
) -> tuple[Contents, list[str]]:
    """Return what a warehouse is made of after some years were built again.

    Args:
        now: what the registers hold.
        before: what the warehouse was made of.
        read: register -> the years of it that are read; registers that are not there
            are read whole.

    Returns:
        The contents, and the registers and years of them that are no longer what the
        registers hold.
    """
    made_of = {register: dict(years) for register, years in now.items()}
    changed = []
    for register in sorted(before.keys() & read.keys()):
        years = made_of.setdefault(register, {})
        for year, rows in sorted(before[register].items()):
            if int(year) not in read[register]:
                if years.get(year) != rows:
                    changed.append(f"{register} {year}")
                years[year] = rows
    return made_of, changed
