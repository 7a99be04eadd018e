"""Bofast: what the register warehouse does outside SQL."""
