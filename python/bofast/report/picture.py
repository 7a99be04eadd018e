"""The picture of the ranking for the README."""

from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import pandas as pd
import vl_convert

from bofast.errors import BuildError
from bofast.report.charts import specification
from bofast.report.colours import DISTINCT
from bofast.report.editions import kinds
from bofast.report.language import Language, read_catalogue
from bofast.report.published import Publication, connect, read_publication, records

WIDTH, HEIGHT = 830, 330


def write_picture(marts: Path, out: Path) -> list[Path]:
    """Draw the editions' rankings as SVG, units as columns of points.

    Args:
        marts: the published file.
        out: SVG file to write for the newest edition; those of others lie beside it
            with the edition in their names.

    Returns:
        The files; none without a ranked unit.

    Raises:
        BuildError: the published file is not as it must be.
    """
    with connect(marts) as connection:
        publication = read_publication(connection)
        try:
            scores = _scores(connection)
        except duckdb.Error as error:
            raise BuildError(f"the published file lacks the index: {error}") from error
    labels = dict(zip(scores["variable"], scores["label"], strict=True))
    language = Language("en", read_catalogue(), labels)
    out.parent.mkdir(parents=True, exist_ok=True)
    newest, files = scores["edition"].max(), []
    for edition, own in scores.groupby("edition"):
        svg = vl_convert.vegalite_to_svg(_picture(own, publication, language))
        beside = out.with_name(f"{out.stem}_{edition}{out.suffix}")
        files.append(out if edition == newest else beside)
        files[-1].write_text(svg, encoding="utf-8")
    return files


def _scores(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return points per edition, ranked unit and variable, highest total first."""
    scores = connection.execute(
        "select score.edition, edition.label_en as title, region.label_en as region,"
        " coalesce(code.label_en, score.variable) as label,"
        " score.region_code,"
        " coalesce(score.region_name, score.region_code) as region_name,"
        " score.variable, score.weighted_points,"
        " score.weight, risk_index.total"
        " from main.risk_index_score as score"
        " inner join main.risk_index using (edition, region_code)"
        " inner join classification.risk_index_edition as edition using (edition)"
        " left join classification.risk_index_text as region"
        " on score.edition = region.edition and region.text = 'region'"
        " left join classification.code_list as code"
        " on score.variable = code.code and code.list_name = 'region_indicator'"
        " where risk_index.total is not null"
        " order by score.edition, risk_index.total desc, score.region_code,"
        " score.weight desc"
    ).df()
    # two municipalities may have one name
    namesakes = scores.groupby(["edition", "region_name"])["region_code"]
    with_code = scores["region_name"] + " (" + scores["region_code"] + ")"
    shared = namesakes.transform("nunique") > 1
    return scores.assign(region_name=scores["region_name"].mask(shared, with_code))


def _picture(
    scores: pd.DataFrame, publication: Publication, language: Language
) -> dict[str, Any]:
    units = list(dict.fromkeys(scores["region_name"]))
    variables = list(dict.fromkeys(scores["variable"]))
    names = [language.variable(variable) for variable in variables]
    data = [
        {
            "unit": row["region_name"],
            "variable": language.variable(row["variable"]),
            "order": variables.index(row["variable"]),
            "points": round(row["weighted_points"], 3),
            "total": round(row["total"], 3),
        }
        for row in records(scores)
    ]
    x = alt.X(
        "unit:N",
        sort=units,
        title=None,
        axis=alt.Axis(
            labelAngle=-90, labelFontSize=11, labelOverlap=False, ticks=False
        ),
    )
    base = alt.Chart(alt.Data(values=data))
    columns = base.mark_bar().encode(
        x=x,
        y=alt.Y("points:Q", title=language.text("picture.axis"), stack=True),
        color=alt.Color(
            "variable:N",
            sort=names,
            scale=alt.Scale(domain=names, range=DISTINCT[: len(names)]),
            legend=alt.Legend(title=None, orient="top-right", symbolType="square"),
        ),
        order="order:Q",
    )
    totals = (
        base.transform_filter("datum.order == 0")
        .mark_text(dy=-5, fontSize=8.5, color="#333333")
        .encode(x=x, y="total:Q", text=alt.Text("total:Q", format=".0f"))
    )
    chart = (columns + totals).properties(
        width=WIDTH,
        height=HEIGHT,
        title=alt.TitleParams(
            language.text("picture.title", edition=scores["title"].iloc[0]),
            subtitle=[
                language.text(
                    "picture.subtitle",
                    units=len(units),
                    kinds=kinds(language, scores["region_code"].unique()),
                    region=scores["region"].fillna("").iloc[0],
                ),
                _source(publication, language),
            ],
            anchor="start",
            fontSize=16,
            subtitleFontSize=12,
            subtitleColor="#444444",
            offset=12,
        ),
    )
    return specification(chart) | {"background": "#ffffff", "padding": 10}


def _source(publication: Publication, language: Language) -> str:
    if publication.is_synthetic:
        return language.text("picture.source_synthetic")
    return language.text("picture.source", registers=publication.registers)
