"""The rows that a new edition needs in the seeds, made after those of another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bofast.contract.registers import csv_rows
from bofast.errors import EditionError
from bofast.next_edition.available import INDICATORS, Available, Span

FOLDER = "risk_index"
EDITION, VARIABLE = "risk_index_edition", "risk_index_variable"
SETS, BANDS, TEXTS = "risk_index_region_set", "risk_index_band", "risk_index_text"
TILES, CLASSIFICATIONS = "region_tile", "classifications"
# units that there must be for one to be ranked among
FEWEST = 2
COUNTRY = {"en": "Norway", "nb": "Norge"}
AND = {"en": " and ", "nb": " og "}
LANGUAGES = ("en", "nb")

SeedRow = dict[str, str]


@dataclass(frozen=True)
class Wish:
    """What is wanted of a new edition.

    Attributes:
        edition: its name, mostly a year.
        like: edition whose variables, limits and bands it takes over.
        counties: counties that are ranked; none for the whole country.
        municipalities: municipalities that are ranked beside them.
        cities: cities that count by their districts.
        division_date: day whose municipalities are the units.
        outcome: variable that the weights explain; that of `like` when empty.
        more: indicators that are candidates beside those of `like`.
        weights_from: edition whose weights it takes; empty to estimate them.
        estimator: of the weights, as in the seed.
        splits: what becomes of divided municipalities, as in the seed.
    """

    edition: str
    like: str
    counties: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    division_date: date = date(2024, 1, 1)
    outcome: str = ""
    more: tuple[str, ...] = ()
    weights_from: str = ""
    estimator: str = "ols"
    splits: str = "left_out"


@dataclass(frozen=True)
class NewRows:
    """Rows by seed, and what to know about them."""

    rows: Mapping[str, Sequence[SeedRow]]
    notes: Sequence[str]


def new_rows(wish: Wish, seeds: Path, available: Available) -> NewRows:
    """Make the rows of a new edition.

    The outcome is measured in its newest period, and the conditions before it as the
    other edition measured them before its own; the index takes the newest of all.

    Args:
        wish: what is wanted.
        seeds: the seeds folder.
        available: the periods that the registers have.

    Raises:
        EditionError: there is such an edition, or not the other, or no such place; the
            division is older than the changes that are known; or the registers lack a
            period, or have it under codes of another division.
    """
    seed = {
        name: csv_rows(seeds / FOLDER / f"{name}.csv")
        for name in (EDITION, VARIABLE, SETS, BANDS, TEXTS)
    }
    known = [row["edition"] for row in seed[EDITION]]
    if wish.edition in known:
        raise EditionError(
            f"there is an edition {wish.edition} already: its rows are in"
            f" {seeds / FOLDER}"
        )
    for other in filter(None, (wish.like, wish.weights_from)):
        if other not in known:
            raise EditionError(
                f"there is no edition {other} (there are: {', '.join(known)})"
            )
    if not wish.edition.isidentifier() and not wish.edition.isalnum():
        raise EditionError(
            f"{wish.edition}: an edition is named by letters and digits, 2025 for"
            " example"
        )
    _check_division(wish, seeds)
    names = _places(wish, seeds)
    variables, notes = _variables(wish, seed[VARIABLE], available)
    ranked = _ranked(wish, seeds)
    _check_codes(wish, variables, ranked, available)
    layout, lacking = _tile_layout(wish, ranked, seeds)
    if lacking:
        notes.append(
            f"no tile map: {len(lacking)} ranked municipality(ies) without a tile in"
            f" the layout {layout} (seed {TILES}), first: {lacking[0]}"
        )
        layout = ""
    rows = {
        EDITION: [_edition(wish, seed[EDITION], layout)],
        VARIABLE: variables,
        SETS: list(_sets(wish)),
        BANDS: [
            {**row, "edition": wish.edition}
            for row in seed[BANDS]
            if row["edition"] == wish.like
        ],
        TEXTS: [
            {
                "edition": wish.edition,
                "text": "region",
                **{f"label_{code}": names[code] for code in LANGUAGES},
            }
        ],
    }
    return NewRows(rows, notes)


def _edition(wish: Wish, editions: Iterable[SeedRow], layout: str) -> SeedRow:
    (like,) = [row for row in editions if row["edition"] == wish.like]
    return {
        **like,
        "edition": wish.edition,
        **{
            f"label_{code}": like[f"label_{code}"].replace(wish.like, wish.edition)
            for code in LANGUAGES
        },
        "division_date": wish.division_date.isoformat(),
        "estimator": wish.estimator,
        "weights_from": wish.weights_from,
        "splits": wish.splits,
        "tile_layout": layout,
        "page": f"risk_index_{wish.edition}",
        "unit_folder": f"units_{wish.edition}",
    }


def _sets(wish: Wish) -> Iterable[SeedRow]:
    def row(kind: str, code: str, in_construction: bool, in_index: bool) -> SeedRow:
        return {
            "edition": wish.edition,
            "geography_type": kind,
            "geography_code": code,
            "in_construction": str(in_construction).lower(),
            "in_index": str(in_index).lower(),
        }

    everywhere = not (wish.counties or wish.municipalities)
    yield row("country", "all", not wish.weights_from, everywhere)
    for county in wish.counties:
        yield row("county", county, not wish.weights_from, True)
    for municipality in wish.municipalities:
        yield row("municipality", municipality, not wish.weights_from, True)
    for city in wish.cities:
        yield row("city_districts", city, False, False)


def _check_division(wish: Wish, seeds: Path) -> None:
    """Refuse a day before the first change of municipalities that is known."""
    changes = csv_rows(seeds / CLASSIFICATIONS / "municipality_change.csv")
    first = min(row["change_date"] for row in changes)
    if wish.division_date.isoformat() < first:
        raise EditionError(
            f"the municipalities of {wish.division_date} are not known: changes are"
            f" from {first} on (seed municipality_change)"
        )


def _in_force(rows: Iterable[SeedRow], day: date) -> list[SeedRow]:
    """Return the rows of a classification that hold on a day."""
    at = day.isoformat()
    return [
        row
        for row in rows
        if (row["valid_from"] or at) <= at < (row["valid_to"] or "9999")
    ]


def _ranked(wish: Wish, seeds: Path) -> list[SeedRow]:
    """Return the ranked municipalities; cities may count by their districts."""
    everywhere = not (wish.counties or wish.municipalities)
    municipalities = csv_rows(seeds / CLASSIFICATIONS / "municipality.csv")
    return [
        row
        for row in _in_force(municipalities, wish.division_date)
        if everywhere
        or row["county_code"] in wish.counties
        or row["municipality_code"] in wish.municipalities
    ]


def _check_codes(
    wish: Wish,
    variables: Iterable[SeedRow],
    ranked: Sequence[SeedRow],
    available: Available,
) -> None:
    """Refuse an indicator that fewer than two ranked units can have a value of.

    A municipality whose code was in force when the period ended has what is published
    under that code. Of codes that were not, and of districts, the build finds out.
    """
    if wish.cities:
        return
    if len(ranked) < FEWEST:
        raise EditionError(
            f"{len(ranked)} municipality(ies) to rank: an index has {FEWEST} or more"
        )
    for row in variables:
        if row["register"] != INDICATORS or not row["index_start"]:
            continue
        span = int(row["index_start"]), int(row["index_end"])
        at_end = _in_force(ranked, date(span[1], 1, 1))
        codes = available.periods[row["variable"]][span]
        lacking = sorted({one["municipality_code"] for one in at_end} - codes)
        if len(ranked) - len(lacking) < FEWEST:
            raise EditionError(
                f"{row['variable']} of {_shown(span)} has no value under"
                f" {len(lacking)} of {len(ranked)} codes that would be ranked, first:"
                f" {lacking[0]}; {FEWEST} or more are needed. Import it under codes of"
                f" {wish.division_date}, or choose another --division"
            )


def _tile_layout(
    wish: Wish, ranked: Sequence[SeedRow], seeds: Path
) -> tuple[str, list[str]]:
    """Return the layout of the tile map, and ranked municipalities without a tile."""
    one_county = len(wish.counties) == 1 and not wish.municipalities
    layout = "county_2024" if one_county else "norway_2024"
    tiles = csv_rows(seeds / FOLDER / f"{TILES}.csv")
    placed = {row["region_code"] for row in tiles if row["layout"] == layout}
    # districts need no tile
    codes = {row["municipality_code"] for row in ranked}
    return layout, sorted(codes - placed - set(wish.cities))


def _places(wish: Wish, seeds: Path) -> dict[str, str]:
    """Return what the ranked region is called, and check that it is there."""
    folder, day = seeds / CLASSIFICATIONS, wish.division_date
    counties = {
        row["county_code"]: row
        for row in _in_force(csv_rows(folder / "county.csv"), day)
    }
    municipalities = {
        row["municipality_code"]: row
        for row in _in_force(csv_rows(folder / "municipality.csv"), day)
    }
    for kind, codes, rows in (
        ("county", wish.counties, counties),
        ("municipality", (*wish.municipalities, *wish.cities), municipalities),
    ):
        for code in codes:
            if code not in rows:
                there = ", ".join(f"{c} {r['label_nb']}" for c, r in rows.items())
                listed = f" (there are: {there})" if kind == "county" else ""
                raise EditionError(f"no {kind} {code} on {day}{listed}")
    named = [counties[code] for code in wish.counties]
    named += [municipalities[code] for code in wish.municipalities]
    if not named:
        return COUNTRY
    return {
        code: _listed([row[f"label_{code}"] for row in named], AND[code])
        for code in LANGUAGES
    }


def _listed(names: list[str], last: str) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def _variables(
    wish: Wish, variables: Iterable[SeedRow], available: Available
) -> tuple[list[SeedRow], list[str]]:
    """Return the variables with their periods, and what is not as it was."""
    like = [row for row in variables if row["edition"] == wish.like]
    (dependent,) = [row for row in like if row["role"] == "dependent"]
    outcome = wish.outcome or dependent["variable"]
    others = [
        row for row in like if row is not dependent and row["variable"] != outcome
    ]
    added = [
        {
            **dict.fromkeys(dependent, ""),
            "variable": indicator,
            "sort_order": str(len(like) + place),
            "role": "predictor",
            "is_reversed": "false",
            "register": INDICATORS,
        }
        for place, indicator in enumerate(wish.more)
    ]
    notes: list[str] = []
    rows = []
    if not wish.weights_from:
        span = _newest(
            outcome, INDICATORS, _length(dependent, "construction"), available
        )
        rows.append(_row({**dependent, "variable": outcome}, wish, span, None))
        moved = span[0] - int(dependent["construction_start"])
    for row in others + added:
        register, variable = row["register"], row["variable"]
        construction = index = None
        if not wish.weights_from:
            wanted = _moved(row, dependent, moved, span)
            construction = _nearest(row, wanted, available, notes)
        if row["index_start"] or not row["construction_start"]:
            length = _length(row, "index")
            index = _newest(variable, register, length, available)
        if construction is None and index is None:
            continue
        rows.append(_row(row, wish, construction, index))
    return rows, notes


def _row(
    row: SeedRow, wish: Wish, construction: Span | None, index: Span | None
) -> SeedRow:
    first, last = construction or ("", "")
    index_first, index_last = index or ("", "")
    return {
        **row,
        "edition": wish.edition,
        "construction_start": str(first),
        "construction_end": str(last),
        "index_start": str(index_first),
        "index_end": str(index_last),
        "table_number": "",
        "figure_number": "",
    }


def _length(row: SeedRow, purpose: str) -> int:
    """Return how many years later a period ends than it begins; 0 where none is."""
    if not row[f"{purpose}_start"]:
        purpose = "construction"
    if not row[f"{purpose}_start"]:
        return 0
    return int(row[f"{purpose}_end"]) - int(row[f"{purpose}_start"])


def _moved(row: SeedRow, dependent: SeedRow, moved: int, outcome: Span) -> Span:
    """Return the period of a condition, moved as the outcome's was."""
    if not row["construction_start"]:
        return outcome[0], outcome[0]
    start, end = int(row["construction_start"]), int(row["construction_end"])
    return start + moved, end + moved


def _newest(variable: str, register: str, length: int, available: Available) -> Span:
    spans = available.spans(register, variable)
    fitting = [s for s in spans if s[1] - s[0] == length] or list(spans)
    if not fitting:
        raise EditionError(
            f"the registers have no {variable} ({register}): import it first"
        )
    return max(fitting, key=lambda span: (span[1], span[0]))


def _nearest(
    row: SeedRow, wanted: Span, available: Available, notes: list[str]
) -> Span:
    """Return the wanted period, or the nearest before it, which is noted."""
    register, variable = row["register"], row["variable"]
    spans = available.spans(register, variable)
    if register != INDICATORS and wanted[0] != wanted[1]:
        years = {year for year, _ in spans}
        lacking = sorted({*wanted} - years)
        if lacking:
            raise EditionError(
                f"{variable} needs {register} of {wanted[0]} and {wanted[1]}: import"
                f" {', '.join(map(str, lacking))}"
            )
        return wanted
    if wanted in spans:
        return wanted
    length = wanted[1] - wanted[0]
    earlier = [s for s in spans if s[1] <= wanted[1] and s[1] - s[0] == length]
    if not earlier:
        have = ", ".join(_shown(span) for span in sorted(spans)) or "nothing of it"
        like = row["edition"]
        why = (
            f"as long before the outcome as in edition {like}"
            if like
            else "when the outcome begins"
        )
        raise EditionError(
            f"{variable} is wanted of {_shown(wanted)}, {why}; {register} has {have}:"
            " import it"
        )
    chosen = max(earlier, key=lambda span: span[1])
    notes.append(
        f"{variable}: {_shown(chosen)} instead of {_shown(wanted)}, which the registers"
        " do not have"
    )
    return chosen


def _shown(span: Span) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]}-{span[1]}"
