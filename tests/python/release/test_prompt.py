"""`bofast sql`: statements in, tables out, nothing changed."""

from pathlib import Path

import duckdb
import pytest

from bofast.errors import BuildError
from bofast.prompt import open_prompt, run_statements, statements


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "marts.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table fruit as select 'apple' as name")
    return file


def test_a_statement_may_be_several_lines_and_a_line_several_statements() -> None:
    lines = ["", "select", "  1;", "select 2; select 3;", "select 4"]
    assert [text.split() for text in statements(lines)] == [
        ["select", "1;"],
        ["select", "2;", "select", "3;"],
        ["select", "4"],
    ]


@pytest.mark.parametrize("word", ["exit", "quit;", ".exit", "EXIT"])
def test_a_word_leaves(word: str) -> None:
    assert list(statements([word, "select 1;"])) == []


def test_one_that_fails_stops_no_other() -> None:
    said: list[str] = []
    lines = ["select * from nothing;", "select 42 as answer;"]
    with duckdb.connect() as connection:
        assert run_statements(connection, lines, said.append) == 1
    assert "nothing" in said[0]
    assert "42" in said[1]


def test_the_file_is_only_read(file: Path) -> None:
    said: list[str] = []
    before = file.read_bytes()
    failed = open_prompt(
        file,
        is_restricted=False,
        write=said.append,
        lines=["drop table fruit;", "from fruit;"],
    )
    assert failed == 1
    assert "read-only" in said[0]
    assert "apple" in said[1]
    assert file.read_bytes() == before


def test_without_a_file_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no file at"):
        open_prompt(
            tmp_path / "none.duckdb", is_restricted=False, write=print, lines=[]
        )
