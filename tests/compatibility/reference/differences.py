"""Differences in probability by marginaleffects: argument a folder.

Reads persons.csv (outcome as a number, terms) and writes differences.csv: per outcome
the average difference and the one at the person of profile.csv, when `term` goes from
0 to 1, with standard errors.
"""

import sys
from pathlib import Path

import pandas as pd
import statsmodels.formula.api as smf
from marginaleffects import avg_comparisons, comparisons

folder = Path(sys.argv[1])
term, *others = sys.argv[2:]
persons = pd.read_csv(folder / "persons.csv", dtype="float64")
profile = pd.read_csv(folder / "profile.csv", dtype="float64")
formula = " + ".join([f"outcome ~ {term}", *others])
model = smf.mnlogit(formula, persons).fit(disp=0, method="newton", tol=1e-12)
tables = {
    "average": avg_comparisons(model, variables={term: [0, 1]}),
    "profile": comparisons(model, variables={term: [0, 1]}, newdata=profile),
}
lines = ["kind,outcome,estimate,std_error"]
for kind, table in tables.items():
    for row in table.iter_rows(named=True):
        values = (kind, row["group"], row["estimate"], row["std_error"])
        lines.append(",".join(map(str, values)))
(folder / "differences.csv").write_text("\n".join(lines) + "\n")
