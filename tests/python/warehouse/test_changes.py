"""Changed input, another edition, data that cannot carry an index."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import WITHOUT_TESTS, rewrite, run_bofast, run_dbt
from edition_project import make_whole_project, succeed

from bofast.contract.registers import SYNTHETIC_MARK
from bofast.warehouse.build import INDEX

pytestmark = pytest.mark.slow

FJALER = "1429"


@pytest.fixture
def registers(demo_registers: Path, tmp_path: Path) -> Path:
    """A copy of the regional demo registers; what is made of persons stays empty."""
    folder = tmp_path / "registers"
    folder.mkdir()
    for register in demo_registers.glob("region_*"):
        shutil.copytree(register, folder / register.name)
    shutil.copy(demo_registers / SYNTHETIC_MARK, folder)
    return folder


@pytest.fixture
def warehouse(warehouse_file: Path, tmp_path: Path) -> Path:
    """A copy of the test warehouse that a test may build again."""
    return Path(shutil.copy(warehouse_file, tmp_path / "warehouse.duckdb"))


def differing(
    before: Path, after: Path, table: str, key: str, columns: list[str]
) -> set[tuple[str, ...]]:
    """Return the keys of rows whose numbers differ between two warehouses.

    Parallel sums of floating-point numbers may differ in their last bits.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as before (read_only)")
        connection.execute(f"attach '{after}' as after (read_only)")
        different = " or ".join(
            f"(b.{c} is null) <> (a.{c} is null) or abs(b.{c} - a.{c}) > 1e-9"
            for c in columns
        )
        rows = connection.execute(
            f"select {key} from before.{table} as b"
            f" full join after.{table} as a using ({key}) where {different}"
        ).fetchall()
    return set(rows)


def changed_by_run(
    registers: Path, warehouse: Path, before: Path
) -> Callable[..., set[tuple[str, ...]]]:
    """Make the index anew, and what repeats its numbers.

    Returns:
        Tells the keys of a table's rows whose numbers differ from those before.
    """
    done = run_dbt(
        *("run", "--quiet", "--select", *INDEX),
        registers=registers,
        warehouse=warehouse,
    )
    assert done.returncode == 0, done.stdout

    def changed(table: str, key: str, *columns: str) -> set[tuple[str, ...]]:
        return differing(before, warehouse, table, key, list(columns))

    return changed


# every mart of the index with its key and numbers, by what it depends on
CONSTRUCTION_MARTS = [
    ("risk_index_unit", "region_code, variable", ["value"]),
    ("risk_index_moment", "scope, variable", ["mean", "sd", "minimum", "maximum"]),
    ("risk_index_selection", "step, variable", ["coefficient", "p_value"]),
    ("risk_index_excluded_unit", "purpose, region_code", ["studentised_residual"]),
    ("risk_index_regression", "term", ["coefficient", "std_error", "beta"]),
    ("risk_index_fit", "edition", ["residual_ss", "r_squared", "n_observations"]),
    ("risk_index_weight", "variable", ["weight", "bivariate_weight"]),
    ("risk_index_bivariate", "variable", ["intercept", "slope", "slope_se"]),
    ("risk_index_robustness", "run, variable", ["weight_percent", "adj_r_squared"]),
]


def test_one_changed_index_value_changes_what_it_should_and_nothing_else(
    registers: Path, warehouse: Path, warehouse_file: Path
) -> None:
    """Fjaler's low income in 2016 from 14.7 to 12.7: its own score, and some ranks."""
    rewrite(
        registers / "region_indicator",
        f"select * replace (case when region_code = '{FJALER}' and period_start = 2016"
        " and indicator = 'low_income_share' then 12.7 else value end as value)"
        " from register",
    )
    changed = changed_by_run(registers, warehouse, warehouse_file)

    own = {(FJALER, "low_income_share")}
    key = "region_code, variable"
    assert changed("risk_index_score", key, "value", "sub_index") == own
    assert changed("risk_index_score", key, "weighted_points") == own
    assert changed("risk_index_score", key, "weight") == set()
    assert changed("risk_index", "region_code", "total") == {(FJALER,)}
    assert changed("risk_index", "region_code", "disability_share") == set()
    moved = changed("risk_index", "region_code", "rank")
    with duckdb.connect(str(warehouse_file), read_only=True) as connection:
        overtaken = connection.execute(
            f"""
            select other.region_code
            from risk_index as other
            inner join risk_index as own on own.region_code = '{FJALER}'
            where other.total <= own.total
            qualify row_number() over (order by other.total desc) <= ?
            """,
            [len(moved)],
        ).fetchall()
    assert (FJALER,) in moved
    assert moved == set(overtaken)
    assert changed(
        "risk_index_rank_interval", "region_code", "total_low", "total_high"
    ) == {(FJALER,)}
    others = changed(
        "risk_index_leave_one_out", "variable_left_out, region_code", "total"
    )
    assert {code for _, code in others} == {FJALER}
    assert ("low_income_share", FJALER) not in others
    cells = changed("published_comparison", "source_table, row_key, cell", "estimate")
    assert {cell for _, _, cell in cells} == {
        f"{FJALER}.low_income_share",
        f"{FJALER}.sub_low_income_share",
        f"{FJALER}.total",
    }
    for table, table_key, columns in CONSTRUCTION_MARTS:
        assert changed(table, table_key, *columns) == set(), table


def test_one_changed_construction_value_changes_weights_and_no_sub_index(
    registers: Path, warehouse: Path, warehouse_file: Path
) -> None:
    """Fjaler's low income in 2014: the regression and the points, no value or place."""
    rewrite(
        registers / "region_indicator",
        f"select * replace (case when region_code = '{FJALER}' and period_start = 2014"
        " and indicator = 'low_income_share' then value + 1 else value end as value)"
        " from register",
    )
    changed = changed_by_run(registers, warehouse, warehouse_file)

    assert changed("risk_index_unit", "region_code, variable", "value") == {
        (FJALER, "low_income_share")
    }
    assert len(changed("risk_index_weight", "variable", "weight")) == 5
    key = "region_code, variable"
    assert changed("risk_index_score", key, "value", "sub_index") == set()
    assert len(changed("risk_index", "region_code", "total")) == 66
    assert changed("risk_index_bivariate", "variable", "slope") == {
        ("low_income_share",)
    }
    assert changed("risk_index_moment", "scope, variable", "mean") == {
        ("national_sample", "low_income_share"),
        ("index_region", "low_income_share"),
    }


def test_a_constant_variable_stops_the_build_and_leaves_the_published_file(
    demo_registers: Path, warehouse: Path, tmp_path: Path, published_file: Path
) -> None:
    registers = Path(shutil.copytree(demo_registers, tmp_path / "registers"))
    rewrite(
        registers / "region_indicator",
        "select * replace (case when indicator = 'low_income_share' and value"
        " is not null and period_start = 2014 then 10.0 else value end as value)"
        " from register",
    )
    marts = Path(shutil.copy(published_file, tmp_path / "marts.duckdb"))
    before = marts.read_bytes()
    # the index has none of the years that are chosen
    alone = {"BOFAST_YEARS": "2010", **WITHOUT_TESTS}
    done = run_bofast("build --index", registers, warehouse, marts, **alone)
    output = done.stdout + done.stderr
    assert done.returncode == 1
    assert "region_indicator.low_income_share (edition 2019)" in output
    assert "constant over all complete units" in output
    assert "448 case(s), first: value 10.0" in output
    assert "Traceback" not in output
    # the warehouse still has the marts of the build before, of other registers
    done = run_bofast("publish", registers, warehouse, marts)
    assert done.returncode == 1
    assert "did not end with all tests passed" in done.stderr
    assert marts.read_bytes() == before


def test_fewer_complete_units_than_variables_stop_the_construction(
    registers: Path, warehouse: Path
) -> None:
    rewrite(
        registers / "region_indicator",
        "select * replace (case when indicator = 'disability_share' and region_code"
        " not in ('1429', '1265', '1251', '1416') then null else value end as value)"
        " from register",
    )
    done = run_dbt(
        "run",
        "--select",
        "+int_risk_index_selection",
        registers=registers,
        warehouse=warehouse,
    )
    assert done.returncode != 0
    assert "too few complete units to estimate the weights" in done.stdout
    assert "3 of 452 units are complete, 7 variables" in done.stdout
    assert "Traceback" not in done.stdout


def test_plain_dbt_build_stops_at_a_broken_rule_before_it_writes(
    registers: Path, warehouse: Path
) -> None:
    rewrite(
        registers / "region_population",
        "select * replace (nullif(region_code, '1265') as region_code) from register",
    )
    before = warehouse.read_bytes()
    done = run_dbt("build", registers=registers, warehouse=warehouse)
    assert done.returncode != 0
    assert "region_population.region_code: a value is missing" in done.stdout
    assert "Nothing was built and nothing was overwritten." in done.stdout
    assert "Traceback" not in done.stdout
    assert warehouse.read_bytes() == before


def test_a_second_edition_needs_no_sql(
    demo_registers: Path, warehouse_file: Path, tmp_path: Path
) -> None:
    """Trøndelag's units, another set of variables and another cap: rows in seeds."""
    project = make_whole_project(tmp_path, demo_registers)
    warehouse = project.settings.warehouse
    warehouse.parent.mkdir()
    shutil.copy(warehouse_file, warehouse)
    folder = project.folder / "seeds" / "risk_index"
    copy_edition(folder / "risk_index_edition.csv", {})
    copy_edition(folder / "risk_index_band.csv", {})
    copy_edition(
        folder / "risk_index_variable.csv",
        {"cap_rank": lambda row: "1" if row["cap_rank"] else ""},
        leave_out=lambda row: row["variable"] == "population_growth",
    )
    copy_edition(
        folder / "risk_index_region.csv",
        {"in_index": lambda row: str(row["region_code"].startswith("50")).lower()},
    )
    succeed(project, "build", "--index", **WITHOUT_TESTS)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        units = connection.execute(
            "select edition, count(*), min(rank), count(distinct left(region_code, 2))"
            " from risk_index group by edition order by edition"
        ).fetchall()
        dropped = connection.execute(
            "select count(*) from risk_index_selection"
            " where edition = 'other' and is_dropped"
        ).fetchone()
    # 46 municipalities and Trondheim's four districts
    assert units == [("2019", 66, 1, 2), ("other", 50, 1, 1)]
    assert dropped == (0,)


def copy_edition(path: Path, changes: dict, leave_out=lambda row: False) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    copied = [
        {**row, "edition": "other", **{k: change(row) for k, change in changes.items()}}
        for row in rows
        if not leave_out(row)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows + copied)
