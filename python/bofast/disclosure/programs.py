"""Other tables that agree with what is published, found by linear programming.

The programs of one set of relations differ in bounds and costs only, so the solver
keeps the relations: handing them over each time takes as long as solving.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from bofast.errors import BuildError

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Tables:
    """Counts that relations tie together, n of them.

    Attributes:
        value: (n,) what each count is.
        floor: (n,) what everybody knows it is at least.
        price: (n,) what it costs to move a published count by one.
        equal: (e, n) sums that are 0.
        at_least: (a, n) sums that are 0 or more.
    """

    value: Vector
    floor: Vector
    price: Vector
    equal: csr_matrix
    at_least: csr_matrix


@dataclass(frozen=True)
class Moves:
    """What may move, and what that is worth.

    Attributes:
        withheld: (n,) counts that may move for nothing.
        held: (n,) counts that may not move.
        worth: (n,) of moving a withheld count upwards by one; below 0 of moving it
            downwards.
        down: (n,) how far each withheld count may go down.
        up: (n,) how far it may go up.
    """

    withheld: Flags
    held: Flags
    worth: Vector
    down: Vector
    up: Vector


class Programs:
    """Finds tables that keep all relations of the true one."""

    def __init__(self, tables: Tables) -> None:
        """Hand the relations to the solver."""
        self._tables = tables
        relations = vstack([tables.equal, tables.at_least], format="csc")
        self._free = _program(relations, tables)
        # a published count moves up or down, each at its price
        both = hstack([relations, relations, -relations], format="csc")
        self._paid = _program(both, tables)

    def free_move(self, moves: Moves) -> Vector:
        """Return how a table differs from the true one in withheld counts only.

        Args:
            moves: what may move; the table is worth as much as any.

        Returns:
            (n,) the difference of each count, 0 where there is no such table.
        """
        return _solve(self._free, *self._withheld(moves))

    def paid_move(self, moves: Moves) -> Vector:
        """Return how a table differs in which published counts move, too, at a price.

        Args:
            moves: what may move; no other table is worth more, less what it costs.

        Returns:
            (n,) the difference of each count, 0 where there is no such table.
        """
        tables = self._tables
        is_paid = ~moves.withheld & ~moves.held
        nothing = np.zeros(len(is_paid))
        price = np.where(is_paid, tables.price, 0.0)
        highest = np.where(is_paid, highspy.kHighsInf, 0.0)
        lowest = np.where(is_paid, tables.value - tables.floor, 0.0)
        cost, lower, upper = self._withheld(moves)
        found = _solve(
            self._paid,
            np.concatenate([cost, price, price]),
            np.concatenate([lower, nothing, nothing]),
            np.concatenate([upper, highest, lowest]),
        )
        free, up, down = np.split(found, 3)
        return free + up - down

    def _withheld(self, moves: Moves) -> tuple[Vector, Vector, Vector]:
        """Return cost, lower and upper bound of moving each withheld count."""
        is_free = moves.withheld & ~moves.held
        room = self._tables.value - self._tables.floor
        return (
            np.where(is_free, -moves.worth, 0.0),
            np.where(is_free, np.maximum(-room, -moves.down), 0.0),
            np.where(is_free, moves.up, 0.0),
        )


def _program(relations: csr_matrix, tables: Tables) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    # the programs are small and many: preparing each costs more than it saves
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("parallel", "off")
    rows, columns = relations.shape
    nothing = np.zeros(columns)
    rest = tables.at_least @ tables.value
    zero = np.zeros(tables.equal.shape[0])
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = rows, columns
    program.col_cost_ = program.col_lower_ = program.col_upper_ = nothing
    program.row_lower_ = np.concatenate([zero, -rest])
    program.row_upper_ = np.concatenate([zero, np.full(len(rest), highspy.kHighsInf)])
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = relations.indptr
    program.a_matrix_.index_ = relations.indices
    program.a_matrix_.value_ = relations.data
    _succeed(solver.passModel(program))
    return solver


def _succeed(status: highspy.HighsStatus) -> None:
    """Stop where the solver does not take a program, rather than solve another one."""
    if status == highspy.HighsStatus.kError:
        raise BuildError("disclosure control: a linear program was not taken")


def _solve(solver: highspy.Highs, cost: Vector, lower: Vector, upper: Vector) -> Vector:
    columns = np.arange(len(cost), dtype=np.int32)
    _succeed(solver.changeColsCost(len(columns), columns, cost))
    _succeed(solver.changeColsBounds(len(columns), columns, lower, upper))
    # where the last program ended is a worse start than none, and what is found must
    # not depend on it
    solver.clearSolver()
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.zeros(len(columns))
    return np.array(solver.getSolution().col_value)
