"""Complementary suppression: which other counts go, so that no withheld one is found.

A withheld count is protected when tables exist that agree with everything published
and in which it differs by the width or more. Such tables are found by linear
programming (Fischetti and Salazar 2000; Hundepool et al., Statistical Disclosure
Control, 2012, ch. 4): first among those that move withheld counts only, and where there
are none by moving published ones too, as few and as small ones as can be; what moved
goes. One table speaks for all counts that it moves, so hundreds of counts need a
handful of programs. Counts in tables found need not be whole: a width of one count more
is asked for.
"""

import os
from collections import defaultdict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.sparse import csr_matrix

from bofast.disclosure.cells import Cells, Key, components
from bofast.disclosure.programs import Flags, Moves, Programs, Tables, Vector
from bofast.errors import BuildError

# count -> its weight in a sum
Relation = dict[Key, int]

# published counts go when a program closes less than this share of what is open
SLOW = 0.15
MOST_ROUNDS = 60
# what a withheld count that moves by one is worth, in prices of published ones
REWARD = 20.0
# published counts go for so many of the open ones at a time, so that these may also
# be protected by each other
SHARE_AT_A_TIME = 0.3
FEW = 40
# so few open ones are helped by published counts at once
LAST = 60
# how often a count is pushed to the side that is not found yet
OTHER_SIDE = 0.8
SEED = 7
TOLERANCE = 1e-6


def withhold(cells: Cells, width: int, kept: Collection[Key] = ()) -> set[Key]:
    """Return all counts that must go: the primary ones and what would tell them.

    Args:
        cells: counts and relations.
        width: how far apart an attacker's bounds must be at least.
        kept: counts that are published whatever they are.

    Raises:
        BuildError: approved exceptions leave a count that cannot be protected.
    """
    gone: set[Key] = set()
    tied = []
    for keys in components(cells):
        primary = {key for key in keys if key in cells.primary and key not in kept}
        if len(keys) == 1:
            # nothing tells of it
            gone |= primary
        elif primary:
            tied.append((keys, primary))

    component = {key: n for n, (keys, _) in enumerate(tied) for key in keys}
    equal = _by_component(cells.equalities, component)
    at_least = _by_component(cells.inequalities, component)

    def solved(task: tuple[list[Key], set[Key]]) -> set[Key]:
        keys, primary = task
        number = component[keys[0]]
        tables = _tables(cells, keys, equal[number], at_least[number])
        start = np.array([key in primary for key in keys])
        held = np.array([key in kept for key in keys])
        # one component's draws do not depend on the others
        random = np.random.default_rng(SEED)
        out = _solve(tables, start, held, float(width), random)
        return {key for key, is_out in zip(keys, out, strict=True) if is_out}

    # the solver does not hold the interpreter, so threads share the work; the largest
    # first, so that they end together
    tied.sort(key=lambda task: len(task[0]), reverse=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        gone = gone.union(*pool.map(solved, tied))
    for key, parts in cells.follows.items():
        if not gone.isdisjoint(parts):
            if key in kept:
                raise BuildError(
                    "disclosure control: an approved exception is the sum of years"
                    f" of which some are withheld, {' '.join(map(str, key))}"
                )
            gone.add(key)
    return gone


def _by_component(
    relations: list[Relation], component: dict[Key, int]
) -> defaultdict[int, list[Relation]]:
    """Divide relations by the component of their counts; one is enough to tell it."""
    divided: defaultdict[int, list[Relation]] = defaultdict(list)
    for relation in relations:
        number = component.get(next(iter(relation)))
        if number is not None:
            divided[number].append(relation)
    return divided


def _tables(
    cells: Cells, keys: list[Key], equal: list[Relation], at_least: list[Relation]
) -> Tables:
    column = {key: number for number, key in enumerate(keys)}

    def matrix(relations: list[Relation]) -> csr_matrix:
        rows = [n for n, relation in enumerate(relations) for _ in relation]
        columns = [column[key] for relation in relations for key in relation]
        weights = [float(w) for relation in relations for w in relation.values()]
        shape = (len(relations), len(keys))
        return csr_matrix((weights, (rows, columns)), shape=shape)

    value = np.array([float(cells.value[key]) for key in keys])
    worth = np.array([cells.worth.get(key, 1.0) for key in keys])
    return Tables(
        value=value,
        floor=np.array([float(cells.floor.get(key, 0)) for key in keys]),
        # small counts that stand alone go before totals
        price=worth * (1.0 + np.sqrt(value)),
        equal=matrix(equal),
        at_least=matrix(at_least),
    )


def _solve(
    tables: Tables,
    withheld: Flags,
    held: Flags,
    width: float,
    random: np.random.Generator,
) -> Flags:
    """Return which counts of a component go."""
    programs = Programs(tables)
    withheld = withheld.copy()
    low = np.zeros(len(withheld))
    high = np.zeros(len(withheld))
    pays = False
    reward = REWARD
    for _ in range(MOST_ROUNDS):
        open_ones = withheld & (high - low < width - TOLERANCE)
        if not open_ones.any():
            return withheld
        sign = random.choice([-1.0, 1.0], len(withheld))
        # where one side is found, the other is wanted, if it can be had
        wanted = open_ones & (random.random(len(withheld)) < OTHER_SIDE)
        sign[wanted & (high > -low + TOLERANCE)] = -1.0
        sign[wanted & (-low > high + TOLERANCE)] = 1.0
        at_floor = tables.value - tables.floor + low < TOLERANCE
        sign[at_floor] = 1.0
        if pays and open_ones.sum() > FEW:
            sign[random.random(len(sign)) > SHARE_AT_A_TIME] = 0.0
        worth = np.where(open_ones, reward * sign, 0.0)
        down, up = _farthest(open_ones, low, high, width)
        moves = Moves(withheld, held, worth, down, up)
        move = programs.paid_move(moves) if pays else programs.free_move(moves)
        if pays:
            withheld |= (np.abs(move) > TOLERANCE) & ~held
        before = np.minimum(high - low, width)[open_ones].sum()
        low = np.where(withheld, np.minimum(low, move), 0.0)
        high = np.where(withheld, np.maximum(high, move), 0.0)
        gained = np.minimum(high - low, width)[open_ones].sum() - before
        is_slow = gained < SLOW * (open_ones.sum() * width - before)
        # dearer ones go when cheap ones were not enough
        reward = 4 * reward if pays and is_slow else reward
        pays = not pays and bool(is_slow or open_ones.sum() <= LAST)
    # the quick way out: nothing of these tables is said
    withheld = ~held
    if _bounded_by_exceptions(programs, withheld, width, random):
        raise BuildError(
            "disclosure control: approved exceptions leave counts that can be"
            " worked out (seeds/disclosure/disclosure_exception.csv)"
        )
    return withheld


def _bounded_by_exceptions(
    programs: Programs, withheld: Flags, width: float, random: np.random.Generator
) -> bool:
    """Tell whether counts can be worked out although all but the held ones are gone."""
    if withheld.all():
        return False
    low, high = np.zeros(len(withheld)), np.zeros(len(withheld))
    for _ in range(MOST_ROUNDS):
        open_ones = withheld & (high - low < width - TOLERANCE)
        sign = random.choice([-1.0, 1.0], len(withheld))
        worth = np.where(open_ones, sign, 0.0)
        down, up = _farthest(open_ones, low, high, width)
        move = programs.free_move(Moves(withheld, ~withheld, worth, down, up))
        low, high = np.minimum(low, move), np.maximum(high, move)
    return bool((withheld & (high - low < width - TOLERANCE)).any())


def _farthest(
    open_ones: Flags, low: Vector, high: Vector, width: float
) -> tuple[Vector, Vector]:
    """Return how far down and up each count may go.

    Open ones go no farther than they still need, so that others may move, too.
    """
    return (
        np.where(open_ones, width - high, np.inf),
        np.where(open_ones, width + low, np.inf),
    )
