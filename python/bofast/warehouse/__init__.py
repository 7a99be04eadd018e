"""The restricted warehouse: the dbt plugin that reads registers, and the build."""
