"""Counts of the panel: residents of a group and what became of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bofast.disclosure.cells import Cells, Key, Place
from bofast.disclosure.rules import Column, Rule
from bofast.errors import BuildError

# nested age ranges, the wider first
NESTED_AGES = (("all", "15-74"), ("all", "20-35"), ("15-74", "20-35"))
LEVELS = ("centrality", "county")
ARRIVALS = {f"in_migrants_{level}" for level in LEVELS}
# other ways to end than staying and moving
OTHER_ENDS = ("emigrants", "deaths", "unexplained")
# what counts are worth that are divided by nothing, by one thing, by more
WORTH = (1000.0, 10.0, 1.0)
END_MEASURES = {"abroad": "emigrants", "dead": "deaths", "unexplained": "unexplained"}


class Group(NamedTuple):
    """Who is counted."""

    time: object
    geography_type: str = "country"
    geography_code: str = "all"
    age_range: str = "all"
    background: str = "all"
    labour_status: str = "all"
    education_level: str = "all"
    family_size_group: str = "all"
    family_composition: str = "all"


SPLIT_BY = ("background", "labour_status", "education_level", "family_size_group")


@dataclass(frozen=True)
class Row:
    """A row of a published table.

    Attributes:
        rule: of the table.
        number: rowid.
        values: column -> value.
    """

    rule: Rule
    number: int
    values: Mapping[str, Any]


def group_of(row: Row) -> Group:
    """Return who a row counts; what it does not say is `all`."""
    values = row.values
    said = {name: str(values[name]) for name in Group._fields if name in values}
    said.setdefault("age_range", row.rule.age_range)
    if "level_start" in values:
        said |= {
            "geography_type": "centrality",
            "geography_code": str(values["level_start"]),
        }
    return Group(values[row.rule.time_column], **said)


def take_in(cells: Cells, row: Row, limit: int) -> None:
    """Take in the counts that a row tells, and where they stand.

    Args:
        cells: counts known so far.
        row: a row of a table with protection `panel`.
        limit: the smallest count that is published.
    """
    group = group_of(row)
    known: dict[str, Key] = {}
    for column in row.rule.columns:
        if column.role != "derived":
            measure = _measure(row, group, column.measure)
            value = _count(row, column, known, cells)
            known[column.measure] = cells.add((*group, measure), value, limit)
    if "residents" in known:
        key = known["residents"]
        cells.floor[key] = min(1, cells.value[key])
    for column in row.rule.columns:
        if column.is_sensitive:
            cells.is_sensitive(known[column.measure], known[column.base], limit)
        told = column.uses if column.role == "derived" else (column.measure,)
        if column.role == "rate":
            told = (column.measure, column.base)
        total: Key = (*group._replace(background="all"), "residents")
        keys = tuple(total if m == "total" else known[m] for m in told)
        cells.places.append(Place(row.rule.table, row.number, column.column, keys))


def _measure(row: Row, group: Group, measure: str) -> str:
    """Return the name of a count, which is one and the same in all tables."""
    if measure == "out_migrants":
        level = row.values.get("mobility_level", group.geography_type)
        return f"out_migrants_{'county' if level == 'country' else level}"
    if measure == "in_migrants":
        return f"in_migrants_{group.geography_type}"
    if measure == "persons":
        end = str(row.values["level_end"])
        if end == group.geography_code:
            return "stay_centrality"
        return END_MEASURES.get(end, f"to_{end}")
    return measure


def _count(row: Row, column: Column, known: Mapping[str, Key], cells: Cells) -> int:
    value = row.values[column.column]
    if column.role == "rate":
        return round(float(value) * cells.value[known[column.base]] / 100)
    return int(value)


def add_totals(cells: Cells, rows: list[Row], limit: int) -> None:
    """Take in totals of periods that nothing but a share tells.

    A share of a geography's residents and the residents it is of give the total.
    """
    totals: defaultdict[Key, int] = defaultdict(int)
    for row in rows:
        total = (*group_of(row)._replace(background="all"), "residents")
        totals[total] += int(row.values["residents"])
    for key, value in totals.items():
        cells.add(key, value, limit)


def relate(cells: Cells, years_of: Mapping[object, list[object]]) -> None:
    """Add the relations between the counts of the panel.

    Args:
        cells: the counts; a relation is added where its total is published.
        years_of: period -> its years.
    """
    counts = [key for key in cells.value if len(key) == len(Group._fields) + 1]
    _add_periods(cells, counts, years_of)
    for key in counts:
        divided = sum(code != "all" for code in (key[2], *key[4:-1]))
        cells.worth[key] = WORTH[min(divided, len(WORTH) - 1)]
    # what holds of every year holds of their sum
    keys = [key for key in counts if key[0] not in years_of]
    _add_breakdowns(cells, keys)
    measures: defaultdict[Group, set[str]] = defaultdict(set)
    for key in keys:
        measures[Group(*key[:-1])].add(str(key[-1]))  # type: ignore[arg-type]
    for group, names in measures.items():
        _add_ends(cells, group, names)
        _add_nested_ages(cells, group, measures)


def _add_breakdowns(cells: Cells, keys: list[Key]) -> None:
    """Relate totals to their parts: by each code, by geography, by composition."""
    parts: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in keys:
        group = Group(*key[:-1])  # type: ignore[arg-type]
        measure = str(key[-1])
        for name in SPLIT_BY:
            if getattr(group, name) != "all":
                if name == "family_size_group" and group.family_composition != "all":
                    continue
                parts[(*group._replace(**{name: "all"}), measure, name)].append(key)
        composition = group.family_composition
        if composition != "all":
            whole = "mixed" if composition.startswith("mixed_") else "all"
            parent = group._replace(family_composition=whole)
            parts[(*parent, measure, whole)].append(key)
        if group.geography_type != "country":
            parent = group._replace(geography_type="country", geography_code="all")
            # over all regions of a level as many move in as out
            total = measure.replace("in_migrants", "out_migrants")
            label = f"{group.geography_type} {measure}"
            parts[(*parent, total, label)].append(key)
    # time, what is broken down and how -> parts of a whole breakdown
    whole_size: defaultdict[Key, int] = defaultdict(int)
    for labelled, found in parts.items():
        kind = (labelled[0], found[0][-1], labelled[-1])
        whole_size[kind] = max(whole_size[kind], len(found))
    for labelled, found in parts.items():
        total_key, measure = labelled[:-1], str(found[0][-1])
        if total_key in cells.value:
            kind = (labelled[0], measure, labelled[-1])
            if measure in ARRIVALS and len(found) < whole_size[kind]:
                # who moves to where nobody of the group lived has no row
                cells.at_least({total_key: 1} | dict.fromkeys(found, -1))
            else:
                cells.relate(total_key, found)


def _add_periods(
    cells: Cells, keys: list[Key], years_of: Mapping[object, list[object]]
) -> None:
    """Say which sums over years go with their years.

    Raises:
        BuildError: a period is not the sum of its years.
    """
    for key in keys:
        if key[0] in years_of:
            parts = [(year, *key[1:]) for year in years_of[key[0]]]
            found = [part for part in parts if part in cells.value]
            if sum(cells.value[part] for part in found) != cells.value[key]:
                raise BuildError(
                    "disclosure control: a period is not the sum of its years,"
                    f" {' '.join(map(str, key))}"
                )
            cells.follows[key] = found


def _add_ends(cells: Cells, group: Group, names: set[str]) -> None:
    """Relate residents to what became of them; who stayed are not fewer than 0."""

    def key(measure: str) -> Key:
        return (*group, measure)

    others = [key(name) for name in OTHER_ENDS if name in names]
    flows = [key(name) for name in sorted(names) if name.startswith("to_")]
    if "stay_centrality" in names:
        cells.relate(key("residents"), [key("stay_centrality"), *flows, *others])
    if flows:
        cells.relate(key("out_migrants_centrality"), flows)
        arrived = key("in_migrants_centrality")
        if arrived in cells.value:
            to = f"to_{group.geography_code}"
            levels = ("1", "2", "3", "4")
            came = [(*group._replace(geography_code=c), to) for c in levels]
            cells.relate(arrived, [k for k in came if k in cells.value])
    if "residents" in names:
        for level in LEVELS:
            out = f"out_migrants_{level}"
            moved = [key(out)] if out in names else []
            if moved or others:
                cells.at_least(
                    {key("residents"): 1} | dict.fromkeys([*others, *moved], -1)
                )
    if "administrative_emigrants" in names:
        cells.at_least({key("emigrants"): 1, key("administrative_emigrants"): -1})


def _add_nested_ages(
    cells: Cells, group: Group, measures: Mapping[Group, set[str]]
) -> None:
    """Say that a wider range of ages has at least as many of everything."""
    for wide, narrow in NESTED_AGES:
        wider = group._replace(age_range=wide)
        if group.age_range != narrow or wider not in measures:
            continue
        shared = sorted(measures[group] & measures[wider])
        for measure in shared:
            cells.at_least({(*wider, measure): 1, (*group, measure): -1})
        if "residents" not in shared:
            continue
        ends = {name for name in shared if name in OTHER_ENDS}
        for level in LEVELS:
            # as many stay, or end in a way that the narrower range does not tell
            some = ends | ({f"out_migrants_{level}"} & set(shared))
            relation: dict[Key, int] = {
                (*wider, "residents"): 1,
                (*group, "residents"): -1,
            }
            for measure in sorted(some):
                relation |= {(*wider, measure): -1, (*group, measure): 1}
            cells.at_least(relation)


def withhold_sparse(cells: Cells) -> None:
    """Withhold breakdowns most of whose counts are small, as a whole.

    In such a breakdown little is left to be said, and much else would have to go to
    protect it. A measure that has no breakdown left in a year goes altogether.

    Args:
        cells: the counts of the panel, small ones marked; more of them are.
    """
    breakdowns: defaultdict[tuple[Key, Key], list[Key]] = defaultdict(list)
    for key in cells.value:
        if len(key) == len(Group._fields) + 1:
            time, geography_type, _, age_range, *codes, measure = key
            if str(measure).startswith("to_"):
                measure = "to"
            split = tuple(code != "all" for code in codes)
            shape = (geography_type, age_range, *split)
            breakdowns[(time, measure), shape].append(key)
    left: set[Key] = set()
    for (subject, _), keys in breakdowns.items():
        small = sum(key in cells.primary for key in keys)
        if 2 * small > len(keys):
            cells.primary.update(keys)
        elif len(keys) > 1:
            left.add(subject)
    for (subject, _), keys in breakdowns.items():
        if subject not in left and len(keys) == 1:
            wholly = all(
                key in cells.primary
                for (other, _), found in breakdowns.items()
                if other == subject and len(found) > 1
                for key in found
            )
            if wholly and subject[-1] != "residents":
                cells.primary.update(keys)
