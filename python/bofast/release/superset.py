"""Dashboards of the published file as a file that Apache Superset imports.

Datasets, metrics and charts are in `superset.yml`; descriptions of columns and colours
of codes are read from the published file, so that they are said in one place.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import duckdb
import yaml

from bofast.release.formats import SYNTHETIC, PublishedTable, published_tables

SPECIFICATION = Path(__file__).with_suffix(".yml")
ARCHIVE = "superset.zip"
VERSION = "1.0.0"
FOLDER = "bofast"
SCHEMA = "main"
KINDS = {
    "line": "echarts_timeseries_line",
    "bar": "echarts_timeseries_bar",
    "table": "table",
}
# units of Superset's grid: a row is this wide
GRID = 12
CHART_HEIGHT, NOTE_HEIGHT = 50, 10
MOST_ROWS = 500
# what a file in the archive is dated, so that the same tables give the same bytes
DATE = (2020, 1, 1, 0, 0, 0)


def write_dashboards(file: Path, published: str) -> Path:
    """Write the archive beside a published file.

    Args:
        file: the published file.
        published: name or path that the archive's connection opens.

    Returns:
        The archive.
    """
    specification = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = {table.name: table for table in published_tables(connection)}
        colours = _colours(connection) if "code_colour" in tables else {}
        is_synthetic = connection.execute(
            "select is_synthetic from main.publication"
        ).fetchone() == (True,)
    found = _assets(specification, tables, colours, published)
    if is_synthetic:
        for name, asset in found.items():
            if name.startswith("dashboards/"):
                asset["position"] = _with_note(asset["position"])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(found.items()):
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            pack.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}", DATE), text)
    target = file.with_name(ARCHIVE)
    target.write_bytes(archive.getvalue())
    return target


def _assets(
    specification: Mapping[str, Any],
    tables: Mapping[str, PublishedTable],
    colours: Mapping[str, str],
    published: str,
) -> dict[str, Any]:
    database = specification["database"]
    found: dict[str, Any] = {
        "metadata.yaml": {
            "version": VERSION,
            "type": "Dashboard",
            "timestamp": "2020-01-01T00:00:00+00:00",
        },
        "databases/bofast.yaml": {
            "database_name": database,
            "sqlalchemy_uri": f"duckdb:///{published}",
            "expose_in_sqllab": True,
            "allow_run_async": False,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "extra": {"engine_params": {"connect_args": {"read_only": True}}},
            "uuid": _id("database"),
            "version": VERSION,
        },
    }
    # a project that publishes other tables has no dashboards of these
    there = {
        name: dataset
        for name, dataset in specification["datasets"].items()
        if name in tables
    }
    for name, dataset in there.items():
        found[f"datasets/bofast/{name}.yaml"] = _dataset(tables[name], dataset)
    for dashboard in specification["dashboards"]:
        charts = [chart for chart in dashboard["charts"] if chart["dataset"] in there]
        for chart in charts:
            asset = _chart(chart, there[chart["dataset"]])
            found[f"charts/{_slug(chart['title'])}.yaml"] = asset
        if charts:
            slug = _slug(dashboard["title"])
            found[f"dashboards/{slug}.yaml"] = _dashboard(
                dashboard["title"], charts, colours
            )
    return found


def _dataset(table: PublishedTable, dataset: Mapping[str, Any]) -> dict[str, Any]:
    time = dataset.get("time")
    return {
        "table_name": table.name,
        "main_dttm_col": time,
        "description": table.comment,
        "schema": SCHEMA,
        "sql": None,
        "filter_select_enabled": True,
        "uuid": _id(f"dataset/{table.name}"),
        "metrics": [
            {
                "metric_name": name,
                "verbose_name": metric["label"],
                "metric_type": None,
                "expression": metric["sql"],
                "description": metric["label"],
                "d3format": metric["format"],
            }
            for name, metric in dataset["metrics"].items()
        ],
        "columns": [
            {
                "column_name": column.name,
                "verbose_name": column.name.replace("_", " "),
                "is_dttm": column.name == time,
                "is_active": True,
                "type": column.data_type,
                "groupby": column.data_type in ("VARCHAR", "INTEGER", "DATE"),
                "filterable": True,
                "expression": None,
                "description": column.comment,
            }
            for column in table.columns
        ],
        "version": VERSION,
        "database_uuid": _id("database"),
    }


def _chart(chart: Mapping[str, Any], dataset: Mapping[str, Any]) -> dict[str, Any]:
    kind = KINDS[chart["kind"]]
    by = [chart["by"]] if "by" in chart else []
    params: dict[str, Any] = {
        "viz_type": kind,
        "groupby": by,
        "metrics": list(chart["metrics"]),
        "adhoc_filters": [],
        "row_limit": MOST_ROWS,
    }
    if chart["kind"] == "table":
        params |= {
            "query_mode": "aggregate",
            "order_desc": True,
            "timeseries_limit_metric": chart["metrics"][0],
            "server_page_length": 10,
            "page_length": 0,
        }
    else:
        params |= {
            "x_axis": dataset["time"],
            "time_grain_sqla": "P1Y",
            "granularity_sqla": dataset["time"],
            "time_range": "No filter",
            "show_legend": True,
            "markerEnabled": True,
            "truncateYAxis": False,
            "y_axis_format": dataset["metrics"][chart["metrics"][0]]["format"],
            "x_axis_time_format": "%Y",
        }
    if chart["kind"] == "bar":
        params["stack"] = "Stack"
    return {
        "slice_name": chart["title"],
        "description": None,
        "viz_type": kind,
        "params": params,
        "query_context": None,
        "cache_timeout": None,
        "uuid": _id(f"chart/{chart['title']}"),
        "version": VERSION,
        "dataset_uuid": _id(f"dataset/{chart['dataset']}"),
    }


def _dashboard(
    title: str, charts: Sequence[Mapping[str, Any]], colours: Mapping[str, str]
) -> dict[str, Any]:
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {
            "type": "GRID",
            "id": "GRID_ID",
            "parents": ["ROOT_ID"],
            "children": [],
        },
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
    }
    for number, chart in enumerate(charts):
        row = f"ROW-{number // 2}"
        if row not in position:
            position["GRID_ID"]["children"].append(row)
            position[row] = {
                "type": "ROW",
                "id": row,
                "parents": ["ROOT_ID", "GRID_ID"],
                "children": [],
                "meta": {"background": "BACKGROUND_TRANSPARENT"},
            }
        place = f"CHART-{number}"
        position[row]["children"].append(place)
        is_alone = number == len(charts) - 1 and number % 2 == 0
        position[place] = {
            "type": "CHART",
            "id": place,
            "parents": ["ROOT_ID", "GRID_ID", row],
            "children": [],
            "meta": {
                # an import gives it another
                "chartId": number + 1,
                "uuid": _id(f"chart/{chart['title']}"),
                "sliceName": chart["title"],
                "width": GRID if is_alone else GRID // 2,
                "height": CHART_HEIGHT,
            },
        }
    return {
        "dashboard_title": title,
        "description": None,
        "css": None,
        "slug": _slug(title),
        "published": True,
        "uuid": _id(f"dashboard/{title}"),
        "position": position,
        "metadata": {"label_colors": dict(colours), "color_scheme": "supersetColors"},
        "version": VERSION,
    }


def _with_note(position: Mapping[str, Any]) -> dict[str, Any]:
    """Return the places of a dashboard below a row that says what its numbers are."""
    parents = ["ROOT_ID", "GRID_ID"]
    grid = position["GRID_ID"]
    return {
        **position,
        "GRID_ID": {**grid, "children": ["ROW-note", *grid["children"]]},
        "ROW-note": {
            "type": "ROW",
            "id": "ROW-note",
            "parents": parents,
            "children": ["MARKDOWN-note"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        },
        "MARKDOWN-note": {
            "type": "MARKDOWN",
            "id": "MARKDOWN-note",
            "parents": [*parents, "ROW-note"],
            "children": [],
            "meta": {"width": GRID, "height": NOTE_HEIGHT, "code": SYNTHETIC.strip()},
        },
    }


def _colours(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return label -> colour; a label of several lists has that of the first."""
    rows = connection.execute(
        "select label_en, arg_min(colour, list_name) from classification.code_colour"
        " inner join classification.code_list using (list_name, code)"
        " where list_name in ('background', 'centrality_level')"
        " group by label_en order by label_en"
    ).fetchall()
    return dict(rows)


def _slug(title: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in title.lower()).strip("-")


def _id(name: str) -> str:
    """Return an identity that is the same in every release, so that imports replace."""
    return str(uuid5(NAMESPACE_URL, f"bofast/{name}"))
