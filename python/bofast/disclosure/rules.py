"""The rules of disclosure control, as seeds and contract say them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bofast.errors import BuildError

FOLDER = "disclosure"
PROTECTIONS = {"panel", "profile", "estimates", "comparison", "exempt"}


@dataclass(frozen=True)
class Column:
    """A column that tells a count of persons.

    Attributes:
        column: its name.
        role: `count`; `rate`, which tells a count where its base is known; `derived`,
            which is made of counts.
        measure: what is counted.
        base: among whom; null where nothing can be said of all of them.
        is_sensitive: whether it discloses to say it of nobody or of all.
        uses: measures that a derived value is made of.
    """

    column: str
    role: str
    measure: str
    base: str
    is_sensitive: bool
    uses: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """How a published table is protected.

    Attributes:
        table: its name.
        protection: one of `PROTECTIONS`.
        time_column: column of the year or period.
        age_range: ages that its counts are of, where no column says it.
        columns: columns that tell counts.
    """

    table: str
    protection: str
    time_column: str
    age_range: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Approval:
    """A cell that is published although it is small.

    Attributes:
        table: name of the table.
        cell: column -> value, as text, of the row.
        column: the column with the count.
    """

    table: str
    cell: dict[str, str]
    column: str


def load_rules(seeds: Path) -> dict[str, Rule]:
    """Return table -> rule from `disclosure_table` and `disclosure_column`.

    Raises:
        BuildError: a row of the seeds makes no sense.
    """
    columns: dict[str, list[Column]] = {}
    for row in _rows(seeds, "disclosure_column"):
        columns.setdefault(row["table_name"], []).append(
            Column(
                row["column_name"],
                row["role"],
                row["measure"],
                row["base_measure"],
                row["is_sensitive"] == "true",
                tuple(row["uses"].split()),
            )
        )
    rules = {}
    for row in _rows(seeds, "disclosure_table"):
        table = row["table_name"]
        if row["protection"] not in PROTECTIONS:
            raise BuildError(
                f"seed disclosure_table: {table} has protection `{row['protection']}`,"
                f" which is none of {', '.join(sorted(PROTECTIONS))}"
            )
        if not row["reason"]:
            raise BuildError(f"seed disclosure_table: {table} lacks a reason")
        rules[table] = Rule(
            table,
            row["protection"],
            row["time_column"],
            row["age_range"] or "all",
            tuple(columns.pop(table, ())),
        )
    if columns:
        raise BuildError(
            "seed disclosure_column: table(s) that disclosure_table does not know:"
            f" {', '.join(sorted(columns))}"
        )
    return rules


def load_approvals(seeds: Path) -> list[Approval]:
    """Return the approved exceptions of the seed `disclosure_exception`.

    Raises:
        BuildError: one does not say who approved it, when and why, or which cell.
    """
    approvals = []
    for number, row in enumerate(_rows(seeds, "disclosure_exception"), start=2):
        at = f"seed disclosure_exception, line {number}"
        for needed in ("approved_by", "approved_on", "reason"):
            if not (row[needed] or "").strip():
                raise BuildError(f"{at}: {needed} is missing")
        try:
            date.fromisoformat(row["approved_on"])
        except ValueError as error:
            raise BuildError(
                f"{at}: approved_on={row['approved_on']} is no date"
            ) from error
        parts = row["cell"].split()
        if not parts or any("=" not in part for part in parts):
            raise BuildError(
                f"{at}: cell must be column=value and further such pairs, was"
                f" `{row['cell']}`"
            )
        pairs = ((name, value) for name, _, value in (p.partition("=") for p in parts))
        approvals.append(Approval(row["table_name"], dict(pairs), row["column_name"]))
    return approvals


def identifier_columns(seeds: Path) -> set[str]:
    """Return names of columns that name a person, a family or a dwelling."""
    with (seeds / "contract" / "register_column.csv").open(encoding="utf-8") as file:
        named = {
            row["column_name"]
            for row in csv.DictReader(file)
            if row["is_identifier"] == "true"
        }
    return named | {"family_id"}


def check_listed(rules: dict[str, Rule], tables: Iterable[str]) -> None:
    """Stop where a mart would leave that nobody has thought about.

    Raises:
        BuildError: a table has no row in `disclosure_table`.
    """
    unknown = sorted(set(tables) - set(rules))
    if unknown:
        raise BuildError(
            f"disclosure control knows nothing of {', '.join(unknown)}: say in"
            " seeds/disclosure/disclosure_table.csv how each is protected, or why it"
            " need not be"
        )


def _rows(seeds: Path, name: str) -> list[dict[str, str]]:
    with (seeds / FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
