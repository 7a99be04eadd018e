"""A folder with one group of registers alone builds; what needs the other is empty."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import BUT_TESTS_OF_SEEDS, run_dbt
from test_person_registers import GOOD, write_all, write_text

from bofast.contract.registers import load_contract, register_groups
from bofast.risk_index import tables

RUN = ("build", "--indirect-selection", "cautious", *BUT_TESTS_OF_SEEDS)


pytestmark = pytest.mark.slow


def built(
    tmp_path: Path, registers: Path, *selected: str
) -> tuple[duckdb.DuckDBPyConnection, str]:
    """Build and test some models from a folder of registers."""
    warehouse = tmp_path / "warehouse.duckdb"
    done = run_dbt(
        *RUN, "--select", *selected, registers=registers, warehouse=warehouse
    )
    assert done.returncode == 0, done.stdout
    return duckdb.connect(str(warehouse), read_only=True), done.stdout


def row_counts(
    connection: duckdb.DuckDBPyConnection, schema: str, prefix: str
) -> dict[str, int]:
    found = connection.execute(
        "select table_name from information_schema.tables"
        " where table_schema = ? and starts_with(table_name, ?)",
        [schema, prefix],
    ).fetchall()
    counts = {}
    for (table,) in found:
        row = connection.execute(f"select count(*) from {schema}.{table}").fetchone()
        assert row is not None
        counts[table] = int(row[0])
    return counts


def test_registers_of_persons_alone(tmp_path: Path) -> None:
    registers = tmp_path / "registers"
    write_all(registers)
    person = GOOD["person"]
    aside = {**person, "person_id": "p2", "sex": "3"}
    loses = {**person, "person_id": "p3", "reason_for_immigration": "XXX"}
    write_text(registers, "person", [person, aside, loses], "csv")
    (registers / "person" / "all.parquet").unlink()
    marts = ("path:models/marts/risk_index", "path:models/marts/comparison")
    connection, said = built(
        tmp_path, registers, *(f"+{path}" for path in marts), "path:models/staging"
    )
    with connection:
        index = row_counts(connection, "main", "risk_index")
        assert index
        assert set(index.values()) == {0}
        compared = connection.execute(
            "select count(*) > 0, count(estimate) from published_comparison"
        ).fetchone()
        assert compared == (True, 0)
        staged = row_counts(connection, "staging", "stg_")
        assert staged.pop("stg_person") == 2
        assert staged.pop("stg_register_row_set_aside") == 1
        assert staged.pop("stg_register_value_set_aside") == 1
        # what the check says, and what was said to it
        assert staged.pop("stg_rule_result") > len(staged)
        assert staged.pop("stg_faulty_row") == staged.pop("stg_allowance") == 0
        regions = {f"stg_{name}" for name in register_groups()["regions"]}
        assert staged == {name: 0 if name in regions else 1 for name in staged}
        assert set(staged) >= regions
    # a build says what it leaves out
    assert "person: of 3 rows in all: 1 row(s) rejected" in said
    assert "reason_for_immigration`: 1 value(s) count as missing" in said
    assert "registers of regions: not here" in said


def test_registers_of_regions_alone(demo_registers: Path, tmp_path: Path) -> None:
    registers = tmp_path / "registers"
    registers.mkdir()
    for name in register_groups()["regions"]:
        (registers / name).symlink_to(demo_registers / name)
    connection, said = built(
        tmp_path, registers, "+path:models/marts/panel", "path:models/staging"
    )
    with connection:
        for name in ("person_year", "family_year"):
            assert row_counts(connection, "main", name) == {name: 0}
        staged = row_counts(connection, "staging", "stg_")
        for name in register_groups()["persons"]:
            assert staged[f"stg_{name}"] == 0
            described = connection.execute(
                "select column_name, data_type from information_schema.columns"
                " where table_schema = 'staging' and table_name = ?",
                [f"stg_{name}"],
            ).fetchall()
            contract = load_contract()[name]
            assert dict(described) == {c.name: c.data_type for c in contract}
        for name in register_groups()["regions"]:
            assert staged[f"stg_{name}"] > 0
    assert "registers of persons: not here" in said


@pytest.mark.parametrize(
    ("model", "table", "frames_after_editions"),
    [
        ("selection", tables.selection, 0),
        ("residual", tables.residuals, 1),
        ("regression", tables.regression, 2),
        ("fit", tables.fit, 2),
        ("robustness", tables.robustness_runs, 1),
        ("rank_interval", tables.rank_intervals, 3),
        ("leave_one_out", tables.leave_one_out, 3),
    ],
)
def test_an_empty_index_has_the_columns_and_types_of_a_full_one(
    marts: duckdb.DuckDBPyConnection,
    model: str,
    table: Callable[..., pd.DataFrame],
    frames_after_editions: int,
) -> None:
    nothing = pd.DataFrame()
    empty = table(nothing, nothing, nothing, *[nothing] * frames_after_editions)
    assert empty.empty
    full = marts.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ?",
        [f"int_risk_index_{model}"],
    ).fetchall()
    with duckdb.connect() as connection:
        described = connection.execute("describe from empty").fetchall()
    # a note is the text of what went wrong: without any, the full one has no type
    assert {row[0]: row[1] for row in described if row[0] != "note"} == {
        name: kind for name, kind in full if name != "note"
    }
