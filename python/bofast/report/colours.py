"""Colours of cells, and letters that can be read on them."""

GREEN, MIDDLE, RED = "#7cc68d", "#fff3bf", "#ee8b7c"
# Okabe and Ito's colours, told apart with any colour vision
DISTINCT = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"]
EARLIER, LATER, REFERENCE = "#a9a9a2", "#0072b2", "#a50f15"
INK = "#1d1d1b"
# one colour for one code wherever it is drawn: backgrounds have those of Okabe and
# Ito, statuses and levels of education mostly Tol's muted ones, centrality levels,
# which have an order, viridis. Shapes tell codes apart without colours.
BACKGROUND = {
    "all": INK,
    "work": "#0072b2",
    "refuge": "#d55e00",
    "family": "#009e73",
    "education": "#e69f00",
    "nordic": "#cc79a7",
    "unknown": "#6b6b66",
}
LABOUR_STATUS = {
    "employed": "#332288",
    "employed_in_education": "#4499cc",
    "in_education": "#117733",
    "unemployed": "#cc6677",
    "outside": "#882255",
}
EDUCATION_LEVEL = {
    "primary": "#999933",
    "upper_secondary": "#44aa99",
    "tertiary_short": "#8073ac",
    "tertiary_long": "#332288",
    "unknown": "#55554f",
}
CENTRALITY_LEVEL = {"1": "#c9a400", "2": "#35a06b", "3": "#2a788e", "4": "#440154"}
# what people did: those who stay are the ground the others stand out from
OUTCOME = {"stay": "#55554f", "out_migration": "#0072b2", "emigration": "#d55e00"}
PALETTES = {
    "background": BACKGROUND,
    "labour_status": LABOUR_STATUS,
    "education_level": EDUCATION_LEVEL,
    "centrality_level": CENTRALITY_LEVEL,
}
PLAIN = "#0072b2"
# shares of a matrix, from none to all
SHARES = ("#f7fbff", "#08306b")
# how often something happened, by group: the darker the more often
COUNTS = {"0": "#d8d8d0", "1": "#9ecae1", "2": "#3182bd", "3+": "#08306b"}


def shade(share: float) -> str:
    """Return a colour between green (0), yellow (0.5) and red (1)."""
    share = min(max(share, 0.0), 1.0)
    if share < 0.5:
        return _mix(GREEN, MIDDLE, share * 2)
    return _mix(MIDDLE, RED, share * 2 - 1)


def ink(background: str) -> str:
    """Return black or white, whichever contrasts more with a background.

    The contrast is that of WCAG 2.2 (relative luminance), never below 4.5.
    """
    light = _luminance(background)
    on_white = 1.05 / (light + 0.05)
    on_black = (light + 0.05) / 0.05
    return "#000000" if on_black >= on_white else "#ffffff"


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _mix(first: str, second: str, share: float) -> str:
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
