"""A release that is worse than the last one takes its place only with a reason."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from small_project import SmallProject, make_small_project

from bofast.errors import BuildError
from bofast.release.changes import accept_needed, differences, worse_than

RATES = (
    "select y as outcome_year, 'country' as geography_type, cast(1000 + y as bigint)"
    " as residents, cast(40 as bigint) as emigrants, 4.0 as emigration_rate"
    " from range(2010, 2014) as t (y)"
)
FINDINGS = (
    "select 'person' as register, y as year, cast(500 as bigint) as finding_rows"
    " from range(2010, 2014) as t (y)"
)


def write_release(
    file: Path, rates: str = RATES, findings: str = FINDINGS, synthetic: bool = True
) -> Path:
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create table mobility_rate as {rates}")
        connection.execute(f"create table data_quality as {findings}")
        connection.execute("create schema classification")
        connection.execute("create table classification.codes as select 1 as code")
        connection.execute(
            f"create table publication as select {synthetic} as is_synthetic,"
            " cast(null as varchar) as accepted_because,"
            " cast(null as varchar) as accepted_changes"
        )
    return file


@pytest.fixture
def last(tmp_path: Path) -> Path:
    return write_release(tmp_path / "marts.duckdb")


@pytest.fixture
def draft(tmp_path: Path) -> Callable[..., Path]:
    return lambda **changed: write_release(tmp_path / "draft.duckdb", **changed)


# what a draft's rates are, and what is worse
WORSE = {
    "the same": (RATES, []),
    "more of all": (RATES.replace("2014)", "2020)").replace("1000", "9000"), []),
    "a little less": (RATES.replace("1000 + y", "900 + y"), []),
    "empty": (
        f"{RATES} where false",
        ["main.mobility_rate is empty (it had 4 rows)"],
    ),
    "years gone": (
        f"{RATES} where y > 2011",
        ["main.mobility_rate: 2010, 2011 gone"],
    ),
    "counts fall": (
        RATES.replace("1000 + y", "if(y = 2012, 1000, 1000 + y)"),
        ["main.mobility_rate: residents of 2012 from 3,012 to 1,000 (-66.8 percent)"],
    ),
    "few that fall by chance": (RATES.replace("40 as", "4 as"), []),
}


@pytest.mark.parametrize("case", WORSE)
def test_what_is_gone_or_has_fallen_is_worse(
    last: Path, draft: Callable[..., Path], case: str
) -> None:
    rates, worse = WORSE[case]
    assert worse_than(draft(rates=rates), last) == worse


def test_fewer_findings_are_not_worse(last: Path, draft: Callable[..., Path]) -> None:
    fewer = FINDINGS.replace("500", "0")
    assert worse_than(draft(findings=fewer), last) == []


def test_nothing_is_worse_than_no_release(
    tmp_path: Path, draft: Callable[..., Path]
) -> None:
    assert worse_than(draft(), tmp_path / "nothing.duckdb") == []


def test_real_registers_may_take_the_place_of_synthetic_ones_not_the_other_way(
    tmp_path: Path, draft: Callable[..., Path]
) -> None:
    synthetic = write_release(tmp_path / "synthetic.duckdb")
    real = write_release(tmp_path / "real.duckdb", synthetic=False)
    nothing = f"{RATES} where false"
    assert worse_than(draft(rates=nothing, synthetic=False), synthetic) == []
    (worse,) = worse_than(draft(), real)
    assert worse == "the registers are synthetic, those of the last were not"


def test_a_reason_is_kept_in_the_release(
    last: Path, draft: Callable[..., Path]
) -> None:
    worse = draft(rates=f"{RATES} where y > 2010")
    with pytest.raises(BuildError) as stopped:
        accept_needed(worse, last, None, print)
    said = str(stopped.value)
    assert "1 change(s) make this release worse" in said
    assert "main.mobility_rate: 2010 gone" in said
    assert 'bofast publish --accept "reason"' in said
    accept_needed(worse, last, "2010 was wrong", lambda line: None)
    with duckdb.connect(str(worse)) as connection:
        kept = connection.execute(
            "select accepted_because, accepted_changes from publication"
        ).fetchall()
    assert kept == [("2010 was wrong", "main.mobility_rate: 2010 gone")]
    # nothing to accept, nothing to keep
    same = draft()
    accept_needed(same, last, "just in case", lambda line: None)
    with duckdb.connect(str(same)) as connection:
        kept = connection.execute("select accepted_because from publication").fetchall()
    assert kept == [(None,)]


def test_the_difference_is_told_table_by_table(
    last: Path, draft: Callable[..., Path]
) -> None:
    changed = draft(rates=f"{RATES} where y > 2010".replace("40 as", "41 as"))
    said = list(differences(changed, last))
    assert said == [
        "main.mobility_rate: 4 rows -> 3; gone: 2010",
        "  emigrants of 2011: 40 -> 41",
        "  emigrants of 2012: 40 -> 41",
        "  emigrants of 2013: 40 -> 41",
        "2 tables have the same rows and counts",
        "1 change(s) would need --accept:",
        "  main.mobility_rate: 2010 gone",
    ]


@pytest.fixture(scope="module")
def project(
    demo_registers: Path, tmp_path_factory: pytest.TempPathFactory
) -> SmallProject:
    project = make_small_project(tmp_path_factory.mktemp("small"), demo_registers)
    assert project.run("build").returncode == 0
    assert project.run("publish").returncode == 0
    return project


@pytest.mark.slow
def test_the_command_stops_and_publishes_with_a_reason(project: SmallProject) -> None:
    """Residents of a year are lost; the file in use stays until somebody says why."""
    model = project.folder / "models" / "region_population.sql"
    model.write_text(f"{model.read_text()} where year <> 2014\n")
    marts = project.settings.marts
    before = marts.read_bytes()
    assert project.run("build").returncode == 0
    stopped = project.run("publish")
    assert stopped.returncode == 1
    assert "main.region_population: 2014 gone" in stopped.stderr
    told = project.run("publish", "--diff")
    assert told.returncode == 0
    assert "main.region_population: " in told.stdout
    assert "gone: 2014" in told.stdout
    assert marts.read_bytes() == before
    assert project.run("publish", "--accept", " ").returncode == 2
    assert project.run("publish", "--diff", "--accept", "x").returncode == 2
    done = project.run("publish", "--accept", "2014 comes next month")
    assert done.returncode == 0
    with duckdb.connect(str(marts), read_only=True) as connection:
        kept = connection.execute("select accepted_because from publication").fetchall()
    assert kept == [("2014 comes next month",)]
    drafts = [file.name for file in project.settings.releases_folder.glob(".draft*")]
    assert drafts == []
