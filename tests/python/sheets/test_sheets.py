"""Fact sheets that several processes set."""

import os
from multiprocessing import parent_process

import pytest

from bofast.sheets import write


def killed_beside(content: str) -> bytes:
    """Do the work here; in a process that was started for it, be killed."""
    if parent_process() is not None:
        os._exit(9)
    return content.encode()


def test_sheets_of_a_process_that_is_killed_are_set_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(write, "set_sheet", killed_beside)
    contents = [f"sheet {n}" for n in range(write.WORTH_SHARING)]
    assert write.set_sheets(contents) == [content.encode() for content in contents]
