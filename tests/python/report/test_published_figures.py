"""What the warehouse must give back of the published study, cell by cell."""

import duckdb
import pytest

from bofast.settings import SEEDS

KOMMUNEHELSA = (
    "sub_primary_education_share",
    "sub_single_parent_share",
    "sub_low_income_share",
)
CALCULATED = ("sub_average_age", "sub_businesses_weighted")
LEFT_OUT = {
    "1151": "missing_value",
    "1144": "missing_value",
    "1265": "missing_value",
    "5043": "missing_value",
    "1034": "extreme_observation",
    "0935": "extreme_observation",
    "1027": "extreme_observation",
}


def cells(
    marts: duckdb.DuckDBPyConnection, source_table: str, *columns: str
) -> list[tuple[str, float, float, bool]]:
    rows = marts.execute(
        "select cell, published, estimate, within_rounding from published_comparison"
        " where source_table = ? and (? or list_contains(?, column_name))",
        [source_table, not columns, list(columns)],
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def test_every_published_cell_is_compared(marts: duckdb.DuckDBPyConnection) -> None:
    assert len(cells(marts, "risk_index_units", *KOMMUNEHELSA, *CALCULATED)) == 330
    assert len(cells(marts, "risk_index_units", "total")) == 66
    assert len(cells(marts, "risk_index_units")) == 66 * 12


def test_kommunehelsa_sub_indexes_equal_the_printed_integers(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    wrong = [
        cell
        for cell, published, estimate, _ in cells(
            marts, "risk_index_units", *KOMMUNEHELSA
        )
        if round(estimate) != published
    ]
    assert wrong == []


@pytest.mark.parametrize("column", [*CALCULATED, "total"])
def test_the_others_differ_by_at_most_one_and_only_by_rounding(
    marts: duckdb.DuckDBPyConnection, column: str
) -> None:
    for cell, published, estimate, within in cells(marts, "risk_index_units", column):
        assert abs(round(estimate) - published) <= 1, cell
        assert within, cell


def test_ranks_follow_the_printed_totals(marts: duckdb.DuckDBPyConnection) -> None:
    """Two units swap places only where their printed totals are a rounding apart."""
    swapped = marts.execute(
        """
        with printed as (
            select
                published.row_key as region_code,
                published.published as total,
                published.rounding_allowance,
                risk_index.rank,
            from published_comparison as published
            inner join risk_index
                on published.row_key = risk_index.region_code
            where published.source_table = 'risk_index_units'
                and published.column_name = 'total'
        )
        select higher.region_code, lower.region_code
        from printed as higher
        inner join printed as lower
            on higher.total > lower.total and higher.rank > lower.rank
        where
            higher.total - lower.total
            > higher.rounding_allowance + lower.rounding_allowance
        """
    ).fetchall()
    assert swapped == []


@pytest.mark.parametrize(
    "source_table",
    [
        "risk_index_ols",
        "risk_index_ols_anova",
        "risk_index_weights",
        "risk_index_bivariate",
        "risk_index_moments",
    ],
)
def test_the_construction_reproduces_every_printed_digit(
    marts: duckdb.DuckDBPyConnection, source_table: str
) -> None:
    compared = cells(marts, source_table)
    assert compared
    assert [cell for cell, _, _, within in compared if not within] == []


def test_population_growth_is_dropped_and_nothing_else(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    dropped = marts.execute(
        "select step, method, variable from risk_index_selection where is_dropped"
    ).fetchall()
    assert dropped == [(1, "robust_regression", "population_growth")]


def test_exactly_the_seven_units_are_left_out(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select region_code, exclusion_reason from risk_index_excluded_unit"
    ).fetchall()
    assert dict(rows) == LEFT_OUT


def test_weights_are_the_printed_percentages(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select round(weight_percent), floor(100 * bivariate_weight + 0.5 + 1e-9)"
        " from risk_index_weight order by list_position(["
        "'average_age', 'primary_education_share', 'single_parent_share',"
        "'businesses_weighted', 'low_income_share'], variable)"
    ).fetchall()
    assert [row[0] for row in rows] == [27, 27, 21, 16, 9]
    assert [row[1] for row in rows] == [20, 39, 25, 3, 13]


def test_the_national_sample_has_the_implied_moments(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    wrong = marts.execute(
        f"""
        with pair as (
            select
                a.variable as variable_a,
                b.variable as variable_b,
                corr(a.value, b.value) as correlation,
            from risk_index_unit as a
            inner join risk_index_unit as b
                using (edition, region_code)
            where a.exclusion_reason is null
            group by a.variable, b.variable
        )
        select implied.variable_a, implied.variable_b
        from '{SEEDS}/published/published_risk_index_correlations.csv' as implied
        left join pair using (variable_a, variable_b)
        where round(pair.correlation, 6) is distinct from implied.correlation
        union all
        select implied.variable, null
        from '{SEEDS}/published/published_risk_index_implied_moments.csv' as implied
        left join risk_index_moment as moment
            on implied.variable = moment.variable and moment.scope = 'national_sample'
        where
            round(moment.mean, 4) is distinct from implied.mean
            or round(moment.sd, 4) is distinct from implied.sd
        """
    ).fetchall()
    assert wrong == []


def test_the_robustness_runs_of_the_note_exist(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select run, count(*), count(weight_percent), sum(weight_percent)"
        " from risk_index_robustness group by run order by run"
    ).fetchall()
    draws = [f"1103_draw_{draw:02d}" for draw in range(1, 11)]
    others = ["1103_left_out", "as_published", "biweight", "districts_left_out"]
    assert [row[0] for row in rows] == [*draws, *others]
    for run, variables, weighted, total in rows:
        assert (variables, weighted) == (6, 5), run
        assert total == pytest.approx(100), run


def test_both_robust_estimators_select_the_same_variables(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select variable, count(distinct weight_percent is null) as kinds,"
        " max(weight_percent) - min(weight_percent) as apart"
        " from risk_index_robustness where run in ('as_published', 'biweight')"
        " group by variable"
    ).fetchall()
    assert len(rows) == 6
    for variable, kinds, apart in rows:
        assert kinds == 1, variable
        # the weights come from the ordinary regression that follows
        assert apart is None or apart == pytest.approx(0), variable


def test_every_unit_has_a_rank_interval(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        "select count(*), count(*) filter (rank between rank_low and rank_high),"
        " count(*) filter (rank_low_leave_one_out <= rank_high_leave_one_out),"
        " count(*) filter (rank_low < rank_high)"
        " from risk_index_rank_interval"
    ).fetchone()
    assert rows is not None
    units, holding, ordered, wide = rows
    assert units == ordered == 66
    # a 90 percent interval may miss a rank, but hardly often
    assert holding >= 60
    assert wide >= 33
