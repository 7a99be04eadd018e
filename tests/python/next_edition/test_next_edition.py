"""`bofast edition`: a new edition's rows, from what the registers have."""

import csv
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from bofast.cli import main
from bofast.contract.registers import csv_rows
from bofast.errors import EditionError, SettingError
from bofast.next_edition.available import Available, available_periods
from bofast.next_edition.rows import Wish, new_rows
from bofast.next_edition.write import remove_edition, write_edition
from bofast.settings import PROJECT, SEEDS, Settings

YEARS = {2019: 357, 2021: 357, 2022: 357, 2024: 357}
CODES = frozenset(
    row["municipality_code"]
    for row in csv_rows(SEEDS / "classifications" / "municipality.csv")
    if not row["valid_to"]
)
AVAILABLE = Available(
    years={
        "region_population": YEARS,
        "region_establishment": {2022: 357, 2024: 357},
        "region_employment": {2021: 357, 2023: 357},
    },
    periods={
        "disability_share": {(2018, 2020): CODES, (2021, 2023): CODES},
        "primary_education_share": {(2021, 2021): CODES, (2023, 2023): CODES},
        "single_parent_share": {(2019, 2021): CODES, (2021, 2023): CODES},
        "low_income_share": {(2020, 2020): CODES, (2022, 2022): CODES},
        "disability_share_crude": {(2021, 2021): CODES, (2022, 2022): CODES},
    },
)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    for name in ("risk_index", "classifications"):
        shutil.copytree(SEEDS / name, tmp_path / "seeds" / name)
    return tmp_path / "seeds"


def spans(rows: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    def span(row: dict[str, str], purpose: str) -> str:
        first, last = row[f"{purpose}_start"], row[f"{purpose}_end"]
        return first if first == last else f"{first}-{last}"

    return {
        row["variable"]: (span(row, "construction"), span(row, "index")) for row in rows
    }


def test_periods_are_the_newest_as_far_apart_as_before(seeds: Path) -> None:
    made = new_rows(Wish("2025", "2019", counties=("11",)), seeds, AVAILABLE)
    assert spans(list(made.rows["risk_index_variable"])) == {
        "disability_share": ("2021-2023", ""),
        "average_age": ("2021", "2024"),
        "primary_education_share": ("2021", "2023"),
        "single_parent_share": ("2019-2021", "2021-2023"),
        "businesses_weighted": ("2022", "2024"),
        # no 2021: the nearest before it, which is said
        "low_income_share": ("2020", "2022"),
        "population_growth": ("2019-2021", ""),
        "workplace_coverage": ("2021", "2023"),
    }
    assert made.notes == [
        "low_income_share: 2020 instead of 2021, which the registers do not have"
    ]
    (edition,) = made.rows["risk_index_edition"]
    assert edition["label_en"].endswith("2025")
    assert (edition["page"], edition["unit_folder"]) == (
        "risk_index_2025",
        "units_2025",
    )
    (text,) = made.rows["risk_index_text"]
    assert (text["label_en"], text["label_nb"]) == ("Rogaland", "Rogaland")
    assert [
        (row["geography_type"], row["geography_code"], row["in_index"])
        for row in made.rows["risk_index_region_set"]
    ] == [("country", "all", "false"), ("county", "11", "true")]
    # numbers of the study's tables are the study's alone
    assert not any(
        row["table_number"] or row["figure_number"]
        for row in made.rows["risk_index_variable"]
    )


def test_several_places_and_the_whole_country(seeds: Path) -> None:
    wish = Wish("2025", "2019", counties=("11", "46"), municipalities=("5001",))
    (text,) = new_rows(wish, seeds, AVAILABLE).rows["risk_index_text"]
    assert text["label_en"] == "Rogaland, Vestland and Trondheim"
    assert text["label_nb"] == "Rogaland, Vestland og Trondheim"
    country = new_rows(Wish("2025", "2019"), seeds, AVAILABLE).rows
    assert country["risk_index_text"][0]["label_nb"] == "Norge"
    assert [r["in_index"] for r in country["risk_index_region_set"]] == ["true"]


def test_weights_of_another_edition_need_no_outcome(seeds: Path) -> None:
    wish = Wish("2025", "2019", counties=("11",), weights_from="2019")
    rows = list(new_rows(wish, seeds, AVAILABLE).rows["risk_index_variable"])
    assert "dependent" not in {row["role"] for row in rows}
    assert {first for first, _ in spans(rows).values()} == {""}


def test_another_outcome_and_more_candidates(seeds: Path) -> None:
    wish = Wish(
        "2025",
        "2019",
        outcome="disability_share",
        more=("disability_share_crude",),
    )
    rows = list(new_rows(wish, seeds, AVAILABLE).rows["risk_index_variable"])
    (added,) = [row for row in rows if row["variable"] == "disability_share_crude"]
    assert (added["role"], added["register"]) == ("predictor", "region_indicator")
    assert spans([added])["disability_share_crude"] == ("2021", "2022")


REFUSED = {
    "there is an edition 2019 already": Wish("2019", "2019"),
    "there is no edition 2018 (there are: 2019)": Wish("2025", "2018"),
    "there is no edition 2020": Wish("2025", "2019", weights_from="2020"),
    "an edition is named by letters and digits": Wish("../x", "2019"),
    "no county 12 on 2024-01-01 (there are: 03 Oslo, 11 Rogaland": Wish(
        "2025", "2019", counties=("12",)
    ),
    "no municipality 1201 on 2024-01-01": Wish(
        "2025", "2019", municipalities=("1201",)
    ),
    "the registers have no sick_leave_share (region_indicator)": Wish(
        "2025", "2019", outcome="sick_leave_share"
    ),
    "the municipalities of 1990-01-01 are not known: changes are from 2002-01-01": Wish(
        "2025", "2019", counties=("11",), division_date=date(1990, 1, 1)
    ),
    "primary_education_share of 2023 has no value under 51 of 51 codes that would be"
    " ranked, first: 3001": Wish(
        "2025", "2019", counties=("30",), division_date=date(2020, 1, 1)
    ),
    "1 municipality(ies) to rank: an index has 2 or more": Wish(
        "2025", "2019", municipalities=("1103",)
    ),
    "no county 46 on 2018-01-01": Wish(
        "2025", "2019", counties=("46",), division_date=date(2018, 1, 1)
    ),
}


@pytest.mark.parametrize(
    ("wish", "layout"),
    [
        (Wish("2025", "2019", counties=("15",)), "county_2024"),
        (Wish("2025", "2019", counties=("11", "15")), "norway_2024"),
        (Wish("2025", "2019", counties=("03",), cities=("0301",)), "county_2024"),
    ],
)
def test_a_tile_map_is_of_municipalities_with_tiles(
    wish: Wish, layout: str, seeds: Path
) -> None:
    made = new_rows(wish, seeds, AVAILABLE)
    assert [row["tile_layout"] for row in made.rows["risk_index_edition"]] == [layout]
    assert not [note for note in made.notes if "tile" in note]


def test_there_is_no_tile_map_of_a_division_without_tiles(seeds: Path) -> None:
    """Ålesund (1507) was divided in 2024."""
    wish = Wish("2025", "2019", counties=("15",), division_date=date(2020, 1, 1))
    made = new_rows(wish, seeds, AVAILABLE)
    assert [row["tile_layout"] for row in made.rows["risk_index_edition"]] == [""]
    (said,) = [note for note in made.notes if "tile" in note]
    assert said == (
        "no tile map: 1 ranked municipality(ies) without a tile in the layout"
        " county_2024 (seed region_tile), first: 1507"
    )


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_made_is_refused(message: str, seeds: Path) -> None:
    with pytest.raises(EditionError) as refused:
        new_rows(REFUSED[message], seeds, AVAILABLE)
    assert message in str(refused.value), str(refused.value)


def test_periods_that_are_lacking_are_named(seeds: Path) -> None:
    years = {**AVAILABLE.years, "region_population": {2021: 357, 2024: 357}}
    with pytest.raises(EditionError, match="of 2019 and 2021: import 2019"):
        new_rows(Wish("2025", "2019"), seeds, Available(years, AVAILABLE.periods))
    periods = {**AVAILABLE.periods, "low_income_share": {(2022, 2022): CODES}}
    with pytest.raises(
        EditionError, match="low_income_share is wanted of 2021, as long"
    ):
        new_rows(Wish("2025", "2019"), seeds, Available(AVAILABLE.years, periods))


def write_registers(folder: Path) -> None:
    rows = {
        "region_population": "select 2024 as year, '0301' as region_code, 5 as persons",
        "region_establishment": "select 2024 as year, '0301' as region_code",
        "region_employment": "select 2023 as year, '0301' as region_code",
        "region_indicator": "select '0301' as region_code, 2021 as period_start, 2023"
        " as period_end, 'disability_share' as indicator, 9.5 as value",
    }
    with duckdb.connect() as connection:
        for register, query in rows.items():
            (folder / register).mkdir(parents=True)
            file = folder / register / "all.parquet"
            connection.execute(f"copy ({query}) to '{file}'")


def test_the_registers_tell_their_periods(tmp_path: Path) -> None:
    write_registers(tmp_path)
    available = available_periods(tmp_path)
    assert available.years["region_population"] == {2024: 1}
    assert available.periods == {"disability_share": {(2021, 2023): {"0301"}}}
    shutil.rmtree(tmp_path / "region_employment")
    with pytest.raises(EditionError, match="there is no register region_employment"):
        available_periods(tmp_path)


def test_rows_are_written_and_taken_out_again(
    seeds: Path, demo_registers: Path
) -> None:
    before = {file: file.read_bytes() for file in (seeds / "risk_index").glob("*.csv")}
    said: list[str] = []
    wish = Wish("2020", "2019", weights_from="2019")
    write_edition(wish, demo_registers, seeds, said.append)
    assert "seeds/risk_index/risk_index_edition.csv: 1" in said
    editions = csv_rows(seeds / "risk_index" / "risk_index_edition.csv")
    assert [row["edition"] for row in editions] == ["2019", "2020"]
    remove_edition("2020", seeds, said.append)
    assert before == {
        file: file.read_bytes() for file in (seeds / "risk_index").glob("*.csv")
    }
    with pytest.raises(EditionError, match="there is no edition 2020"):
        remove_edition("2020", seeds, said.append)


def test_a_refused_edition_writes_nothing(seeds: Path, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in (seeds / "risk_index").glob("*.csv")}
    with pytest.raises(EditionError):
        write_edition(Wish("2025", "2019"), tmp_path / "no", seeds, [].append)
    assert before == {
        file: file.read_bytes() for file in (seeds / "risk_index").glob("*.csv")
    }


@pytest.mark.parametrize("arguments", [[], ["--country", "--county", "11"]])
def test_the_command_asks_where(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, ["edition", "2025", *arguments])
    assert done.exit_code == 2
    assert "say --county, --municipality or --country" in done.output


def test_settings_of_editions_and_maps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOFAST_INDEX", "2019")
    assert Settings.from_environment().index == ("2019",)
    monkeypatch.setenv("BOFAST_INDEX", "2019, 2oi9")
    with pytest.raises(SettingError, match="there is no edition 2oi9"):
        Settings.from_environment()
    monkeypatch.setenv("BOFAST_INDEX", "")
    monkeypatch.setenv("BOFAST_MAP", str(tmp_path / "no.geojson"))
    with pytest.raises(SettingError, match="there is no such file"):
        Settings.from_environment()


def test_the_seeds_hold_the_study_alone() -> None:
    """Editions that were tried are taken out before a commit."""
    with (PROJECT / "seeds/risk_index/risk_index_edition.csv").open() as file:
        assert [row["edition"] for row in csv.DictReader(file)] == ["2019"]
