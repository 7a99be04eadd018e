"""What is done to small registers: bytes, cells, columns, files, encodings, types."""

import csv
import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import small_country as country
from small_country import Row

Mutate = Callable[[random.Random, Path], str]
DAYS = ("birth_date", "first_immigration_date", "death_date", "event_date")
NULLS = ("NA", "NULL", ".", "-", "0", "nan", "9999", "", " ", "#REF!")
ENCODINGS = ("utf-8-sig", "utf-16", "latin-1")
STRANGE = (
    *NULLS, "1.0", "M", "J", "31.12.1999", "1999-02-30", "1850-01-01", "æøå", "a,b",
    'a"b', "\u00a0", "x" * 300, "-1", "1e9", "2.5", "2012-01-01 22:00:00", "301",
)  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """Something that is done to registers.

    Attributes:
        name: of it.
        mutate: does it, and says to what.
        keeps_meaning: whether the registers say the same after it, in another form.
    """

    name: str
    mutate: Mutate
    keeps_meaning: bool


def a_file(rng: random.Random, folder: Path) -> Path:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return rng.choice(sorted(files))


def a_csv(rng: random.Random, folder: Path) -> Path:
    return rng.choice(sorted(folder.rglob("*.csv")))


def flip_bytes(rng: random.Random, folder: Path) -> str:
    file = a_file(rng, folder)
    content = bytearray(file.read_bytes())
    for _ in range(rng.choice((1, 1, 5, 40))):
        content[rng.randrange(len(content))] = rng.randrange(256)
    file.write_bytes(content)
    return str(file)


def cut(rng: random.Random, folder: Path) -> str:
    file = a_file(rng, folder)
    content = file.read_bytes()
    file.write_bytes(content[: rng.randrange(len(content))])
    return str(file)


def lines(rng: random.Random, folder: Path) -> str:
    file = a_csv(rng, folder)
    found = file.read_text(encoding="utf-8", errors="replace").splitlines()
    at, other = rng.randrange(len(found)), rng.randrange(len(found))
    what = rng.choice(("twice", "gone", "swapped", "header", "blank", "wider", "short"))
    if what == "twice":
        found.insert(at, found[other])
    elif what == "gone":
        del found[at]
    elif what == "swapped":
        found[at], found[other] = found[other], found[at]
    elif what == "header":
        found.insert(at, found[0])
    elif what == "blank":
        found.insert(at, "")
    elif what == "wider":
        found[at] += ",1"
    else:
        found[at] = found[at].rpartition(",")[0]
    file.write_text("\n".join(found) + "\n", encoding="utf-8")
    return f"{what} {at} {other} {file}"


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="", errors="replace") as content:
        return list(csv.DictReader(content, restval=""))


def _write(file: Path, rows: list[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as content:
        names = list(rows[0])
        writer = csv.DictWriter(
            content, names, lineterminator="\n", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows)


def cells(rng: random.Random, folder: Path) -> str:
    file = a_csv(rng, folder)
    rows = _rows(file)
    name = rng.choice(list(rows[0]))
    value = rng.choice(STRANGE)
    some = rng.sample(rows, min(len(rows), rng.choice((1, 3, 30, 300))))
    for row in some:
        row[name] = value
    _write(file, rows)
    return f"{len(some)} {name}={value!r} {file}"


def column(rng: random.Random, folder: Path) -> str:
    file = a_csv(rng, folder)
    rows = _rows(file)
    name = rng.choice(list(rows[0]))
    what = rng.choice(
        ("upper", "constant", "shuffled", "swapped", "empty", "null text", "reversed")
    )
    other, constant = rng.choice(list(rows[0])), rng.choice(STRANGE)
    values = [row[name] for row in rows]
    rng.shuffle(values)
    for row, value in zip(rows, values, strict=True):
        if what == "swapped":
            row[name], row[other] = row[other], row[name]
        else:
            row[name] = {
                "upper": row[name].upper(),
                "constant": constant,
                "shuffled": value,
                "empty": "",
                "null text": row[name] or constant,
                "reversed": row[name][::-1],
            }[what]
    _write(file, rows)
    return f"{what} {name} {other} {constant!r} {file}"


def years(rng: random.Random, folder: Path) -> str:
    register = rng.choice([name for name in country.PERSONS if name != "person"])
    file = folder / register / f"{register}.csv"
    if not file.exists():
        return "nothing"
    rows = _rows(file)
    name = "event_date" if register == "migration" else "year"
    if name not in rows[0]:
        return "nothing"
    year, other = (str(rng.choice(country.YEARS)) for _ in range(2))
    what = rng.choice(("gone", "copied", "half"))
    of_year = [row for row in rows if row[name][:4] == year]
    kept = [row for row in rows if row[name][:4] != year]
    if what == "half":
        kept += of_year[::2]
    if what == "copied":
        copies = [row for row in kept if row[name][:4] == other]
        kept += [{**row, name: year + row[name][4:]} for row in copies]
    if kept:
        _write(file, kept)
    return f"{what} {year} {other} {file}"


def written_otherwise(rng: random.Random, folder: Path) -> str:
    """Write a whole column in another form."""
    file = a_csv(rng, folder)
    rows = _rows(file)
    what = rng.choice(
        ("days", "zeros", "decimals", "truth", "nulls", "times", "quoted")
    )
    other = rng.choice(NULLS[:8])

    def day(value: str) -> str:
        return f"{value[8:10]}.{value[5:7]}.{value[:4]}" if value else value

    for row in rows:
        for name, value in row.items():
            if what == "days" and name in DAYS:
                row[name] = day(value)
            elif what == "times" and name in DAYS and value:
                row[name] = f"{value} 23:00:00"
            elif what == "zeros" and value.isdigit():
                row[name] = str(int(value))
            elif what == "decimals" and value.isdigit():
                row[name] = f"{int(value)}.0"
            elif what == "truth" and value in ("true", "false"):
                row[name] = "J" if value == "true" else "N"
            elif what == "nulls" and not value:
                row[name] = other
    _write(file, rows)
    if what == "quoted":
        found = [
            ",".join(f'"{value}"' if value else "" for value in row.values())
            for row in rows
        ]
        file.write_text("\n".join([",".join(rows[0]), *found]) + "\n", encoding="utf-8")
    return f"{what} {other!r} {file}"


def encoded(rng: random.Random, folder: Path) -> str:
    file = a_csv(rng, folder)
    text = file.read_text(encoding="utf-8", errors="replace")
    what = rng.choice(
        ("utf-8-sig", "utf-16", "latin-1", "crlf", "cr", ";", "\t", "mixed")
    )
    if what == "crlf":
        file.write_bytes(text.replace("\n", "\r\n").encode())
    elif what == "cr":
        file.write_bytes(text.replace("\n", "\r").encode())
    elif what == "mixed":
        file.write_bytes(text.replace("\n", "\r\n", text.count("\n") // 2).encode())
    elif len(what) == 1:
        file.write_text(text.replace(",", what), encoding="utf-8")
    else:
        file.write_bytes(text.encode(what, errors="replace"))
    return f"{what!r} {file}"


def files(rng: random.Random, folder: Path) -> str:
    """Move, rename, split, pack or join files, or put others beside them."""
    file = a_csv(rng, folder)
    what = rng.choice(
        ("renamed", "split", "packed", "deeper", "hidden", "junk", "year")
    )
    if what == "renamed":
        endings = (".CSV", ".txt", ".tsv", ".dat", ".csv.bak", "", ".xlsx", ".parquet")
        file.rename(file.with_suffix(rng.choice(endings)))
    elif what == "split":
        rows = _rows(file)
        half = max(1, len(rows) // 2)
        _write(file, rows[:half])
        if rows[half:]:
            _write(file.with_name("part2.CSV"), rows[half:])
    elif what == "packed":
        target = file.with_name(f"{file.name}.gz")
        target.write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    elif what == "deeper":
        (file.parent / "deep" / "er").mkdir(parents=True, exist_ok=True)
        file.rename(file.parent / "deep" / "er" / file.name)
    elif what == "hidden":
        beside = file.parent / rng.choice(("_temporary", ".old")) / file.name
        beside.parent.mkdir(exist_ok=True)
        beside.write_bytes(file.read_bytes())
    elif what == "junk":
        name = rng.choice(("notes.md", "_SUCCESS", ".x.crc", "log", "a.pdf"))
        file.with_name(name).write_bytes(b"not a register\n")
    else:
        (file.parent / "year=2012").mkdir(exist_ok=True)
        file.rename(file.parent / "year=2012" / file.name)
    return f"{what} {file}"


def types(rng: random.Random, folder: Path) -> str:
    """Store a register as Parquet, in the contract's types or others."""
    file = a_csv(rng, folder)
    what = rng.choice(("text", "guessed", "doubles", "times"))
    options = "all_varchar = true, header = true"
    select = "*"
    if what == "guessed":
        options = "header = true, sample_size = -1"
    elif what == "doubles":
        select = "columns(*) :: varchar"
    elif what == "times":
        names = [name for name in _rows(file)[0] if name in DAYS]
        replaced = [f"try_cast({name} as timestamp) as {name}" for name in names]
        select = f"* replace ({', '.join(replaced)})" if names else "*"
    target = file.with_suffix(".parquet")
    duckdb.execute(
        f"copy (select {select} from read_csv('{file}', {options})) to '{target}'"
    )
    file.unlink()
    return f"{what} {file}"


MUTATIONS = (
    Mutation("bytes", flip_bytes, False),
    Mutation("cut", cut, False),
    Mutation("lines", lines, False),
    Mutation("cells", cells, False),
    Mutation("column", column, False),
    Mutation("years", years, False),
    Mutation("written otherwise", written_otherwise, True),
    Mutation("encoded", encoded, True),
    Mutation("files", files, True),
    Mutation("types", types, True),
)
