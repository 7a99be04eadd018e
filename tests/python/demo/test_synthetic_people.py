"""The synthetic registers of persons: contract, faults, families and chances."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import numpy as np
import pytest

from bofast.check.catalogue import Effect
from bofast.check.examine import check_registers
from bofast.check.findings import errors, notes
from bofast.contract.registers import FAULTY_ROWS, csv_rows, load_contract
from bofast.errors import RegisterError
from bofast.settings import SEEDS
from bofast_demo.demo import write_demo_registers
from bofast_demo.population import arrivals, labour, rare
from bofast_demo.population import assumptions as a
from bofast_demo.population.country import Country
from bofast_demo.population.families import families
from bofast_demo.population.fates import read_targets
from bofast_demo.population.faults import EVENTS, FAULTS
from bofast_demo.population.logits import (
    EMIGRATION,
    Traits,
    probabilities,
    read_coefficients,
    utilities,
)
from bofast_demo.population.people import (
    BACKGROUNDS,
    MAN,
    MARRIED,
    REGISTERED,
    UNMARRIED,
    WOMAN,
    People,
)
from bofast_demo.population.places import read_places
from bofast_demo.population.registers import MANIFEST, write_person_registers

pytestmark = pytest.mark.slow

SCALE, SEED = 0.004, 5
YEARS = range(2004, 2015)


def quiet(line: str) -> None:
    """Take no notice of progress."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("people")
    write_person_registers(out, SEEDS, SCALE, SEED, True, quiet)
    return out


def rows(folder: Path, register: str, condition: str = "true") -> int:
    found = duckdb.execute(
        f"select count(*) from read_parquet('{folder}/{register}/**/*.parquet',"
        f" hive_partitioning = false) where {condition}"
    ).fetchone()
    assert found
    return int(found[0])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_person_registers(tmp_path / name, SEEDS, 0.001, seed, False, quiet)
    one = contents(tmp_path / "one")
    assert one == contents(tmp_path / "again")
    other = contents(tmp_path / "other")
    assert one.keys() == other.keys()
    data = [name for name in one if name.endswith(".parquet")]
    assert all(one[name] != other[name] for name in data)


def test_everyone_holds_the_families_of_immigrants_unchanged(
    folder: Path, tmp_path: Path
) -> None:
    write_person_registers(tmp_path, SEEDS, SCALE, SEED, False, quiet)
    every, families_only = contents(folder), contents(tmp_path)
    common = families_only.keys() - {MANIFEST, FAULTY_ROWS}
    assert all(every[name] == families_only[name] for name in common)
    # the faults of the others come on top
    faulty = [set(of[FAULTY_ROWS].splitlines()) for of in (families_only, every)]
    assert faulty[0] < faulty[1]
    assert rows(folder, "population") > 4 * rows(tmp_path, "population")


def test_every_year_of_the_contract_is_there(folder: Path) -> None:
    for register in FAULTS.keys() - {"person", "migration"}:
        back = 0 if register == "population" else 1
        for year in YEARS:
            assert rows(folder, register, f"year = {year - back}"), (register, year)
    for year in YEARS[:-1]:
        assert rows(folder, "migration", f"year(event_date) = {year}")


@pytest.mark.parametrize("register", FAULTS)
def test_columns_and_types_are_the_contracts(folder: Path, register: str) -> None:
    described = duckdb.execute(
        f"describe select * from read_parquet('{folder}/{register}/**/*.parquet',"
        " hive_partitioning = false)"
    ).fetchall()
    promised = [(c.name, c.data_type) for c in load_contract(SEEDS)[register]]
    assert [(row[0], row[1]) for row in described] == promised


def manifest(folder: Path) -> Counter[tuple[str, str, str]]:
    with (folder / MANIFEST).open(encoding="utf-8") as file:
        return Counter(
            {
                (row["register"], row["column_name"], row["fault"]): int(row["rows"])
                for row in csv.DictReader(file)
            }
        )


def test_the_check_rejects_what_the_manifest_says(folder: Path) -> None:
    findings = check_registers(folder)
    assert errors(findings) == []
    found: Counter[tuple[str, str]] = Counter()
    for note in notes(findings):
        if note.effect in (Effect.REJECTS, Effect.MISSING) and note.column:
            found[note.register, note.column] += note.rows or 0
    promised: Counter[tuple[str, str]] = Counter()
    for register, faults in FAULTS.items():
        for column, fault, consequence in faults:
            if consequence in ("row rejected", "counts as missing"):
                number = manifest(folder)[register, column, fault]
                promised[register, column] += number
    assert found == promised
    assert min(promised.values()) > 0


SEEN = {
    ("population", "municipality_code", "9999"): "municipality_code = '9999'",
    ("population", "spouse_id", "the person's own"): "spouse_id = person_id",
    ("person", "mother_id", "the person's own"): "mother_id = person_id",
    ("education", "person_id", "nobody the other registers know"): (
        "left(person_id, 1) = 'X'"
    ),
    ("person", "first_immigration_date", "after the period"): (
        "year(first_immigration_date) > 2014"
    ),
    ("migration", "from_municipality_code", "missing for a move in Norway"): (
        "migration_type = 'internal' and from_municipality_code is null"
    ),
}


@pytest.mark.parametrize("fault", SEEN)
def test_faults_that_stay_are_as_many_as_counted(
    folder: Path, fault: tuple[str, str, str]
) -> None:
    number = manifest(folder)[fault]
    assert rows(folder, fault[0], SEEN[fault]) == number > 0


def test_the_manifest_names_every_kind_of_fault(folder: Path) -> None:
    kinds = {
        (register, column, fault)
        for register, faults in FAULTS.items()
        for column, fault, _ in faults
    } | {event[:3] for event in EVENTS}
    assert manifest(folder).keys() == kinds


def test_other_data_are_not_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "population").mkdir()
    (tmp_path / "population" / "real.csv").write_text("year,person_id\n")
    with pytest.raises(RegisterError, match=r"population holds other files \(real.csv"):
        write_person_registers(tmp_path, SEEDS, SCALE, SEED, False, quiet)
    assert [path.name for path in tmp_path.rglob("*")] == ["population", "real.csv"]


@pytest.mark.parametrize(
    ("file", "scale", "said"),
    [
        ("person/real.csv", 0.01, r"person holds other files \(real.csv"),
        ("region_employment/real.csv", 0.01, r"holds other files \(real.csv"),
        ("register.yml", 0.01, r"holds other files \(register.yml"),
        ("bosatte/2014.csv", 0.01, r"holds other files \(bosatte"),
        ("SYNTHETIC.md", 0, "scale 0: must be above 0"),
    ],
)
def test_nothing_is_written_into_a_folder_of_others(
    file: str, scale: float, said: str, tmp_path: Path
) -> None:
    """Not the regional registers either, which come first."""
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("year,person_id\n")
    with pytest.raises(RegisterError, match=said):
        write_demo_registers(tmp_path, SEEDS, scale, SEED, False, quiet)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / file]


def test_what_was_imported_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    population = tmp_path / "population"
    population.mkdir()
    synthetic = next((folder / "population").rglob("*.parquet"))
    shutil.copy(synthetic, population / "imported.parquet")
    with pytest.raises(RegisterError, match=r"holds other files \(imported.parquet"):
        write_person_registers(tmp_path, SEEDS, SCALE, SEED, False, quiet)
    assert (population / "imported.parquet").is_file()


def test_a_run_that_is_interrupted_leaves_the_old_registers(tmp_path: Path) -> None:
    write_person_registers(tmp_path, SEEDS, 0.001, 1, False, quiet)
    before = contents(tmp_path)

    def interrupt(line: str) -> None:
        if " 2006:" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_person_registers(tmp_path, SEEDS, 0.001, 2, False, interrupt)
    kept = {n: b for n, b in contents(tmp_path).items() if "unfinished" not in n}
    assert kept == before
    write_person_registers(tmp_path, SEEDS, 0.001, 1, False, quiet)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("scale", [0, -1, 2.1])
def test_a_scale_out_of_range_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(RegisterError, match="above 0, at most 2"):
        write_person_registers(tmp_path, SEEDS, scale, SEED, False, quiet)


def test_numbers_wanted_in_2013_are_the_reports() -> None:
    wanted = arrivals.adult_targets(2013, 1.0)
    for row in csv_rows(SEEDS / "published" / "published_logit_diagnostics.csv"):
        if row["model_type"] == "3":
            level = int(row["centrality_level"]) - 1
            sex = 0 if row["sex"] == "male" else 1
            number = wanted[:, level, sex].sum()
            assert number == pytest.approx(int(row["n_observations"]), rel=1e-9)


def test_a_persons_utility_is_the_sum_of_the_printed_coefficients() -> None:
    printed = {
        row["term"]: float(row["estimate"])
        for row in csv_rows(SEEDS / "published" / "published_logit.csv")
        if row["table_id"] == "E.8" and row["outcome"] == "emigration"
    }
    one = {
        "level": 3, "sex": 0, "age": 30, "botid": 1, "education": 4,
        "background": BACKGROUNDS.index("work"), "family_total": 3,
        "family_immigrants": 2,
    }  # fmt: skip
    traits = Traits(**{name: np.array([value]) for name, value in one.items()})
    utility = utilities(read_coefficients(SEEDS), traits)
    expected = (
        printed["constant"]
        + 30 * printed["age"]
        + 9 * printed["age_squared_scaled"]
        + printed["botid_3_5"]
        + printed["education_4"]
        + printed["background_work"]
        + 3 * printed["family_total"]
        + 2 * printed["family_immigrants"]
    )
    assert utility[EMIGRATION, 0, 4] == pytest.approx(expected, abs=1e-5)
    employed = expected + printed["status_employed"]
    assert utility[EMIGRATION, 0, 0] == pytest.approx(employed, abs=1e-5)


def test_tilting_the_statuses_gives_the_wanted_rates() -> None:
    rng = np.random.default_rng(1)
    number = 4_000
    prior = rng.dirichlet(np.ones(5), number).astype(np.float32)
    utility = rng.normal(-3, 0.5, (2, number, 5)).astype(np.float32)
    utility[EMIGRATION, :, 4] += 2
    people = labour.Leavers(
        prior=prior,
        utility=utility,
        cell=np.arange(number) % 2,
        background=np.arange(number) % 2,
        survival=np.full(number, 0.99),
        leader=np.arange(number),
    )
    wanted = np.array([0.06, 0.10])
    tilt, shift, shares = labour.calibrate(people, wanted, np.zeros(2), None)
    chance = (shares * probabilities(utility)[EMIGRATION]).sum(axis=1) * 0.99
    assert tilt[0] < tilt[1]
    assert not shift.any()
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
    for cell in (0, 1):
        assert chance[people.cell == cell].mean() == pytest.approx(
            wanted[cell], abs=5e-5
        )


def test_statuses_drawn_are_those_of_the_shares() -> None:
    rng = np.random.default_rng(2)
    shares = np.tile(np.array([0.5, 0.1, 0.1, 0.1, 0.2]), (10_000, 1))
    # those who are left after others emigrated are no cross-section in attachment
    attachment = rng.standard_normal(10_000) - 1
    ranks = labour.attachment_ranks(attachment, np.zeros(10_000, int), rng)
    drawn = labour.draw(shares, ranks)
    assert np.bincount(drawn) / 10_000 == pytest.approx(shares[0], abs=1e-3)


def naive_families(people: People) -> dict[int, frozenset[int]]:
    """Return each resident's family, from the contract's text and by plain loops."""
    homes: dict[int, list[int]] = {}
    for person in people.residents().tolist():
        homes.setdefault(int(people.dwelling[person]), []).append(person)
    found: dict[int, frozenset[int]] = {}
    for dwelling, members in homes.items():
        if dwelling < 0:
            found |= {person: frozenset([person]) for person in members}
            continue
        together = set(members)
        parents = {
            who: [
                int(parent)
                for parent in (people.mother[who], people.father[who])
                if int(parent) in together and parent != who
            ]
            for who in members
        }
        is_parent = {parent for pair in parents.values() for parent in pair}
        couple: dict[int, int] = {}
        for who in members:
            other = int(people.spouse[who])
            if (
                other in together
                and other != who
                and people.spouse[other] == who
                and people.marital[who] in (MARRIED, REGISTERED)
                and people.marital[other] in (MARRIED, REGISTERED)
            ):
                couple[who] = other
        youngest: dict[tuple[int, int], int] = {}
        for who, pair in parents.items():
            if len(pair) == 2 and not set(pair) & couple.keys():
                day = int(people.born[who])
                key = (min(pair), max(pair))
                youngest[key] = max(day, youngest.get(key, day))
        for one, other in sorted(youngest, key=lambda key: -youngest[key]):
            if one not in couple and other not in couple:
                couple[one], couple[other] = other, one
        head = {who: min(who, couple[who]) if who in couple else who for who in members}
        family = dict(head)
        for who in members:
            if (
                people.marital[who] == UNMARRIED
                and who not in is_parent
                and who not in couple
                and parents[who]
            ):
                family[who] = head[parents[who][0]]
        for who in members:
            found[who] = frozenset(m for m in members if family[m] == family[who])
    return found


def test_families_are_those_of_the_contract() -> None:
    rng = np.random.default_rng(3)
    country = Country(People.nobody(), read_places(SEEDS, rng))
    arrivals.first_residents(country, 0.002, rng)
    rare.add_households(country, 0.002, rng)
    people = country.people
    # strangers thrown together make relations that no household starts with
    mixed = rng.permutation(len(people))[:300]
    people.dwelling[mixed] = rng.integers(0, 60, 300)
    people.spouse[mixed[:20]] = mixed[20:40]
    found = families(people)
    expected = naive_families(people)
    immigrants = [
        sum(bool(people.immigrant[member]) for member in expected[int(who)])
        for who in found.who
    ]
    sizes = [len(expected[int(who)]) for who in found.who]
    assert found.total.tolist() == sizes
    assert found.immigrants.tolist() == immigrants
    assert max(sizes) > 4


def test_rare_households_are_as_described() -> None:
    rng = np.random.default_rng(4)
    country = Country(People.nobody(), read_places(SEEDS, rng))
    copies = rare.add_households(country, 0.001, rng)
    sizes = Counter(families(country.people).total.tolist())
    people = sum(len(members) for members in rare.HOUSEHOLDS.values())
    assert sum(sizes.values()) == copies * people
    # a man with two women: he is settled with the mother of the younger child
    assert copies == rare.LEAST
    assert {MAN, WOMAN} == set(country.people.sex.tolist())


def test_targets_are_table_4_1() -> None:
    targets = read_targets(SEEDS)
    cell = BACKGROUNDS.index("nordic") * 5 + 2
    assert targets.emigration[cell] == pytest.approx(0.011)
    assert targets.out_migration[cell] == pytest.approx(0.016)
    assert len(a.RATE_IN) == len(YEARS) - 2


def test_counties_have_their_people_and_backgrounds_are_drawn() -> None:
    places = read_places(SEEDS, np.random.default_rng(1))
    cells = arrivals.adult_targets(2013, 1)
    found = arrivals.county_targets(cells, places)
    # every background at a level is somewhere, and every county has its size's people
    assert found.sum(axis=2) == pytest.approx(cells.sum(axis=2), rel=1e-6)
    sizes = places.sizes()
    shares = sizes / sizes.sum(axis=1)[:, None]
    wanted = cells.sum(axis=(0, 2))[:, None] * shares
    assert found.sum(axis=0) == pytest.approx(wanted, rel=1e-3, abs=1)
    of_county = found.sum(axis=1)
    work = (of_county[0] / of_county.sum(axis=0)).tolist()
    ordered = sorted(
        places.counties, key=lambda code: work[places.counties.index(code)]
    )
    assert set(ordered[:4]) == {"01", "03", "08", "10"}
    assert set(ordered[-4:]) == {"11", "12", "14", "15"}
