"""Disclosure control: what the published file says of small groups."""

from bofast.disclosure.protect import Catalogues, make_published
from bofast.disclosure.utility import Pair, write_utility

__all__ = ["Catalogues", "Pair", "make_published", "write_utility"]
