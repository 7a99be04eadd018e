"""Counts that are published, where they stand, and what ties them together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bofast.errors import BuildError

# what a count is of: its codes, then what is counted. The same count in two tables
# has one key
Key = tuple[object, ...]


@dataclass(frozen=True)
class Place:
    """A value in a published table that tells these counts.

    Attributes:
        table: name of the table.
        row: rowid in it.
        column: its column.
        keys: the counts that the value is made of; it goes when one of them goes.
    """

    table: str
    row: int
    column: str
    keys: tuple[Key, ...]


@dataclass
class Cells:
    """Counts, the linear relations between them, and which must not be said.

    Attributes:
        value: what each count is.
        floor: what everybody knows it is at least; 0 where not named.
        primary: counts that are withheld for their own sake.
        equalities: sums that are 0, as key -> coefficient.
        inequalities: sums that are 0 or more.
        worth: what it costs to withhold a count, against 1 of the cheapest.
        follows: sums that go when one of their parts goes. Then nothing ties these
            parts together, and whoever cannot tell a part cannot tell the sum.
        places: where the counts stand.
    """

    value: dict[Key, int] = field(default_factory=dict)
    floor: dict[Key, int] = field(default_factory=dict)
    primary: set[Key] = field(default_factory=set)
    equalities: list[dict[Key, int]] = field(default_factory=list)
    inequalities: list[dict[Key, int]] = field(default_factory=list)
    worth: dict[Key, float] = field(default_factory=dict)
    follows: dict[Key, list[Key]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def add(self, key: Key, value: int, limit: int) -> Key:
        """Take in a count; one of 1 to limit - 1 is withheld.

        Raises:
            BuildError: two tables say different things of the same count.
        """
        known = self.value.setdefault(key, value)
        if known != value:
            raise BuildError(
                "disclosure control: two published tables differ on the same count,"
                f" {' '.join(map(str, key))}: {known} and {value}"
            )
        if 0 < value < limit:
            self.primary.add(key)
        return key

    def is_sensitive(self, key: Key, base: Key, limit: int) -> None:
        """Withhold a count of a sensitive outcome that says it of nobody or of all.

        Args:
            key: how many had the outcome.
            base: how many there were.
            limit: all but so few counts as all.
        """
        left = self.value[base] - self.value[key]
        if self.value[key] == 0 or left < limit:
            self.primary.add(key)

    def relate(self, total: Key, parts: Iterable[Key]) -> None:
        """Say that a total is the sum of parts, or more where some are not there.

        Which of the two is told from the counts: an attacker will guess it right.

        Raises:
            BuildError: the parts are more than the total.
        """
        relation = {total: 1}
        for part in parts:
            relation[part] = relation.get(part, 0) - 1
        self.relate_terms(relation)

    def relate_terms(self, relation: Mapping[Key, int]) -> None:
        """Say that a weighted sum is 0, or more where it is more; see `relate`."""
        rest = sum(weight * self.value[key] for key, weight in relation.items())
        if rest < 0:
            first = next(iter(relation))
            raise BuildError(
                "disclosure control: parts add up to more than their total,"
                f" {' '.join(map(str, first))}: by {-rest}"
            )
        (self.inequalities if rest else self.equalities).append(dict(relation))

    def at_least(self, relation: Mapping[Key, int]) -> None:
        """Say that a weighted sum is 0 or more, whatever it is now."""
        self.inequalities.append(dict(relation))


def components(cells: Cells) -> list[list[Key]]:
    """Divide the counts into sets that no relation ties together."""
    keys = list(cells.value)
    number = {key: n for n, key in enumerate(keys)}
    pairs = [
        (number[first], number[other])
        for relation in [*cells.equalities, *cells.inequalities]
        for first, *others in [tuple(relation)]
        for other in others
    ]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    shape = (len(keys), len(keys))
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    found: defaultdict[int, list[Key]] = defaultdict(list)
    for key, label in zip(keys, connected_components(graph)[1], strict=True):
        found[int(label)].append(key)
    return list(found.values())
