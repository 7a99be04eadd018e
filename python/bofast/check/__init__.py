"""The validation of registers against the contract, before anything is built.

Rows are counted in DuckDB, a part of a register at a time (`count`), and what was
found is said in findings (`findings`), validated by suites of great-expectations and
shown on pages. `suites` and `pages` import great-expectations, which takes seconds:
only `bofast check` does that, in a process beside the one that counts.
"""

import os

# read when great-expectations is imported: nothing is sent anywhere
os.environ["GX_ANALYTICS_ENABLED"] = "false"
