"""Builds and publishes that end as they should, that fail, and that are undone."""

import json
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from small_project import SmallProject, make_small_project

from bofast.atomic import only_one
from bofast.contract.registers import fingerprint

pytestmark = pytest.mark.slow

# kB: room for dbt's own files, too little for the warehouse's tables
SMALL_DISK = 2000
EVERYONE = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, demo_registers: Path
) -> SmallProject:
    """A project that was built and published; each test leaves it so."""
    made = make_small_project(tmp_path_factory.mktemp("small"), demo_registers)
    for command in ("build", "publish"):
        done = made.run(command)
        assert done.returncode == 0, done.stdout + done.stderr
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def query(file: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def releases(project: SmallProject) -> list[str]:
    """Return the names of the releases that are kept, oldest first."""
    folder = project.settings.releases_folder
    return sorted(release.name for release in folder.glob("2*"))


def in_use(project: SmallProject) -> str:
    """Return the name of the release that file and tables are of."""
    settings = project.settings
    folder = settings.release.resolve()
    assert settings.marts.resolve() == folder / settings.marts.name
    return folder.name


def test_a_failed_build_leaves_the_warehouse_and_keeps_its_draft(
    project: SmallProject,
) -> None:
    warehouse, failed = project.settings.warehouse, project.settings.failed
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table of_before as select 1 as one")
    before = warehouse.read_bytes()
    test = project.add_failing_test()
    done = project.run("build")
    assert done.returncode == 1
    assert "test place_is_elsewhere: 1 row(s), first: region_code=1429" in done.stderr
    assert f"{warehouse} is as it was." in done.stderr
    assert f"What was built is in {failed}" in done.stderr
    assert warehouse.read_bytes() == before
    rows = query(failed, 'from "warehouse"."test_failures"."place_is_elsewhere"')
    assert rows == [("1429", 2016)]
    assert (mode(failed.parent), mode(failed)) == (0o700, 0o600)
    assert not project.settings.draft.parent.exists()

    marts = project.settings.marts.read_bytes()
    done = project.run("publish")
    assert done.returncode == 1
    assert "did not end with all tests passed" in done.stderr
    assert str(failed.parent) in done.stderr
    assert project.settings.marts.read_bytes() == marts
    # plain dbt has built the warehouse again since
    warehouse.touch()
    assert project.run("publish").returncode == 0

    test.unlink()
    assert project.run("build").returncode == 0
    assert not failed.parent.exists()
    assert query(warehouse, "select is_finished from registers.provenance") == [(True,)]
    # it was built from nothing
    tables = "select count(*) from duckdb_tables() where table_name = 'of_before'"
    assert query(warehouse, tables) == [(0,)]
    assert project.run("publish").returncode == 0


def test_two_at_once_are_refused(project: SmallProject) -> None:
    settings = project.settings
    before = settings.warehouse.read_bytes(), settings.marts.read_bytes()
    with only_one(settings.lock, "a build"):
        for done in (project.run("build"), project.dbt("build")):
            assert done.returncode != 0
            output = done.stdout + done.stderr
            assert f"a build of {settings.warehouse} is under way already" in output
            assert "Traceback" not in output
    with only_one(settings.releases_folder / ".lock", "publishing"):
        for arguments in (["publish"], ["publish", "--rollback"]):
            done = project.run(*arguments)
            assert done.returncode == 1
            assert f"publishing {settings.marts} is under way already" in done.stderr
    assert before == (settings.warehouse.read_bytes(), settings.marts.read_bytes())


def test_a_full_disk_leaves_both_files_and_says_so(project: SmallProject) -> None:
    settings = project.settings
    before = settings.warehouse.read_bytes(), settings.marts.read_bytes()
    kept = releases(project)
    done = project.run("publish", limit=SMALL_DISK)
    assert done.returncode == 1
    assert f"publishing failed, {settings.marts} is as it was" in done.stderr
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert releases(project) == kept
    assert len(list(settings.releases_folder.iterdir())) == len(kept) + 1
    done = project.run("build", limit=SMALL_DISK)
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert f"{settings.warehouse} is as it was." in done.stderr
    assert "Traceback" not in done.stderr
    assert before == (settings.warehouse.read_bytes(), settings.marts.read_bytes())
    # as the message of publish says, to publish the build before it
    shutil.rmtree(settings.failed.parent)


def test_chosen_years_start_from_the_warehouse_and_what_a_kill_left_in_its_log(
    project: SmallProject,
) -> None:
    warehouse = project.settings.warehouse
    # ends as if killed: what it wrote is in the log alone
    code = (
        f"import duckdb, os; c = duckdb.connect('{warehouse}');"
        "c.execute('pragma disable_checkpoint_on_shutdown');"
        "c.execute('create table kept as select 1 as one'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    log = warehouse.with_name(f"{warehouse.name}.wal")
    assert log.exists()
    done = project.run("build", BOFAST_YEARS="2014")
    assert done.returncode == 0, done.stderr
    assert query(warehouse, "from kept") == [(1,)]
    assert not log.exists()


def test_years_added_to_a_build_that_failed_are_not_published(
    project: SmallProject,
) -> None:
    warehouse = project.settings.warehouse
    finished = "select is_finished from registers.provenance"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update registers.provenance set is_finished = false, years_built = null"
        )
    done = project.run("build", BOFAST_YEARS="2014")
    assert done.returncode == 0, done.stderr
    assert "the other years did not end with all tests passed" in done.stdout
    assert query(warehouse, finished) == [(False,)]
    # nor are they by another one like it
    assert project.run("build", BOFAST_YEARS="2014").returncode == 0
    assert query(warehouse, finished) == [(False,)]
    done = project.run("publish")
    assert done.returncode == 1
    assert "did not end with all tests passed" in done.stderr

    # years that failed are built again, all of them or some
    failed = "is_finished = false, is_finished_without = true, years_built"
    for years, is_finished in [("2014", False), ("2013,2014", True)]:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(
                f"update registers.provenance set {failed} = '2013,2014'"
            )
        assert project.run("build", BOFAST_YEARS=years).returncode == 0
        assert query(warehouse, finished) == [(is_finished,)]

    done = project.run("build")
    assert "the other years" not in done.stdout
    assert query(warehouse, finished) == [(True,)]


def test_years_after_a_chosen_one_are_built_too(project: SmallProject) -> None:
    warehouse = project.settings.warehouse
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create table main.family_year as select unnest([2012, 2014, 2015]) as year"
        )
    done = project.run("build", BOFAST_YEARS="2013")
    assert done.returncode == 0, done.stderr
    assert "BOFAST_YEARS: 2014, 2015 too: cohorts and returns" in done.stdout
    built = "select years_built from registers.provenance"
    assert query(warehouse, built) == [("2013,2014,2015",)]
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop table main.family_year")


def test_years_say_that_other_code_built_the_rest(project: SmallProject) -> None:
    model = project.folder / "models" / "region_population.sql"
    model.write_text(model.read_text() + "-- changed\n")
    done = project.run("build", BOFAST_YEARS="2014")
    assert "the other years stay as other code built them" in done.stdout
    assert query(
        project.settings.warehouse, "select is_finished from registers.provenance"
    ) == [(True,)]
    assert project.run("publish").returncode == 0
    said = "select years_built from publication"
    assert query(project.settings.marts, said) == [("2014",)]
    assert project.run("build").returncode == 0
    assert project.run("publish").returncode == 0
    assert query(project.settings.marts, said) == [(None,)]


def test_files_of_persons_are_their_owners_alone_while_they_are_written(
    project: SmallProject,
) -> None:
    """Whatever the permissions of the shell: it grants everything here."""
    settings = project.settings
    seen: set[str] = set()
    process = subprocess.Popen(
        project.unmasked(project.command("build")),
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        folder = settings.draft.parent
        for file in (folder, *folder.glob("*")):
            try:
                assert not mode(file) & EVERYONE, file
            except FileNotFoundError:
                continue
            seen.add(file.name)
        time.sleep(0.005)
    assert process.returncode == 0
    assert {"warehouse.draft", "warehouse.duckdb", "warehouse.duckdb.wal"} <= seen
    for file in settings.warehouse.parent.rglob("*"):
        assert not mode(file) & EVERYONE, file
    assert mode(settings.warehouse.parent) == 0o700

    assert project.run("publish").returncode == 0
    kept = list(settings.releases_folder.glob("2*/**/*"))
    files = [settings.marts, *(path for path in kept if path.is_file())]
    assert {mode(file) for file in files} == {0o644}
    folders = [path for path in kept if path.is_dir()]
    for folder in (settings.marts.parent, settings.releases_folder, *folders):
        assert mode(folder) == 0o755


def test_plain_dbt_builds_tables_of_years_anew(
    project: SmallProject, tmp_path: Path
) -> None:
    """Also those that have another column since."""
    model = project.folder / "models" / "by_year.sql"
    config = (
        '{{ config(schema="main", materialized="incremental",'
        ' incremental_strategy="append", on_schema_change="fail") }} '
    )
    warehouse = tmp_path / "warehouse.duckdb"
    for columns in ("1 as one", "1 as one, 2 as two"):
        model.write_text(f"{config}select {columns}")
        done = project.dbt("build", BOFAST_WAREHOUSE=str(warehouse))
        assert done.returncode == 0, done.stdout
    assert query(warehouse, "from by_year") == [(1, 2)]
    # chosen years are added to what is there
    more = {"BOFAST_WAREHOUSE": str(warehouse), "BOFAST_YEARS": "2014"}
    assert project.dbt("build", **more).returncode == 0
    assert query(warehouse, "from by_year") == [(1, 2), (1, 2)]
    model.unlink()


def test_plain_dbt_writes_in_place_for_its_owner_alone(
    project: SmallProject, tmp_path: Path
) -> None:
    """Rows that a test found are kept until it finds none."""
    warehouse = tmp_path / "new" / "warehouse.duckdb"
    test = project.add_failing_test()
    found = "select count(*) from duckdb_tables() where schema_name = 'test_failures'"
    for failed, more in ((1, ""), (0, "    and false\n")):
        test.write_text(test.read_text() + more)
        done = project.dbt("build", BOFAST_WAREHOUSE=str(warehouse))
        assert done.returncode == failed, done.stdout
        assert query(warehouse, found) == [(failed,)]
        assert mode(warehouse) == 0o600
        # a file of an older version is closed, too
        warehouse.chmod(0o644)
    test.unlink()
    assert mode(warehouse.parent) == 0o700
    assert query(warehouse, "select is_finished from registers.provenance") == [(True,)]


def test_releases_are_kept_listed_and_put_in_use_again(project: SmallProject) -> None:
    settings = project.settings
    for _ in range(3):
        done = project.run("publish", BOFAST_RELEASES="3")
        assert done.returncode == 0, done.stderr
    first, second, third = releases(project)
    assert in_use(project) == third
    for expected in (second, first):
        done = project.run("publish", "--rollback")
        assert done.returncode == 0, done.stderr
        assert f"is release {expected} again" in done.stdout
        assert in_use(project) == expected
        assert mode(settings.marts) == 0o644
    done = project.run("publish", "--rollback")
    assert done.returncode == 1
    assert "no release is kept from before the one in use" in done.stderr

    _, *lines, legend = project.run("publish", "--list").stdout.splitlines()
    assert legend == "* in use"
    assert [line.split()[0] for line in lines] == [third, second, "*"]
    assert lines[-1].split()[1] == first
    found = fingerprint(settings.registers)[:12]
    tables = query(settings.marts, "select count(*) from duckdb_tables()")[0][0]
    for line in lines:
        assert f"registers (synthetic)  {found}" in line
        assert str(tables) in line.split()

    # a release that is in use stays, however old it is
    done = project.run("publish", BOFAST_RELEASES="1")
    assert done.returncode == 0, done.stderr
    (newest,) = releases(project)
    assert in_use(project) == newest


def test_a_release_is_called_by_its_beginning(project: SmallProject) -> None:
    assert project.run("publish").returncode == 0
    *_, before, newest = releases(project)
    done = project.run("publish", "--rollback", before[:-4])
    assert done.returncode == 0, done.stderr
    assert in_use(project) == before
    for name, text in (("2", "releases begin with 2"), ("x", "no release begins")):
        done = project.run("publish", "--rollback", name)
        assert done.returncode == 1
        assert text in done.stderr
    assert project.run("publish", "--rollback", newest).returncode == 0
    assert in_use(project) == newest


def test_a_changed_release_is_not_put_in_use(project: SmallProject) -> None:
    assert project.run("publish").returncode == 0
    before = project.settings.marts.read_bytes()
    *_, changed, _ = releases(project)
    folder = project.settings.releases_folder / changed
    file = folder / "marts.duckdb"
    table = folder / "parquet" / "region_population.parquet"
    whole = {path: path.read_bytes() for path in (file, table)}
    with duckdb.connect(str(file)) as connection:
        connection.execute("delete from region_population where region_code = '1201'")
    table.write_bytes(whole[table][:-1])
    for path in whole:
        done = project.run("publish", "--rollback")
        assert done.returncode == 1
        assert f"release {changed} was changed after it was published" in done.stderr
        assert project.settings.marts.read_bytes() == before
        path.write_bytes(whole[path])
    assert project.run("publish", "--rollback").returncode == 0
    assert in_use(project) == changed


def test_a_published_file_that_was_not_kept_becomes_a_release(
    project: SmallProject,
) -> None:
    """As put there by hand, or by a version that kept none."""
    assert project.run("publish").returncode == 0
    newest = in_use(project)
    settings = project.settings
    contents = settings.marts.read_bytes()
    file = settings.release.resolve() / settings.marts.name
    settings.marts.unlink()
    shutil.copy2(file, settings.marts)
    shutil.rmtree(settings.releases_folder / newest)
    settings.release.unlink()
    lines = project.run("publish", "--list").stdout.splitlines()
    assert lines[1].startswith("*  (not kept yet)")
    # to look is not to keep
    assert project.run("publish", "--diff").returncode == 0
    assert not settings.marts.is_symlink()
    assert newest not in releases(project)
    assert project.run("publish").returncode == 0
    assert releases(project)[-2] == newest
    kept = settings.releases_folder / newest / settings.marts.name
    assert kept.read_bytes() == contents


def test_a_release_that_is_a_file_alone_can_be_used_again(
    project: SmallProject,
) -> None:
    """As earlier versions kept them, beside a published file that is a copy."""
    assert project.run("publish").returncode == 0
    settings = project.settings
    old = settings.release.resolve()
    file = settings.releases_folder / f"{old.name}.duckdb"
    shutil.copy2(old / settings.marts.name, file)
    settings.marts.unlink()
    shutil.copy2(file, settings.marts)
    settings.release.unlink()
    shutil.rmtree(old)
    assert project.run("publish").returncode == 0
    assert in_use(project) != old.name
    assert project.run("publish", "--rollback", old.name).returncode == 0
    assert in_use(project) == old.name
    assert not file.exists()


@pytest.mark.parametrize("kind", ["a text", "a warehouse"])
def test_a_file_of_another_kind_is_left_where_it_is(
    kind: str, project: SmallProject, tmp_path: Path
) -> None:
    """A warehouse that was made a release would be there for all to read."""
    place = tmp_path / "mine.duckdb"
    if kind == "a text":
        place.write_text("mine\n")
    else:
        shutil.copy(project.settings.warehouse, place)
    place.chmod(0o600)
    before = place.read_bytes()
    for arguments in (
        *(["publish"], ["publish", "--diff"], ["publish", "--accept", "no reason"]),
        *(["publish", "--rollback"], ["show"]),
    ):
        done = project.run(*arguments, BOFAST_MARTS=str(place))
        assert done.returncode == 1, arguments
        assert done.stderr.startswith(f"Error: {place} ")
        assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine.duckdb"]
    assert (mode(place), place.read_bytes()) == (0o600, before)


def test_a_link_of_ones_own_keeps_pointing_where_it_points(
    project: SmallProject,
) -> None:
    settings = project.settings
    link = settings.marts.with_name("of_my_own.duckdb")
    link.symlink_to(settings.marts.name)
    before = in_use(project)
    done = project.run("publish", BOFAST_MARTS=str(link))
    assert done.returncode == 0, done.stderr
    assert in_use(project) != before
    assert link.readlink() == Path(settings.marts.name)
    assert link.read_bytes() == settings.marts.read_bytes()
    link.unlink()


def test_the_number_of_releases_is_a_number(project: SmallProject) -> None:
    for wrong in ("0", "-1", "some"):
        done = project.run("publish", BOFAST_RELEASES=wrong)
        assert done.returncode == 1
        assert f"BOFAST_RELEASES={wrong}: say a number, 1 or more" in done.stderr


def test_a_tag_that_was_taken_back_holds_at_once(project: SmallProject) -> None:
    """What may be published is what the project says now, not when it was built."""
    model = project.folder / "models" / "region_indicator.sql"
    before = model.read_text()
    model.write_text(before.replace('tags=["published"]', "tags=[]"))
    assert project.run("publish").returncode == 0
    tables = "select table_name from duckdb_tables() where schema_name = 'main'"
    published = query(project.settings.marts, tables)
    of_the_file = [("disclosure_utility",), ("publication",)]
    assert sorted(published) == [*of_the_file, ("region_population",)]
    model.write_text(before)
    assert project.run("publish").returncode == 0
    assert ("region_indicator",) in query(project.settings.marts, tables)


def test_each_register_has_its_fingerprint_in_the_file(project: SmallProject) -> None:
    settings = project.settings
    ((text, seed),) = query(
        settings.marts, "select register_fingerprints, synthetic_seed from publication"
    )
    assert seed == 2019
    assert json.loads(text) == {
        folder.name: fingerprint(folder)
        for folder in settings.registers.iterdir()
        if folder.is_dir()
    }
