"""The synthetic regional registers carry what they say they carry.

Every figure is derived from the written Parquet with DuckDB and statsmodels; the
generator's own code is used for nothing but writing.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from bofast.contract.registers import load_contract
from bofast.errors import RegisterError
from bofast.settings import SEEDS
from bofast_demo.moments import CalibrationError, Freedom, Target, calibrate
from bofast_demo.regions import write_region_registers

SEED = 2019
PREDICTORS = [
    "average_age",
    "primary_education_share",
    "single_parent_share",
    "businesses_weighted",
    "low_income_share",
]
VARIABLES = [*PREDICTORS, "disability_share"]
REGISTERS = [
    "region_population",
    "region_indicator",
    "region_establishment",
    "region_employment",
]
CITIES = ["0301", "1103", "1201", "5001"]
EXTREME = ["0935", "1027", "1034"]
MISSING = ["1144", "1151", "1265", "5043"]

RECODE = """
create table change_until_2018 as
select * from municipality_change where change_date <= '2018-01-01';
create table region_change as
with recursive chain as (
    select old_code as code, new_code from change_until_2018
    where change_date > '2012-01-01'
    union
    select chain.code, later.new_code
    from chain inner join change_until_2018 as later
        on chain.new_code = later.old_code
)
select chain.code, chain.new_code
from chain inner join municipality
    on chain.new_code = municipality.municipality_code
where coalesce(municipality.valid_to, '9999-12-31') > '2018-01-01';
create macro to_2018(region) as coalesce(
    (select any_value(new_code) from region_change where code = left(region, 4)),
    left(region, 4)
) || substr(region, 5);
"""

VARIABLES_SQL = """
with
population as (
    select
        year,
        to_2018(region_code) as region_code,
        sum(persons) as residents,
        sum(persons * (age + 0.5)) / sum(persons) as average_age,
        sum(persons) filter (age between 15 and 74) as p,
    from region_population
    group by all
),
establishments as (
    select
        year,
        to_2018(region_code) as region_code,
        sum(establishments_with_employees) as e,
        sum(establishments) as establishments,
    from region_establishment
    group by all
),
employment as (
    select
        year + 1 as year,
        to_2018(region_code) as region_code,
        sum(employed_by_workplace) as w,
        sum(employed_by_residence) as r,
    from region_employment
    group by all
),
municipality_businesses as (
    select
        establishments.*,
        population.p,
        employment.w,
        employment.r,
        100 * e / p * w / r as businesses_weighted,
    from establishments
    inner join population using (year, region_code)
    inner join employment using (year, region_code)
),
businesses as (
    select year, region_code, businesses_weighted from municipality_businesses
    union all
    select
        districts.year,
        districts.region_code,
        100
        * (cities.e * districts.establishments / cities.establishments)
        / population.p
        * (cities.w * districts.establishments / cities.establishments)
        / (population.p * cities.r / cities.p),
    from establishments as districts
    inner join population using (year, region_code)
    inner join municipality_businesses as cities
        on districts.year = cities.year
        and left(districts.region_code, 4) = cities.region_code
    where length(districts.region_code) = 6
),
indicators as (
    select * from (pivot (
        select
            region_code,
            indicator,
            value,
        from region_indicator
        where period_end in (select unnest($indicator_ends))
    ) on indicator in (
        'disability_share',
        'primary_education_share',
        'single_parent_share',
        'low_income_share'
    ) using any_value(value))
)
select
    units.region_code,
    units.in_index,
    now.average_age,
    now.residents,
    indicators.primary_education_share,
    coalesce(
        indicators.single_parent_share,
        case when units.region_code like '1103__' then city.single_parent_share end
    ) as single_parent_share,
    businesses.businesses_weighted,
    indicators.low_income_share,
    disability.value as disability_share,
    100.0 * now.residents / before.residents - 100 as population_growth,
from risk_index_region as units
left join population as now
    on units.region_code = now.region_code and now.year = $population_year
left join population as before
    on units.region_code = before.region_code and before.year = 2012
left join businesses
    on units.region_code = businesses.region_code
    and businesses.year = $business_year
left join indicators on units.region_code = indicators.region_code
left join indicators as city on left(units.region_code, 4) = city.region_code
left join region_indicator as disability
    on units.region_code = disability.region_code
    and disability.indicator = 'disability_share'
order by units.region_code
"""


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("registers")
    write_region_registers(out, SEEDS, SEED, lambda line: None)
    return out


@pytest.fixture(scope="module")
def database(registers: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in REGISTERS:
            connection.execute(
                f"create view {name} as select * from read_parquet("
                f"'{registers}/{name}/**/*.parquet', hive_partitioning = false)"
            )
        for folder, name in [
            ("classifications", "municipality"),
            ("classifications", "municipality_change"),
            ("classifications", "city_district"),
            ("risk_index", "risk_index_region"),
        ]:
            connection.execute(
                f"create table {name} as select * from read_csv("
                f"'{SEEDS}/{folder}/{name}.csv', all_varchar = true)"
            )
        connection.execute(RECODE)
        yield connection


def derive(database: duckdb.DuckDBPyConnection, **periods: object) -> pd.DataFrame:
    table = database.execute(VARIABLES_SQL, periods).df().set_index("region_code")
    table["in_index"] = table["in_index"] == "true"
    return table


@pytest.fixture(scope="module")
def construction(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return derive(
        database, population_year=2014, business_year=2015, indicator_ends=[2014]
    )


@pytest.fixture(scope="module")
def sample(construction: pd.DataFrame) -> pd.DataFrame:
    """Return the 445 units the study uses."""
    return construction.drop(MISSING + EXTREME)


@pytest.fixture(scope="module")
def index(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return derive(
        database, population_year=2018, business_year=2018, indicator_ends=[2016, 2017]
    )


@pytest.fixture(scope="module")
def printed_units() -> pd.DataFrame:
    """Return the 66 printed units by region_code."""
    printed = published("units", dtype={"municipality_code": str})
    districts = pd.read_csv(SEEDS / "classifications" / "city_district.csv", dtype=str)
    bergen = districts[districts["municipality_code"] == "1201"]
    codes = dict(zip(bergen["label_nb"], bergen["region_code"], strict=True))
    is_district = printed["unit_type"] == "district"
    printed["region_code"] = printed["municipality_code"].where(
        ~is_district, printed["unit_name"].map(codes)
    )
    return printed.set_index("region_code").sort_index()


def published(name: str, dtype: dict[str, type] | None = None) -> pd.DataFrame:
    path = SEEDS / "published" / f"published_risk_index_{name}.csv"
    return pd.read_csv(path, dtype=dtype)


def ols(table: pd.DataFrame, columns: list[str]) -> sm.regression.linear_model.OLS:
    return sm.OLS(table["disability_share"], sm.add_constant(table[columns])).fit()


@pytest.mark.slow
def test_same_seed_same_bytes_other_seed_other_bytes(
    registers: Path, tmp_path: Path
) -> None:
    def contents(folder: Path) -> dict[str, bytes]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    write_region_registers(tmp_path / "again", SEEDS, SEED, lambda line: None)
    write_region_registers(tmp_path / "other", SEEDS, SEED + 1, lambda line: None)
    first = contents(registers)
    assert contents(tmp_path / "again") == first
    other = contents(tmp_path / "other")
    assert other.keys() == first.keys()
    assert all(other[name] != first[name] for name in first)


def test_other_data_is_not_mixed_with(tmp_path: Path) -> None:
    real = tmp_path / "region_population" / "extract.csv"
    real.parent.mkdir()
    real.write_text("year,region_code,age,persons\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"extract\.csv"):
        write_region_registers(tmp_path, SEEDS, SEED, lambda line: None)
    assert list(tmp_path.rglob("*")) == [real.parent, real]


def test_what_was_imported_stays(tmp_path: Path) -> None:
    imported = tmp_path / "region_population" / "imported.parquet"
    imported.parent.mkdir()
    imported.write_bytes(b"somebody's rows")
    write_region_registers(tmp_path, SEEDS, SEED, lambda line: None)
    write_region_registers(tmp_path, SEEDS, SEED, lambda line: None)
    assert imported.read_bytes() == b"somebody's rows"
    assert len(list(imported.parent.rglob("*.parquet"))) > 1


def test_calibration_keeps_what_is_fixed_tied_and_bounded() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(50, 2))
    free = np.ones(values.shape, dtype=bool)
    free[0] = False
    tied = np.zeros(values.shape, dtype=bool)
    tied[1:4, 1] = True
    values[1:4, 1] = 0.5
    bound = np.full(values.shape, 2.5)
    wanted = Target(
        rows=np.arange(50) < 45,
        columns=(0, 1),
        means=np.array([0.2, -0.1]),
        sds=np.array([1.1, 0.9]),
        correlations=np.array([[1.0, 0.6], [0.6, 1.0]]),
    )
    found = calibrate(values, Freedom(free, -bound, bound, tied), [wanted])
    part = found[:45]
    assert np.allclose(part.mean(axis=0), [0.2, -0.1], atol=1e-9)
    assert np.allclose(part.std(axis=0, ddof=1), [1.1, 0.9], atol=1e-9)
    assert abs(np.corrcoef(part.T)[0, 1] - 0.6) < 1e-9
    assert (found[0] == values[0]).all()
    assert np.allclose(found[45:], np.clip(values[45:], -2.5, 2.5))
    assert np.ptp(found[1:4, 1]) == 0
    assert (np.abs(found[free]) <= 2.5).all()


def test_calibration_says_when_it_cannot() -> None:
    values = np.linspace(0, 1, 10)[:, None]
    beyond = Target(np.ones(10, dtype=bool), (0,), np.array([2.0]), np.array([0.1]))
    one = np.ones(values.shape)
    freedom = Freedom(one > 0, 0 * one, one, one < 0)
    with pytest.raises(CalibrationError, match="still off by"):
        calibrate(values, freedom, [beyond])


def test_every_file_says_that_it_is_synthetic(registers: Path) -> None:
    files = sorted(registers.rglob("*.parquet"))
    assert len(files) == 9
    for file in files:
        pairs = duckdb.execute(
            f"select decode(key), decode(value) from parquet_kv_metadata('{file}')"
        ).fetchall()
        assert ("synthetic", "true") in pairs, file
        assert ("seed", str(SEED)) in pairs, file


@pytest.mark.parametrize("register", REGISTERS)
def test_columns_types_keys_and_nulls_are_the_contracts(
    database: duckdb.DuckDBPyConnection, register: str
) -> None:
    columns = load_contract(SEEDS)[register]
    described = database.execute(f"describe {register}").fetchall()
    assert [(row[0], row[1]) for row in described] == [
        (column.name, column.data_type) for column in columns
    ]
    key = ", ".join(column.name for column in columns if column.is_key)
    rows, keys = database.execute(
        f"select count(*), count(distinct ({key})) from {register}"
    ).fetchone() or (0, 0)
    assert rows == keys > 0
    for column in columns:
        broken = [
            "false" if column.is_nullable else f"{column.name} is null",
            "false" if column.minimum is None else f"{column.name} < {column.minimum}",
            "false" if column.maximum is None else f"{column.name} > {column.maximum}",
        ]
        count = database.execute(
            f"select count(*) from {register} where {' or '.join(broken)}"
        ).fetchone()
        assert count == (0,), column.name


@pytest.mark.parametrize(
    ("register", "year", "day", "has_districts"),
    [
        ("region_population", 2012, "2012-01-01", True),
        ("region_population", 2014, "2014-01-01", True),
        ("region_population", 2015, "2015-01-01", True),
        ("region_population", 2018, "2018-01-01", True),
        ("region_establishment", 2015, "2015-01-01", True),
        ("region_establishment", 2018, "2018-01-01", True),
        ("region_employment", 2014, "2014-11-20", False),
        ("region_employment", 2017, "2017-11-20", False),
    ],
)
def test_codes_are_those_in_force(
    database: duckdb.DuckDBPyConnection,
    register: str,
    year: int,
    day: str,
    has_districts: bool,
) -> None:
    in_force = (
        f"coalesce(valid_from, '0000') <= '{day}'"
        f" and coalesce(valid_to, '9999') > '{day}'"
    )
    districts = (
        "region_code from city_district" if has_districts else "null where false"
    )
    expected = f"""
        select municipality_code from municipality where {in_force}
        union all
        select {districts} {f"where {in_force}" if has_districts else ""}
    """
    found = f"select distinct region_code from {register} where year = {year}"
    assert database.execute(f"({expected}) except ({found})").fetchall() == []
    assert database.execute(f"({found}) except ({expected})").fetchall() == []


def test_indicators_are_on_the_division_of_2018(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = database.execute(
        """
        select indicator, period_start, period_end, count(*)
        from region_indicator
        where region_code in (select region_code from risk_index_region)
            or region_code in ('0301', '1103', '1201', '5001')
        group by all order by all
        """
    ).fetchall()
    assert rows == [
        ("disability_share", 2014, 2016, 456),
        ("low_income_share", 2014, 2014, 456),
        ("low_income_share", 2016, 2016, 456),
        ("primary_education_share", 2014, 2014, 456),
        ("primary_education_share", 2017, 2017, 456),
        ("single_parent_share", 2012, 2014, 456),
        ("single_parent_share", 2015, 2017, 456),
    ]
    total = database.execute("select count(*) from region_indicator").fetchone()
    assert total == (7 * 456,)


def test_merged_units_keep_people_under_their_old_codes(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = database.execute(
        """
        select region_code, min(total) from (
            select year, region_code, sum(persons) as total
            from region_population where year < 2018 group by all
        )
        where to_2018(region_code) in ('0710', '5054', '1903')
        group by all order by all
        """
    ).fetchall()
    codes = {code for code, _ in rows}
    assert codes == {"0706", "0719", "0720", "1624", "1718", "1901", "1903", "1915"}
    assert all(total > 0 for _, total in rows)


def test_districts_add_up_to_their_cities(database: duckdb.DuckDBPyConnection) -> None:
    for register, key, column in [
        ("region_population", "year, age", "persons"),
        ("region_establishment", "year", "establishments"),
    ]:
        rows = database.execute(
            f"""
            select
                {key},
                left(region_code, 4) as city,
                sum({column}) filter (length(region_code) = 4) as whole,
                sum({column}) filter (length(region_code) = 6) as parts,
            from {register}
            where left(region_code, 4) in ('0301', '1103', '1201', '1601', '5001')
            group by all
            having whole is distinct from parts
            """
        ).fetchall()
        assert rows == []


def test_districts_have_all_establishments_only(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = database.execute(
        """
        select count(*) from region_establishment
        where (establishments_with_employees is null) <> (length(region_code) = 6)
            or establishments is null
            or establishments < establishments_with_employees
        """
    ).fetchone()
    assert rows == (0,)


def test_index_period_carries_the_printed_values(
    index: pd.DataFrame, printed_units: pd.DataFrame
) -> None:
    vestland = index[index["in_index"]]
    assert list(vestland.index) == list(printed_units.index)
    off = (vestland[PREDICTORS] - printed_units[PREDICTORS]).abs()
    directly = [name for name in PREDICTORS if name != "businesses_weighted"]
    assert off[directly].to_numpy().max() < 1e-9
    is_district = printed_units["unit_type"] == "district"
    assert off.loc[~is_district, "businesses_weighted"].max() < 1e-9
    assert off.loc[is_district, "businesses_weighted"].max() < 0.004
    assert is_district.sum() == 8


def test_other_units_have_an_index_period_too(index: pd.DataFrame) -> None:
    assert len(index) == 452
    assert index[PREDICTORS].notna().all().all()
    assert (index["average_age"] > 30).all()
    assert (index[PREDICTORS] > 0).all().all()


def test_bergen_has_the_figures_of_table_8(database: duckdb.DuckDBPyConnection) -> None:
    row = database.execute(
        """
        select
            (select establishments_with_employees from region_establishment
             where year = 2015 and region_code = '1201'),
            employed_by_residence,
            employed_by_workplace,
            (select sum(persons) from region_population
             where year = 2015 and region_code = '1201' and age between 15 and 74)
        from region_employment where year = 2014 and region_code = '1201'
        """
    ).fetchone()
    assert row == (10219, 147157, 166522, 209192)


def test_vestlands_disability_is_as_published(
    construction: pd.DataFrame, printed_units: pd.DataFrame
) -> None:
    found = construction.loc[construction["in_index"], "disability_share"]
    assert found.to_dict() == printed_units["disability_share"].to_dict()


def test_units_lack_what_the_study_says(construction: pd.DataFrame) -> None:
    lacking = construction[VARIABLES].isna()
    found = {
        code: sorted(row.index[row]) for code, row in lacking.iterrows() if row.any()
    }
    assert found == {
        "1144": ["low_income_share"],
        "1151": ["low_income_share", "primary_education_share", "single_parent_share"],
        "1265": ["low_income_share"],
        "5043": ["low_income_share"],
    }


def test_stavangers_districts_take_the_citys_single_parents(
    database: duckdb.DuckDBPyConnection, construction: pd.DataFrame
) -> None:
    rows = database.execute(
        """
        select count(*), count(value) from region_indicator
        where indicator = 'single_parent_share' and region_code like '1103__'
        """
    ).fetchone()
    assert rows == (14, 0)
    districts = construction.filter(regex="^1103", axis=0)["single_parent_share"]
    assert len(districts) == 7
    assert districts.nunique() == 1


def test_moments_and_correlations_are_the_implied_ones(sample: pd.DataFrame) -> None:
    assert len(sample) == 445
    implied = published("implied_moments").set_index("variable")
    assert (sample[VARIABLES].mean().round(4) - implied["mean"]).abs().max() < 1e-9
    assert (sample[VARIABLES].std().round(4) - implied["sd"]).abs().max() < 1e-9
    correlations = sample[VARIABLES].corr()
    for row in published("correlations").itertuples():
        found = correlations.loc[row.variable_a, row.variable_b]
        assert abs(found - row.correlation) < 5e-7


def test_table_9_to_every_printed_digit(sample: pd.DataFrame) -> None:
    fit = ols(sample, PREDICTORS)
    spread = sample[VARIABLES].std()
    for row in published("ols").set_index("term").itertuples():
        term = "const" if row.Index == "constant" else row.Index
        assert f"{fit.params[term]:.2f}" == f"{row.coefficient:.2f}"
        assert f"{fit.bse[term]:.2f}" == f"{row.std_error:.2f}"
        assert f"{fit.tvalues[term]:.2f}" == f"{row.t:.2f}"
        assert f"{fit.pvalues[term]:.3f}" == f"{row.p:.3f}"
        if term != "const":
            beta = fit.params[term] * spread[term] / spread["disability_share"]
            assert f"{beta:.2f}" == f"{row.beta:.2f}"
    anova = published("ols_anova").set_index("source")
    assert f"{fit.ess:.5f}" == f"{anova.loc['model', 'ss']:.5f}"
    assert f"{fit.ssr:.5f}" == f"{anova.loc['residual', 'ss']:.5f}"
    assert f"{fit.centered_tss:.5f}" == f"{anova.loc['total', 'ss']:.5f}"
    assert f"{fit.fvalue:.2f}" == f"{anova.loc['model', 'f']:.2f}"
    assert f"{fit.rsquared:.4f}" == f"{anova.loc['model', 'r_squared']:.4f}"
    assert f"{fit.rsquared_adj:.4f}" == f"{anova.loc['model', 'adj_r_squared']:.4f}"
    assert f"{fit.mse_resid**0.5:.4f}" == f"{anova.loc['model', 'root_mse']:.4f}"


def test_bivariate_lines_as_printed(sample: pd.DataFrame) -> None:
    lines = published("bivariate")
    assert len(lines) == 5
    for row in lines.itertuples():
        fit = ols(sample, [row.variable])
        decimals = 2 if row.intercept in (4.39, 4.69) else 1
        assert f"{fit.params['const']:.{decimals}f}" == f"{row.intercept:.{decimals}f}"
        assert f"{fit.params[row.variable]:.2f}" == f"{row.slope:.2f}"
        assert f"{fit.bse[row.variable]:.2f}" == f"{row.slope_se:.2f}"
        assert f"{fit.rsquared:.2f}" == f"{row.r_squared:.2f}"


def test_table_10_extremes(construction: pd.DataFrame, sample: pd.DataFrame) -> None:
    table = published("moments").query("scope == 'national_sample'")
    for row in table.itertuples():
        assert f"{sample[row.variable].mean():.1f}" == f"{row.mean:.1f}"
        assert f"{sample[row.variable].std():.1f}" == f"{row.sd:.1f}"
        assert f"{sample[row.variable].min():.1f}" == f"{row.min:.1f}"
        assert f"{sample[row.variable].max():.1f}" == f"{row.max:.1f}"
        assert f"{construction[row.variable].max():.1f}" == f"{row.max_overall:.1f}"
    assert construction["disability_share"].idxmax() in EXTREME


def test_table_11_figures(construction: pd.DataFrame) -> None:
    vestland = construction[construction["in_index"]]
    table = published("moments").query("scope == 'vestland_units'")
    assert len(table) == 6
    for row in table.itertuples():
        values = vestland[row.variable].dropna()
        assert len(values) == (65 if row.variable == "low_income_share" else 66)
        assert f"{values.mean():.1f}" == f"{row.mean:.1f}"
        assert f"{values.std():.1f}" == f"{row.sd:.1f}"
        assert f"{values.min():.1f}" == f"{row.min:.1f}"
        assert f"{values.max():.1f}" == f"{row.max:.1f}"
    assert vestland["businesses_weighted"].idxmax() == "120102"


def test_exactly_three_extreme_observations(construction: pd.DataFrame) -> None:
    complete = construction.drop(MISSING)
    assert len(complete) == 448
    test = ols(complete, PREDICTORS).outlier_test(method="bonf")
    assert sorted(test.index[test["bonf(p)"] < 0.05]) == EXTREME
    assert test.loc[EXTREME, "student_resid"].abs().min() > 4.5
    assert test.drop(EXTREME)["student_resid"].abs().max() < 3.4


def test_population_growth_has_no_effect(construction: pd.DataFrame) -> None:
    complete = construction.drop(MISSING)
    six = [*PREDICTORS, "population_growth"]
    regressors = sm.add_constant(complete[six])
    p = sm.RLM(complete["disability_share"], regressors).fit().pvalues[six]
    assert p.idxmax() == "population_growth"
    assert p["population_growth"] > 0.3
    assert p[PREDICTORS].max() < 0.10
    regressors = sm.add_constant(complete[PREDICTORS])
    without = sm.RLM(complete["disability_share"], regressors).fit().pvalues
    assert without[PREDICTORS].max() <= 0.10
    assert 0.5 < complete["population_growth"].mean() < 2.5
    assert 1 < complete["population_growth"].std() < 3
    assert complete["population_growth"].abs().max() < 10


def test_counts_are_plausible(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        """
        with working as (
            select year, region_code, sum(persons) as residents,
                sum(persons) filter (age between 15 and 74) as p,
                sum(persons * (age + 0.5)) / sum(persons) as average_age,
            from region_population group by all
        )
        select
            min(100 * establishments_with_employees / p),
            max(100 * establishments_with_employees / p),
            min(employed_by_workplace / employed_by_residence),
            max(employed_by_workplace / employed_by_residence),
            min(employed_by_residence / p),
            max(employed_by_residence / p),
            min(p / residents),
            max(p / residents),
            min(average_age),
        from working
        inner join region_establishment using (year, region_code)
        inner join region_employment as employment
            on to_2018(working.region_code) = to_2018(employment.region_code)
            and working.year = employment.year + 1
        where to_2018(working.region_code) = working.region_code
            and employment.region_code = working.region_code
        """
    ).fetchone()
    assert rows is not None
    density_low, density_high, coverage_low, coverage_high, *others = rows
    rate_low, rate_high, share_low, share_high, youngest = others
    assert density_low >= 1.8
    assert density_high <= 12
    assert coverage_low >= 0.4
    assert coverage_high <= 1.6
    assert rate_low > 0.55
    assert rate_high < 0.85
    assert share_low > 0.65
    assert share_high < 0.85
    assert youngest >= 30
