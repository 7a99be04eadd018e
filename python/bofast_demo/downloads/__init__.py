"""Synthetic downloads: invented numbers in the layouts that people download."""
