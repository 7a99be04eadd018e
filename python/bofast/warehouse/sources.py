"""What the models read as sources: registers as they are kept, and the check's results.

The warehouse has a view of each (`plugin`), a folder for Spark a copy (`kept`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from bofast.check.expected import faulty_rows_sql
from bofast.check.findings import Examination
from bofast.check.results import results_sql
from bofast.check.views import EMPTY_ROWS, EMPTY_VALUES
from bofast.contract.mapping import allowances_sql, load_mapping
from bofast.contract.registers import load_contract
from bofast.settings import Settings


def source_sql(
    settings: Settings, folder: Path, examined: Sequence[Examination], source: str
) -> str:
    """Return the select behind a source: a register, or what the check found.

    Args:
        settings: where the office says how its registers are written.
        folder: the register folder.
        examined: one examination per register.
        source: the source's name.
    """
    of_check = _of_check(settings, folder, examined)
    if source in of_check:
        return of_check[source]()
    return {found.register: found.kept_sql for found in examined}[source]


def sources(
    settings: Settings, folder: Path, examined: Sequence[Examination]
) -> dict[str, str]:
    """Return the selects behind all sources, by name; arguments as `source_sql`."""
    names = [found.register for found in examined]
    names += _of_check(settings, folder, examined)
    return {name: source_sql(settings, folder, examined, name) for name in names}


def _of_check(
    settings: Settings, folder: Path, examined: Sequence[Examination]
) -> dict[str, Callable[[], str]]:
    rows = [found.rows_sql for found in examined if found.rows_sql]
    values = [found.values_sql for found in examined if found.values_sql]
    return {
        "row_set_aside": lambda: " union all ".join(rows or [EMPTY_ROWS]),
        "value_set_aside": lambda: " union all ".join(values or [EMPTY_VALUES]),
        "rule_result": lambda: results_sql(examined),
        "faulty_row": lambda: faulty_rows_sql(folder),
        "allowance": lambda: allowances_sql(
            load_mapping(settings.mapping, load_contract()).allow
        ),
    }
