"""Reads pages of the report, and lets a browser draw them."""

import csv
import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb

from bofast.report.codes import CODES
from bofast.report.published import Query, run_query, table_names
from bofast.settings import PROJECT

VOID = {"meta", "link", "br", "img", "hr", "input"}
CHROMIUM = shutil.which("chromium")


class Page(HTMLParser):
    """Reads a page, and fails where tags do not match."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))
        self.close()
        assert not self.open, f"{file}: never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), f"{self.file}: {tag} repeats an attribute"
        self.attributes.append((tag, values))
        self.ids += [values["id"]] if values.get("id") else []
        self.links += [values[k] for k in ("href", "src") if values.get(k)]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{self.file}: </{tag}> without a start"
        assert self.open.pop() == tag, f"{self.file}:{self.getpos()} </{tag}>"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.attributes)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def specifications(report: Path, name: str) -> list[dict[str, Any]]:
    text = (report / name).read_text(encoding="utf-8")
    found = re.findall(r'<script[^>]*-spec-\d+">(.*?)</script>', text, re.DOTALL)
    return [json.loads(spec) for spec in found]


@dataclass(frozen=True)
class Measured:
    """What a browser shows of a page.

    Attributes:
        charts: how many charts there are.
        empty: charts without a mark.
        wide: elements wider than the screen that do not scroll in a box of their own.
        cut: letters of charts that are beyond the chart's edge.
        met: labels of an axis that run into each other.
        narrow: charts of which the plot has too small a share.
        scrolled: tables that have to be scrolled.
        bare: lists of contents without any.
    """

    charts: int
    empty: list[str]
    wide: list[str]
    cut: list[str]
    met: list[str]
    narrow: list[str]
    scrolled: list[str]
    bare: list[str]


def measured(
    report: Path, pages: list[str], width: int, folder: Path
) -> tuple[dict[str, Measured], list[str]]:
    """Let a browser draw pages, and return what it shows and complains of.

    Args:
        report: folder of the report.
        pages: their files.
        width: of the screen, pixels.
        folder: an empty folder for the browser.
    """
    addresses = {(report / page).as_uri(): page for page in pages}
    script = (Path(__file__).parent / "measure_pages.js").read_text(encoding="utf-8")
    opener = folder / "opener.html"
    opener.write_text(
        f"<!doctype html><body><script>const PAGES = {json.dumps(list(addresses))},"
        f" WIDTH = {width};\n{script}</script>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [
            str(CHROMIUM),
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync"),
            *("--enable-logging=stderr", "--virtual-time-budget=600000"),
            # frames of files are strangers to each other without it
            "--allow-file-access-from-files",
            f"--window-size={width + 100},900",
            f"--user-data-dir={folder / 'profile'}",
            *("--dump-dom", opener.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    text = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert text, done.stderr
    found = json.loads(html.unescape(text.group(1)))
    complaints = [x for x in done.stderr.splitlines() if "CONSOLE" in x]
    return {addresses[a]: Measured(**seen) for a, seen in found.items()}, complaints


def rows(report: Path, query: str) -> list[dict[str, str]]:
    """Read what a query of the report gave."""
    with (report / "data" / f"{query}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_codes(connection: duckdb.DuckDBPyConnection) -> Query:
    """Run the query of all codes."""
    file = PROJECT / "analysis" / f"{CODES}.sql"
    return run_query(connection, file, table_names(connection))
