"""docs/questions.md: every question is answered as the page says, by a small query."""

import re
from pathlib import Path

import duckdb
import pytest
from questions import PAGE, Answer, answers, result

ANSWERS = answers(PAGE.read_text(encoding="utf-8"))
FILTER = re.compile(r"\bwhere\b(.*?)(?:\bgroup by\b|\border by\b|;|$)", re.DOTALL)


def test_there_are_twenty() -> None:
    assert len(ANSWERS) == 20
    assert all(answer.result for answer in ANSWERS)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.sql[:40])
def test_a_question_takes_one_join_and_four_filters(answer: Answer) -> None:
    assert len(re.findall(r"\bjoin\b", answer.sql)) <= 1
    assert len(re.findall(r"\b(?:from|select)\b", answer.sql)) == 2
    filters = sum(
        len(re.split(r"\band\b", found)) for found in FILTER.findall(answer.sql)
    )
    joined = len(re.findall(r"'", answer.sql.partition("where")[0])) // 2
    assert filters + joined <= 4


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.sql[:40])
def test_the_result_is_that_of_the_demo(answer: Answer, published_file: Path) -> None:
    """Run `python tests/python/questions.py` when the demo has changed."""
    with duckdb.connect(str(published_file), read_only=True) as connection:
        assert result(connection, answer.sql) == answer.result
