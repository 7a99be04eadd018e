"""Colours of cells, and letters that can be read on them."""

GREEN, MIDDLE, RED = "#7cc68d", "#fff3bf", "#ee8b7c"
# Okabe and Ito's colours, told apart with any colour vision
DISTINCT = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"]
EARLIER, LATER, REFERENCE = "#a9a9a2", "#0072b2", "#a50f15"
INK = "#1d1d1b"
# of codes that the seed code_colour has no colour for
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
