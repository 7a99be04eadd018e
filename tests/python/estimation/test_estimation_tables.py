"""From cells in a warehouse to rows of estimates, and what their notes say."""

from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import pytest
from people import OUTCOMES, invented

from bofast.contract.registers import csv_rows
from bofast.errors import EstimationError
from bofast.estimation import codes
from bofast.estimation.linear_tables import linear_models
from bofast.estimation.logit_tables import (
    Contrasts,
    average_differences,
    multinomial_models,
    profile_differences,
)
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells, beside_earlier
from bofast.settings import SEEDS

pytestmark = pytest.mark.filterwarnings("error")

VARIABLES = ["county_code", "sex", "background"]
COUNTS = ["stay_county", "out_migration_county", "emigration", "death"]
MODELS = pd.DataFrame(
    {
        "model": ["linear", "logit"],
        "method": ["lpm", "logit"],
        "model_type": [None, 1],
        "mobility_level": "county",
        "age_from": 15,
        "age_to": 74,
    }
)
TERMS = pd.DataFrame(
    [
        ("constant", None, None, False),
        ("female", "sex", "female", False),
        ("male", "sex", "male", True),
        ("work", "background", "work", False),
        ("refuge", "background", "refuge", False),
        ("nordic", "background", "nordic", True),
    ],
    columns=["term", "variable", "category", "is_reference"],
)
NO_EXCLUSION = pd.DataFrame(columns=["model", "variable", "category"], dtype="str")


def seeds(
    terms: pd.DataFrame = TERMS, exclusions: pd.DataFrame = NO_EXCLUSION
) -> Seeds:
    placed = terms.assign(
        term_group=terms["variable"].fillna("constant"), position=range(len(terms))
    )
    return Seeds(
        MODELS,
        pd.concat([placed.assign(model=name) for name in MODELS["model"]]),
        exclusions,
    )


def people(persons: pd.DataFrame) -> SampleCells:
    """Return persons as tables of a warehouse, all in outcome year 2013."""
    names = {"stay": "stay_county", "out_migration": "out_migration_county"}
    counted = persons.assign(
        outcome_year=2013,
        age=30,
        cell_id=persons.groupby(VARIABLES).ngroup() + 1,
        **{
            column: (persons["outcome"].replace(names) == column).astype(int)
            for column in COUNTS
        },
    )
    cells = counted.groupby(
        ["outcome_year", "cell_id", "age", *VARIABLES], as_index=False
    )
    keys = ["outcome_year", "family_number", "cell_id"]
    connection = duckdb.connect()
    return SampleCells(
        connection.from_df(cells[COUNTS].sum()),
        connection.from_df(counted.groupby(keys, as_index=False)[COUNTS].sum()),
    )


def runs(*counties: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "outcome_year": 2013,
            "model": name,
            "geography_type": "county",
            "geography_code": county,
            "sex": None,
        }
        for county in counties
        for name in ["linear", "logit"]
    )


def estimated(
    fit: Callable[[pd.DataFrame, SampleCells, Seeds], pd.DataFrame],
    persons: pd.DataFrame,
    county: str = "01",
    using: Seeds | None = None,
) -> pd.DataFrame:
    name = "linear" if fit is linear_models else "logit"
    asked = runs(county)
    return fit(asked[asked["model"] == name], people(persons), using or seeds())


def notes(table: pd.DataFrame, outcome: str) -> dict[str, str | None]:
    of_outcome = table[table["outcome"] == outcome]
    return {
        term: None if pd.isna(note) else note
        for term, note in zip(of_outcome["term"], of_outcome["note"], strict=True)
    }


PERSONS = invented(800, seed=3).assign(
    county_code=lambda p: ["01" if n % 4 else "02" for n in range(len(p))]
)
IN_COUNTY = PERSONS[PERSONS["county_code"] == "01"]


def test_each_county_is_a_model_of_its_own() -> None:
    table = linear_models(
        runs("01", "02")[lambda r: r["model"] == "linear"], people(PERSONS), seeds()
    )
    persons = table.groupby("geography_code")["n_observations"].unique()
    assert persons.to_dict() == {"01": [600], "02": [200]}
    # four terms and the constant less references, three outcomes, two counties
    assert len(table) == 4 * 3 * 2
    assert table["note"].isna().all()


def test_a_new_background_needs_a_row_and_no_code() -> None:
    persons = PERSONS.assign(
        background=PERSONS["background"].where(PERSONS.index % 5 > 0, "tourist")
    )
    with pytest.raises(EstimationError, match="background has tourist") as error:
        estimated(linear_models, persons)
    assert "seeds/estimation/estimation_term.csv" in str(error.value)
    tourist = pd.DataFrame([("tourist", "background", "tourist", False)])
    added = pd.concat([TERMS, tourist.set_axis(TERMS.columns, axis=1)])
    table = estimated(linear_models, persons, using=seeds(added))
    assert table.loc[table["term"] == "tourist", "estimate"].notna().all()


def test_persons_of_an_excluded_category_are_left_out() -> None:
    exclusion = pd.DataFrame(
        {"model": ["linear"], "variable": ["background"], "category": ["work"]}
    )
    without = TERMS[TERMS["term"] != "work"]
    table = estimated(linear_models, PERSONS, using=seeds(without, exclusion))
    assert table["n_observations"].unique().tolist() == [
        (IN_COUNTY["background"] != "work").sum()
    ]


def test_a_linear_term_of_nobody_says_so_and_the_others_go_on() -> None:
    table = estimated(linear_models, PERSONS[PERSONS["background"] != "refuge"])
    for outcome in OUTCOMES:
        found = notes(table, outcome)
        assert found.pop("refuge") == codes.NOBODY_IN_CATEGORY
        assert set(found.values()) == {None}
    of_others = table[table["term"] != "refuge"]
    assert of_others["estimate"].notna().all()


def test_a_linear_term_without_its_reference_depends_on_the_others() -> None:
    table = estimated(linear_models, PERSONS[PERSONS["background"] != "nordic"])
    assert notes(table, "stay") == {
        "constant": None,
        "female": None,
        "work": None,
        "refuge": codes.LINEAR_COMBINATION,
    }


def test_an_outcome_that_nobody_had_is_estimated_as_0_without_t() -> None:
    stayed = PERSONS[PERSONS["outcome"] != "emigration"]
    table = estimated(linear_models, stayed)
    assert set(notes(table, "emigration").values()) == {codes.NOBODY_WITH_OUTCOME}
    rows = table[table["outcome"] == "emigration"]
    assert (rows["estimate"] == 0).all()
    assert rows[["t_value", "p_value", "r_squared"]].isna().all(axis=None)
    everybody = estimated(linear_models, PERSONS.assign(outcome="stay"))
    assert set(notes(everybody, "stay").values()) == {codes.EVERYBODY_WITH_OUTCOME}


def test_an_exact_fit_is_noted() -> None:
    leaves = PERSONS["background"] == "work"
    told = PERSONS.assign(outcome=np.where(leaves, "emigration", "stay"))
    table = estimated(linear_models, told)
    for outcome in ("stay", "emigration"):
        assert set(notes(table, outcome).values()) == {codes.EXACT_FIT}
    assert table[["t_value", "p_value"]].isna().all(axis=None)


def test_no_more_persons_than_terms_are_too_few() -> None:
    few = estimated(linear_models, IN_COUNTY.drop_duplicates("background"))
    assert set(few["note"]) == {codes.TOO_FEW_OBSERVATIONS}


def test_the_dead_are_in_linear_models_and_not_in_logits() -> None:
    persons = PERSONS.assign(
        outcome=PERSONS["outcome"].where(PERSONS.index % 10 > 0, "death")
    )
    alive = int((persons[persons["county_code"] == "01"]["outcome"] != "death").sum())
    linear = estimated(linear_models, persons)
    logit = estimated(multinomial_models, persons)
    assert linear["n_observations"].unique().tolist() == [600]
    assert logit["n_observations"].unique().tolist() == [alive]
    sums = linear.groupby("term")["estimate"].sum()
    assert sums["constant"] < 1


@pytest.mark.parametrize("fit", [linear_models, multinomial_models])
def test_a_county_of_nobody_has_rows_that_say_so(
    fit: Callable[[pd.DataFrame, SampleCells, Seeds], pd.DataFrame],
) -> None:
    table = estimated(fit, PERSONS, county="03")
    assert len(table) > 0
    assert table["estimate"].isna().all()
    assert set(table["note"]) == {codes.NOBODY_IN_MODEL}
    assert (table["n_observations"] == 0).all()


WITHOUT_WORKING_EMIGRANTS = PERSONS[
    (PERSONS["background"] != "work") | (PERSONS["outcome"] != "emigration")
]


@pytest.mark.parametrize(
    ("spoilt", "out_migration", "emigration", "fit_note"),
    [
        (
            PERSONS[PERSONS["outcome"] != "emigration"],
            dict.fromkeys(["female", "work", "refuge"], codes.OTHER_COEFFICIENTS),
            dict.fromkeys(["female", "work", "refuge"], codes.NOBODY_WITH_OUTCOME),
            codes.NOBODY_WITH_OUTCOME,
        ),
        (
            PERSONS[PERSONS["outcome"] != "stay"],
            dict.fromkeys(["female", "work", "refuge"], codes.NOBODY_WITH_OUTCOME),
            dict.fromkeys(["female", "work", "refuge"], codes.NOBODY_WITH_OUTCOME),
            codes.NOBODY_WITH_OUTCOME,
        ),
        (
            PERSONS[PERSONS["background"] != "refuge"],
            {"refuge": codes.NOBODY_IN_CATEGORY, "work": codes.OTHER_COEFFICIENTS},
            {"refuge": codes.NOBODY_IN_CATEGORY, "work": codes.OTHER_COEFFICIENTS},
            codes.NOBODY_IN_CATEGORY,
        ),
        (
            PERSONS[PERSONS["background"] != "nordic"],
            {"refuge": codes.LINEAR_COMBINATION, "work": codes.OTHER_COEFFICIENTS},
            {"refuge": codes.LINEAR_COMBINATION, "work": codes.OTHER_COEFFICIENTS},
            codes.LINEAR_COMBINATION,
        ),
        (
            WITHOUT_WORKING_EMIGRANTS,
            dict.fromkeys(["work", "refuge"], codes.OTHER_COEFFICIENTS),
            {
                "work": codes.CATEGORY_WITHOUT_OUTCOME,
                "refuge": codes.OTHER_COEFFICIENTS,
            },
            codes.CATEGORY_WITHOUT_OUTCOME,
        ),
        (
            # without stayers among them neither outcome can be compared with them
            PERSONS[(PERSONS["background"] != "work") | (PERSONS["outcome"] != "stay")],
            {
                "work": codes.CATEGORY_WITHOUT_OUTCOME,
                "refuge": codes.OTHER_COEFFICIENTS,
            },
            {
                "work": codes.CATEGORY_WITHOUT_OUTCOME,
                "refuge": codes.OTHER_COEFFICIENTS,
            },
            codes.CATEGORY_WITHOUT_OUTCOME,
        ),
        (
            PERSONS[
                (PERSONS["background"] != "nordic")
                | (PERSONS["outcome"] != "emigration")
            ],
            dict.fromkeys(["female", "work", "refuge"], codes.OTHER_COEFFICIENTS),
            {
                "female": codes.OTHER_COEFFICIENTS,
                "work": codes.REFERENCE_WITHOUT_OUTCOME,
                "refuge": codes.REFERENCE_WITHOUT_OUTCOME,
            },
            codes.REFERENCE_WITHOUT_OUTCOME,
        ),
        (
            # of male refugees all emigrate, of other women none
            PERSONS[
                (
                    (PERSONS["outcome"] == "emigration")
                    | (PERSONS["sex"] == "female")
                    | (PERSONS["background"] != "refuge")
                )
                & (
                    (PERSONS["outcome"] != "emigration")
                    | (PERSONS["sex"] == "male")
                    | (PERSONS["background"] == "refuge")
                )
            ],
            dict.fromkeys(["female", "work", "refuge"], codes.NO_MAXIMUM),
            dict.fromkeys(["female", "work", "refuge"], codes.NO_MAXIMUM),
            codes.NO_MAXIMUM,
        ),
    ],
    ids=[
        *("an outcome that nobody had", "no stayers", "a category without persons"),
        *("a reference of nobody", "separation", "no stayers in a category"),
        *("separation by the reference", "separation by several terms"),
    ],
)
def test_a_logit_without_maximum_says_why_and_is_estimated_otherwise(
    spoilt: pd.DataFrame,
    out_migration: dict[str, str],
    emigration: dict[str, str],
    fit_note: str,
) -> None:
    table = estimated(multinomial_models, spoilt)
    assert not table["converged"].any()
    assert table[["estimate", "std_error", "std_error_clustered"]].isna().all(axis=None)
    assert table["fit_note"].unique().tolist() == [fit_note]
    assert table["fit_estimator"].unique().tolist() == [codes.PENALISED_LIKELIHOOD]
    for outcome, expected in (
        ("out_migration", out_migration),
        ("emigration", emigration),
    ):
        assert expected.items() <= notes(table, outcome).items()
    without = table["note"].isin([codes.NOBODY_IN_CATEGORY, codes.LINEAR_COMBINATION])
    for column in ("estimator", "penalised_estimate", "penalised_std_error"):
        assert (table[column].isna() == without).all()


def test_a_logit_of_too_few_has_no_estimates_and_one_with_a_maximum_no_others() -> None:
    few = estimated(multinomial_models, PERSONS.head(10))
    assert set(few["note"]) == set(few["fit_note"]) == {codes.TOO_FEW_OBSERVATIONS}
    assert few[["estimate", "penalised_estimate", "estimator"]].isna().all(axis=None)
    enough = estimated(multinomial_models, PERSONS)
    assert enough["converged"].all()
    assert set(enough["estimator"]) == {codes.MAXIMUM_LIKELIHOOD}
    columns = ["penalised_estimate", "penalised_log_likelihood", "note", "fit_note"]
    assert enough[columns].isna().all(axis=None)


PROFILES = pd.DataFrame(
    {
        "profile": ["a woman"],
        "model": ["logit"],
        "contrast_group": ["background"],
        "sex": ["female"],
        "background": ["nordic"],
    }
)
CONTRASTS = pd.DataFrame(
    [
        ("background", "work", "background", "work", False),
        ("background", "refuge", "background", "refuge", False),
        ("background", "nordic", "background", "nordic", True),
    ],
    columns=["contrast_group", "contrast", "variable", "value", "is_reference"],
)


def differences(persons: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return differences of a county at the profile and on average, by contrast."""
    asked = runs("01")
    logits = asked[asked["model"] == "logit"]
    using = Contrasts(CONTRASTS, PROFILES)
    fits = multinomial_models(logits, people(persons), seeds())
    return {
        "profile": profile_differences(fits, seeds(), using),
        "average": average_differences(logits, people(persons), fits, seeds(), using),
    }


def test_differences_without_a_maximum_are_penalised_ones() -> None:
    for table in differences(WITHOUT_WORKING_EMIGRANTS).values():
        assert len(table) == 2 * 3
        assert set(table["estimator"]) == {codes.PENALISED_LIKELIHOOD}
        assert set(table["note"]) == {codes.CATEGORY_WITHOUT_OUTCOME}
        plain = ["estimate", "std_error", "std_error_clustered", "probability"]
        assert table[plain].isna().all(axis=None)
        found = (
            table["penalised_probability"] - table["penalised_reference_probability"]
        )
        np.testing.assert_allclose(table["penalised_estimate"], found)
        assert (table["penalised_std_error"] > 0).all()
        sums = table.groupby("contrast")["penalised_probability"].sum()
        np.testing.assert_allclose(sums, 1)


def test_differences_with_a_maximum_are_not_penalised() -> None:
    for table in differences(PERSONS).values():
        assert set(table["estimator"]) == {codes.MAXIMUM_LIKELIHOOD}
        assert table["estimate"].notna().all()
        penalised = [name for name in table if str(name).startswith("penalised")]
        assert len(penalised) == 5
        assert table[[*penalised, "note"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("nobody", "known", "reason"),
    [
        ("refuge", {"work"}, codes.NOBODY_IN_CATEGORY),
        # it would be compared with refuge, the last category
        ("nordic", set(), codes.LINEAR_COMBINATION),
    ],
)
def test_a_model_says_nothing_of_people_whom_nobody_in_it_is_like(
    nobody: str, known: set[str], reason: str
) -> None:
    for table in differences(PERSONS[PERSONS["background"] != nobody]).values():
        estimator = table["estimator"].notna()
        assert set(table.loc[estimator, "contrast"]) == known
        assert (table["penalised_estimate"].notna() == estimator).all()
        assert set(table.loc[~estimator, "note"]) == {reason}


def test_differences_of_a_model_without_estimates_say_why() -> None:
    for table in differences(PERSONS.head(10)).values():
        assert set(table["note"]) == {codes.TOO_FEW_OBSERVATIONS}
        assert table[["estimator", "penalised_estimate"]].isna().all(axis=None)


def test_the_list_has_every_code_in_the_order_that_they_are_said_of_a_fit() -> None:
    rows = csv_rows(SEEDS / "classifications" / "code_list.csv")

    def listed(name: str) -> list[str]:
        return [row["code"] for row in rows if row["list_name"] == name]

    reasons, estimators = listed("missing_reason"), listed("estimator")
    constants = {value for name, value in vars(codes).items() if name.isupper()}
    assert constants - {codes.OF_A_LOGIT} <= {*reasons, *estimators}
    assert estimators == [codes.MAXIMUM_LIKELIHOOD, codes.PENALISED_LIKELIHOOD]
    places = [reasons.index(code) for code in codes.OF_A_LOGIT]
    assert places == sorted(places)


def test_without_years_tables_are_empty_and_have_their_columns() -> None:
    nobody = people(PERSONS)
    none = runs("01").head(0)
    for fit in (linear_models, multinomial_models):
        table = fit(none, nobody, seeds())
        assert table.empty
        assert {"outcome_year", "estimate", "note"} <= set(table.columns)


def test_results_of_years_that_are_not_run_are_kept() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table cells as select unnest([2012, 2013]) as outcome_year"
        )
        cells = connection.table("cells")
        ran = pd.DataFrame({"outcome_year": [2013]})
        new = pd.DataFrame({"outcome_year": [2013], "estimate": [0.3]})

        def written() -> list[tuple[int, float]]:
            table = '"memory"."main"."t"'
            result = beside_earlier(new, ran, cells, connection, table)
            # as dbt-duckdb writes a frame or a relation
            connection.register("result", result)
            connection.execute("create or replace table made as from result")
            return connection.execute("from made order by all").fetchall()

        assert written() == [(2013, 0.3)], "no table yet"
        # of 2011 the warehouse has no persons any more; 2013 is estimated anew
        connection.execute(
            "create table t as from (values (2011, 0.1), (2012, 0.2), (2013, 0.9))"
            " as earlier(outcome_year, estimate)"
        )
        assert written() == [(2012, 0.2), (2013, 0.3)]
        everything = pd.DataFrame({"outcome_year": [2012, 2013]})
        assert beside_earlier(new, everything, cells, connection, "t") is new
