"""Disclosure control: what may be said of small groups in the published file."""

from bofast.disclosure.protection import Limits, describe, protect

__all__ = ["Limits", "describe", "protect"]
