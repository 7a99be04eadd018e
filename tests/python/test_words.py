"""One word for one thing, and none that only its authors know (docs/glossary.md)."""

import ast
import csv
import re
import subprocess
import tomllib
from collections import defaultdict

import yaml

from bofast.settings import PROJECT

TEXT = {".md", ".py", ".sql", ".yml", ".yaml", ".toml", ".html", ".sh", ""}
PRIVATE = PROJECT / "tests" / "fixtures" / "private_words.csv"
# the same arrays, by the same names
ARRAYS = {"Bools", "Floats", "Ints"}


def tracked() -> list[str]:
    """Return the repository's files of text."""
    done = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    files = [PROJECT / name for name in done.stdout.splitlines()]
    return [str(f) for f in files if f.suffix in TEXT and f.is_file()]


def test_private_words_are_not_used() -> None:
    with PRIVATE.open(encoding="utf-8", newline="") as file:
        words = {row["pattern"]: row["say"] for row in csv.DictReader(file)}
    found = []
    for name in tracked():
        with open(name, encoding="utf-8") as file:
            text = file.read()
        for pattern, say in words.items():
            for match in re.finditer(pattern, text, re.IGNORECASE):
                line = text[: match.start()].count("\n") + 1
                found.append(f"{name}:{line}: `{match.group()}`, say {say}")
    assert not found, "\n".join(found)


def test_a_private_word_would_be_found() -> None:
    with PRIVATE.open(encoding="utf-8", newline="") as file:
        patterns = [row["pattern"] for row in csv.DictReader(file)]
    for words in (("contract", "2, age"), ("set", "aside"), ("at the", "door")):
        text = " ".join(words)
        assert any(re.search(pattern, text) for pattern in patterns), text


def test_a_type_name_stands_for_one_thing() -> None:
    defined = defaultdict(list)
    for room in ("bofast", "bofast_demo"):
        for path in sorted((PROJECT / "python" / room).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                name = _type_name(node)
                if name and name not in ARRAYS:
                    defined[room, name].append(path.relative_to(PROJECT).as_posix())
    assert {name: at for name, at in defined.items() if len(at) > 1} == {}


def _type_name(node: ast.stmt) -> str | None:
    """Return the name of a class, or of what looks like an alias of a type."""
    if isinstance(node, ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        return name if re.fullmatch("[A-Z][a-z][A-Za-z]*", name) else None
    return None


def test_definitions_are_the_same_in_dbt_and_in_docs() -> None:
    blocks = (PROJECT / "models" / "definitions.md").read_text(encoding="utf-8")
    page = (PROJECT / "docs" / "definitions.md").read_text(encoding="utf-8")
    assert page == "# Definitions\n\n" + re.sub(r"\{% (end)?docs.*%\}\n", "", blocks)


def test_there_is_one_version() -> None:
    package = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert newest is not None
    assert package["project"]["version"] == project["version"] == newest.group(1)
