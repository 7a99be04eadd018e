"""Limits that `register.yml` lets a year exceed, with the reason."""

from difflib import get_close_matches
from pathlib import Path

from bofast.check.catalogue import rules_of
from bofast.contract.mapping import OfficeMapping, load_mapping
from bofast.errors import RegisterError, SettingError
from bofast.registers import csv_rows, load_contract
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
            near = get_close_matches(one.rule, known, 1)
            hint = f": did you mean {near[0]}?" if near else ""
            raise SettingError(f"{file}: allow: {one.rule} is no rule{hint}")
