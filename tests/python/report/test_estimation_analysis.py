"""Tables of the estimated models: none lacks its query, and each shows its mart."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from bofast.report.estimation import read_chapters, table_query
from bofast.report.estimation_tables import LAYOUTS, Layout
from bofast.report.published import Query, connect, run_queries
from bofast.settings import PROJECT

FOLDER = PROJECT / "analysis" / "estimation"
LINEAR = [f"5.{number}" for number in range(1, 32)]
LOGITS = ["6.1", *(f"D.{n}" for n in range(1, 5)), *(f"E.{n}" for n in range(1, 9))]
DIFFERENCES = [f"6.{number}" for number in range(2, 27)]
NUMBERS = LINEAR + LOGITS + DIFFERENCES
MARTS = {"lpm": "lpm_table", "logit": "logit_table"} | {
    "logit_difference": "logit_difference_table"
}
# queries that are no table or figure of the study
BESIDE = {
    "average_differences",
    "effect_agreement",
    "effect_comparison",
    "model_test",
    "term_test",
    "clustered_errors",
    "estimation_agreement",
    "estimation_content",
    "estimation_published",
    "estimation_reference",
    "logit_coefficients",
    "logit_differences",
    "logit_fit",
    "lpm_coefficients",
    "lpm_decomposition",
    "lpm_decomposition_variables",
}


# tables in the report, each with its layout
SHOWN = [
    (number, block.layout)
    for chapter in read_chapters()
    for page in chapter.pages
    for block in page.blocks
    for number in block.tables
]


@pytest.fixture(scope="module")
def queries(warehouse_file: Path) -> dict[str, Query]:
    """Results on the warehouse, where nothing is withheld."""
    with connect(warehouse_file) as connection:
        return run_queries(connection, FOLDER)


@pytest.fixture(scope="module")
def published(warehouse_file: Path) -> duckdb.DuckDBPyConnection:
    return connect(warehouse_file)


def test_every_table_and_figure_has_its_query_and_a_place_in_the_report() -> None:
    queries = {table_query(number) for number in NUMBERS}
    queries |= {"figure_5_20", "figure_5_21"} | BESIDE
    assert {file.stem for file in FOLDER.glob("*.sql")} == queries
    assert sorted(number for number, _ in SHOWN) == sorted(NUMBERS)
    figures = {
        figure.number: figure.query
        for chapter in read_chapters()
        for page in chapter.pages
        for block in page.blocks
        for figure in block.figures
        if figure.number
    }
    assert figures == {"5.20": "figure_5_20", "5.21": "figure_5_21"}


def test_the_seeds_have_the_same_tables(queries: dict[str, Query]) -> None:
    assert sorted(queries["estimation_content"].table["table_id"]) == sorted(NUMBERS)


@pytest.mark.parametrize(("number", "layout"), SHOWN)
def test_a_query_opens_with_what_it_shows(number: str, layout: str) -> None:
    text = (FOLDER / f"{table_query(number)}.sql").read_text(encoding="utf-8")
    assert text.startswith(f"-- Table {number}: ")
    assert f"-- Source: report 2016/27, table {number}; mart {MARTS[layout]}" in text


@pytest.mark.parametrize(
    "numbers",
    [
        [f"5.{n}" for n in range(1, 13)],
        [f"5.{n}" for n in range(13, 32)],
        [f"D.{n}" for n in range(1, 5)],
        [f"E.{n}" for n in range(1, 9)],
        [f"6.{n}" for n in range(2, 7)],
        [f"6.{n}" for n in range(7, 27)],
    ],
    ids=lambda numbers: f"{numbers[0]}-{numbers[-1]}",
)
def test_queries_of_like_tables_are_alike(numbers: list[str]) -> None:
    queries = set()
    for number in numbers:
        text = (FOLDER / f"{table_query(number)}.sql").read_text(encoding="utf-8")
        sql = [line for line in text.splitlines() if not line.startswith("--")]
        queries.add("\n".join(sql).replace(f"'{number}'", "number"))
    assert len(queries) == 1


@pytest.mark.parametrize(("number", "name"), SHOWN)
def test_a_table_has_the_printed_rows_with_the_numbers_of_the_mart(
    number: str,
    name: str,
    queries: dict[str, Query],
    published: duckdb.DuckDBPyConnection,
) -> None:
    layout = LAYOUTS[name]
    table = queries[table_query(number)].table
    keys = ["outcome_year", layout.row]
    keys += ["centrality_level"] if name == "logit_difference" else []
    # one model for all has no levels
    keys = [key for key in keys if table[key].notna().any()]
    printed = _printed_rows(number, name, published)
    for _, year in table.groupby("outcome_year"):
        shown = list(dict.fromkeys(year[layout.row]))
        # table 6.8 lost a block in print
        assert [row for row in shown if row in printed] == printed
        assert set(shown) - set(printed) <= (
            {"botid_11_15"} if number == "6.8" else set()
        )
    mart = _mart(number, name, layout, published)
    beside = table.merge(mart, on=keys, suffixes=("", "_mart"), validate="1:1")
    assert len(beside) == len(table) == len(mart)
    for outcome in layout.outcomes:
        for measure, decimals in (("estimate", 3), ("t_value", layout.t_decimals)):
            ours = beside[f"{outcome}_{measure}"].astype(float)
            exact = beside[f"{outcome}_{measure}_mart"].astype(float)
            half = 0.5 * 10**-decimals + 1e-9
            assert (ours.isna() == exact.isna()).all()
            assert ((ours - exact).abs().dropna() <= half).all()
            assert np.allclose(ours.dropna().round(decimals), ours.dropna())
        if layout.stars:
            _hold_stars(beside[f"{outcome}_stars"], beside[f"{outcome}_p_value"])
    if not layout.stars:
        shown, exact = table["estimator"], beside["estimator_mart"]
        assert (shown.notna() == table["emigration_estimate"].notna()).all()
        assert (exact.fillna("") == beside["estimator"].fillna("")).all()


def _printed_rows(
    number: str, name: str, published: duckdb.DuckDBPyConnection
) -> list[str]:
    """Return the rows as printed, in order; the seeds are in the report's order."""
    seed = {
        "lpm": "published_lpm",
        "logit": "published_logit",
        "logit_difference": "published_logit_differences",
    }[name]
    rows = published.execute(
        f"select {LAYOUTS[name].row} from published.{seed} where table_id = ?"
        " order by rowid",
        [number],
    ).fetchall()
    return list(dict.fromkeys(row for (row,) in rows))


def _mart(
    number: str, name: str, layout: Layout, published: duckdb.DuckDBPyConnection
) -> pd.DataFrame:
    """Return the numbers of a table from the marts of estimates, side by side.

    Of a logit by the estimator that there is, whose name is told.
    """
    if name == "lpm":
        source = (
            "main.lpm_estimate inner join classification.estimation_table using (model,"
            " geography_code) where table_id = ? and lpm_estimate.term_group ="
            " coalesce(estimation_table.term_group, lpm_estimate.term_group)"
            " and term <> 'constant'"
        )
        by, measures = "term", ["estimate", "t_value", "p_value"]
        estimator = ""
    elif name == "logit":
        source = (
            "main.logit_estimate inner join classification.estimation_model"
            " using (model_type) inner join classification.estimation_table"
            " on estimation_table.model = estimation_model.model"
            " and coalesce(cast(centrality_level as varchar), 'all') = geography_code"
            " and estimation_table.sex is not distinct from logit_estimate.sex"
            " where table_id = ?"
        )
        by, measures = "term", ["estimate", "t_value"]
        estimator = ", max(estimator) as estimator"
    else:
        source = "main.logit_difference where profile = ?"
        by, measures = "contrast, centrality_level", ["estimate", "t_value"]
        estimator = ", max(estimator) as estimator"
    columns = ", ".join(
        f"max({_shown(measure, name)}) filter (where outcome = '{outcome}')"
        f" as {outcome}_{measure}"
        for outcome in layout.outcomes
        for measure in measures
    )
    found: pd.DataFrame = published.execute(
        f"select outcome_year, {by}, {columns}{estimator} from {source}"
        f" group by outcome_year, {by}",
        [number],
    ).df()
    levels = found.get("centrality_level")
    if levels is not None and levels.isna().all():
        return found.drop(columns="centrality_level")
    return found


def _shown(measure: str, name: str) -> str:
    if name == "lpm":
        return measure
    return (
        f"case estimator when 'maximum_likelihood' then {measure}"
        f" when 'penalised_likelihood' then penalised_{measure} end"
    )


def _hold_stars(stars: "pd.Series[str]", p_value: "pd.Series[float]") -> None:
    """The study's levels: 99, 95 and 90 percent."""
    expected = pd.cut(
        p_value.astype(float),
        [0, 0.01, 0.05, 0.1, 1.01],
        labels=["***", "**", "*", ""],
        right=False,
    )
    assert list(stars.fillna("")) == ["" if pd.isna(e) else e for e in expected]


def test_figures_of_counties_are_the_tables_of_counties(
    queries: dict[str, Query],
) -> None:
    estimates, t_values = (queries[f"figure_5_{n}"].table for n in (20, 21))
    keys = ["outcome_year", "table_id", "term", "outcome"]
    assert estimates[estimates["outcome_year"] == 2013].shape[0] == 19 * 5 * 3
    assert set(estimates["table_id"]) == {f"5.{number}" for number in range(13, 32)}
    for frame, measure in ((estimates, "estimate"), (t_values, "t_value")):
        for number in set(frame["table_id"]):
            table = queries[table_query(number)].table
            tidy = pd.concat(
                table[["outcome_year", "term"]].assign(
                    outcome=outcome, shown=table[f"{outcome}_{measure}"]
                )
                for outcome in LAYOUTS["lpm"].outcomes
            )
            own = frame[frame["table_id"] == number]
            beside = own.merge(tidy, on=[k for k in keys if k != "table_id"])
            assert len(beside) == len(own) == len(tidy)
            equal = beside[measure].eq(beside["shown"])
            assert (equal | beside[[measure, "shown"]].isna().all(axis=1)).all()


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("lpm_coefficients", LINEAR),
        ("logit_coefficients", LOGITS),
        ("logit_differences", DIFFERENCES),
    ],
)
def test_intervals_lie_around_every_estimate_of_the_tables(
    name: str, numbers: list[str], queries: dict[str, Query]
) -> None:
    table = queries[name].table
    assert set(table["table_id"]) == set(numbers)
    known = table.dropna(subset="estimate")
    assert len(known)
    for ends in ("", "_clustered"):
        low, high = (known[f"{end}{ends}"].astype(float) for end in ("low", "high"))
        middle = (low + high) / 2
        assert np.allclose(middle, known["estimate"].astype(float), atol=2e-6)
        assert (high >= low).all()
    layout = LAYOUTS[dict(SHOWN)[numbers[0]]]
    for number in numbers:
        rows = queries[table_query(number)].table
        # the constants of the logits are in their tables, not in their plot
        rows = rows[rows[layout.row] != "constant"]
        drawn = table[table["table_id"] == number]
        assert len(drawn) == len(rows) * len(layout.outcomes)


def test_differences_and_their_averages_sum_to_zero(
    queries: dict[str, Query],
) -> None:
    table = queries["logit_differences"].table.astype({"centrality_level": "string"})
    keys = ["outcome_year", "table_id", "contrast", "centrality_level"]
    sums = table.groupby(keys, dropna=False)[["estimate", "average"]].sum()
    assert (sums.abs() < 5e-6).all(axis=None)
    # every profile of a model with estimates has its average beside it
    assert (table["estimate"].isna() == table["average"].isna()).all()
    side_by_side = queries["average_differences"].table
    for measure in ("estimate", "average"):
        columns = [f"{o}_{measure}" for o in LAYOUTS["logit_difference"].outcomes]
        assert (side_by_side[columns].sum(axis=1).abs() < 2e-4).all()


def test_averages_are_those_of_the_model(
    queries: dict[str, Query], published: duckdb.DuckDBPyConnection
) -> None:
    averages = published.execute(
        "select outcome_year, model, centrality_level, sex, contrast, outcome,"
        " coalesce(estimate, penalised_estimate) as estimate"
        " from main.logit_average_difference"
        " inner join classification.estimation_model using (model_type)"
    ).df()
    table = queries["logit_differences"].table.merge(
        queries["estimation_content"].table[["table_id", "model", "sex"]]
    )
    by_sex = table["model"] == "logit_centrality_sex"
    table["sex"] = table["sex"].where(by_sex, None)
    keys = ["outcome_year", "model", "centrality_level", "sex", "contrast", "outcome"]
    text = dict.fromkeys(["centrality_level", "sex"], "string")
    beside = table.astype(text).merge(
        averages.astype(text), how="left", on=keys, suffixes=("", "_mart")
    )
    assert len(beside) == len(table)
    both = beside[["average", "estimate_mart"]].dropna()
    assert len(both) == beside["average"].notna().sum()
    assert np.allclose(both["average"], both["estimate_mart"], atol=1e-6)


def test_errors_by_family_are_the_medians_of_the_estimates(
    queries: dict[str, Query], published: duckdb.DuckDBPyConnection
) -> None:
    shown = queries["clustered_errors"].table
    rows = published.execute(
        "select outcome_year, model, outcome, std_error_clustered / std_error as ratio"
        " from main.lpm_estimate where term <> 'constant' and std_error > 0"
    ).df()
    expected = rows.groupby(["outcome_year", "model", "outcome"])["ratio"].median()
    linear = shown.set_index(["outcome_year", "model", "outcome"]).loc[expected.index]
    assert np.allclose(linear["median_ratio"], expected, atol=5.1e-4)
    kinds = set(zip(shown["quantity"], shown["model"], strict=True))
    assert ("coefficient", "logit_all") in kinds
    assert ("difference", "logit_all") in kinds


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("lpm", "lpm"),
        ("logit", "logit"),
        ("logit_difference", "logit_differences"),
    ],
)
def test_printed_estimates_stand_beside_those_of_the_tables(
    kind: str,
    source: str,
    queries: dict[str, Query],
    published: duckdb.DuckDBPyConnection,
) -> None:
    layout = LAYOUTS[kind]
    printed = queries["estimation_published"].table
    printed = printed[printed["source_table"] == source]
    cells = published.execute(
        f"select count(*) from published.published_{source}"
    ).fetchone()
    for measure, decimals in (("estimate", 3), ("t_value", layout.t_decimals)):
        of_measure = printed[printed["column_name"] == measure]
        assert cells == (len(of_measure),)
        keys = ["table_id", "centrality_level", "row_code", "outcome"]
        assert not of_measure.duplicated(keys).any()
        for number, of_table in of_measure.groupby("table_id"):
            table = queries[table_query(str(number))].table
            year = table[table["outcome_year"] == 2013]
            for row in of_table.itertuples():
                ours = year[year[layout.row] == row.row_code]
                if pd.notna(row.centrality_level):
                    levels = ours["centrality_level"].astype(str)
                    ours = ours[levels == row.centrality_level]
                [value] = ours[f"{row.outcome}_{measure}"].astype(float)
                # what is printed is by maximum likelihood, and so is what it is beside
                penalised = kind != "lpm" and set(ours["estimator"]) != {
                    "maximum_likelihood"
                }
                assert pd.isna(row.estimate) == (penalised or pd.isna(value))
                if pd.notna(row.estimate):
                    assert value == pytest.approx(
                        row.estimate, abs=0.5 * 10**-decimals + 1e-9
                    )


def test_agreement_counts_the_printed_estimates(queries: dict[str, Query]) -> None:
    printed = queries["estimation_published"].table
    printed = printed[printed["column_name"] == "estimate"]
    agreement = queries["estimation_agreement"].table.set_index("table_id")
    assert set(agreement.index) == set(NUMBERS)
    by_table = printed.groupby("table_id")
    cells = agreement.join(
        pd.DataFrame(
            {
                "all": by_table.size(),
                "estimated": by_table["estimate"].count(),
                "near": by_table["z"].apply(lambda z: (z.abs() <= 2).sum()),
            }
        )
    )
    assert (cells["cells"] == cells["all"]).all()
    assert (cells["cells_with_estimate"] == cells["estimated"]).all()
    assert (cells["cells_within_two_errors"] == cells["near"]).all()
