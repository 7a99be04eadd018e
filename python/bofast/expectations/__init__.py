"""great-expectations over the registers: does what the contract promises hold?

The rows are counted by the check, in DuckDB and a part at a time; the suites hold those
counts against the contract, so that they cost the same for ten rows and for fifty
million. `suites` and `pages` import great-expectations, which takes seconds: only
`bofast check` does that, in a process beside the one that counts.
"""

import os

# read when great-expectations is imported: nothing is sent anywhere
os.environ["GX_ANALYTICS_ENABLED"] = "false"
