"""A copy of the project with few models, for tests that build it many times."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conftest import WITHOUT_FILES

from bofast.contract.registers import SYNTHETIC_ARGUMENTS, SYNTHETIC_MARK
from bofast.settings import PROJECT, Settings

SEEDS = ("contract", "classifications", "risk_index", "disclosure")
MODEL = """{{{{ config(schema="main", materialized="table", tags=["published"]) }}}}
select * from {{{{ ref("stg_{register}") }}}}
"""
# published beside the seeds, large enough to be caught while they are written
REGISTERS = ("region_indicator", "region_population")
FAILING = """select region_code, period_start from {{ ref("region_indicator") }}
where indicator = 'low_income_share' and region_code = '1429'
"""


@dataclass(frozen=True)
class SmallProject:
    """Where the copy is, with settings of its own."""

    folder: Path
    settings: Settings

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            **WITHOUT_FILES,
            "PYTHONPATH": str(self.folder / "python"),
            "BOFAST_REGISTERS": str(self.settings.registers),
            "BOFAST_WAREHOUSE": str(self.settings.warehouse),
            "BOFAST_MARTS": str(self.settings.marts),
            "BOFAST_RELEASES": str(self.settings.releases),
            "BOFAST_YEARS": "",
            **more,
        }

    def command(self, *arguments: str) -> list[str]:
        # the copied code, whichever the environment has installed
        code = "from bofast.cli import main; main()"
        return [sys.executable, "-c", code, *arguments]

    def unmasked(self, command: list[str]) -> list[str]:
        """Run in a shell that gives new files every permission."""
        return ["bash", "-c", 'umask 000; exec "$@"', "-", *command]

    def run(
        self, *arguments: str, limit: int | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of bofast; `limit` is the largest file it may write, in kB."""
        command = self.command(*arguments)
        if limit is not None:
            command = ["bash", "-c", f'ulimit -f {limit}; exec "$@"', "-", *command]
        return subprocess.run(
            self.unmasked(command),
            cwd=self.folder,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )

    def dbt(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run dbt alone, which writes the warehouse in place."""
        code = "from dbt.cli.main import cli; cli()"
        return subprocess.run(
            self.unmasked([sys.executable, "-c", code, *arguments]),
            cwd=self.folder,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )

    def add_failing_test(self) -> Path:
        """Add a data test that finds one row."""
        file = self.folder / "tests" / "dbt" / "place_is_elsewhere.sql"
        file.write_text(FAILING + "    and period_start = 2016\n")
        return file


def make_small_project(
    folder: Path, demo_registers: Path, releases: int = 5
) -> SmallProject:
    """Copy code, macros, some seeds and the regional registers' models."""
    project = folder / "project"
    shutil.copytree(PROJECT / "macros", project / "macros")
    shutil.copytree(PROJECT / "python", project / "python")
    generic = Path("tests") / "dbt" / "generic"
    shutil.copytree(PROJECT / generic, project / generic)
    for name in SEEDS:
        seeds = project / "seeds" / name
        shutil.copytree(PROJECT / "seeds" / name, seeds)
        for description in seeds.glob("*.yml"):
            description.unlink()
    rules = project / "seeds" / "disclosure" / "disclosure_table.csv"
    with rules.open("a", encoding="utf-8") as file:
        file.writelines(f"{r},exempt,,Regional statistics\n" for r in REGISTERS)
    staging = project / "models" / "staging"
    staging.mkdir(parents=True)
    shutil.copy(PROJECT / "models" / "staging" / "sources.yml", staging)
    for register in REGISTERS:
        model = f"stg_{register}.sql"
        shutil.copy(PROJECT / "models" / "staging" / model, staging)
        (staging.parent / f"{register}.sql").write_text(MODEL.format(register=register))
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project / name)
    registers = folder / "registers"
    registers.mkdir()
    for register in demo_registers.glob("region_*"):
        shutil.copytree(register, registers / register.name)
    for name in (SYNTHETIC_MARK, SYNTHETIC_ARGUMENTS):
        shutil.copy(demo_registers / name, registers)
    settings = Settings(
        registers=registers,
        warehouse=folder / "warehouse" / "warehouse.duckdb",
        marts=folder / "published" / "marts.duckdb",
        releases=releases,
    )
    return SmallProject(project, settings)
