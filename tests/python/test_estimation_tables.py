"""From cells in a warehouse to rows of estimates, and what their notes say."""

from collections.abc import Callable

import duckdb
import pandas as pd
import pytest
from people import OUTCOMES, invented

from bofast.errors import EstimationError
from bofast.estimation.linear_tables import linear_models
from bofast.estimation.logit_tables import multinomial_models
from bofast.estimation.models import Seeds
from bofast.estimation.runs import People, beside_earlier

VARIABLES = ["county_code", "sex", "background"]
COUNTS = ["stay_county", "out_migration_county", "emigration", "death"]
MODELS = pd.DataFrame(
    {
        "model": ["linear", "logit"],
        "method": ["lpm", "logit"],
        "model_type": [None, 1],
        "mobility_level": "county",
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


def people(persons: pd.DataFrame) -> People:
    """Return persons as tables of a warehouse, all in outcome year 2013."""
    names = {"stay": "stay_county", "out_migration": "out_migration_county"}
    counted = persons.assign(
        outcome_year=2013,
        cell_id=persons.groupby(VARIABLES).ngroup() + 1,
        **{
            column: (persons["outcome"].replace(names) == column).astype(int)
            for column in COUNTS
        },
    )
    cells = counted.groupby(["outcome_year", "cell_id", *VARIABLES], as_index=False)
    keys = ["outcome_year", "family_number", "cell_id"]
    connection = duckdb.connect()
    return People(
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
    fit: Callable[[pd.DataFrame, People, Seeds], pd.DataFrame],
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
        assert found.pop("refuge") == "nobody is of this category"
        assert set(found.values()) == {None}
    of_others = table[table["term"] != "refuge"]
    assert of_others["estimate"].notna().all()


def test_a_linear_term_without_its_reference_depends_on_the_others() -> None:
    table = estimated(linear_models, PERSONS[PERSONS["background"] != "nordic"])
    assert notes(table, "stay") == {
        "constant": None,
        "female": None,
        "work": None,
        "refuge": "a combination of earlier terms",
    }


def test_an_outcome_that_nobody_had_is_estimated_as_0_without_t() -> None:
    stayed = PERSONS[PERSONS["outcome"] != "emigration"]
    table = estimated(linear_models, stayed)
    assert set(notes(table, "emigration").values()) == {"nobody had this outcome"}
    rows = table[table["outcome"] == "emigration"]
    assert (rows["estimate"] == 0).all()
    assert rows[["t_value", "p_value", "r_squared"]].isna().all(axis=None)


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
    fit: Callable[[pd.DataFrame, People, Seeds], pd.DataFrame],
) -> None:
    table = estimated(fit, PERSONS, county="03")
    assert len(table) > 0
    assert table["estimate"].isna().all()
    assert table["note"].notna().all()
    assert (table["n_observations"] == 0).all()


@pytest.mark.parametrize(
    ("spoilt", "term", "note", "fit_note"),
    [
        (
            PERSONS[PERSONS["outcome"] != "emigration"],
            "work",
            "the model has no estimates: see logit_fit",
            "emigration: nobody had this outcome",
        ),
        (
            PERSONS[PERSONS["background"] != "refuge"],
            "refuge",
            "nobody is of this category",
            "refuge: nobody is of this category",
        ),
        (
            PERSONS[(PERSONS["background"] != "work") | (PERSONS["outcome"] == "stay")],
            "work",
            "nobody of this category had out_migration or emigration",
            "work: nobody of this category had out_migration or emigration",
        ),
        (
            PERSONS[
                (PERSONS["background"] != "nordic")
                | (PERSONS["outcome"] != "emigration")
            ],
            "work",
            "the model has no estimates: see logit_fit",
            "nordic: nobody of this category had emigration",
        ),
    ],
    ids=["outcome", "category", "separation", "separation by the reference"],
)
def test_a_logit_without_maximum_names_what_is_in_the_way(
    spoilt: pd.DataFrame, term: str, note: str, fit_note: str
) -> None:
    table = estimated(multinomial_models, spoilt)
    assert not table["converged"].any()
    assert table["estimate"].isna().all()
    assert notes(table, "emigration")[term] == note
    assert table["fit_note"].unique().tolist() == [fit_note]


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
