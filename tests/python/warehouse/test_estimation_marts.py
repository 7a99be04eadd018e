"""Estimates of the warehouse against statsmodels on the panel's own persons."""

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from people import penalised_log_likelihood

# the report's terms, spelt out here so that the seeds are tested with the estimates
AGES = ["15-24", "25-35", "36-61"]
LEVELS = ["primary", "upper_secondary", "tertiary_short", "tertiary_long"]
BOTID = ["0-2", "3-5", "6-10", "11-15"]
STATUSES = ["employed", "employed_in_education", "in_education", "unemployed"]
BACKGROUNDS = ["work", "refuge", "family", "education"]
OUTCOMES = ["stay", "out_migration", "emigration"]


def code(prefix: str, value: str) -> str:
    return f"{prefix}_{value}".replace("-", "_")


@pytest.fixture(scope="module")
def persons(marts: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return marts.execute(
        """
        select * from person_year
        where age between 15 and 74
            and sex is not null
            and botid is not null
            and county_code is not null
            and outcome_county <> 'unexplained'
        """
    ).df()


def dummies(persons: pd.DataFrame, **variables: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            code(prefix, value).lstrip("_"): (persons[variable] == value).astype(float)
            for name, values in variables.items()
            for prefix, variable in [name.split("__")]
            for value in values
        }
    )


def linear_terms(persons: pd.DataFrame) -> pd.DataFrame:
    terms = dummies(
        persons,
        __sex=["male"],
        age__age_group=AGES,
        education__education_level=LEVELS,
        botid__botid_group=BOTID,
        __labour_status=STATUSES,
        background__background=[*BACKGROUNDS, "nordic"],
    )
    return terms.assign(constant=1.0)


def logit_terms(persons: pd.DataFrame) -> pd.DataFrame:
    terms = dummies(
        persons,
        botid__botid_group=BOTID,
        status__labour_status=STATUSES,
        background__background=[*BACKGROUNDS, "unknown"],
    )
    for level in range(1, 6):
        had = persons["education_level_6"] == f"education_{level}"
        terms[f"education_{level}"] = had.astype(float)
    return terms.assign(
        constant=1.0,
        age=persons["age"].astype(float),
        age_squared_scaled=(persons["age"] / 10) ** 2,
        family_total=persons["family_size"].astype(float),
        family_immigrants=persons["family_immigrants"].astype(float),
        female=(persons["sex"] == "female").astype(float),
    )


def with_family_size(terms: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    return terms.assign(
        **{
            f"family_size_{size}": (persons["family_size"] == size).astype(float)
            for size in (1, 2, 3, 4)
        }
    )


def with_composition(terms: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    only = persons["family_size"] == persons["family_immigrants"]
    sizes = {str(size): persons["family_size"] == size for size in (2, 3, 4)}
    sizes["5plus"] = persons["family_size"] >= 5
    alone = with_family_size(terms, persons).drop(columns="family_size_1")
    return alone.assign(
        **{
            f"family_only_immigrants_{name}": (only & of_size).astype(float)
            for name, of_size in sizes.items()
        }
    )


@pytest.mark.parametrize("year", [2004, 2013])
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(
    ("model", "place", "chosen"),
    [
        ("individual", "4", lambda p: p["centrality_level"] == 4),
        ("family_size", "3", lambda p: p["centrality_level"] == 3),
        (
            "family_composition",
            "4",
            lambda p: (p["centrality_level"] == 4) & (p["family_size"] > 1),
        ),
        ("county_background", "03", lambda p: p["county_code"] == "03"),
    ],
)
def test_linear_models_are_those_of_statsmodels(
    marts: duckdb.DuckDBPyConnection,
    persons: pd.DataFrame,
    year: int,
    outcome: str,
    model: str,
    place: str,
    chosen: object,
) -> None:
    assert callable(chosen)
    people = persons[(persons["outcome_year"] == year) & chosen(persons)]
    terms = linear_terms(people)
    if model == "family_size":
        terms = with_family_size(terms, people)
    if model == "family_composition":
        terms = with_composition(terms, people)
    level = "county" if model == "county_background" else "centrality"
    had = (people[f"outcome_{level}"] == outcome).astype(float)
    theirs = sm.OLS(had, terms).fit()
    families = theirs.get_robustcov_results("cluster", groups=people["family_id"])
    ours = (
        marts.execute(
            "select * from lpm_estimate where outcome_year = ? and model = ?"
            " and geography_code = ? and outcome = ?",
            [year, model, place, outcome],
        )
        .df()
        .set_index("term")
    )
    assert set(ours.index) == set(terms.columns)
    ours = ours.loc[terms.columns]
    for column, expected in (
        ("estimate", theirs.params),
        ("std_error", theirs.bse),
        ("std_error_robust", theirs.HC1_se),
        ("std_error_clustered", families.bse),
        ("t_value", theirs.tvalues),
    ):
        np.testing.assert_allclose(ours[column], expected, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(ours["p_value"], theirs.pvalues, rtol=1e-6, atol=1e-300)
    assert (ours["n_observations"] == len(people)).all()
    np.testing.assert_allclose(ours["r_squared"], theirs.rsquared, rtol=1e-9)


@pytest.mark.parametrize(
    ("model_type", "level"), [(1, None), (2, 3)], ids=["the country", "level 3"]
)
def test_logits_are_those_of_statsmodels(
    marts: duckdb.DuckDBPyConnection,
    persons: pd.DataFrame,
    model_type: int,
    level: int | None,
) -> None:
    key = [2013, model_type, level]
    where = (
        "where outcome_year = ? and model_type = ?"
        " and centrality_level is not distinct from ?"
    )
    people = persons[
        (persons["outcome_year"] == 2013) & (persons["outcome_centrality"] != "death")
    ]
    terms = logit_terms(people)
    if level:
        terms = terms[people["centrality_level"] == level]
        people = people[people["centrality_level"] == level]
    else:
        for at in (1, 2, 3):
            terms[f"centrality_{at}"] = (people["centrality_level"] == at).astype(float)
    y = people["outcome_centrality"].map(OUTCOMES.index)
    theirs = sm.MNLogit(y, terms).fit(disp=0, method="newton", tol=1e-12)
    fit = marts.execute(f"select * from logit_fit {where}", key).df().iloc[0]
    assert fit["converged"]
    assert fit["n_observations"] == len(people)
    assert fit["n_parameters"] == 2 * terms.shape[1]
    assert fit["log_likelihood"] == pytest.approx(theirs.llf, abs=1e-7)
    ours = marts.execute(f"select * from logit_estimate {where}", key).df()
    for at, outcome in enumerate(OUTCOMES[1:]):
        rows = ours[ours["outcome"] == outcome].set_index("term")
        assert set(rows.index) == set(terms.columns)
        rows = rows.loc[terms.columns]
        np.testing.assert_allclose(rows["estimate"], theirs.params[at], rtol=1e-6)
        np.testing.assert_allclose(rows["std_error"], theirs.bse[at], rtol=1e-6)


def test_a_logit_without_maximum_maximises_the_penalised_likelihood(
    marts: duckdb.DuckDBPyConnection, persons: pd.DataFrame
) -> None:
    """Level 1 in 2013, from the persons themselves."""
    people = persons[
        (persons["outcome_year"] == 2013)
        & (persons["outcome_centrality"] != "death")
        & (persons["centrality_level"] == 1)
    ]
    where = "where outcome_year = 2013 and model_type = 2 and centrality_level = 1"
    fit = marts.execute(f"select * from logit_fit {where}").df().iloc[0]
    assert fit["estimator"] == "penalised_likelihood"
    assert not fit["converged"]
    terms = logit_terms(people)
    ours = marts.execute(f"select * from logit_estimate {where}").df()
    beta, errors = (
        ours.pivot(index="outcome", columns="term", values=f"penalised_{column}")
        .loc[OUTCOMES[1:], terms.columns]
        .to_numpy()
        for column in ("estimate", "std_error")
    )
    x = terms.to_numpy()
    had = np.column_stack([people["outcome_centrality"] == o for o in OUTCOMES])
    value = penalised_log_likelihood(x, had.astype(float), beta)
    assert fit["penalised_log_likelihood"] == pytest.approx(value, abs=1e-8)
    for place in np.ndindex(beta.shape):
        step = np.zeros_like(beta)
        step[place] = 1e-4 * errors[place]
        up, down = (
            penalised_log_likelihood(x, had.astype(float), beta + sign * step)
            for sign in (1, -1)
        )
        # per standard error
        assert (up - down) / 2e-4 == pytest.approx(0, abs=1e-4)


def test_every_logit_of_the_demo_is_estimated(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    for mart in ("logit_fit", "logit_estimate", "logit_difference"):
        missing = marts.execute(
            f"select count(*) from {mart} where estimator is null"
        ).fetchone()
        assert missing == (0,), mart


def test_a_difference_is_that_of_two_predictions(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Table 6.2, a woman of 30 at level 4, from the coefficients by hand."""
    coefficients = marts.execute(
        "select outcome, term, estimate from logit_estimate"
        " where outcome_year = 2013 and model_type = 1"
    ).df()
    b = coefficients.pivot(index="term", columns="outcome", values="estimate")
    person = dict.fromkeys(
        ["constant", "female", "status_employed", "education_2", "background_work"], 1.0
    ) | {
        "age": 30.0,
        "age_squared_scaled": 9.0,
        "family_total": 5.0,
        "family_immigrants": 4.0,
    }

    def probabilities(terms: dict[str, float]) -> np.ndarray:
        odds = [
            np.exp(sum(value * b.loc[term, outcome] for term, value in terms.items()))
            for outcome in OUTCOMES[1:]
        ]
        return np.array([1, *odds]) / (1 + sum(odds))

    reference = probabilities(person)
    compared = probabilities(person | {"botid_0_2": 1.0})
    found = (
        marts.execute(
            "select outcome, estimate, probability, reference_probability"
            " from logit_difference where outcome_year = 2013 and profile = '6.2'"
            " and contrast = 'botid_0_2'"
        )
        .df()
        .set_index("outcome")
        .loc[OUTCOMES]
    )
    np.testing.assert_allclose(found["probability"], compared)
    np.testing.assert_allclose(found["reference_probability"], reference)
    np.testing.assert_allclose(found["estimate"], compared - reference)


def test_every_printed_number_is_compared(marts: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        marts.execute(
            "select source_table, count(*) from published_comparison"
            " where source_table like 'lpm%' or source_table like 'logit%' group by 1"
        ).fetchall()
    )
    # estimates and t-values; persons of each of 31 tables; four numbers of 13 fits
    assert found == {
        "lpm": 2 * 633 + 31,
        "logit": 2 * 614,
        "logit_diagnostics": 4 * 13,
        "logit_differences": 2 * 1161,
    }


def test_linear_estimates_of_the_demo_are_near_the_printed_ones(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Nothing was fitted to tables 5.1-5.31; at this size errors are wide."""
    share = marts.execute(
        "select avg(case when abs(z) < 2 then 1 else 0 end) from published_comparison"
        " where source_table = 'lpm' and z is not null"
    ).fetchone()
    assert share is not None
    assert share[0] > 0.85
