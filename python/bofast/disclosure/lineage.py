"""How each published table is protected, told from what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from bofast.disclosure.built import BuiltModel
from bofast.disclosure.rules import COARSENED, EXEMPT, ROUNDED, Protection
from bofast.errors import BuildError


@dataclass
class Plan:
    """What becomes of the models behind the published tables.

    Attributes:
        copied: tables as they are: made of no rows of persons, or telling of none.
        protected: tables that are rounded or coarsened before anything is made of them.
        made_anew: made of these by their own SQL.
    """

    copied: set[str] = field(default_factory=set)
    protected: set[str] = field(default_factory=set)
    made_anew: set[str] = field(default_factory=set)


def plan(
    models: Mapping[str, BuiltModel],
    rules: Mapping[str, Protection],
    impersonal: set[str],
) -> Plan:
    """Find out how each published table comes to be.

    Args:
        models: the project's models and seeds by name.
        rules: how tables are protected, by name.
        impersonal: sources without rows of persons; all others have some.

    Raises:
        BuildError: a published table would be made of rows of persons.
    """
    found = Plan()

    @cache
    def is_of_persons(name: str) -> bool:
        if name not in models:
            return name not in impersonal
        return any(is_of_persons(parent) for parent in models[name].parents)

    of_persons = {name: is_of_persons(name) for name in models}

    def visit(name: str, below: str) -> None:
        if name not in models:
            raise BuildError(
                f"{below} would be published from rows of persons ({name}): it must be"
                " made of a table that seeds/disclosure/disclosure_table.csv protects"
            )
        rule = rules.get(name)
        model = models[name]
        is_free = not of_persons[name] or (rule and rule.protection == EXEMPT)
        if is_free and not model.is_view:
            found.copied.add(name)
        elif rule and _is_protected_first(rule, model):
            found.protected.add(name)
        elif name not in found.made_anew:
            found.made_anew.add(name)
            for parent in model.parents:
                visit(parent, name)

    for name in sorted(models):
        if models[name].is_published:
            visit(name, name)
    return found


def _is_protected_first(rule: Protection, model: BuiltModel) -> bool:
    """Tell whether a table is protected as it is, not what is made anew of it."""
    if rule.protection == ROUNDED:
        return True
    return rule.protection == COARSENED and not model.is_published


def counting(
    models: Mapping[str, BuiltModel], found: Plan, rounded: set[str]
) -> set[str]:
    """Return the published tables that are made anew of rounded cells."""

    def is_of_cells(name: str) -> bool:
        if name not in found.made_anew:
            return name in rounded
        return any(is_of_cells(parent) for parent in models[name].parents)

    published = {name for name in found.made_anew if models[name].is_published}
    return {name for name in published if is_of_cells(name)}
