"""Which years have to be built again when an earlier one is.

Cohorts are those who were there on every 1 January since they came, and a return is one
of somebody who was there before: what is known of a year follows from all before it.
"""

from collections.abc import Collection

from duckdb import DuckDBPyConnection

# a mart with rows of every 1 January that is built
BUILT = "main.family_year"


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
    there = connection.execute(
        "select count(*) from duckdb_tables() where database_name = current_database()"
        " and concat_ws('.', schema_name, table_name) = ?",
        [BUILT],
    ).fetchall()
    if not chosen or there == [(0,)]:
        return ()
    rows = connection.execute(
        f"select distinct year from {BUILT} where year > ? order by year",
        [min(chosen)],
    ).fetchall()
    return tuple(year for (year,) in rows if year not in chosen)
