"""Retention by cohort, against statsmodels on rows of persons."""

import duckdb
import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

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
        assert len(time) == marts.execute(
            "select at_risk from cohort_retention where cohort_year = ?"
            " and background = ? and duration = 1",
            [cohort, background],
        ).fetchone()[0]  # type: ignore[index]
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
