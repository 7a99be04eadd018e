"""The rows that fail the check, in a file that is its owner's alone.

Keys of rows are the only way to correct a register, and they name persons: so they are
here, and in no message, log or page.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bofast.check.findings import Finding
from bofast.errors import BofastError

COLUMNS = (
    *("register", "year", "row_key", "column_name", "rule", "what_follows"),
    *("value", "rows_in_all", "rule_id"),
)


def write_failing_rows(file: Path, findings: Iterable[Finding]) -> int:
    """Write the failing rows of a check, in place of those of the check before.

    Args:
        file: CSV file to write; its folder is its owner's alone, as it is itself.
        findings: what the check found, with at most FAILING_ROWS rows of each rule;
            rows_in_all says how many broke it.

    Returns:
        How many rows were written.

    Raises:
        BofastError: the file cannot be written.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.parent.chmod(0o700)
        descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="") as content:
            writer = csv.writer(content)
            writer.writerow(COLUMNS)
            rows = 0
            for line in _lines(findings):
                writer.writerow(line)
                rows += 1
        os.replace(draft, file)
    except OSError as error:
        raise BofastError(f"cannot write {file}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _lines(findings: Iterable[Finding]) -> Iterator[list[str | int | None]]:
    for finding in findings:
        for row in finding.failing:
            key = " ".join(
                f"{name}={value}"
                for name, value in row.items()
                if name != finding.column and value is not None
            )
            yield [
                finding.register,
                row.get("year"),
                key,
                finding.column,
                finding.rule,
                finding.effect,
                row.get(finding.column),
                finding.rows,
                finding.rule_id,
            ]
