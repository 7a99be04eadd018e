"""Blanks around values: the same in SQL as in Python, and none of them in the seeds."""

import unicodedata

import duckdb
import pytest

from bofast.contract.blanks import BLANKS, stripped, trimmed, untidy, visible
from bofast.settings import SEEDS

VALUES = ["", *(f"{a}0301{b}" for a in ("", *BLANKS) for b in ("", *BLANKS))]
VALUES += [BLANKS, f"{BLANKS}a{BLANKS}b{BLANKS}", "\u00e5s \u00e6r\t"]


def test_all_white_space_of_unicode_is_blank() -> None:
    spaces = {c for c in map(chr, range(0x10000)) if unicodedata.category(c) == "Zs"}
    assert spaces < set(BLANKS)
    assert {"\t", "\n", "\r", "\u200b", "\ufeff"} < set(BLANKS)


def test_sql_takes_off_what_python_takes_off() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table given as select unnest(?) as v", [VALUES])
        rows = connection.execute(
            f"select v, {trimmed('v')}, {untidy('v')} from given"
        ).fetchall()
        (missing,) = connection.execute(
            f"select {trimmed('v')} from (select cast(null as varchar) as v)"
        ).fetchall()
    assert missing == (None,)
    assert len(rows) == len(VALUES)
    for value, off, is_untidy in rows:
        assert off == stripped(value), ascii(value)
        assert is_untidy or off == value != "", ascii(value)


@pytest.mark.parametrize("value", ["0301", "0301 Oslo", "H0101"])
def test_a_value_without_blanks_is_not_trimmed(value: str) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select {untidy('v')} from (select ? as v)", [value]
        )
        assert found.fetchone() == (False,)


def test_blanks_are_shown_as_escapes() -> None:
    assert visible("03\u00a001 Oslo\u200b\n") == r"03\xa001 Oslo\u200b\n"


def test_no_seed_of_the_contract_holds_a_blank_that_an_editor_may_change() -> None:
    unseen = set(BLANKS) - {" ", "\n"}
    files = sorted((SEEDS / "contract").iterdir())
    assert [
        (file.name, ascii(character))
        for file in files
        for character in unseen & set(file.read_bytes().decode("utf-8"))
    ] == []
    assert files
