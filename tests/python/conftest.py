import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from report_pages import Page

from bofast.report import write_report
from bofast.settings import PROJECT, Settings

BIN = Path(sys.executable).parent
# manifest and results as JSON, which nothing here reads, take dbt seconds
WITHOUT_FILES = {"DBT_WRITE_JSON": "false"}
# for builds of other registers, with which these tests have nothing to do
BUT_TESTS_OF_SEEDS = (
    *("--exclude", "resource_type:unit_test"),
    *("path:tests/dbt/seeds", "path:seeds,resource_type:test"),
)
# settings of dbt: no unit tests, and no tests at all
WITHOUT_UNIT_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test"}
WITHOUT_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test test"}
# what `make test` builds before the tests, and what is made of it
OF_THE_BUILD = {"demo_registers", "published_file", "warehouse_file"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick",
        action="store_true",
        help="leave out tests that need the demo build, or run dbt as a whole",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if config.getoption("--quick"):
        slow = [item for item in items if _is_slow(item)]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
    # a file is run by one worker: those that run dbt go first, so that none of them is
    # left to the end, when the other worker has nothing to do
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def _is_slow(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(OF_THE_BUILD & fixtures) or item.get_closest_marker("slow") is not None


def _made_by_make_test(path: Path) -> Path:
    if not path.exists():
        pytest.fail(f"{path} is missing: run `make test`, which makes it")
    return path


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.from_environment()


@pytest.fixture(scope="session")
def demo_registers(settings: Settings) -> Path:
    return _made_by_make_test(settings.registers)


@pytest.fixture(scope="session")
def published_file(settings: Settings) -> Path:
    return _made_by_make_test(settings.marts)


@pytest.fixture(scope="session")
def warehouse_file(settings: Settings) -> Path:
    return _made_by_make_test(settings.warehouse)


@pytest.fixture(scope="session")
def published_report(
    published_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The report of the published file; tests copy it before they change it."""
    out = tmp_path_factory.mktemp("report") / "report"
    said: list[str] = []
    files = write_report(published_file, out, PROJECT / "analysis", said.append)
    assert sorted(files) == sorted(f for f in out.rglob("*") if f.is_file())
    assert said
    return out


@pytest.fixture(scope="session")
def report(published_report: Path) -> Path:
    return published_report


@pytest.fixture(scope="session")
def pages(report: Path) -> dict[str, Page]:
    return {str(f.relative_to(report)): Page(f) for f in report.rglob("*.html")}


@pytest.fixture(scope="session")
def marts(warehouse_file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(warehouse_file), read_only=True)


@pytest.fixture
def registers(demo_registers: Path, tmp_path: Path) -> Path:
    """A copy of the demo registers that a test may break."""
    return Path(shutil.copytree(demo_registers, tmp_path / "registers"))


def run_bofast(
    command: str, registers: Path, warehouse: Path, marts: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of bofast in a process of its own, as a user would.

    `more` are further settings, of bofast or of dbt.
    """
    places = {
        "BOFAST_REGISTERS": str(registers),
        "BOFAST_WAREHOUSE": str(warehouse),
        "BOFAST_MARTS": str(marts),
        **more,
    }
    return _run([BIN / "bofast", *command.split()], PROJECT, places)


def run_dbt(
    *arguments: str, registers: Path, warehouse: Path
) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own, as a user would, and return how it ended.

    dbt reads the whole project anew, which takes longer than most of these runs, unless
    the warehouse is where it was the last time: so it is reached by a link.
    """
    target = PROJECT / "build" / f"dbt-{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    link = target / "place"
    link.unlink(missing_ok=True)
    link.symlink_to(warehouse.parent)
    assert warehouse.name == "warehouse.duckdb"
    places = {
        "BOFAST_REGISTERS": str(registers),
        "BOFAST_WAREHOUSE": str(link / warehouse.name),
    }
    command = [BIN / "dbt", *arguments, "--target-path", target, "--log-path", target]
    return _run(command, PROJECT, places)


def _run(
    command: list[str | Path], folder: Path, places: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **WITHOUT_FILES, **places},
        capture_output=True,
        text=True,
        check=False,
    )


def rewrite(register: Path, sql: str) -> None:
    """Replace a register by the result of a query over it, named `register`."""
    with duckdb.connect() as connection:
        connection.execute(
            f"create table register as from read_parquet('{register}/**/*.parquet',"
            " union_by_name = true, hive_partitioning = false)"
        )
        connection.execute(f"create table changed as {sql}")
        shutil.rmtree(register)
        register.mkdir()
        connection.execute(f"copy changed to '{register / 'all.parquet'}'")


def read(
    connection: duckdb.DuckDBPyConnection, sql: str, *values: object
) -> list[dict[str, Any]]:
    """Return a query's rows by name of column."""
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
