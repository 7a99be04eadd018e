"""What the labels of a download mean: mappings, which are YAML files.

A mapping says for one table of a publisher which register it becomes, how it is known,
and what each dimension, label and symbol means. Another table, or another country's
PxWeb, needs another file and no code; `docs/new_edition.md` describes the keys.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bofast.contract.registers import load_contract
from bofast.errors import DownloadError

TABLES = Path(__file__).parent / "tables"
COMMON = TABLES / "common.yml"
REGION, YEAR, PERIOD, AGE = "region", "year", "period", "age"
MEASURE, TOTAL, CHOICE, GROUP = "measure", "total", "choice", "group"
ROLES = (REGION, YEAR, PERIOD, AGE, MEASURE, TOTAL, CHOICE, GROUP)
# what a symbol in the place of a number means
ZERO, NOT_APPLICABLE, MISSING = "zero", "not_applicable", "missing"
MEANINGS = (ZERO, NOT_APPLICABLE, MISSING)


@dataclass(frozen=True)
class Omission:
    """Labels that are left out, and why.

    Attributes:
        pattern: matches the whole label: code, text, or both.
        why: the reason, in words.
    """

    pattern: re.Pattern[str]
    why: str


@dataclass(frozen=True)
class Dimension:
    """What a dimension of a table means.

    Attributes:
        role: one of `ROLES`.
        names: names that files give it.
        labels: label (code or text) -> what it stands for: the measure's column, the
            group, the age; of a total `total` or `part`, of a choice `chosen`.
        omissions: labels that are left out.
        is_required: whether a file without it is refused.
        default: what it is where a file does not have it.
    """

    role: str
    names: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    omissions: tuple[Omission, ...] = ()
    is_required: bool = True
    default: str = ""

    @property
    def known(self) -> str:
        """Return the labels that are known, in words."""
        return ", ".join(f"`{label}`" for label in self.labels)


@dataclass(frozen=True)
class Sum:
    """How a column comes of groups: those added, less those subtracted."""

    add: tuple[str, ...]
    less: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableMapping:
    """How a table becomes a register.

    Attributes:
        name: of the mapping: the file's name without suffix.
        title: what the table is about, in words.
        register: the register it becomes rows of.
        ids: numbers that the publisher gives the table.
        titles: patterns that titles of its files match.
        known_by_dimensions: whether a file without number and title may be known as of
            this table by its dimensions alone.
        dimensions: its dimensions.
        constants: column -> value that every row has.
        columns: column -> ways to add it up from groups, the first that the file has
            the groups for.
        symbols: symbol -> its meaning, one of `MEANINGS`.
        note: what whoever imports the table should know.
        may_be_below_one: whether percentages may all be below one: else they are taken
            for shares of 1, and refused.
    """

    name: str
    title: str
    register: str
    ids: tuple[str, ...]
    titles: tuple[re.Pattern[str], ...]
    dimensions: tuple[Dimension, ...]
    constants: Mapping[str, str]
    columns: Mapping[str, tuple[Sum, ...]]
    symbols: Mapping[str, str]
    note: str = ""
    known_by_dimensions: bool = False
    may_be_below_one: bool = False

    def dimension(self, role: str) -> Dimension | None:
        """Return the first dimension of a role, if there is one."""
        return next((d for d in self.dimensions if d.role == role), None)

    def knows(self, table_id: str, titles: Iterable[str]) -> bool:
        """Tell whether a file's number or titles say that it is of this table."""
        if table_id:
            return table_id in self.ids
        return any(p.search(t) for p in self.titles for t in titles)


@dataclass(frozen=True)
class _Common:
    """What tables have in common.

    Attributes:
        symbols: symbol -> its meaning, the same in all tables.
        dimensions: name -> keys of a dimension that mappings refer to.
    """

    symbols: Mapping[str, str]
    dimensions: Mapping[str, Mapping[str, Any]]


def plain(text: object) -> str:
    """Return a label or name as it is compared: without case and extra blanks."""
    return " ".join(str(text).replace("\u00a0", " ").split()).casefold()


def read_mappings(more: Iterable[Path] = ()) -> list[TableMapping]:
    """Read the mappings that come with bofast, and others.

    Args:
        more: YAML files of the user's own; one replaces a mapping of the same name.

    Raises:
        DownloadError: a file is not as a mapping must be.
    """
    common, packaged = _packaged()
    own = {file.stem: read_mapping(file, common) for file in more}
    return list({**packaged, **own}.values())


@cache
def _packaged() -> tuple[_Common, Mapping[str, TableMapping]]:
    """Read what comes with bofast, which takes a tenth of a second, once."""
    common = _common()
    files = sorted(set(TABLES.glob("*.yml")) - {COMMON})
    return common, {file.stem: read_mapping(file, common) for file in files}


def read_mapping(file: Path, common: _Common) -> TableMapping:
    """Read one mapping.

    Args:
        file: the YAML file.
        common: what tables have in common.

    Raises:
        DownloadError: the file is not as a mapping must be, with what and where.
    """
    said = _MappingReader(file, _load(file))
    register = said.text("register")
    contract = load_contract()
    if register not in contract:
        known = ", ".join(name for name in contract if name.startswith("region_"))
        said.refuse(f"register {register} is not in the contract (regional: {known})")
    mapping = TableMapping(
        name=file.stem,
        title=said.text("title"),
        register=register,
        ids=tuple(said.texts("ids")),
        titles=tuple(said.pattern(text) for text in said.texts("titles")),
        dimensions=tuple(
            _dimension(said, row, common) for row in said.rows("dimensions")
        ),
        constants={k: str(v) for k, v in said.mapping("constants").items()},
        columns={
            column: tuple(
                Sum(tuple(way["add"]), tuple(way.get("less", ()))) for way in ways
            )
            for column, ways in said.mapping("columns").items()
        },
        symbols={**common.symbols, **_symbols(file, said.mapping("symbols"))},
        note=said.text("note", ""),
        known_by_dimensions=bool(said.value("known_by_dimensions", False)),
        may_be_below_one=bool(said.value("may_be_below_one", False)),
    )
    said.nothing_else()
    if not mapping.dimension(REGION):
        said.refuse("a mapping has a dimension of the role region")
    if not (mapping.dimension(YEAR) or mapping.dimension(PERIOD)):
        said.refuse("a mapping has a dimension of the role year or period")
    return mapping


def _common() -> _Common:
    rows = _load(COMMON)
    return _Common(_symbols(COMMON, rows["symbols"]), rows["dimensions"])


def _dimension(
    said: "_MappingReader", row: Mapping[str, Any], common: _Common
) -> Dimension:
    like = row.get("like")
    if like is not None and like not in common.dimensions:
        said.refuse(f"like {like} is none of {', '.join(common.dimensions)}")
    own = {key: value for key, value in row.items() if key != "like"}
    one = _MappingReader(said.file, {**common.dimensions.get(str(like), {}), **own})
    role = one.text("role")
    if role not in ROLES:
        one.refuse(f"role {role} is none of {', '.join(ROLES)}")
    labels: dict[str, str] = {}
    for meaning, names in one.mapping("labels").items():
        for name in [names] if isinstance(names, str | int) else names:
            if labels.setdefault(plain(name), str(meaning)) != str(meaning):
                one.refuse(f"the label {name} means two things")
    dimension = Dimension(
        role=role,
        names=tuple(plain(name) for name in one.texts("names")),
        labels=labels,
        omissions=tuple(
            Omission(one.pattern(str(o["pattern"]), whole=True), str(o["why"]))
            for o in one.rows("leave_out")
        ),
        is_required=bool(one.value("required", True)),
        default=str(one.value("default", "")),
    )
    one.nothing_else()
    return dimension


def _symbols(file: Path, rows: Mapping[str, Any]) -> dict[str, str]:
    symbols: dict[str, str] = {}
    for meaning, names in rows.items():
        if meaning not in MEANINGS:
            raise DownloadError(
                f"{file.name}: a symbol means {', '.join(MEANINGS)}, not {meaning}"
            )
        symbols |= {str(name): meaning for name in names}
    return symbols


def _load(file: Path) -> Mapping[str, Any]:
    try:
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DownloadError(f"{file.name}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise DownloadError(f"{file.name}: is not YAML: {error}") from error
    if not isinstance(rows, dict):
        raise DownloadError(f"{file.name}: a mapping is a list of keys and values")
    return rows


class _MappingReader:
    """Reads keys of a YAML mapping and refuses those it does not know."""

    def __init__(self, file: Path, rows: Mapping[str, Any]) -> None:
        self.file = file
        self._rows = dict(rows)

    def refuse(self, text: str) -> None:
        raise DownloadError(f"{self.file.name}: {text}")

    def value(self, key: str, default: Any = None) -> Any:
        return self._rows.pop(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.value(key, default)
        if value is None:
            self.refuse(f"the key {key} is missing")
        return str(value)

    def texts(self, key: str) -> list[str]:
        value = self.value(key, [])
        return [str(v) for v in ([value] if isinstance(value, str | int) else value)]

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        value = self.value(key, [])
        if not isinstance(value, list):
            self.refuse(f"{key} is a list")
        return list(value)

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self.value(key, {})
        if not isinstance(value, dict):
            self.refuse(f"{key} is a mapping of keys to values")
        return dict(value)

    def pattern(self, text: str, whole: bool = False) -> re.Pattern[str]:
        try:
            return re.compile(rf"(?:{text})\Z" if whole else text, re.IGNORECASE)
        except re.error as error:
            raise DownloadError(
                f"{self.file.name}: {text} is no pattern: {error}"
            ) from error

    def nothing_else(self) -> None:
        if self._rows:
            self.refuse(f"unknown key(s) {', '.join(map(str, self._rows))}")
