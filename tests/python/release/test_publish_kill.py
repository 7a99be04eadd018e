"""Builds and publishes are killed at random moments while others read what is there."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from small_project import SmallProject, make_small_project

pytestmark = pytest.mark.slow

SEED = 2019
PUBLISH_KILLS = 26
BUILD_KILLS = 7
READERS = 2
# seconds; nothing here takes so long unless it hangs
PATIENCE = 120

READER = """
import hashlib, json, pathlib, sys, time, duckdb
marts, stop = map(pathlib.Path, sys.argv[1:])
seen, reads = set(), 0
while not stop.exists():
    digest = hashlib.sha256(marts.read_bytes()).hexdigest()[:12]
    # what a program that opens the release once finds beside the file
    release = marts.with_suffix(".release").resolve()
    assert release.name.endswith(
        hashlib.sha256((release / marts.name).read_bytes()).hexdigest()[:12]
    )
    for table in json.loads((release / "datapackage.json").read_text())["resources"]:
        content = (release / table["path"]).read_bytes()
        assert table["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    with duckdb.connect(str(marts), read_only=True) as connection:
        row = connection.execute(
            "select (select sum(hash(region_population)) from region_population),"
            " (select count(*) from duckdb_tables()), count(*), min(tests_failed)"
            " from publication"
        ).fetchone()
    seen.add((digest, *row))
    reads += 1
    time.sleep(0.02)
print(reads)
for row in sorted(seen):
    print(*row)
"""


@pytest.fixture
def project(tmp_path: Path, demo_registers: Path) -> SmallProject:
    return make_small_project(tmp_path, demo_registers, releases=1000)


@pytest.fixture
def readers(project: SmallProject) -> Iterator[list[subprocess.Popen[str]]]:
    """Publish a first time, then read without a pause until the test stops it."""
    for command in ("build", "publish"):
        done = project.run(command)
        assert done.returncode == 0, done.stdout + done.stderr
    stop = project.folder / "stop"
    command = [sys.executable, "-c", READER, str(project.settings.marts), str(stop)]
    started = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(READERS)
    ]
    yield started
    stop.touch()
    for process in started:
        process.communicate(timeout=PATIENCE)


def start(project: SmallProject, command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        project.command(command),
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def seconds_after(project: SmallProject, command: str, seen: Path | None) -> float:
    """Return how long a command takes from a file on, or all of it."""
    process = start(project, command)
    while seen and not seen.exists() and process.poll() is None:
        time.sleep(0.001)
    begun = time.monotonic()
    assert process.wait(timeout=PATIENCE) == 0
    return time.monotonic() - begun


def is_killed(
    project: SmallProject, command: str, seen: Path | None, delay: float
) -> bool:
    """Kill a command some seconds after a file is seen, or after it was started.

    Returns:
        Whether it was killed; it may have ended before.
    """
    process = start(project, command)
    while seen and not seen.exists() and process.poll() is None:
        time.sleep(0.001)
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE)
        return True
    return False


def kill_some(
    project: SmallProject, command: str, kills: int, begins: list[Path | None]
) -> None:
    """Kill a command as often as asked for, at random moments.

    Args:
        project: where it runs.
        command: of bofast.
        kills: how often.
        begins: files, in turn, between whose coming and the end it is killed; None for
            all the time it takes.
    """
    chance = random.Random(SEED)
    # machines are of different speeds
    longest = [seconds_after(project, command, seen) for seen in begins]
    killed = runs = 0
    while killed < kills:
        turn = runs % len(begins)
        delay = chance.uniform(0, longest[turn])
        killed += is_killed(project, command, begins[turn], delay)
        runs += 1
        assert runs < 4 * kills, f"{command} cannot be caught"
        with duckdb.connect(str(project.settings.warehouse), read_only=True) as whole:
            row = whole.execute("select is_finished from registers.provenance")
            assert row.fetchone() == (True,)


def test_kills_leave_whole_files_and_the_next_run_needs_no_repair(
    project: SmallProject, readers: list[subprocess.Popen[str]]
) -> None:
    settings = project.settings
    kept = settings.releases_folder
    draft = kept / ".draft"
    kill_some(
        project,
        "publish",
        PUBLISH_KILLS,
        [None, draft / settings.marts.name, draft / "datapackage.json"],
    )
    done = project.run("publish")
    assert done.returncode == 0, done.stderr
    kill_some(project, "build", BUILD_KILLS, [settings.draft.parent])
    for command in ("build", "publish"):
        done = project.run(command)
        assert done.returncode == 0, done.stderr

    (project.folder / "stop").touch()
    found = [process.communicate(timeout=PATIENCE) for process in readers]
    assert [errors for _, errors in found] == [""] * READERS
    lines = [output.splitlines() for output, _ in found]
    # they read all the time, while the file was replaced a number of times
    assert min(int(reads) for reads, *_ in lines) > PUBLISH_KILLS + BUILD_KILLS
    seen = {line.partition(" ")[0]: line for _, *rows in lines for line in rows}
    assert len(seen) > 2
    # whatever was read is an edition, byte for byte, and all were made of the same
    folders = list(kept.glob("2*"))
    assert set(seen) <= {folder.name.rpartition("-")[2] for folder in folders}
    assert len({line.partition(" ")[2] for line in seen.values()}) == 1
    # nothing is left over
    assert {file.name for file in settings.warehouse.parent.iterdir()} == {
        "warehouse.duckdb",
        "warehouse.checked.json",
        "warehouse.lock",
    }
    assert {file.name for file in settings.marts.parent.iterdir()} == {
        "marts.duckdb",
        "marts.release",
        "marts.releases",
    }
    assert len(list(kept.iterdir())) == len(folders) + 1
