"""Family numbers of residents by the contract's rules, inside the simulation.

The warehouse derives them anew from the registers; a test holds the two together.
"""

from dataclasses import dataclass

import numpy as np

from bofast_demo.population.people import (
    MARRIED,
    NOBODY,
    REGISTERED,
    UNMARRIED,
    Flags,
    Ints,
    People,
)


@dataclass(frozen=True)
class Families:
    """Families of the residents of one 1 January.

    Attributes:
        who: (n,) row numbers of residents.
        reference: (n,) row number that stands for the person's family.
        total, immigrants: (n,) persons and immigrants in that family.
        with_mother, with_father: (n,) a child of the family of this parent.
    """

    who: Ints
    reference: Ints
    total: Ints
    immigrants: Ints
    with_mother: Flags
    with_father: Flags


def families(people: People) -> Families:
    """Derive who is in a family with whom (definitions, family number).

    Args:
        people: everybody; only residents count.

    Returns:
        Families of the residents. Where one person could be in two cohabiting
        couples, the one with the youngest common child is taken.
    """
    who = people.residents()
    mother = np.where(
        people.lives_with(who, people.mother[who]), people.mother[who], NOBODY
    )
    father = np.where(
        people.lives_with(who, people.father[who]), people.father[who], NOBODY
    )
    is_parent = np.zeros(len(people), bool)
    is_parent[mother[mother >= 0]] = True
    is_parent[father[father >= 0]] = True
    other = np.full(len(people), NOBODY, np.int32)
    _married(people, who, other)
    _cohabiting(people, who, mother, father, other)
    reference = np.arange(len(people), dtype=np.int32)
    paired = other >= 0
    reference[paired] = np.minimum(reference[paired], other[paired])
    child = (people.marital[who] == UNMARRIED) & ~is_parent[who] & ~paired[who]
    with_mother = child & (mother >= 0)
    with_father = child & (mother < 0) & (father >= 0)
    found = reference[who]
    found[with_mother] = reference[mother[with_mother]]
    found[with_father] = reference[father[with_father]]
    total = np.bincount(found, minlength=len(people))
    immigrants = np.bincount(
        found, weights=people.immigrant[who], minlength=len(people)
    ).astype(np.int64)
    return Families(
        who=who,
        reference=found,
        total=total[found],
        immigrants=immigrants[found],
        with_mother=with_mother,
        with_father=with_father,
    )


def _married(people: People, who: Ints, other: Ints) -> None:
    spouse = people.spouse[who]
    is_married = np.isin(people.marital, (MARRIED, REGISTERED))
    there = np.where(spouse >= 0, spouse, 0)
    couple = (
        people.lives_with(who, spouse)
        & is_married[who]
        & is_married[there]
        & (people.spouse[there] == who)
        & (there != who)
    )
    other[who[couple]] = spouse[couple]


def _cohabiting(
    people: People, who: Ints, mother: Ints, father: Ints, other: Ints
) -> None:
    both = (mother >= 0) & (father >= 0) & (mother != father)
    both &= (other[mother] < 0) & (other[father] < 0)
    children = who[both]
    youngest = np.argsort(-people.born[children], kind="stable")
    first, second = mother[both][youngest], father[both][youngest]
    pairs = np.unique(np.stack([first, second], 1), axis=0, return_index=True)[1]
    pairs.sort()
    first, second = first[pairs], second[pairs]
    # the first couple of each, by youngest child, counts
    earliest = _is_first(np.concatenate([first, second]).reshape(2, -1))
    other[first[earliest]] = second[earliest]
    other[second[earliest]] = first[earliest]


def _is_first(pairs: Ints) -> Flags:
    """Tell of each pair whether it is the first that either of its two is in."""
    order = pairs.T.ravel()
    seen = np.zeros(len(order), bool)
    seen[np.unique(order, return_index=True)[1]] = True
    return np.asarray(seen.reshape(-1, 2).all(axis=1))
