"""The validation of registers against the contract, before anything is built.

Rows are counted in DuckDB, a part of a register at a time (`count`), and what was
found is said in findings (`findings`) and compared with limits (`results`). Suites of
great-expectations hold the same rules and make the pages. `suites` and `pages` import
it, which takes longer than all the counting of small registers: only `bofast check
--docs` does that.
"""

import os

# read when great-expectations is imported: nothing is sent anywhere
os.environ["GX_ANALYTICS_ENABLED"] = "false"
