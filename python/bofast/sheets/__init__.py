"""Fact sheets: a page A4 for each unit of an edition, as PDF, without a browser."""
