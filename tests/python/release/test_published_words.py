"""What the published file says of itself: comments, units, and labels of codes."""

import re
from pathlib import Path

import duckdb
import pytest

# what a comment on a number that is no count may say of its unit
UNIT = re.compile(
    r"percent|per 100|share|point|\d-\d|unit|probability|standard error|p-value|times"
    r"|coefficient|likelihood|criterion|standard deviation|R2|number of places|years"
    r"|standard normal|Cochran's Q|weight|F statistic|divided by its standard error"
    r"|differences between",
    re.IGNORECASE,
)
# tables that the file says its own making in
OF_THE_FILE = ("publication", "disclosure_utility")
PLACEHOLDERS = re.compile(r"^(todo|tbd|n/?a|description|column|table)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def published(published_file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published_file), read_only=True)


def comments(
    published: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str, str | None], str | None]:
    rows = published.execute(
        "select schema_name, table_name, null, comment from duckdb_tables()"
        " where not internal"
        " union all select schema_name, table_name, column_name, comment"
        " from duckdb_columns() where not internal"
    ).fetchall()
    return {(schema, table, column): text for schema, table, column, text in rows}


def test_every_table_and_column_has_a_comment_that_says_something(
    published: duckdb.DuckDBPyConnection,
) -> None:
    found = comments(published)
    assert len(found) > 1000
    empty = [key for key, text in found.items() if not text or len(text.split()) < 2]
    # one word may be all there is to say of a column: a list of codes says more
    assert [key for key in empty if not found[key]] == []
    for (_, table, column), text in found.items():
        assert text
        name = (column or table).replace("_", " ")
        assert text.strip(". ").lower() != name, (table, column)
        assert not PLACEHOLDERS.match(text) or len(text) > 25, (table, column)
        # placeholders of templates and paragraphs were resolved
        assert "{{" not in text
        assert "\n" not in text


def test_every_number_that_is_no_count_says_its_unit(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rows = published.execute(
        "select table_name, column_name, comment from duckdb_columns()"
        " where not internal and schema_name = 'main' and data_type = 'DOUBLE'"
    ).fetchall()
    assert rows
    assert [row for row in rows if not UNIT.search(row[2])] == []


def test_every_such_number_has_a_unit_that_programs_read(
    published: duckdb.DuckDBPyConnection,
) -> None:
    found = published.execute(
        "select distinct column_name from duckdb_columns() where not internal"
        " and schema_name = 'main' and data_type = 'DOUBLE' except"
        " select column_name from classification.column_unit"
    ).fetchall()
    assert found == []


def test_codes_are_labelled_by_one_rule_in_both_languages(
    published: duckdb.DuckDBPyConnection,
) -> None:
    lists = {
        (column, table): (name, has_all)
        for column, table, name, has_all in published.execute(
            "select column_name, table_name, list_name, has_all"
            " from classification.column_label"
        ).fetchall()
    }
    columns = published.execute(
        "select table_name, column_name from duckdb_columns() where not internal"
        " and schema_name = 'main' and (data_type = 'VARCHAR'"
        " or column_name = 'centrality_level') and table_name <> 'label'"
    ).fetchall()
    labelled = 0
    for table, column in columns:
        if table in OF_THE_FILE or re.search("_(en|nb|name)$", column):
            continue
        assert (column, table) in lists or (column, None) in lists, (table, column)
        name, _ = lists.get((column, table)) or lists[column, None]
        if name is None:
            continue
        for language in ("en", "nb"):
            rows = published.execute(
                f"select count(*), count(label) from (select distinct {column} from"
                f" {table} where {column} is not null) as code left join label"
                " on label.table_name = $table and label.column_name = $column"
                f" and label.code = cast(code.{column} as varchar)"
                " and label.language = $language",
                {"table": table, "column": column, "language": language},
            ).fetchone()
            assert rows
            assert rows[0] == rows[1], (table, column, language)
        labelled += 1
    assert labelled > 100


def test_one_code_has_one_label(published: duckdb.DuckDBPyConnection) -> None:
    found = published.execute(
        "select table_name, column_name, code, language from label"
        " group by all having count(*) > 1 or min(trim(label)) = ''"
    ).fetchall()
    assert found == []


def test_a_concept_has_one_type(published: duckdb.DuckDBPyConnection) -> None:
    """Of the marts; some names are other things in tables as the studies print them."""
    found = published.execute(
        "select column_name, list(distinct data_type) from duckdb_columns()"
        " where not internal and schema_name in ('main', 'classification')"
        " and column_name not in ('value', 'unit', 'weight', 'persons')"
        " and table_name not in ('risk_index_value_unit', 'risk_index_figure_unit',"
        " 'finding_comparison')"
        " group by column_name having count(distinct data_type) > 1"
    ).fetchall()
    assert found == []
