"""What there is to say of one unit of an edition: for its page and its fact sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bofast.report.colours import shade
from bofast.report.editions import IndexEdition
from bofast.report.language import Language, is_missing
from bofast.report.maps import COUNTY_DIGITS, EMPTY
from bofast.report.missing import inside

UnitRows = list[dict[str, Any]]
LOWER = ("lower_band", "lower_place")
HIGHER = ("higher_band", "higher_place")
# what must be known of a unit to draw it beside what was expected
ON_THE_LINE = ("observed", "expected", "difference", "single_low", "single_high")


@dataclass(frozen=True)
class Score:
    """A variable of a unit.

    Attributes:
        variable: its code.
        label: its short name.
        measure: its name with the unit of measurement.
        value: as text.
        county: the middle unit of the county, as text.
        country: the middle unit of the country, as text.
        sub_index: 0-100, as text.
        share: the same, 0-1.
        points: of the total, as text.
        most: the most points it can give, as text.
        points_share: points in shares of the most that the heaviest variable gives.
        most_share: the most points, likewise.
        fill: colour of the sub-index.
        rank_without: place when it is left out, as text.
        equivalent: what its sub-index is in points of the heaviest variable, as text.
        has_equivalent: whether it is another one than that.
    """

    variable: str
    label: str
    measure: str
    value: str
    county: str
    country: str
    sub_index: str
    share: float
    points: str
    most: str
    points_share: float
    most_share: float
    fill: str
    rank_without: str
    equivalent: str
    has_equivalent: bool


@dataclass(frozen=True)
class Move:
    """A target, and what each indicator alone would have to become to reach it.

    Attributes:
        text: what would be reached, and by how many points.
        ways: indicator by indicator, in words.
    """

    text: str
    ways: list[str]


@dataclass(frozen=True)
class Against:
    """Observed against expected, as places on a line.

    Attributes:
        text: in words.
        observed: place of what was observed, percent of the line.
        low: where the interval of a single unit begins.
        high: where it ends.
        expected: place of what was expected.
        ends: what the line begins and ends with, as text.
        observed_text: as text.
        expected_text: as text.
    """

    text: str
    observed: float
    low: float
    high: float
    expected: float
    ends: tuple[str, str]
    observed_text: str
    expected_text: str


@dataclass(frozen=True)
class Since:
    """What changed since an earlier edition: in words, and by indicator."""

    edition: str
    text: str
    ways: list[str]


@dataclass(frozen=True)
class UnitFacts:
    """Everything that is said of a unit.

    Attributes:
        code: the unit.
        name: its name.
        kind: municipality or city district.
        is_ranked: whether it has a place.
        band: its band, in words; empty without a place.
        colour: of the band.
        rank: its place, as text.
        total: as text.
        lead: the first sentence.
        sentences: what else there is to say.
        interval: where its place could be, in words.
        scores: its variables, most points first.
        against: observed against expected; None without.
        moves: what would move it.
        since: what changed, since the newest earlier edition first.
        county: what its county is called.
    """

    code: str
    name: str
    kind: str
    is_ranked: bool
    band: str
    colour: str
    rank: str
    total: str
    lead: str
    sentences: list[str]
    interval: str
    scores: list[Score]
    against: Against | None
    moves: list[Move]
    since: list[Since]
    county: str


def unit_facts(
    edition: IndexEdition, language: Language, region_code: str
) -> UnitFacts:
    """Gather what is said of a unit.

    Args:
        edition: the edition.
        language: of the words and numbers.
        region_code: the unit.
    """
    (unit,) = edition.of_unit("risk_index_ranking", region_code)
    scores = edition.of_unit("risk_index_unit_scores", region_code)
    is_ranked = not is_missing(unit["rank"])
    colours = {
        row["risk_band"]: row["colour"] for row in edition.rows("risk_index_bands")
    }
    total = language.number(unit["total"], 1)
    lead = (
        language.text(
            "unit.lead",
            rank=language.number(unit["rank"]),
            units=edition.ranked,
            total=total,
            band=language.label(unit["risk_band"]),
        )
        if is_ranked
        else language.text("unit.no_rank")
    )
    interval = _interval(language, unit) if is_ranked else ""
    heaviest = _heaviest(language, scores, total) if is_ranked else []
    county, references = _references(edition, language, region_code)
    outcome = _outcome(edition, language, region_code)
    return UnitFacts(
        code=region_code,
        name=str(unit["region_name"]),
        kind=language.code_of("region_type", unit["region_type"]),
        is_ranked=is_ranked,
        band=language.label(unit["risk_band"]) if is_ranked else "",
        colour=colours.get(unit["risk_band"], ""),
        rank=language.number(unit["rank"]),
        total=total,
        lead=lead,
        sentences=[*heaviest, *([interval] if interval else []), *outcome],
        interval=interval,
        scores=_scores(edition, language, region_code, scores, references),
        against=_against(edition, language, region_code),
        moves=_moves(edition, language, region_code) if is_ranked else [],
        since=_since(edition, language, region_code),
        county=county,
    )


def _heaviest(language: Language, scores: UnitRows, total: str) -> list[str]:
    if not scores or is_missing(scores[0]["weighted_points"]):
        return []
    top = scores[0]
    return [
        language.text(
            "unit.heaviest",
            variable=language.variable(top["variable"]).lower(),
            points=language.number(top["weighted_points"], 1),
            total=total,
        )
    ]


def _interval(language: Language, unit: Mapping[str, Any]) -> str:
    if is_missing(unit["rank_low"]):
        return ""
    bootstrap = _places(language, unit["rank_low"], unit["rank_high"])
    if is_missing(unit["rank_low_leave_one_out"]):
        return language.text("unit.interval_bootstrap", bootstrap=bootstrap)
    return language.text(
        "unit.interval",
        bootstrap=bootstrap,
        leave_one_out=_places(
            language, unit["rank_low_leave_one_out"], unit["rank_high_leave_one_out"]
        ),
    )


def _places(language: Language, low: float, high: float) -> str:
    ends = language.number(low), language.number(high)
    if low == high:
        return ends[0]
    return language.text("unit.span", low=ends[0], high=ends[1])


def _outcome(edition: IndexEdition, language: Language, region_code: str) -> list[str]:
    rows = edition.of_unit("risk_index_expected_units", region_code)
    if not rows or is_missing(rows[0]["observed"]):
        return []
    return [
        language.text(
            "unit.outcome",
            outcome=language.measure(edition.outcome),
            period=edition.outcome_period,
            value=language.number(rows[0]["observed"], 1),
        )
    ]


def _references(
    edition: IndexEdition, language: Language, region_code: str
) -> tuple[str, dict[tuple[str, str], float]]:
    """Return the county's name, and the middle unit's value by place and variable."""
    rows = [
        row
        for row in edition.rows("risk_index_references")
        if row["geography_type"] == "country"
        or (
            row["geography_type"] == "county"
            and row["geography_code"] == region_code[:COUNTY_DIGITS]
        )
    ]
    names = [row[f"county_name_{language.code}"] for row in rows]
    county = next((str(name) for name in names if not is_missing(name)), "")
    return county, {
        (row["geography_type"], row["variable"]): row["median"] for row in rows
    }


def _scores(
    edition: IndexEdition,
    language: Language,
    region_code: str,
    scores: UnitRows,
    references: Mapping[tuple[str, str], float],
) -> list[Score]:
    most = max((_or_zero(row["weight_percent"]) for row in scores), default=0.0) or 1.0
    equivalents = {
        row["variable"]: row["equivalent_sub_index"]
        for row in edition.of_unit("risk_index_equivalents", region_code)
    }
    found = []
    for row in scores:
        name, sub_index = row["variable"], row["sub_index"]
        share = _or_zero(sub_index) / 100
        found.append(
            Score(
                variable=name,
                label=language.variable(name),
                measure=language.measure(name),
                value=language.number(row["value"], 1),
                county=language.number(references.get(("county", name)), 1),
                country=language.number(references.get(("country", name)), 1),
                sub_index=language.number(sub_index),
                share=share,
                points=language.number(row["weighted_points"], 1),
                most=language.number(row["weight_percent"], 1),
                points_share=_or_zero(row["weighted_points"]) / most,
                most_share=_or_zero(row["weight_percent"]) / most,
                fill=EMPTY if is_missing(sub_index) else shade(share),
                rank_without=language.number(row["rank_without"]),
                equivalent=language.number(equivalents.get(name)),
                has_equivalent=not is_missing(equivalents.get(name)),
            )
        )
    return found


def _or_zero(value: float | None) -> float:
    """Return the length of what is drawn of a number: none of one that is missing."""
    return 0.0 if value is None or is_missing(value) else float(value)


def _against(
    edition: IndexEdition, language: Language, region_code: str
) -> Against | None:
    rows = edition.of_unit("risk_index_expected_units", region_code)
    if not rows or any(is_missing(rows[0][name]) for name in ON_THE_LINE):
        return None
    row = rows[0]
    everyone = edition.table("risk_index_expected_units")
    least = float(everyone["observed"].min())
    low = min(float(everyone["single_low"].min()), least)
    # a share is never below 0, whatever a straight line says of it
    low = max(low, 0.0) if least >= 0 else low
    high = float(max(everyone["single_high"].max(), everyone["observed"].max()))

    def place(value: float) -> float:
        return 100 * max(float(value) - low, 0.0) / (high - low or 1)

    direction = "less" if row["difference"] < 0 else "more"
    text = language.text(
        f"expected.{direction}",
        outcome=language.measure(edition.outcome),
        period=edition.outcome_period,
        observed=language.number(row["observed"], 1),
        expected=language.number(row["expected"], 1),
        difference=language.number(abs(row["difference"]), 1),
        low=language.number(row["difference_low"], 1),
        high=language.number(row["difference_high"], 1),
        place=language.number(row["place"]),
        units=int(everyone["place"].notna().sum()),
    )
    where = row["position_in_interval"]
    if not is_missing(where):
        text = f"{text} {language.text(f'expected.position.{where}')}"
    return Against(
        text=text,
        observed=place(row["observed"]),
        low=place(row["single_low"]),
        high=place(row["single_high"]),
        expected=place(row["expected"]),
        ends=(language.number(low, 1), language.number(high, 1)),
        observed_text=language.number(row["observed"], 1),
        expected_text=language.number(row["expected"], 1),
    )


def _moves(edition: IndexEdition, language: Language, region_code: str) -> list[Move]:
    rows = edition.of_unit("risk_index_what_if_units", region_code)
    moves = []
    for target in (*LOWER, *HIGHER):
        own = [row for row in rows if row["target"] == target]
        if not own or is_missing(own[0]["target_total"]):
            continue
        first = own[0]
        points = language.number(abs(first["points_needed"]), 1)
        text = language.text(
            f"what_if.{target}",
            points=points,
            band=""
            if is_missing(first["target_band"])
            else language.label(first["target_band"]),
            rank=language.number(first["target_rank"]),
        )
        ways = [
            language.text(
                "what_if.way",
                measure=language.measure(row["variable"]),
                value=language.number(row["value"], 1),
                needed=language.number(row["value_needed"], 1),
            )
            for row in own
            if not is_missing(row["value_needed"])
        ]
        out = [
            language.variable(row["variable"]).lower()
            for row in own
            if row["note"] == "out_of_reach"
        ]
        if out:
            ways.append(language.text("what_if.out_of_reach", variables=", ".join(out)))
        moves.append(Move(text, ways))
    return moves


def _since(edition: IndexEdition, language: Language, region_code: str) -> list[Since]:
    by_variable = edition.of_unit("risk_index_change_variables", region_code)
    found = []
    for row in edition.of_unit("risk_index_change_units", region_code):
        earlier = row["compared_edition"]
        if is_missing(earlier):
            continue
        own = [r for r in by_variable if r["compared_edition"] == earlier]
        if is_missing(row["total_change"]):
            text = _no_total(language, str(earlier), row["missing_variable_names"])
        else:
            up = "up" if row["total_change"] > 0 else "down"
            text = language.text(
                f"since.{up}",
                edition=earlier,
                change=language.number(abs(row["total_change"]), 1),
                then=language.number(row["total_then"], 1),
                now=language.number(row["total_now"], 1),
            )
        ways = [
            language.text(
                "since.way",
                measure=language.measure(r["variable"]),
                then=language.number(r["value_then"], 1),
                now=language.number(r["value_now"], 1),
                change=_signed(language, r["points_change"]),
            )
            for r in own
            if not is_missing(r["points_change"])
        ]
        found.append(Since(str(earlier), text, ways))
    return found[::-1]


def _no_total(language: Language, earlier: str, lacking: str | None) -> str:
    """Return why there is no total of an earlier edition's period."""
    if lacking is None or is_missing(lacking):
        reasons = inside(language.text("missing.unsaid"))
        return language.text("since.no_total_unsaid", edition=earlier, reasons=reasons)
    names = [language.variable(name).lower() for name in lacking.split(", ")]
    return language.text("since.no_total", edition=earlier, variables=", ".join(names))


def _signed(language: Language, value: float) -> str:
    text = language.number(value, 1)
    return f"+{text}" if value > 0 else text
