"""Tests between models and decompositions, against scipy and statsmodels."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.oaxaca import OaxacaBlinder


def test_printed_likelihoods_give_the_printed_tests(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select round(likelihood_ratio, 1), degrees_of_freedom from model_test"
        " where is_printed order by general_type"
    ).fetchall()
    # one model for all against one per level; that against one per level and sex
    assert rows == [(907.7, 138), (746.7, 176)]


def test_z_of_a_chi_squared_is_that_of_its_p(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select chi_squared, degrees_of_freedom, z_value from term_test"
        " where abs(z_value) < 4"
    ).fetchall()
    assert len(rows) > 100
    for chi_squared, df, z in rows:
        p = stats.chi2.sf(chi_squared, df)
        assert stats.norm.sf(z) == pytest.approx(p, abs=0.02)


def test_a_term_is_tested_as_in_a_meta_analysis(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    estimates = marts.execute(
        "select outcome_year, outcome, term, estimate, std_error_clustered as error"
        " from lpm_estimate where model = 'individual' and estimate is not null"
        " and std_error_clustered > 0"
    ).df()
    ours = marts.execute(
        "select outcome_year, outcome, term, chi_squared, pooled_estimate,"
        " pooled_std_error from term_test where method = 'lpm'"
    ).df()
    ours = ours.set_index(["outcome_year", "outcome", "term"])
    groups = estimates.groupby(["outcome_year", "outcome", "term"])
    assert len(ours) > 500
    for key, row in list(ours.iterrows())[::25]:
        group = groups.get_group(key)
        found = combine_effects(group["estimate"], group["error"] ** 2)
        assert row["chi_squared"] == pytest.approx(found.q, rel=1e-6, abs=1e-9)
        assert row["pooled_estimate"] == pytest.approx(found.mean_effect_fe, rel=1e-6)
        assert row["pooled_std_error"] == pytest.approx(found.sd_eff_w_fe, rel=1e-6)


def test_a_decomposition_is_oaxaca_and_blinders(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Of the linear probability model of backgrounds, on rows of persons.

    With the mean of both sides' coefficients (Reimers 1983).
    """
    for level in (1, 2, 3, 4):
        people = marts.execute(
            "select background, centrality_level = ? as is_here,"
            " 100.0 * cast(outcome_centrality = 'emigration' as integer) as emigrated"
            " from person_year where outcome_year between 2004 and 2008"
            " and centrality_level is not null",
            [level],
        ).df()
        dummies = pd.get_dummies(people["background"], dtype=float)
        exog = dummies.to_numpy()
        side = people["is_here"].to_numpy(float)
        found = OaxacaBlinder(
            people["emigrated"].to_numpy(),
            np.column_stack([exog, side]),
            exog.shape[1],
            swap=False,
        ).two_fold(two_fold_type="reimers")
        unexplained, explained, gap = found.params
        ours = marts.execute(
            "select difference, composition, behaviour from rate_decomposition"
            " where comparison = 'place' and geography_type = 'centrality'"
            " and geography_code = ? and period = '2004-2008'"
            " and measure = 'emigration'",
            [str(level)],
        ).fetchone()
        # statsmodels takes the side coded 0, the rest of the country, first
        assert ours == pytest.approx((-gap, -explained, -unexplained), abs=1e-6)
