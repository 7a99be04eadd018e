import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from bofast.report import write_report
from bofast.settings import PROJECT, Settings

BIN = Path(sys.executable).parent


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
def marts(warehouse_file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(warehouse_file), read_only=True)


@pytest.fixture
def registers(demo_registers: Path, tmp_path: Path) -> Path:
    """A copy of the demo registers that a test may break."""
    return Path(shutil.copytree(demo_registers, tmp_path / "registers"))


def run_bofast(
    command: str, registers: Path, warehouse: Path, marts: Path
) -> subprocess.CompletedProcess[str]:
    """Run a command of bofast in a process of its own, as a user would."""
    places = {
        "BOFAST_REGISTERS": str(registers),
        "BOFAST_WAREHOUSE": str(warehouse),
        "BOFAST_MARTS": str(marts),
    }
    return _run([BIN / "bofast", command], PROJECT, places)


def run_dbt(
    *arguments: str, registers: Path, warehouse: Path, project: Path = PROJECT
) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own, as a user would, and return how it ended."""
    target = warehouse.parent / "dbt"
    places = {"BOFAST_REGISTERS": str(registers), "BOFAST_WAREHOUSE": str(warehouse)}
    command = [BIN / "dbt", *arguments, "--target-path", target, "--log-path", target]
    return _run(command, project, places)


def _run(
    command: list[str | Path], folder: Path, places: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **places},
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
