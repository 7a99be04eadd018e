"""The whole check: counts, failing rows, and the suites and their pages."""

from dataclasses import dataclass
from pathlib import Path

from bofast.check.allowances import refuse_unknown_rules
from bofast.check.examine import examine_registers
from bofast.check.expected import deliberate_faults, with_expected
from bofast.check.failing_rows import write_failing_rows
from bofast.check.findings import (
    Examination,
    Finding,
    errors,
    findings_of,
    report,
)
from bofast.check.results import Tally, results, tally
from bofast.check.years import refuse_unknown_years
from bofast.contract.registers import is_synthetic
from bofast.errors import RegisterError
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
        editions=settings.index,
    )
    refuse_unknown_rules(settings.mapping)
    years = {found.register: found.years for found in examinations}
    refuse_unknown_years(settings.years, years)
    return with_expected(examinations, deliberate_faults(settings.registers))


def accepted_registers(settings: Settings) -> list[Examination]:
    """Examine the registers as `validate_registers` does, and refuse broken ones.

    Args:
        settings: where the registers are, and what is remembered of them.

    Returns:
        One examination per register.

    Raises:
        SettingError: as `validate_registers`.
        RegisterError: the registers break the contract; failing rows are written.
    """
    examinations = validate_registers(settings)
    findings = findings_of(examinations)
    if errors(findings):
        write_failing_rows(settings.failing_rows, findings)
        raise RegisterError(report(settings.registers, findings, settings.failing_rows))
    return examinations


def run_check(settings: Settings, docs: Path | None = None) -> Checked:
    """Check the registers and write the failing rows, and pages where asked for.

    Args:
        settings: where the registers are, and the warehouse that is built of them.
        docs: folder for the pages; None for no pages.

    Returns:
        What was found.

    Raises:
        BofastError: a file or page cannot be written.
    """
    folder = settings.registers
    examinations = validate_registers(settings)
    findings = findings_of(examinations)
    written = write_failing_rows(settings.failing_rows, findings)
    of_rules = results(examinations)
    if docs and of_rules:
        # great-expectations takes seconds to load
        from bofast.check.pages import write_checks

        rows = {found.register: found.rows for found in examinations}
        write_checks(of_rules, rows, docs, folder.name, is_synthetic(folder))
    return Checked(
        findings,
        {register: tally(found) for register, found in of_rules.items()},
        {found.register: found.files for found in examinations},
        written,
    )
