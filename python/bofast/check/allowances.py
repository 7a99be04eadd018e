"""Limits that `register.yml` lets a year exceed, with the reason."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from bofast.check.catalogue import rules_of
from bofast.contract.mapping import OfficeMapping, load_mapping
from bofast.contract.registers import csv_rows, load_contract
from bofast.errors import RegisterError, SettingError
from bofast.settings import SEEDS


def refuse_unknown_rules(file: Path, seeds: Path = SEEDS) -> None:
    """Raise where `register.yml` allows what no rule forbids.

    Args:
        file: `register.yml`, which need not be there.
        seeds: folder with the rules.

    Raises:
        SettingError: a rule's id is not known.
    """
    contract = load_contract(seeds)
    try:
        office = load_mapping(file, contract)
    except RegisterError:
        # the examination has said so
        office = OfficeMapping()
    known = [rule.id for register in contract for rule in rules_of(register, seeds)]
    known += [row["rule_id"] for row in csv_rows(seeds / "contract" / "mart_limit.csv")]
    for one in office.allow:
        if one.rule not in known:
            hint = _hint(one.rule, known)
            raise SettingError(f"{file}: allow: {one.rule} is no rule{hint}")


def _hint(rule_id: str, known: Sequence[str]) -> str:
    """Say which rules of the same register and column there are, or a similar one."""
    column = rule_id.rpartition(".")[0]
    of_column = [one for one in known if one.rpartition(".")[0] == column]
    if "." in column and of_column:
        listed = ", ".join(of_column)
        return (
            f": the rules of {column} are {listed}; a message names the rule it is of"
        )
    near = get_close_matches(rule_id, known, 1)
    return f": did you mean {near[0]}?" if near else ""
