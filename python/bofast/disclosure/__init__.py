"""Disclosure control: what the published file says of small groups."""
