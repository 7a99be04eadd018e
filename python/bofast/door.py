"""The whole check at the door: counts, suites, pages, failing rows."""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bofast.check import examine_registers
from bofast.errors import BofastError
from bofast.expectations.promises import Tally, observe
from bofast.failing_rows import write_failing_rows
from bofast.findings import Finding, findings_of
from bofast.registers import is_synthetic
from bofast.settings import Settings


@dataclass(frozen=True)
class Checked:
    """What came of a check.

    Attributes:
        findings: broken rules and notes.
        tallies: register to how many expectations held, warned and failed.
        failing_rows: how many failing rows were written.
    """

    findings: list[Finding]
    tallies: dict[str, Tally]
    failing_rows: int


def check_at_the_door(settings: Settings, docs: Path) -> Checked:
    """Check the registers, validate the suites and write pages and failing rows.

    Args:
        settings: where the registers are, and the warehouse that is built of them.
        docs: folder for the pages.

    Returns:
        What was found.

    Raises:
        BofastError: a file or page cannot be written, or the suites were ended.
    """
    folder = settings.registers
    # great-expectations takes seconds to load: beside the counting, in its own process
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        beside.submit(_load)
        examinations = examine_registers(
            folder, remembered=settings.checked, chosen=settings.index
        )
        findings = findings_of(examinations)
        written = write_failing_rows(settings.failing_rows, findings)
        if not (observed := observe(examinations)):
            return Checked(findings, {}, written)
        rows = {found.register: found.rows for found in examinations}
        # only counts leave this process: no page can show what it was never given
        try:
            tallies = beside.submit(
                _write_checks, observed, rows, docs, folder.name, is_synthetic(folder)
            ).result()
        except BrokenProcessPool as error:
            raise BofastError(
                "the suites ended before they were done; was there memory for them?"
            ) from error
    return Checked(findings, tallies, written)


def _load() -> None:
    import bofast.expectations.pages  # noqa: F401


def _write_checks(*counts: object) -> dict[str, Tally]:
    from bofast.expectations.pages import write_checks

    return write_checks(*counts)  # type: ignore[arg-type]
