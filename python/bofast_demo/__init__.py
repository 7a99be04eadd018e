"""Synthetic registers: invented data with the shape and moments of real data."""
