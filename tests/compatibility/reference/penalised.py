"""A logit of two outcomes by penalised likelihood, by firthmodels: argument a folder.

Reads persons.csv (outcome 0 or 1, terms with the constant among them) and writes
estimates.csv: per term the estimate, and the penalised log-likelihood. Its standard
errors are left: they come from an information with leverages added, ours do not.
"""

import sys
from pathlib import Path

import pandas as pd
from firthmodels import FirthLogisticRegression

folder = Path(sys.argv[1])
persons = pd.read_csv(folder / "persons.csv", dtype="float64")
terms = persons.drop(columns="outcome")
model = FirthLogisticRegression(
    fit_intercept=False, max_iter=200, gtol=1e-10, xtol=1e-10
).fit(terms.to_numpy(), persons["outcome"].to_numpy(int))
pd.DataFrame(
    {
        "term": terms.columns,
        "estimate": model.coef_.ravel(),
        "penalised_log_likelihood": model.loglik_,
    }
).to_csv(folder / "estimates.csv", index=False)
