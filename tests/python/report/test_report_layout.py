"""The report in a browser, on a wide screen and on a phone, in both languages."""

from pathlib import Path

import pytest
from report_pages import CHROMIUM, Measured, measured, specifications

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Debian's chromium is not installed"
)
WIDE, PHONE = 1280, 390
Screens = dict[int, dict[str, Measured]]


@pytest.fixture(scope="module")
def screens(
    published_report: Path, tmp_path_factory: pytest.TempPathFactory
) -> Screens:
    """Every page but those of units, of which one is like the other."""
    files = sorted(published_report.rglob("*.html"))
    pages = [str(file.relative_to(published_report)) for file in files]
    units = [page for page in pages if "units/" in page]
    pages = [page for page in pages if page not in units]
    pages += [units[0], units[-1]]
    found = {}
    for width in (WIDE, PHONE):
        folder = tmp_path_factory.mktemp(f"screen{width}")
        found[width], complaints = measured(published_report, pages, width, folder)
        assert complaints == []
        assert set(found[width]) == set(pages)
    return found


def faults(screens: Screens, width: int, kind: str) -> dict[str, list[str]]:
    return {
        page: list(getattr(seen, kind))
        for page, seen in screens[width].items()
        if getattr(seen, kind)
    }


def test_every_chart_is_drawn(published_report: Path, screens: Screens) -> None:
    for width, pages in screens.items():
        assert faults(screens, width, "empty") == {}
        for page, seen in pages.items():
            assert seen.charts == len(specifications(published_report, page)), page
    assert sum(seen.charts for seen in screens[PHONE].values()) > 200


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("kind", ["wide", "cut", "met", "narrow", "bare"])
def test_everything_is_in_sight_and_apart(
    kind: str, width: int, screens: Screens
) -> None:
    assert faults(screens, width, kind) == {}


def test_tables_need_no_scrolling_on_a_wide_screen(screens: Screens) -> None:
    assert faults(screens, WIDE, "scrolled") == {}
    # a box that scrolls is measured as one
    assert faults(screens, PHONE, "scrolled")
