"""Rows of persons are made in SQL that DuckDB and Spark both have.

What only one of them has belongs in a macro with a variant for each. That the results
are the same is shown by tests/compatibility/spark.
"""

import re
from pathlib import Path

import yaml

from bofast.settings import PROJECT

# functions that both engines have, with the same result
FUNCTIONS = {
    *("array_contains", "cast", "coalesce", "concat_ws", "count", "dense_rank"),
    *("extract", "greatest", "lag", "lead", "least", "left", "max", "max_by", "min"),
    *("nullif", "row_number", "sum"),
}
# words before a parenthesis that are no functions
WORDS = {
    *("and", "as", "by", "exists", "filter", "from", "in", "join", "not"),
    *("on", "or", "over", "partition", "then", "when", "where", "else"),
}
# what DuckDB has and Spark has not, or understands otherwise
DUCKDB_ONLY = {
    "varchar without a length (string)": r"\bvarchar\b(?!\s*\()",
    "text in double quotes as a name": r'"',
    "a cast with ::": r"::",
    "a list in brackets": r"[\[\]]",
    "a struct in braces": r"\{\s*'",
    "an infinite date": r"'-?infinity'",
    "columns left out or replaced": r"\*\s+(exclude|except|replace)\b",
    "qualify": r"\bqualify\b",
    "join of the nearest row": r"\basof\b",
    "rows in order of their place": r"\bpositional\b",
    "distinct on": r"\bdistinct\s+on\b",
    "ilike or similar to": r"\b(ilike|glob|similar\s+to)\b",
    "division of whole numbers (//)": r"//",
}
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
REF = re.compile(r"""ref\(\s*["'](\w+)["']""")


def models_of_rows() -> dict[str, Path]:
    """Return the models of the selector `rows`: those that it names, and before."""
    selectors = yaml.safe_load((PROJECT / "selectors.yml").read_text())["selectors"]
    (rows,) = [one for one in selectors if one["name"] == "rows"]
    files = {file.stem: file for file in (PROJECT / "models").rglob("*.sql")}
    wanted = [one["value"] for one in rows["definition"]["union"]]
    found: dict[str, Path] = {}
    while wanted:
        name = wanted.pop()
        if name in files and name not in found:
            found[name] = files[name]
            wanted += REF.findall(files[name].read_text())
    return found


def sql(file: Path) -> str:
    """Return a model's SQL, without comments and what macros write."""
    text = re.sub(r"--.*", "", JINJA.sub(" jinja ", file.read_text()))
    return text.lower()


def engine_specific(text: str) -> list[str]:
    """List what a model has that Spark has not, or that nobody has looked at yet."""
    called = {
        name
        for name in re.findall(r"\b([a-z_][a-z0-9_]*)\s*\(", text)
        # a CTE with its columns is no call
        if not re.search(rf"\b{name}\s*\([^()]*\)\s+as\s*\(", text)
    }
    unknown = [f"{name}()" for name in sorted(called - FUNCTIONS - WORDS)]
    found = [what for what, shape in DUCKDB_ONLY.items() if re.search(shape, text)]
    return unknown + found


def test_the_rows_reach_from_registers_to_counted_cells() -> None:
    models = models_of_rows()
    assert {"stg_population", "person_year", "int_person_cell"} <= models.keys()
    assert not {"mobility_rate", "int_lpm_estimate"} & models.keys()


def test_models_of_rows_have_no_sql_of_one_engine() -> None:
    found = {
        name: engine_specific(sql(file)) for name, file in models_of_rows().items()
    }
    assert {name: what for name, what in found.items() if what} == {}


def test_sql_of_one_engine_is_found() -> None:
    assert engine_specific("select list_value(1)") == ["list_value()"]
    assert engine_specific("select cast(a as varchar)") != []
    assert engine_specific("select * exclude (a) from b") != []
    assert engine_specific("select a from b where (c, d) in (select e from f)") == []
