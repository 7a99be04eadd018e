"""The whole check: counts, suites, pages, failing rows."""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bofast.check.allowances import refuse_unknown_rules
from bofast.check.examine import examine_registers
from bofast.check.expected import deliberate_faults, with_expected
from bofast.check.failing_rows import write_failing_rows
from bofast.check.findings import Examination, Finding, findings_of
from bofast.check.results import Tally, results
from bofast.check.years import refuse_unknown_years
from bofast.errors import BofastError
from bofast.registers import is_synthetic
from bofast.settings import Settings


@dataclass(frozen=True)
class Checked:
    """What came of a check.

    Attributes:
        findings: broken rules and notes.
        tallies: register to how many expectations held, warned and failed.
        files: register to the words on which files were read and how.
        failing_rows: how many failing rows were written.
    """

    findings: list[Finding]
    tallies: dict[str, Tally]
    files: dict[str, str]
    failing_rows: int


def validate_registers(settings: Settings) -> list[Examination]:
    """Examine the registers and tell deliberate faults from others.

    Args:
        settings: where the registers are, and what is remembered of them.

    Returns:
        One examination per register.

    Raises:
        SettingError: a chosen year is in no register, or `register.yml` allows what is
            no rule.
    """
    examinations = examine_registers(
        settings.registers,
        remembered=settings.checked,
        mapping=settings.mapping,
    )
    refuse_unknown_rules(settings.mapping)
    years = {found.register: found.years for found in examinations}
    refuse_unknown_years(settings.years, years)
    return with_expected(examinations, deliberate_faults(settings.registers))


def run_check(settings: Settings, docs: Path) -> Checked:
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
        examinations = validate_registers(settings)
        findings = findings_of(examinations)
        written = write_failing_rows(settings.failing_rows, findings)
        files = {found.register: found.files for found in examinations}
        if not (of_rules := results(examinations)):
            return Checked(findings, {}, files, written)
        rows = {found.register: found.rows for found in examinations}
        # only counts leave this process: no page can show what it was never given
        try:
            tallies = beside.submit(
                _write_checks, of_rules, rows, docs, folder.name, is_synthetic(folder)
            ).result()
        except BrokenProcessPool as error:
            raise BofastError(
                "the suites ended before they were done; was there memory for them?"
            ) from error
    return Checked(findings, tallies, files, written)


def _load() -> None:
    import bofast.check.pages  # noqa: F401


def _write_checks(*counts: object) -> dict[str, Tally]:
    from bofast.check.pages import write_checks

    return write_checks(*counts)  # type: ignore[arg-type]
