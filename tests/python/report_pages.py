"""Reads pages of the report, and lets a browser draw them."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

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


def drawn(page: Path, profile: Path) -> tuple[str, list[str]]:
    """Return a page as a browser has it when drawn, and what the browser complained of.

    Args:
        page: file of the page.
        profile: an empty folder for the browser.
    """
    done = subprocess.run(
        [
            str(CHROMIUM),
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync"),
            *("--enable-logging=stderr", "--virtual-time-budget=10000"),
            f"--user-data-dir={profile}",
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout, [x for x in done.stderr.splitlines() if "CONSOLE" in x]


def chart_boxes(dom: str) -> list[str]:
    """Return the part of a drawn page from each chart on."""
    return re.split(r'data-chart="', dom)[1:]


def has_marks(box: str) -> bool:
    """Tell whether something is drawn in a chart besides its axes."""
    drawing = box.partition("</svg>")[0]
    return bool(re.findall(r'<g class="mark-[a-z]+ role-mark[^>]*><path', drawing))
