"""Counts of the registers' profiles: residents, households, jobs, moves, findings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bofast.disclosure.cells import Cells, Key, Place
from bofast.disclosure.panel import Group
from bofast.errors import BuildError

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
# a rate is a fraction of counts, and binary
TOLERANCE = 1e-6
OPEN_GROUP = "+"
# against 1 of a cell
WORTH_OF_TOTALS = 100.0


@dataclass
class _Profile:
    """Counts of the profiles while they are taken in.

    Attributes:
        cells: where they go.
        limit: the smallest count that is published.
        tables: table -> rows.
        residents: year -> the cells of residents, each with its codes.
        kinds: what is counted and year -> counts.
    """

    cells: Cells
    limit: int
    tables: Rows
    residents: defaultdict[int, list[tuple[Key, Row]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    kinds: defaultdict[tuple[object, ...], list[Key]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def rows(self, table: str) -> list[tuple[int, Row]]:
        return list(enumerate(self.tables.get(table, [])))

    def place(self, table: str, row: int, column: str, *keys: Key) -> None:
        self.cells.places.append(Place(table, row, column, keys))

    def add(self, key: Key, value: int) -> Key:
        if key not in self.cells.value:
            self.kinds[key[:2]].append(key)
            self.cells.worth[key] = WORTH_OF_TOTALS if key[0] == "all" else 1.0
        return self.cells.add(key, value, self.limit)

    def total(self, key: Key, parts: Iterable[Key]) -> Key:
        """Take in a sum that a rate tells, and relate it to its parts."""
        found = list(parts)
        if key not in self.cells.value:
            self.add(key, sum(self.cells.value[part] for part in found))
            self.cells.relate(key, found)
        return key


def take_in(cells: Cells, tables: Rows, seeds: Rows, limit: int) -> None:
    """Take in what the profiles count, with all relations between them.

    Args:
        cells: counts known so far.
        tables: published table -> its rows, in order.
        seeds: `profile_population` and `age_span`.
        limit: the smallest count that is published.
    """
    profile = _Profile(cells, limit, tables)
    _residents(profile)
    _coverage(profile)
    _households(profile)
    _jobs(profile, seeds)
    _moves(profile)
    _comparison(profile, seeds)
    _findings(profile)


def _residents(profile: _Profile) -> None:
    codes = ("sex", "age", "is_born_abroad", "is_immigrant")
    for number, row in profile.rows("resident_profile"):
        key = ("residents", row["year"], *(row[code] for code in codes))
        profile.add(key, int(row["residents"]))
        profile.cells.floor[key] = 1
        profile.residents[row["year"]].append((key, row))
        profile.place("resident_profile", number, "residents", key)


def _residents_who(
    profile: _Profile, year: int, holds: Callable[[Row], bool]
) -> list[Key]:
    return [key for key, row in profile.residents[year] if holds(row)]


def _coverage(profile: _Profile) -> None:
    whose: dict[str, Callable[[Row], bool]] = {
        "residents": lambda row: True,
        "born_abroad": lambda row: row["is_born_abroad"] is True,
        "immigrants": lambda row: row["is_immigrant"] is True,
        "residents_not_in_person": lambda row: row["is_born_abroad"] is None,
    }
    table = "register_coverage"
    for number, row in profile.rows(table):
        year = row["year"]
        for column, holds in whose.items():
            parts = _residents_who(profile, year, holds)
            key = profile.total(("all", year, column), parts)
            profile.place(table, number, column, key)
        keys = ("all", year, "born_abroad"), ("all", year, "residents")
        profile.place(table, number, "born_abroad_percent", *keys)


def _households(profile: _Profile) -> None:
    """Take in households; persons in those of a fixed size tell their number."""
    table = "household_profile"
    for number, row in profile.rows(table):
        codes = (row["year"], row["household_type"], row["household_size"])
        key = profile.add(("households", *codes), int(row["households"]))
        profile.cells.floor[key] = 1
        profile.place(table, number, "households", key)
        size = str(row["household_size"])
        if size.endswith(OPEN_GROUP):
            persons = profile.add(("persons", *codes), int(row["persons"]))
            profile.cells.relate_terms({persons: 1, key: -int(size[:-1])})
            _goes_with(profile, persons, key)
            profile.place(table, number, "persons", persons)
        else:
            profile.place(table, number, "persons", key)


def _goes_with(profile: _Profile, amount: Key, persons: Key) -> None:
    """Withhold what few have along with how many have it."""
    if persons in profile.cells.primary:
        profile.cells.primary.add(amount)


def _jobs(profile: _Profile, seeds: Rows) -> None:
    table = "job_profile"
    of_group: defaultdict[tuple[object, ...], list[Key]] = defaultdict(list)
    for number, row in profile.rows(table):
        group = (row["year"], row["sex"], row["is_immigrant"])
        count = str(row["count_group"])
        key = profile.add(("jobs", *group, count), int(row["persons"]))
        profile.cells.floor[key] = 1
        of_group[group].append(key)
        profile.place(table, number, "persons", key)
        if count.endswith(OPEN_GROUP):
            jobs = profile.add(("jobs held", *group, count), int(row["jobs"]))
            profile.cells.relate_terms({jobs: 1, key: -int(count[:-1])})
            _goes_with(profile, jobs, key)
            profile.place(table, number, "jobs", jobs)
        else:
            profile.place(table, number, "jobs", key)
    (span,) = (row for row in seeds["age_span"] if row["age_span"] == "15-74")
    for (year, sex, is_immigrant), keys in of_group.items():
        # residents of the 1 January after
        parts = _residents_who(
            profile,
            int(str(year)) + 1,
            lambda row, sex=sex, origin=is_immigrant: (  # type: ignore[misc]
                row["sex"] == sex
                and row["is_immigrant"] == origin
                and _is_in(row, span)
            ),
        )
        cells = profile.cells
        if sum(cells.value[k] for k in keys) == sum(cells.value[p] for p in parts):
            relation = dict.fromkeys(keys, 1) | dict.fromkeys(parts, -1)
            cells.relate_terms(relation)


def _is_in(row: Row, span: Row) -> bool:
    age = row["age"]
    return (
        age is not None
        and age >= span["age_from"]
        and (span["age_to"] is None or age <= span["age_to"])
    )


def _moves(profile: _Profile) -> None:
    table = "move_profile"
    of_group: defaultdict[tuple[object, ...], list[Key]] = defaultdict(list)
    cells = profile.cells
    for number, row in profile.rows(table):
        group = (row["year"], row["move_type"], row["is_immigrant"])
        count = str(row["count_group"])
        key = profile.add(("movers", *group, count), int(row["persons"]))
        of_group[group].append(key)
        profile.place(table, number, "persons", key)
        moves = key
        if count.endswith(OPEN_GROUP):
            moves = profile.add(("moves", *group, count), int(row["moves"]))
            cells.relate_terms({moves: 1, key: -int(count[:-1])})
            _goes_with(profile, moves, key)
        profile.place(table, number, "moves", moves)
        total = _residents_by_origin(profile, row["year"], row["is_immigrant"])
        profile.place(table, number, "moves_per_100_residents", moves, total)
    for (year, _, is_immigrant), keys in of_group.items():
        total = _residents_by_origin(profile, int(str(year)), is_immigrant)
        none = next(key for key in keys if key[-1] == "0")
        cells.at_least({total: 1, none: -1})
        cells.at_least(dict.fromkeys(keys, 1) | {total: -1})


def _residents_by_origin(profile: _Profile, year: int, is_immigrant: object) -> Key:
    if is_immigrant:
        return ("all", year, "immigrants")
    parts = _residents_who(profile, year, lambda row: row["is_immigrant"] is False)
    return profile.total(("all", year, "not immigrants"), parts)


def _comparison(profile: _Profile, seeds: Rows) -> None:
    """Take in the counts that shares tell: numerator and denominator of each."""
    table = "register_comparison"
    people = {row["population"]: row for row in seeds["profile_population"]}
    spans = {row["age_span"]: row for row in seeds["age_span"]}
    for number, row in profile.rows(table):
        if row["value"] is None:
            continue
        above, below = _fraction(profile, row, people[row["population"]], spans)
        value = profile.cells.value
        percent = 1 if row["measure"] == "household_size" else 100
        if abs(percent * value[above] / value[below] - row["value"]) > TOLERANCE:
            raise BuildError(
                "disclosure control does not know how register_comparison makes"
                f" {row['measure']} of {row['population']} in {row['year']}"
            )
        for column in ("value", "difference"):
            profile.place(table, number, column, above, below)


def _fraction(
    profile: _Profile, row: Row, whose: Row, spans: Mapping[str, Row]
) -> tuple[Key, Key]:
    """Return the two counts that a row of `register_comparison` is made of."""
    year, measure, population = row["year"], row["measure"], row["population"]

    def of_population(other: Row) -> bool:
        return all(
            whose[code] is None or other[code] == whose[code]
            for code in ("sex", "is_immigrant")
        )

    def counted(kind: str, holds: Callable[[Key], bool]) -> list[Key]:
        """Return keys (kind, year, ...) that hold."""
        return [key for key in profile.kinds[(kind, year)] if holds(key)]

    def everybody() -> Key:
        if population in ("all", "immigrants"):
            name = "residents" if population == "all" else "immigrants"
            return ("all", year, name)
        parts = _residents_who(profile, year, of_population)
        return profile.total(("all", year, population), parts)

    def households() -> Key:
        parts = counted("households", lambda key: True)
        return profile.total(("all", year, "households"), parts)

    def persons_in_households() -> Key:
        key = ("all", year, "persons in households")
        if key not in profile.cells.value:
            relation: dict[Key, int] = {}
            for part in counted("households", lambda k: True):
                if not str(part[3]).endswith(OPEN_GROUP):
                    relation[part] = -int(str(part[3]))
            relation |= dict.fromkeys(counted("persons", lambda k: True), -1)
            value = profile.cells.value
            profile.add(key, -sum(w * value[k] for k, w in relation.items()))
            profile.cells.relate_terms({key: 1} | relation)
        return key

    def with_jobs(fewest: int) -> Key:
        parts = counted(
            "jobs",
            lambda key: (
                of_population({"sex": key[2], "is_immigrant": key[3]})
                and int(str(key[4]).rstrip(OPEN_GROUP)) >= fewest
            ),
        )
        return profile.total(("all", year, population, f"{fewest} or more jobs"), parts)

    name: Key = ("all", year, population, measure)
    if measure in ("born_abroad", "immigrants"):
        return ("all", year, measure), everybody()
    if measure == "women":
        parts = _residents_who(
            profile, year, lambda r: of_population(r) and r["sex"] == "female"
        )
        key: Key = ("all", year, "women") if population == "all" else name
        return profile.total(key, parts), everybody()
    if measure.startswith("age_"):
        span = spans[measure.removeprefix("age_")]
        parts = _residents_who(
            profile, year, lambda r: of_population(r) and _is_in(r, span)
        )
        return profile.total(name, parts), everybody()
    if measure == "household_size":
        return persons_in_households(), households()
    if measure.startswith("household_"):
        kind = measure.removeprefix("household_")
        parts = counted("households", lambda key: key[2] == kind)
        return profile.total(name, parts), households()
    if measure == "no_dwelling":
        total, housed = everybody(), persons_in_households()
        value = profile.cells.value
        if name not in value:
            profile.add(name, value[total] - value[housed])
            profile.cells.relate(total, [name, housed])
        return name, total
    if measure.startswith("moves_"):
        return _all_moves(profile, row, whose), everybody()
    if measure == "employed":
        return with_jobs(1), with_jobs(0)
    if measure == "several_jobs":
        return with_jobs(2), with_jobs(1)
    raise BuildError(
        f"disclosure control does not know the measure {measure} of register_comparison"
    )


def _all_moves(profile: _Profile, row: Row, whose: Row) -> Key:
    kind = row["measure"].removeprefix("moves_")
    relation: dict[Key, int] = {}
    year = row["year"]
    for key in [*profile.kinds[("movers", year)], *profile.kinds[("moves", year)]]:
        origin = whose["is_immigrant"]
        if key[2] != kind or origin not in (None, key[3]):
            continue
        group = str(key[4])
        if key[0] == "moves":
            relation[key] = -1
        elif group.isdecimal() and group != "0":
            relation[key] = -int(group)
    total = ("all", year, row["population"], row["measure"])
    value = profile.cells.value
    profile.add(total, -sum(w * value[k] for k, w in relation.items()))
    profile.cells.relate_terms({total: 1} | relation)
    return total


def _findings(profile: _Profile) -> None:
    """Take in rows that break rules.

    Rows set aside are counted by rule and in all, and are what two numbers of rows
    differ by: where one of these is small, none of a register and year is said.
    """
    table, limit, value = "data_quality", profile.limit, profile.cells.value
    aside: defaultdict[tuple[object, ...], list[tuple[int, Row]]] = defaultdict(list)
    for number, row in profile.rows(table):
        source = (row["register"], row["year"])
        if row["rule"] == "row_set_aside" or ": " in row["rule"]:
            aside[source].append((number, row))
            continue
        found: Key = ("finding", *source, row["rule"])
        if row["rule"] == "resident_not_in_person":
            found = ("all", row["year"], "residents_not_in_person")
        elif row["rule"] == "outcome_unexplained":
            found = (*Group(row["year"]), "unexplained")
        if value.get(found, row["finding_rows"]) != row["finding_rows"]:
            found = ("finding", *source, row["rule"])
        profile.add(found, int(row["finding_rows"]))
        base: Key = ("rows", *source, row["base_rows"])
        residents: Key = ("all", row["year"], "residents")
        at_risk: Key = (*Group(row["year"]), "residents")
        base = next(
            (k for k in (at_risk, residents) if value.get(k) == row["base_rows"]), base
        )
        profile.add(base, int(row["base_rows"]))
        profile.place(table, number, "finding_rows", found)
        profile.place(table, number, "base_rows", base)
        profile.place(table, number, "share_percent", found, base)
    for register_year, rows in aside.items():
        key: Key = ("aside", *register_year)
        smallest = min(int(row["finding_rows"]) for _, row in rows)
        profile.cells.value[key] = smallest
        if smallest < limit:
            profile.cells.primary.add(key)
        for number, _ in rows:
            for column in ("finding_rows", "base_rows", "share_percent"):
                profile.place(table, number, column, key)
