"""Blanks: characters that cannot be seen, around values and in the midst of them.

A value counts without the blanks around it, and a value of blanks alone is missing:
spaces, tabs and ends of lines, non-breaking and other spaces of Unicode, and what has
no width (zero-width spaces and joiners, marks of the byte order and of the direction of
writing). They come along with values that were copied from sheets and pages, and none
of them says who or what is meant.
"""

import re

from bofast.sql import literal

# by their code points, so that no editor can change one into another
BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_UNSEEN = re.compile(f"[{re.escape(BLANKS.replace(' ', ''))}]")


def untidy(name: str) -> str:
    """Return SQL that is true for text that may be empty or have blanks around it.

    Blanks that are not ASCII are among the letters that are not.
    """
    return f"({name} < '!' or {name}[-1] < '!' or strlen({name}) <> length({name}))"


def trimmed(name: str) -> str:
    """Return SQL for a column's text without the blanks around it."""
    # a list of characters takes ten times as long as spaces, and a filter works out a
    # text anew wherever it is named, but for what is handed to a function
    spaces_off = "nullif(text, '')"
    return (
        f"list_transform([trim({name})], lambda text: case when {untidy(spaces_off)}"
        f" then trim(text, {literal(BLANKS)}) else text end)[1]"
    )


def stripped(text: str) -> str:
    """Return a text without the blanks around it, as `trimmed` does in SQL."""
    return text.strip(BLANKS)


def visible(text: str) -> str:
    """Return a text with all blanks but spaces as the escapes that Python writes."""
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)
