"""Writes docs/questions.md anew: its questions with their results.

    python tests/python/questions.py > questions.md && mv questions.md docs/

Run with BOFAST_MARTS at the published file of the demo at scale 0.02, as tests are.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bofast.settings import PROJECT, Settings

PAGE = PROJECT / "docs" / "questions.md"
ANSWER = re.compile(
    r"```sql\n(?P<sql>.*?)```(?:\n+(?P<result>\|[^\n]*(?:\n\|[^\n]*)*))?", re.DOTALL
)
ROWS = 30


@dataclass(frozen=True)
class Answer:
    """A query of the page and the result beneath it."""

    sql: str
    result: str


def answers(page: str) -> list[Answer]:
    """Return the queries of the page with their results."""
    return [
        Answer(match["sql"].strip(), match["result"] or "")
        for match in ANSWER.finditer(page)
    ]


def result(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Return what a query gives as a table of Markdown."""
    found = connection.execute(sql)
    names = [str(column[0]) for column in found.description]
    rows = [[shown(value) for value in row] for row in found.fetchall()]
    lines = [names, ["---"] * len(names), *rows[:ROWS]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(value: Any) -> str:
    """Return a value as the page shows it."""
    if value is None:
        return ""
    return f"{value + 0.0:g}" if isinstance(value, float) else str(value)


def rewritten(page: str, file: Path) -> str:
    """Return the page with results of a published file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return ANSWER.sub(
            lambda match: (
                f"```sql\n{match['sql']}```\n\n{result(connection, match['sql'])}"
            ),
            page,
        )


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    print(rewritten(text, Settings.from_environment().marts), end="")
