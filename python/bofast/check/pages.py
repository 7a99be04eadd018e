"""Data Docs of the suites: static pages that need no network.

The sections are great-expectations' own; the page around them is ours, because theirs
loads styles and scripts from elsewhere. Counts only: nobody is on these pages.
"""

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import great_expectations
from great_expectations.render.renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView

from bofast.check.results import Result, tally
from bofast.check.suites import Validated, validate
from bofast.errors import BofastError

TEMPLATES = Path(__file__).parent / "templates"


def write_checks(
    observed: dict[str, list[Result]],
    rows: dict[str, int],
    out: Path,
    folder: str,
    is_synthetic: bool,
) -> None:
    """Validate every register's suite and write its page.

    Args:
        observed: register to rules with their results (`results.results`).
        rows: register to rows in its files.
        out: folder to write: index.html and one page per register.
        folder: name of the register folder.
        is_synthetic: whether the registers say that they are synthetic.

    Raises:
        BofastError: the pages cannot be written.
    """
    validated = validate(observed, rows)
    told = {"folder": folder, "is_synthetic": is_synthetic}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for checked in validated:
            page = _page(checked, told)
            (out / f"{checked.register}.html").write_text(page, encoding="utf-8")
        (out / "index.html").write_text(_index(validated, told), encoding="utf-8")
    except OSError as error:
        raise BofastError(f"cannot write {out}: {error.strerror}") from error


def _page(checked: Validated, told: dict[str, Any]) -> str:
    title = f"Register {checked.register}"
    if told["is_synthetic"]:
        title += " (synthetic)"
    document = ValidationResultsPageRenderer().render(_by_column(checked))
    # without the first, an overview that calls warnings failures
    sections = document.to_json_dict()["sections"][1:]
    return _render(
        "check_page.j2",
        told
        | {
            "title": title,
            "sections": sections,
            "checked": checked,
            "tally": tally(checked.observed),
            "version": great_expectations.__version__,
        },
    )


def _index(validated: Sequence[Validated], told: dict[str, Any]) -> str:
    registers = [(checked, tally(checked.observed)) for checked in validated]
    checked_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    return _render(
        "check_index.j2", told | {"registers": registers, "checked_at": checked_at}
    )


def _by_column(checked: Validated) -> Any:
    """Return the results as sections by the register's columns, numbers readable."""
    result = deepcopy(checked.result)
    columns = {o.rule.name: o.rule.column for o in checked.observed}
    for one in result.results:
        config = one.expectation_config
        config.kwargs["column"] = columns[config.kwargs["column"]] or "register"
        # numpy's numbers are not rendered
        one.result["observed_value"] = float(one.result["observed_value"])
    return result


def _render(template: str, context: dict[str, Any]) -> str:
    return str(_view().env.get_template(template).render(context))


@cache
def _view() -> Any:
    """Return great-expectations' view, which compiles its templates once."""
    return DefaultJinjaPageView(custom_views_directory=str(TEMPLATES))
