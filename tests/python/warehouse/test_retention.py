"""Retention by cohort, against statsmodels on rows of persons."""

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from bofast.estimation.hazard import hazard_model

EMIGRATED, DIED, CENSORED = 1, 2, 0


@pytest.fixture(scope="module")
def cohorts(marts: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    found = marts.execute(
        "select cohort_year, background from cohort_retention where duration >= 5"
        " group by all having max(deaths) > 0 or max(emigrants) > 0 order by all"
    ).fetchall()
    assert len(found) > 10
    return found


def ends(
    marts: duckdb.DuckDBPyConnection, cohort: int, background: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return how long each member was known and how that ended, from the panel."""
    rows = marts.execute(
        "select max(outcome_year) - ? as duration,"
        " case max_by(outcome_centrality, outcome_year)"
        f" when 'emigration' then {EMIGRATED} when 'death' then {DIED}"
        f" else {CENSORED} end as status"
        " from person_year inner join intermediate.int_cohort_member"
        " using (outcome_year, person_id)"
        " where cohort_year = ? and (? = 'all' or background = ?)"
        " group by person_id",
        [cohort, cohort, background, background],
    ).fetchnumpy()
    return np.asarray(rows["duration"], float), np.asarray(rows["status"], int)


def test_retention_is_kaplan_meier_and_aalen_johansen(
    marts: duckdb.DuckDBPyConnection, cohorts: list[tuple[int, str]]
) -> None:
    for cohort, background in cohorts:
        time, status = ends(marts, cohort, background)
        ours = {
            row[0]: row[1:]
            for row in marts.execute(
                "select duration, retained_percent, retained_std_error,"
                " emigrated_percent, emigrated_std_error, died_percent"
                " from cohort_retention where cohort_year = ? and background = ?",
                [cohort, background],
            ).fetchall()
        }
        assert (
            len(time)
            == marts.execute(
                "select at_risk from cohort_retention where cohort_year = ?"
                " and background = ? and duration = 1",
                [cohort, background],
            ).fetchone()[0]
        )  # type: ignore[index]
        survival = SurvfuncRight(time, (status != CENSORED).astype(int))
        for at, share, error in zip(
            survival.surv_times, survival.surv_prob, survival.surv_prob_se, strict=True
        ):
            assert ours[int(at)][0] == pytest.approx(100 * share, abs=1e-6)
            if share > 0:
                assert ours[int(at)][1] == pytest.approx(100 * error, abs=1e-6)
        incidence = CumIncidenceRight(time, status)
        for number, at in enumerate(incidence.times):
            assert ours[int(at)][2] == pytest.approx(
                100 * incidence.cinc[0][number], abs=1e-6
            )
            assert ours[int(at)][3] == pytest.approx(
                100 * incidence.cinc_se[0][number], abs=1e-6
            )
            if len(incidence.cinc) > 1:
                assert ours[int(at)][4] == pytest.approx(
                    100 * incidence.cinc[1][number], abs=1e-6
                )


def test_survival_begins_at_all_of_those_at_risk(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    first = marts.execute(
        "select at_risk, emigrants, deaths, retained_percent from cohort_retention"
        " where duration = 1"
    ).fetchall()
    assert first
    for at_risk, emigrants, deaths, retained in first:
        assert retained == pytest.approx(100 * (1 - (emigrants + deaths) / at_risk))


def test_the_discrete_time_model_is_that_of_rows_of_persons(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute(
        "select outcome_year - cohort_year as duration, background,"
        " cast(outcome_centrality = 'emigration' as integer) as emigrated"
        " from person_year inner join intermediate.int_cohort_member"
        " using (outcome_year, person_id)"
    ).df()
    ours = {
        (group, term): (estimate, error)
        for group, term, estimate, error in marts.execute(
            "select term_group, term, estimate, std_error from retention_hazard"
            " where estimate is not null"
        ).fetchall()
    }
    known = {"1"} | {term for group, term in ours if group == "duration"}
    rows = rows[rows["duration"].astype(str).isin(known)]
    model = smf.glm(
        "emigrated ~ C(duration) + C(background, Treatment('nordic'))",
        rows,
        family=sm.families.Binomial(sm.families.links.CLogLog()),
    ).fit(tol=1e-12, maxiter=100)
    assert len(model.params) == len(ours) > 10
    for name, estimate in model.params.items():
        code = name.partition("[T.")[2].rstrip("]")
        group = "duration" if name.startswith("C(duration)") else "background"
        key = (group, code) if code else ("constant", "constant")
        assert ours[key][0] == pytest.approx(estimate, abs=1e-6)
        assert ours[key][1] == pytest.approx(model.bse[name], abs=1e-6)


def test_a_category_without_emigrants_says_so_and_changes_nothing() -> None:
    counts = pd.DataFrame(
        {
            "duration": [1, 2, 1, 2, 1],
            "background": ["nordic", "nordic", "work", "work", "refuge"],
            "at_risk": [100, 80, 50, 45, 30],
            "emigrants": [20, 8, 5, 4, 0],
        }
    )
    table = hazard_model(counts).set_index("term")
    assert table.loc["refuge", "note"] == "category_without_outcome"
    assert np.isnan(table.loc["refuge", "estimate"])
    without = hazard_model(counts[counts["background"] != "refuge"]).set_index("term")
    assert table.loc[without.index, "estimate"].to_list() == pytest.approx(
        without["estimate"].to_list()
    )
    # the fewer of the emigrants of a category and of the reference
    assert table["n_outcome"].to_dict() == {
        **{"constant": 25, "2": 12, "refuge": 0, "work": 9}
    }


def test_without_a_reference_or_anybody_there_is_no_estimate() -> None:
    counts = pd.DataFrame(
        {
            "duration": [1],
            "background": ["work"],
            "at_risk": [10],
            "emigrants": [2],
        }
    )
    table = hazard_model(counts)
    assert table["estimate"].isna().all()
    assert set(table["note"]) == {"reference_without_outcome"}
    assert hazard_model(counts.head(0)).empty
