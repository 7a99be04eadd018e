"""The project's own promises: everything described, every model's key tested."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from bofast.settings import PROJECT
from bofast.warehouse.build import DBT_FILES

KEY_TESTS = {"unique", "unique_combination"}
SQL_LINE = 88


@pytest.fixture(scope="module")
def manifest(warehouse_file: Path) -> dict[str, Any]:
    return dict(json.loads((DBT_FILES / "manifest.json").read_text()))


def nodes(manifest: dict[str, Any], *types: str) -> list[dict[str, Any]]:
    return [n for n in manifest["nodes"].values() if n["resource_type"] in types]


def test_every_column_in_the_warehouse_is_described(
    manifest: dict[str, Any], marts: duckdb.DuckDBPyConnection
) -> None:
    described = {
        (node["schema"], node["name"], column["name"])
        for node in nodes(manifest, "model", "seed")
        for column in node["columns"].values()
        if column["description"].strip()
    }
    built = {
        (node["schema"], node["name"]) for node in nodes(manifest, "model", "seed")
    }
    found = marts.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where database_name = current_catalog()"
    ).fetchall()
    missing = [row for row in found if row[:2] in built and row not in described]
    assert missing == []
    assert built <= {row[:2] for row in found}


def test_every_model_and_seed_is_described_and_states_its_grain(
    manifest: dict[str, Any],
) -> None:
    assert [n["name"] for n in nodes(manifest, "seed") if not n["description"]] == []
    assert [
        n["name"] for n in nodes(manifest, "model") if "Grain:" not in n["description"]
    ] == []


def test_every_model_and_seed_has_a_tested_key(manifest: dict[str, Any]) -> None:
    tested = {
        parent
        for node in nodes(manifest, "test")
        if (node.get("test_metadata") or {}).get("name") in KEY_TESTS
        for parent in [node["attached_node"]]
    }
    untested = [
        node["name"]
        for node in nodes(manifest, "model", "seed")
        if node["unique_id"] not in tested
    ]
    # a person may have several rows of education activity in a year
    assert untested == ["stg_enrolment"]


def test_every_mart_has_an_enforced_contract(manifest: dict[str, Any]) -> None:
    marts = [n for n in nodes(manifest, "model") if n["path"].startswith("marts/")]
    assert marts
    assert [n["name"] for n in marts if not n["config"]["contract"]["enforced"]] == []


def test_every_intermediate_model_names_its_rule_source_and_grain() -> None:
    for path in sorted((PROJECT / "models" / "intermediate").rglob("*.sql")):
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        for word in ("-- Rule:", "-- Source:", "-- Grain:"):
            assert word in head, f"{path.name} lacks `{word}`"


def test_every_definition_has_a_unit_test(manifest: dict[str, Any]) -> None:
    """Rules in SQL; those in Python are tested by pytest, cell lists by the figures."""
    tested = {
        manifest["nodes"][unit["depends_on"]["nodes"][0]]["name"]
        for unit in manifest["unit_tests"].values()
    }
    plain = {
        # sums or labels only, nothing to decide
        "int_region_establishment",
        "int_region_employment",
        "int_region_name",
        "int_code_label",
        "int_region_register_row",
        "int_labour_market",
        "int_risk_index_value",
        "int_risk_index_sample",
        "int_risk_index_final_term",
        "int_published_unit",
        "int_published_risk_index_cell",
        "int_estimated_risk_index_cell",
    }
    models = {
        node["name"]
        for node in nodes(manifest, "model")
        if node["path"].startswith("intermediate/") and node["language"] == "sql"
    }
    assert models - tested == plain


def test_lines_are_short() -> None:
    for folder in ("models", "seeds", "analysis", "tests", "python", "macros"):
        for path in (PROJECT / folder).rglob("*"):
            # the report's texts stand side by side in two languages, a line each
            if path.name == "texts.yml":
                continue
            if path.suffix in (".sql", ".py", ".md", ".yml"):
                for line in path.read_text(encoding="utf-8").splitlines():
                    too_long = len(line) > SQL_LINE and not line.startswith("|")
                    assert not too_long, f"{path}: {line}"


def test_exposures_name_what_they_are_made_of(manifest: dict[str, Any]) -> None:
    models = {node["name"]: node for node in nodes(manifest, "model")}
    made_of = {
        exposure["name"]: {
            node.split(".")[-1] for node in exposure["depends_on"]["nodes"]
        }
        for exposure in manifest["exposures"].values()
    }
    asked = {
        parent
        for query in (PROJECT / "analysis").rglob("*.sql")
        for parent in re.findall(r"""ref\(["'](\w+)["']\)""", query.read_text("utf-8"))
    }
    assert made_of["report"] == asked & models.keys()
    assert made_of["published_file"] == {
        name for name, node in models.items() if "published" in node["tags"]
    }
    superset = PROJECT / "python/bofast/release/superset.yml"
    for board in yaml.safe_load(superset.read_text("utf-8"))["dashboards"]:
        name = "dashboard_" + board["title"].lower().replace(" ", "_")
        assert made_of[name] == {chart["dataset"] for chart in board["charts"]}
