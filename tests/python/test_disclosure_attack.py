"""An attacker with the published file and linear programming, and nothing else.

The attacker's relations are written down here anew, from what the columns mean; nothing
of the protector's is used but the limit.
"""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from bofast.disclosure import Limits, protect
from bofast.settings import SEEDS

LIMIT = Limits.from_environment().min_cell
SAMPLE = 60
YEARS = (2004, 2013)
COUNTRY = ("country", "all")
WHO = (
    "geography_type, geography_code, age_range, background, labour_status,"
    " education_level, family_size_group, family_composition"
)
ALL_AGES = "'all' as age_range, background, 'all', 'all', 'all', 'all'"
PLACE = "geography_type, geography_code"
MODELLED = "'15-74', 'all', 'all', 'all', 'all', 'all'"
LEVEL = "if(geography_type = 'country', 'county', geography_type)"
COUNTS = f"""
    select {WHO}, 'residents', residents from mobility_rate where year
    union all select {WHO}, 'out ' || mobility_level, out_migrants
        from mobility_rate where year
    union all select {WHO}, 'emigrants', emigrants from mobility_rate where year
    union all select {WHO}, 'deaths', deaths from mobility_rate where year
    union all select {WHO}, 'unexplained', unexplained from mobility_rate where year
    union all select {PLACE}, '15-74', background, 'all', 'all', 'all', 'all',
        'residents', residents from mobility_rate_standardised where year
    union all select {PLACE}, '15-74', background, 'all', 'all', 'all', 'all',
        'emigrants', cast(round(emigration_rate * residents / 100) as bigint)
        from mobility_rate_standardised where year
    union all select {PLACE}, '15-74', background, 'all', 'all', 'all', 'all',
        'out ' || mobility_level,
        cast(round(out_migration_rate * residents / 100) as bigint)
        from mobility_rate_standardised where year
    union all select {PLACE}, {ALL_AGES}, 'residents', residents
        from administrative_emigration where year
    union all select {PLACE}, {ALL_AGES}, 'emigrants', emigrants
        from administrative_emigration where year
    union all select {PLACE}, {ALL_AGES}, 'administrative_emigrants',
        administrative_emigrants from administrative_emigration where year
    union all select {PLACE}, {ALL_AGES}, 'administrative_emigrants',
        cast(round(share_percent * emigrants / 100) as bigint)
        from administrative_emigration where year and emigrants > 0
    union all select {PLACE}, {ALL_AGES}, 'residents', residents
        from net_migration where year
    union all select {PLACE}, {ALL_AGES}, 'out ' || {LEVEL}, out_migrants
        from net_migration where year
    union all select {PLACE}, {ALL_AGES}, 'in ' || {LEVEL}, in_migrants
        from net_migration where year
    union all select 'centrality', level_start, {ALL_AGES}, 'residents', residents
        from centrality_transition where year
    union all select 'centrality', level_start, {ALL_AGES},
        case level_end when 'abroad' then 'emigrants' when 'dead' then 'deaths'
            when 'unexplained' then level_end else 'to ' || level_end end,
        persons from centrality_transition where year
    union all select 'country', 'all', 'all', 'all', 'all', 'all', 'all', 'all',
        'residents', persons_at_risk from panel_year where year
    union all select {PLACE}, {MODELLED},
        if(model = 'family_composition', 'in families', 'modelled'), n_observations
        from lpm_estimate where year
    union all select {PLACE}, {MODELLED},
        if(model = 'family_composition', 'in families', 'modelled'), n_observations
        from lpm_table where year
    union all select if(centrality_level is null, 'country', 'centrality'),
        coalesce(cast(centrality_level as varchar), 'all'), {MODELLED},
        concat_ws(' ', 'alive', sex), n_observations
        from logit_fit where year
"""
# what the likelihood of a logit with constants only tells, if it is published: no
# other numbers of movers and emigrants have it
LIKELIHOOD = """
    select if(fit.centrality_level is null, 'country', 'centrality'),
        coalesce(cast(fit.centrality_level as varchar), 'all'), sum(emigration),
        sum(out_migration_centrality)
    from logit_fit as fit
        inner join source.intermediate.int_covariate_cell as person
        on fit.outcome_year = person.outcome_year
        and coalesce(fit.centrality_level = person.centrality_level, true)
    where fit.outcome_year = ? and fit.sex is null
        and coalesce(log_likelihood_constants, scaled_r2) is not null
        and n_observations is not null
    group by all
"""
# differences of published numbers, which may be known where they are not small
DIFFERENCES = {"dead", "alone"}
Count = tuple[object, ...]


@dataclass
class Attack:
    """What the attacker knows and what follows.

    Attributes:
        known: counts that are published.
        unknown: counts that are withheld.
        sums: weighted sums that are 0.
        positive: weighted sums that are 0 or more.
        not_nobody: counts that have a row because there is somebody.
    """

    known: dict[Count, float] = field(default_factory=dict)
    unknown: set[Count] = field(default_factory=set)
    sums: list[dict[Count, float]] = field(default_factory=list)
    positive: list[dict[Count, float]] = field(default_factory=list)
    not_nobody: set[Count] = field(default_factory=set)

    def learn(self, rows: Iterable[tuple[Count, int | None]]) -> None:
        for count, value in rows:
            if value is not None:
                self.known[count] = float(value)
            else:
                self.unknown.add(count)
        self.unknown -= set(self.known)

    def has(self, count: Count) -> bool:
        return count in self.known or count in self.unknown

    def is_sum(self, total: Count, parts: Iterable[Count], exact: bool = True) -> None:
        relation = {total: 1.0} | dict.fromkeys(parts, -1.0)
        if self.has(total):
            (self.sums if exact else self.positive).append(relation)

    def intervals(
        self, sample: int, wanted: Collection[Count] = ()
    ) -> Iterator[tuple[Count, float, float]]:
        """Yield withheld counts with the least and most they can be.

        Args:
            sample: how many, chosen at random.
            wanted: which ones instead of a sample.
        """
        columns = {count: n for n, count in enumerate(sorted(self.unknown, key=str))}

        def system(
            relations: list[dict[Count, float]],
        ) -> tuple[csr_matrix, list[float]]:
            rows: list[int] = []
            cols: list[int] = []
            weights: list[float] = []
            right: list[float] = []
            for relation in relations:
                open_ones = [c for c in relation if c in columns]
                if open_ones:
                    known = sum(w * self.known.get(c, 0) for c, w in relation.items())
                    rows += [len(right)] * len(open_ones)
                    cols += [columns[c] for c in open_ones]
                    weights += [relation[c] for c in open_ones]
                    right.append(-known)
            shape = (len(right), len(columns))
            return csr_matrix((weights, (rows, cols)), shape=shape), right

        equal, equal_right = system(self.sums)
        above, above_right = system(self.positive)
        names = list(columns)
        bounds = [(float(name in self.not_nobody), 1e7) for name in names]
        chosen = np.random.default_rng(1).permutation(len(names))[:sample]
        if wanted:
            chosen = np.array([columns[count] for count in wanted])
        for number in chosen:
            ends = []
            for sign in (1.0, -1.0):
                cost = np.zeros(len(names))
                cost[number] = sign
                result = linprog(
                    cost,
                    A_eq=equal,
                    b_eq=equal_right,
                    A_ub=-above,
                    b_ub=[-x for x in above_right],
                    bounds=bounds,
                    method="highs",
                )
                assert result.status == 0, result.message
                ends.append(sign * result.fun)
            yield names[number], ends[0], ends[1]


def panel_attack(file: Path, year: int, warehouse: Path) -> Attack:
    attack = Attack()
    with duckdb.connect(str(file), read_only=True) as connection:
        query = COUNTS.replace("where year", f"where outcome_year = {year}")
        rows = connection.execute(query).fetchall()
        # spares the attacker the search for the numbers that make a likelihood
        connection.execute(f"attach '{warehouse}' as source (read_only)")
        told = connection.execute(LIKELIHOOD, [year]).fetchall()
    attack.learn((tuple(row[:-1]), row[-1]) for row in rows)
    everybody = ("15-74", *["all"] * 5)
    for kind, code, emigrants, movers in told:
        attack.known[(kind, code, *everybody, "modelled emigrants")] = float(emigrants)
        attack.known[(kind, code, *everybody, "modelled movers")] = float(movers)
    models_attack(attack)
    counts = [*attack.known, *attack.unknown]
    attack.not_nobody = {c for c in attack.unknown if c[-1] == "residents"}
    parts: dict[tuple[Count, object, bool], list[Count]] = {}
    # who moves to where nobody of the group lived has no row
    backgrounds = {str(count[3]) for count in counts} - {"all"}
    regions = {
        kind: {count[1] for count in counts if count[0] == kind}
        for kind in ("centrality", "county")
    }
    seen = {(*count[:4], count[8]) for count in counts if count[2] == "all"}
    for count in counts:
        place, age, codes = count[:2], count[2], count[3:8]
        arrivals = str(count[8]).startswith("in ")
        everyone = all((*count[:3], who, count[8]) in seen for who in backgrounds)
        for n in range(4):
            # background, labour status, education, size; composition is within size
            if codes[n] != "all" and (n < 3 or codes[4] == "all"):
                whole = (*count[: 3 + n], "all", *count[4 + n :])
                exact = everyone or not arrivals
                parts.setdefault((whole, n, exact), []).append(count)
        if codes[4] != "all":
            within = "mixed" if str(codes[4]).startswith("mixed_") else "all"
            whole = (*count[:7], within, count[8])
            parts.setdefault((whole, within, True), []).append(count)
        if place != COUNTRY:
            name = str(count[8]).replace("in ", "out ")
            whole = (*COUNTRY, *count[2:8], name)
            label = f"{place[0]} {count[8]}"
            everywhere = all(
                (place[0], code, *count[2:4], count[8]) in seen
                for code in regions[str(place[0])]
            )
            # who lives in no known place is in the country only
            exact = str(count[8]).startswith("out ") or (arrivals and everywhere)
            parts.setdefault((whole, label, exact), []).append(count)
        for wider in {"15-74": ["all"], "20-35": ["all", "15-74"]}.get(str(age), []):
            other = (*place, wider, *codes, count[8])
            if attack.has(other):
                attack.positive.append({other: 1.0, count: -1.0})
    for (whole, _, exact), found in parts.items():
        attack.is_sum(whole, found, exact)
    for who in {count[:8] for count in counts}:
        ends = [(*who, n) for n in ("emigrants", "deaths", "unexplained")]
        ends = [end for end in ends if attack.has(end)]
        for level in ("county", "centrality"):
            out = [(*who, f"out {level}")]
            out = [count for count in out if attack.has(count)]
            attack.is_sum((*who, "residents"), [*ends, *out], exact=False)
        to = [(*who, f"to {code}") for code in "1234"]
        to = [count for count in to if attack.has(count)]
        if to:
            attack.is_sum((*who, "residents"), [*to, *ends])
            moved = [count for count in to if count[8] != f"to {who[1]}"]
            attack.is_sum((*who, "out centrality"), moved)
            came = [
                (who[0], code, *who[2:], f"to {who[1]}")
                for code in "1234"
                if code != who[1]
            ]
            came = [count for count in came if attack.has(count)]
            attack.is_sum((*who, "in centrality"), came)
        by_decision = (*who, "administrative_emigrants")
        if attack.has(by_decision):
            attack.is_sum((*who, "emigrants"), [by_decision], exact=False)
    return attack


def models_attack(attack: Attack) -> None:
    """Tie the numbers of persons in models to each other and to the panel."""
    counts = [*attack.known, *attack.unknown]
    for who in {c[:8] for c in counts if c[8] in ("modelled", "alive")}:

        def has(name: str, who: Count = who) -> Count:
            return (*who, name)

        def tie(weights: dict[Count, float]) -> None:
            if all(attack.has(count) for count in weights):
                attack.positive.append(weights)

        modelled, alive = has("modelled"), has("alive")
        for rest, part in (("dead", alive), ("alone", has("in families"))):
            if attack.has(modelled) and attack.has(part):
                attack.unknown.add(has(rest))
                attack.is_sum(modelled, [part, has(rest)])
        sexes = [has(f"alive {sex}") for sex in ("male", "female")]
        if all(attack.has(count) for count in sexes):
            attack.is_sum(alive, sexes)
        ends = {"dead": "deaths", "modelled emigrants": "emigrants"}
        ends |= {"modelled movers": "out centrality", "modelled": "residents"}
        for age in ("15-74", "all"):
            there = (*who[:2], age, *who[3:])
            for name, whole in ends.items():
                tie({(*there, whole): 1.0, has(name): -1.0})
            residents, lost = (*there, "residents"), (*there, "unexplained")
            tie({residents: 1.0, lost: -1.0, modelled: -1.0})
            stay = {residents: 1.0, lost: -1.0, alive: -1.0}
            for name in ("emigrants", "deaths", "out centrality"):
                stay[(*there, name)] = -1.0
            for name in ("modelled emigrants", "modelled movers"):
                stay[has(name)] = 1.0
            tie(stay)


def profile_attack(file: Path, year: int, _: Path) -> Attack:
    """Residents by sex, age and origin from the totals and shares beside them."""
    attack = Attack()
    with duckdb.connect(str(file), read_only=True) as connection:

        def fetch(query: str) -> list[Any]:
            return connection.execute(query, [year]).fetchall()

        cells = fetch(
            "select sex, age, is_born_abroad, is_immigrant, residents"
            " from resident_profile where year = ?"
        )
        totals = fetch(
            "select residents, born_abroad, immigrants, residents_not_in_person"
            " from register_coverage where year = ?"
        )
        shares = fetch(
            "select population, measure, value from register_comparison"
            " where year = ? and (measure like 'age%' or measure = 'women')"
        )
        jobs = fetch(
            "select sex, is_immigrant, count_group, persons from job_profile"
            " where year + 1 = ?"
        )
        spans = {
            f"age_{name}": (first, 999 if last is None else last)
            for name, first, last in connection.execute(
                "from classification.age_span"
            ).fetchall()
        }
    attack.learn((tuple(row[:-1]), row[-1]) for row in cells)
    who = [row[:-1] for row in cells]
    attack.not_nobody = set(who)
    names = ("residents", "born_abroad", "immigrants", "not in person")
    attack.learn(((name,), value) for name, value in zip(names, totals[0], strict=True))
    attack.is_sum(("residents",), who)
    attack.is_sum(("born_abroad",), [w for w in who if w[2] is True])
    attack.is_sum(("immigrants",), [w for w in who if w[3] is True])
    attack.is_sum(("not in person",), [w for w in who if w[2] is None])
    for population, measure, value in shares:
        base = {"all": "residents", "immigrants": "immigrants"}.get(str(population))
        if value is None or base is None or (base,) not in attack.known:
            continue
        count = (population, measure)
        attack.known[count] = round(float(str(value)) * attack.known[(base,)] / 100)
        first, last = spans.get(str(measure), (-1, 999))
        attack.is_sum(
            count,
            [
                w
                for w in who
                if (population == "all" or w[3] is True)
                and (measure != "women" or w[0] == "female")
                and (measure == "women" or (w[1] is not None and first <= w[1] <= last))
            ],
        )
    attack.learn((("jobs", *row[:-1]), row[-1]) for row in jobs)
    first, last = spans["age_15-74"]
    for sex, origin in itertools.product(("male", "female"), (True, False)):
        relation = {
            ("jobs", *row[:-1]): 1.0 for row in jobs if row[:2] == (sex, origin)
        }
        of_age = [
            w
            for w in who
            if (w[0], w[3]) == (sex, origin)
            and w[1] is not None
            and first <= w[1] <= last
        ]
        if relation:
            attack.sums.append(relation | dict.fromkeys(of_age, -1.0))
    return attack


def found_out(
    attack: Attack, sample: int = SAMPLE, wanted: Collection[Count] = ()
) -> list[str]:
    return [
        f"{count}: {low:.0f} to {high:.0f}"
        for count, low, high in attack.intervals(sample, wanted)
        if high - low < LIMIT - 1e-4
        and not (count[-1] in DIFFERENCES and low > LIMIT - 1e-4)
    ]


@pytest.fixture(scope="module")
def primary_only(
    warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The published tables without complementary suppression."""
    return protected_copy(warehouse_file, tmp_path_factory.mktemp("attack"), False)


def protected_copy(warehouse: Path, folder: Path, complementary: bool) -> Path:
    file = folder / "marts.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as source (read_only)")
        connection.execute(f"attach '{file}' as draft")
        connection.execute("create schema memory.protected")
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'source'"
            " and schema_name = 'main'"
            " and table_name not in ('person_year', 'family_year')"
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f"create table memory.protected.{table} as from source.main.{table}"
            )
        protect(
            connection, "memory.protected", "source", SEEDS, Limits(), complementary
        )
        for (table,) in tables:
            connection.execute(
                f"create table draft.{table} as from memory.protected.{table}"
            )
        connection.execute("create schema draft.classification")
        connection.execute(
            "create table draft.classification.age_span"
            " as from source.classification.age_span"
        )
    return file


@pytest.mark.parametrize("year", YEARS)
def test_no_withheld_count_of_the_panel_is_found_out(
    published_file: Path, warehouse_file: Path, year: int
) -> None:
    attack = panel_attack(published_file, year, warehouse_file)
    assert len(attack.unknown) > SAMPLE
    assert found_out(attack) == []


@pytest.mark.parametrize("year", YEARS)
def test_no_withheld_count_of_residents_is_found_out(
    published_file: Path, warehouse_file: Path, year: int
) -> None:
    attack = profile_attack(published_file, year, warehouse_file)
    assert len(attack.unknown) > SAMPLE
    assert found_out(attack, len(attack.unknown)) == []


@pytest.mark.parametrize("attack_on", [panel_attack, profile_attack])
def test_the_attacker_finds_counts_without_complementary_suppression(
    primary_only: Path,
    warehouse_file: Path,
    attack_on: Callable[[Path, int, Path], Attack],
) -> None:
    assert found_out(attack_on(primary_only, YEARS[1], warehouse_file)) != []


@pytest.mark.parametrize("year", YEARS)
def test_no_small_number_is_found_in_what_models_are_made_of(
    published_file: Path, warehouse_file: Path, year: int
) -> None:
    """How many died is the difference between a linear model and a logit."""
    attack = panel_attack(published_file, year, warehouse_file)
    of_models = {count for count in attack.unknown if count[-1] in DIFFERENCES}
    assert of_models
    assert found_out(attack, wanted=of_models) == []


def test_models_tell_the_dead_without_complementary_suppression(
    primary_only: Path, warehouse_file: Path
) -> None:
    attack = panel_attack(primary_only, YEARS[1], warehouse_file)
    of_models = {count for count in attack.unknown if count[-1] == "dead"}
    assert found_out(attack, wanted=of_models) != []


def test_a_period_is_withheld_with_any_of_its_years(published_file: Path) -> None:
    """So that no period ties the years of the attacks above together."""
    by = (
        "geography_type, geography_code, mobility_level, background, age_range,"
        " labour_status, education_level, family_size_group, family_composition"
    )
    columns = ("residents", "emigrants", "out_migrants", "deaths", "unexplained")
    with duckdb.connect(str(published_file), read_only=True) as connection:
        for column in columns:
            loose = connection.execute(
                f"select count(*) from mobility_rate_period as sums"
                f" inner join mobility_rate as years using ({by})"
                " inner join classification.period using (period)"
                " where outcome_year between year_from and year_to"
                f" and sums.{column} is not null and years.{column} is null"
            ).fetchone()
            assert loose == (0,), column
        loose = connection.execute(
            "select count(*) from background_composition as sums"
            " inner join classification.period using (period)"
            " inner join mobility_rate as years"
            " using (geography_type, geography_code, background)"
            " where outcome_year between year_from and year_to"
            " and age_range = 'all' and labour_status = 'all'"
            " and education_level = 'all' and family_size_group = 'all'"
            " and sums.residents is not null and years.residents is null"
        ).fetchone()
        assert loose == (0,)
