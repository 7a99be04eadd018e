"""The report in a browser, on a wide screen and on a phone, in both languages."""

from pathlib import Path

import pytest
from report_pages import CHROMIUM, Measured, measured, specifications

from bofast.report import write_report
from bofast.settings import PROJECT

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Debian's chromium is not installed"
)
WIDE, PHONE = 1280, 390
Screens = dict[int, dict[str, Measured]]


@pytest.fixture(scope="module")
def report(published_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("layout") / "report"
    write_report(published_file, out, PROJECT / "analysis", lambda _: None)
    return out


@pytest.fixture(scope="module")
def screens(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Screens:
    """Every page but those of units, of which one is like the other."""
    pages = [str(f.relative_to(report)) for f in sorted(report.rglob("*.html"))]
    units = [page for page in pages if "units/" in page]
    pages = [page for page in pages if page not in units]
    pages += [units[0], units[-1]]
    found = {}
    for width in (WIDE, PHONE):
        folder = tmp_path_factory.mktemp(f"screen{width}")
        found[width], complaints = measured(report, pages, width, folder)
        assert complaints == []
        assert set(found[width]) == set(pages)
    return found


def faults(screens: Screens, width: int, kind: str) -> dict[str, list[str]]:
    return {
        page: list(getattr(seen, kind))
        for page, seen in screens[width].items()
        if getattr(seen, kind)
    }


def test_every_chart_is_drawn(report: Path, screens: Screens) -> None:
    for width, pages in screens.items():
        assert faults(screens, width, "empty") == {}
        for page, seen in pages.items():
            assert seen.charts == len(specifications(report, page)), page
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
