"""Disclosure control: what the published file says of small groups."""

from bofast.disclosure.limits import Limits
from bofast.disclosure.protect import Places, make_published
from bofast.disclosure.utility import Pair, write_utility

__all__ = ["Limits", "Pair", "Places", "make_published", "write_utility"]
