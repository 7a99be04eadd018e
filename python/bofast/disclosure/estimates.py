"""Coarsens estimates so that no count can be worked out of them.

Of one linear model the standard errors of three outcomes are the same multiple of the
root of their residual sums of squares, and RSS / (1 - R2) = n p (1 - p): exact numbers
tell how many had each outcome, and how many died. The log-likelihood of a logit with
constants only tells the same. So R2 and log-likelihoods are rounded so far that a few
persons with an outcome, more or less, do not change them, and so are the parts of a
difference between two models; other numbers to the digits that the study prints, and
numbers of persons to the rounding base.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from bofast.disclosure.rules import ColumnRule
from bofast.errors import BuildError
from bofast.settings import Limits
from bofast.sql import identifier, literal

LINEAR, LOGIT = "int_lpm_estimate", "int_logit_parameter"
DECOMPOSITION = "int_lpm_decomposition"
NOTES = ("note", "fit_note")
# types of keys and codes; a number of another type needs a rule
FREE = ("VARCHAR", "INTEGER", "BOOLEAN")
# code of the list missing_reason
WITHHELD = "withheld_few"
MODEL = ("outcome_year", "model", "geography_type", "geography_code")
# what a model's fit is rounded to: R2 moves by about 1 / moved when a person more has
# moved, a log-likelihood by the log odds of the rarest outcome
UNITS = {
    LINEAR: "greatest(0.001, power(10, ceil(log10("
    "2.0 * {base} / greatest(moved, 1)))))",
    LOGIT: "power(10, ceil(log10(2.0 * {base}"
    " * greatest(1, ln(greatest(stayed, 1) / greatest(rarest, 1))))))",
}
# parts of a difference between two shares: 1, 2 or 5 in a decimal place, so far that
# the rounding base more or less of either side's persons does not change it
PART_STEP = "({base} / greatest(least(n_observations, n_other_observations), 1.0))"
PART_POWER = f"power(10, floor(log10({PART_STEP})))"
PART_UNIT = f"""greatest(0.001, {PART_POWER} * case
    when {PART_STEP} <= {PART_POWER} then 1
    when {PART_STEP} <= 2 * {PART_POWER} then 2
    when {PART_STEP} <= 5 * {PART_POWER} then 5
    else 10
end)"""
# coefficients of a model: of a linear one each outcome has them, a logit's are of all
TERMS = {LINEAR: "max(terms)", LOGIT: "sum(terms)"}


@dataclass(frozen=True)
class Coarsening:
    """How a table is coarsened.

    Attributes:
        name: name of the table.
        exact: its full name.
        target: full name of the table to write.
        is_small: condition of rows that are of too few persons.
        unit: what the fit of a row's model is rounded to.
        sizes: join that `is_small` and `unit` come from, if any.
    """

    name: str
    exact: str
    target: str
    is_small: str
    unit: str = "null"
    sizes: str = ""


def sizes_of_models(estimates: str, kind: str, limits: Limits) -> str:
    """Return the query of what models are made from, a row per model.

    Args:
        estimates: full name of the estimates.
        kind: `int_lpm_estimate` or `int_logit_parameter`.
        limits: the limits.

    Returns:
        SQL of the model's keys, `is_small` and `unit`, what its fit is rounded to.
    """
    keys = ", ".join(MODEL)
    unit = UNITS[kind].format(base=limits.rounding_base)
    return f"""
        with of_outcome as (
            select
                {keys}, sex, outcome, max(n_observations) as persons,
                max(n_families) as families, max(n_outcome) as had, count(*) as terms
            from {estimates} group by all
        ),
        of_model as (
            select
                {keys}, sex, max(persons) as persons, max(families) as families,
                {TERMS[kind]} as terms, min(had) as least,
                coalesce(
                    max(had) filter (where outcome = 'stay'), max(persons) - sum(had)
                ) as stayed
            from of_outcome group by all
        ),
        sized as (
            select *, least(least, stayed) as rarest, persons - stayed as moved
            from of_model
        )
        select
            {keys}, sex, {unit} as unit,
            persons - terms < {limits.min_df}
            or least(persons, families, rarest) < {limits.min_cell} as is_small
        from sized
        """


def of_models(name: str, exact: str, target: str, sizes: str) -> Coarsening:
    """Return how a table of estimates is coarsened by what its models are made from.

    Args:
        name: name of the table.
        exact: its full name.
        target: full name of the table to write.
        sizes: full name of a table of `sizes_of_models`.
    """
    same = " and ".join(f"estimates.{key} = sizes.{key}" for key in MODEL)
    # a profile has a sex where its model may be of both
    join = (
        f"inner join {sizes} as sizes on {same}"
        " and (sizes.sex is null or estimates.sex = sizes.sex)"
    )
    return Coarsening(name, exact, target, "sizes.is_small", "sizes.unit", join)


def of_decompositions(exact: str, target: str, limits: Limits) -> Coarsening:
    """Return how differences between linear models are coarsened.

    Args:
        exact: full name of int_lpm_decomposition.
        target: full name of the table to write.
        limits: the limits, of which a side must keep each.
    """
    is_small = (
        f"estimates.n_residual < {limits.min_df}"
        f" or estimates.n_least < {limits.min_cell}"
    )
    unit = PART_UNIT.format(base=limits.rounding_base)
    return Coarsening(DECOMPOSITION, exact, target, is_small, unit)


def coarsen(
    connection: duckdb.DuckDBPyConnection,
    coarsening: Coarsening,
    rules: Sequence[ColumnRule],
    base: int,
) -> int:
    """Write a coarsened table.

    Args:
        connection: where the table is.
        coarsening: how.
        rules: how its columns leave.
        base: the rounding base.

    Returns:
        Rows that are withheld.

    Raises:
        BuildError: no rule says how a number leaves.
    """
    described = connection.execute(f"describe {coarsening.exact}").fetchall()
    by_column = {rule.column: rule for rule in rules if rule.table == coarsening.name}
    unknown = [
        str(column)
        for column, kind, *_ in described
        if kind not in FREE and column not in by_column
    ]
    if unknown:
        raise BuildError(
            f"{coarsening.name}: {', '.join(unknown)} would be published exactly: say"
            " in seeds/disclosure/disclosure_column.csv how each leaves"
        )
    selected = [
        f"{_left(str(column), by_column, coarsening, base)} as {identifier(column)}"
        for column, *_ in described
    ]
    connection.execute(
        f"create table {coarsening.target} as select {', '.join(selected)}"
        f" from {coarsening.exact} as estimates {coarsening.sizes}"
    )
    withheld = connection.execute(
        f"select count(*) from {coarsening.target} where note = '{WITHHELD}'"
    ).fetchone()
    return int(withheld[0]) if withheld else 0


def _left(
    column: str, rules: dict[str, ColumnRule], coarsening: Coarsening, base: int
) -> str:
    """Return the expression that a column leaves as."""
    name = f"estimates.{identifier(column)}"
    if column in NOTES:
        return f"if({coarsening.is_small}, {literal(WITHHELD)}, {name})"
    rule = rules.get(column)
    if rule is None or rule.rule == "kept":
        return name
    unit = coarsening.unit
    left = {
        "exact": name,
        "withheld": f"if(false, {name}, null)",
        "decimals": f"round({name}, {rule.decimals})",
        "rounding_base": f"cast(round({name} / {base}) * {base} as bigint)",
        "fit": f"round({name} / {unit}) * {unit}",
    }[rule.rule]
    return f"if({coarsening.is_small}, null, {left})"
