"""Synthetic registers of persons: an invented country simulated year by year."""
