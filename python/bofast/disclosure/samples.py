"""How many persons the models are of, which bounds the counts of the panel.

The number of persons in a model says how many of a place have a known botid and end,
the difference between a linear model and a logit how many of them died, and the
likelihood of a logit with constants only how many emigrated and moved.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb

from bofast.disclosure.cells import Cells, Key, Place
from bofast.disclosure.estimates import FAMILY_MODEL, PERSONS
from bofast.disclosure.panel import Group

AGE_RANGE = "15-74"
# of the panel, where those of the models are some of them
WIDER_AGES = (AGE_RANGE, "all")
# columns that tell how many persons a linear model is of: Student's p for a t-value
# is of n - k degrees of freedom
LINEAR_TABLES = {
    "lpm_estimate": ("n_observations", "n_families", "p_value"),
    "lpm_table": ("n_observations",),
}
SEXES = ("male", "female")
# modelled persons, and which of the panel's they are some of
MODELLED = "modelled"
ALIVE = "modelled_alive"
DEAD = "modelled_deaths"
IN_FAMILIES = "modelled_in_families"
ALONE = "modelled_alone"
EMIGRANTS = "modelled_emigrants"
MOVERS = "modelled_out_migrants"
SOME_OF = {
    MODELLED: "residents",
    DEAD: "deaths",
    EMIGRANTS: "emigrants",
    MOVERS: "out_migrants_centrality",
}
# what it costs to withhold one, against 1 of the cheapest count of the panel
WORTH = 5.0
# columns of logit_fit and the numbers that they tell
TELL = {
    "n_observations": (ALIVE,),
    "n_families": (ALIVE,),
    "schwarz_bic": (ALIVE,),
    "log_likelihood_constants": (ALIVE, EMIGRANTS, MOVERS),
    "scaled_r2": (ALIVE, EMIGRANTS, MOVERS),
}


@dataclass(frozen=True)
class _Source:
    """Where the numbers are.

    Attributes:
        connection: to the tables.
        schema: catalogue and schema of the published tables.
        warehouse: catalogue of the warehouse.
    """

    connection: duckdb.DuckDBPyConnection
    schema: str
    warehouse: str

    def rows(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()


def take_in(
    cells: Cells,
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    warehouse: str,
    limit: int,
) -> None:
    """Take in the numbers of persons that models tell, and what ties them to others.

    Args:
        cells: counts of the panel, with their relations.
        connection: where the tables are.
        schema: catalogue and schema of the published tables.
        warehouse: catalogue of the warehouse.
        limit: the smallest count that is published.
    """
    source = _Source(connection, schema, warehouse)
    _linear(cells, source, limit)
    _logit(cells, source, limit)
    _relate(cells, limit)


def _linear(cells: Cells, source: _Source, limit: int) -> None:
    for table, columns in LINEAR_TABLES.items():
        rows = source.rows(
            "select rowid, outcome_year, geography_type, geography_code, model,"
            f" coalesce(n_observations, 0) from {source.schema}.{table} order by rowid"
        )
        for number, year, kind, code, model, persons in rows:
            measure = IN_FAMILIES if model == FAMILY_MODEL else MODELLED
            key: Key = (*Group(year, kind, code, AGE_RANGE), measure)
            _add(cells, key, int(persons), limit)
            for column in columns:
                cells.places.append(Place(table, number, column, (key,)))


def _logit(cells: Cells, source: _Source, limit: int) -> None:
    rows = source.rows(
        f"""
        select fit.rowid, fit.outcome_year, fit.centrality_level, fit.sex,
            coalesce(n_observations, 0), coalesce(sum(emigration), 0),
            coalesce(sum(out_migration_centrality), 0)
        from {source.schema}.logit_fit as fit
            left join {source.warehouse}.{PERSONS} as person
            on fit.outcome_year = person.outcome_year
            and coalesce(fit.centrality_level = person.centrality_level, true)
            and coalesce(fit.sex = person.sex, true)
        group by all
        order by fit.rowid
        """
    )
    for number, year, level, sex, *counts in rows:
        place = ("country", "all") if level is None else ("centrality", str(level))
        group = Group(year, *place, AGE_RANGE)
        keys = {}
        for measure, persons in zip((ALIVE, EMIGRANTS, MOVERS), counts, strict=True):
            key: Key = (*group, _name(measure, sex))
            keys[measure] = _add(cells, key, int(persons), limit)
        for column, told in TELL.items():
            of = tuple(keys[measure] for measure in told)
            cells.places.append(Place("logit_fit", number, column, of))


def _add(cells: Cells, key: Key, persons: int, limit: int) -> Key:
    cells.worth[key] = WORTH
    return cells.add(key, persons, limit)


def _name(measure: str, sex: str | None) -> str:
    return measure if sex is None else f"{measure} {sex}"


def _relate(cells: Cells, limit: int) -> None:
    value = cells.value
    levels: defaultdict[object, list[Group]] = defaultdict(list)
    groups = {
        Group(*key[:-1])  # type: ignore[arg-type]
        for key in value
        if key[-1] in (MODELLED, ALIVE)
    }
    # what is found must not depend on the order that a set happens to have
    for group in sorted(groups, key=str):
        if group.geography_type == "centrality":
            levels[group.time].append(group)
    for time, parts in levels.items():
        country = Group(time, age_range=AGE_RANGE)
        for measure in (MODELLED, ALIVE, EMIGRANTS, MOVERS):
            known = [key for g in parts if (key := (*g, measure)) in value]
            if known:
                total = (*country, measure)
                if total not in value:
                    _add(cells, total, sum(value[key] for key in known), limit)
                cells.relate(total, known)
        groups.add(country)
    for group in sorted(groups, key=str):
        _relate_group(cells, group, limit)


def _relate_group(cells: Cells, group: Group, limit: int) -> None:
    value = cells.value

    def key(measure: str) -> Key:
        return (*group, measure)

    def known(*measures: str) -> bool:
        return all(key(measure) in value for measure in measures)

    # what is left of a number when another is taken off
    for whole, part, rest in ((MODELLED, ALIVE, DEAD), (MODELLED, IN_FAMILIES, ALONE)):
        if known(whole, part):
            number = value[key(whole)] - value[key(part)]
            left = _add(cells, key(rest), number, limit)
            cells.relate(key(whole), [key(part), left])
    if known(DEAD):
        cells.is_sensitive(key(DEAD), key(MODELLED), limit)
    for measure in (ALIVE, EMIGRANTS, MOVERS):
        by_sex = [_name(measure, sex) for sex in SEXES]
        if known(measure, *by_sex):
            cells.relate(key(measure), [key(name) for name in by_sex])
    if known(ALIVE, EMIGRANTS, MOVERS):
        cells.at_least({key(ALIVE): 1, key(EMIGRANTS): -1, key(MOVERS): -1})
    for age_range in WIDER_AGES:
        _relate_to_panel(cells, group, group._replace(age_range=age_range))


def _relate_to_panel(cells: Cells, group: Group, wider: Group) -> None:
    """Say that those modelled are some of the residents, and their ends some ends."""
    value = cells.value
    for measure, whole in SOME_OF.items():
        key, of = (*group, measure), (*wider, whole)
        if key in value and of in value:
            cells.at_least({of: 1, key: -1})
    residents = (*wider, "residents")
    modelled = (*group, MODELLED)
    unexplained = (*wider, "unexplained")
    if {residents, modelled, unexplained} <= value.keys():
        cells.at_least({residents: 1, modelled: -1, unexplained: -1})
    # as many stay in the model as there, or fewer
    ends = [(*wider, whole) for whole in SOME_OF.values() if whole != "residents"]
    some = [(*group, measure) for measure in (EMIGRANTS, MOVERS)]
    needed = {residents, unexplained, (*group, ALIVE), *ends, *some}
    if needed <= value.keys():
        signs: dict[Key, int] = {residents: 1, unexplained: -1, (*group, ALIVE): -1}
        cells.at_least(signs | dict.fromkeys(ends, -1) | dict.fromkeys(some, 1))
