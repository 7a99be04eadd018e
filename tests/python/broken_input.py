"""Writes docs/broken_input.md: every kind of broken input that the tests know.

python tests/python/broken_input.py > docs/broken_input.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "check"))

import test_broken_registers
import test_check
import test_real_files

from bofast.check.catalogue import Effect

HEAD = """\
# Broken input, kind by kind

Made from the tests (`python tests/python/broken_input.py > docs/broken_input.md`): each
line is a test, and what it says happens is what the test asserts. A run that stops ends
with exit code 1, before anything is built or overwritten; what is rejected or counts as
missing is counted by rule, and kept in the warehouse. Above the limits of
`seeds/contract/check_rule.csv` (1 percent of a year's rows, and at least 10) it stops,
too.

Blanks around a value are not part of it, and a value of blanks alone is missing. Blanks
are spaces, tabs, ends of lines, non-breaking and other spaces of Unicode, and what has
no width (zero-width spaces, marks of the byte order): an identifier that was copied
with one of them names the same person. `python/bofast/contract/blanks.py` lists them.
Within a value they stay, and the message shows them as escapes, such as `\\xa0`.

"""
HAPPENS = {
    Effect.STOPS: "stops",
    Effect.REJECTS: "the row is rejected",
    Effect.MISSING: "the value counts as missing",
    Effect.NOTE: "a warning",
    test_real_files.READ: "is read as it is meant",
    test_real_files.NOTED: "a warning",
    test_real_files.STOPS: "stops",
}
TITLES = {
    "What other programs do to files": "with whole columns and files",
    "Registers of persons": "a row, a column or a file at a time",
    "Regional registers": "where every broken rule stops",
}


def kinds() -> dict[str, list[tuple[str, str, list[str]]]]:
    """Return title to kinds, each with what happens and what is said."""
    programs = [
        (kind, HAPPENS[follows], said)
        for kind, _, follows, said in test_real_files.CASES
    ]
    persons = [
        (kind, HAPPENS[follows], said)
        for kind, _, _, follows, said in test_broken_registers.CASES
    ]
    regions = [
        (kind, "stops", said) for kind, (_, _, said) in test_check.BROKEN.items()
    ]
    return dict(zip(TITLES, (programs, persons, regions), strict=True))


def lines() -> Iterator[str]:
    """Yield the page."""
    found = kinds()
    yield HEAD + f"{sum(map(len, found.values()))} kinds."
    for title, listed in found.items():
        yield f"\n## {title}\n\n{len(listed)} kinds, {TITLES[title]}.\n"
        yield "| Kind | What happens | What is said |\n|---|---|---|"
        for kind, happens, said in listed:
            told = " ... ".join(part.replace("|", "\\|") for part in said)
            fence = "``" if "`" in told else "`"
            shown = f"{fence} {told} {fence}" if told else ""
            yield f"| {kind} | {happens} | {shown} |"


if __name__ == "__main__":
    print("\n".join(lines()))
