"""Our numbers beside printed ones, which go where they are withheld elsewhere."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
# table -> its rows, in order
Rows = Callable[[str], Sequence[Row]]
# table -> rowid -> columns
Withheld = Mapping[str, Mapping[int, set[str]]]
# what is known of a number -> columns of its table that are withheld
Gone = defaultdict[tuple[str, ...], set[str]]

OURS = {"estimate", "difference", "std_error", "z", "within_rounding"}
RATES = {"emigration": "emigration_rate", "out_migration": "out_migration_rate"}
CODES = ("background", "family_size_group", "family_composition")
MODEL = ("outcome_year", "model_type", "centrality_level", "sex")
ESTIMATE = "estimate"


def withheld_comparisons(
    marts: Rows, seeds: Rows, withheld: Withheld
) -> dict[int, set[str]]:
    """Find the rows of `published_comparison` whose source is withheld.

    Args:
        marts: published table -> rows; none for a table that is not there.
        seeds: seed -> rows.
        withheld: what is withheld in other tables.

    Returns:
        Rowid -> columns that go.
    """
    printed: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for row in seeds("report_printed_precision"):
        printed[row["source_table"], row["table_id"]].add(row["outcome_year"])
    ages = {
        row["table_id"]: row["age_range"] for row in seeds("published_family_rates")
    }
    gone = _gone(marts, withheld, printed)
    found = {}
    for number, row in enumerate(marts("published_comparison")):
        kind, column = row["source_table"], row["column_name"]
        names: list[tuple[str, ...]]
        table_id, _, cell = str(row["row_key"]).partition("/")
        if kind == "family_rates":
            years = printed[kind, table_id]
            names = [(kind, str(year), ages[table_id], cell) for year in years]
            column = RATES[column]
        elif kind == "logit_differences":
            names = [(kind, table_id, cell.partition("/")[0])]
            column = ESTIMATE
        else:
            names = [(kind, table_id)]
            column = ESTIMATE if column == "t_value" else column
        if any(column in gone[name] for name in names):
            found[number] = OURS
    return found


def _gone(
    marts: Rows, withheld: Withheld, printed: Mapping[tuple[str, str], set[int]]
) -> Gone:
    """Return which columns are withheld of what the report prints."""
    gone: Gone = defaultdict(set)

    def add(table: str, name: Callable[[Row], tuple[str, ...]]) -> None:
        columns = withheld.get(table, {})
        rows = marts(table) if columns else []
        for number, found in columns.items():
            kind, table_id, *_ = names = name(rows[number])
            is_printed = rows[number]["outcome_year"] in printed[kind, table_id]
            if kind == "family_rates" or is_printed:
                gone[names] |= found
                if any(column.endswith(f"_{ESTIMATE}") for column in found):
                    gone[names].add(ESTIMATE)

    table_ids = {
        tuple(row[code] for code in MODEL): row["table_id"]
        for row in marts("logit_table")
    }
    add("lpm_table", lambda row: ("lpm", row["table_id"]))
    add("logit_table", lambda row: ("logit", row["table_id"]))
    add(
        "logit_fit",
        lambda row: ("logit_diagnostics", table_ids[tuple(row[c] for c in MODEL)]),
    )
    add(
        "logit_difference_table",
        lambda row: (
            "logit_differences",
            row["profile"],
            str(row["centrality_level"] or "all"),
        ),
    )
    add(
        "mobility_rate",
        lambda row: (
            (
                "family_rates",
                str(row["outcome_year"]),
                row["age_range"],
                "/".join(str(row[code]) for code in CODES),
            )
            if (row["geography_type"], row["mobility_level"]) == ("country", "county")
            else ("elsewhere", "")
        ),
    )
    return gone
