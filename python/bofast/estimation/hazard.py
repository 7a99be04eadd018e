"""Discrete-time model of emigration from cohorts of immigrants.

The hazard of emigrating in a year, given that somebody is still resident, with the
complementary log-log link: 1 - exp(-exp(a(t) + x b)). It is the proportional hazards
model in grouped time (Prentice and Gloeckler 1978; Allison 1982), a(t) one term per
year since arrival. Who dies is at risk until then, so the model is of the
cause-specific hazard. Fitted by statsmodels' GLM from counts, which is the same as from
rows of persons.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm

from bofast.estimation.codes import (
    CATEGORY_WITHOUT_OUTCOME,
    NOBODY_IN_MODEL,
    REFERENCE_WITHOUT_OUTCOME,
)

CONSTANT = "constant"
DURATION, BACKGROUND = "duration", "background"
REFERENCES = {DURATION: "1", BACKGROUND: "nordic"}
COLUMNS = {
    **{"term_group": "str", "term": "str", "estimate": "float", "std_error": "float"},
    **{"z_value": "float", "hazard_ratio": "float", "n_outcome": "Int64"},
    "note": "str",
}


def hazard_model(counts: pd.DataFrame) -> pd.DataFrame:
    """Estimate the hazard of emigration by years since arrival and background.

    Args:
        counts: cohorts x durations x backgrounds: `duration`, `background`, `at_risk`
            and `emigrants`; without `all`.

    Returns:
        A row per term, the constant first: its category (`term_group`, `term`),
        estimate and standard error on the complementary log-log scale, z, hazard ratio
        against the reference (the first year; Nordic immigrants), `n_outcome`,
        emigrants of the category or of the reference, whichever are fewer, and a note
        where there is no estimate. No rows without counts.
    """
    added = counts.groupby([DURATION, BACKGROUND], as_index=False)[
        ["at_risk", "emigrants"]
    ].sum()
    added[DURATION] = added[DURATION].astype(int).astype(str)
    emigrants = {
        name: added.groupby(name)["emigrants"].sum() for name in (DURATION, BACKGROUND)
    }
    terms = [(CONSTANT, CONSTANT)] if len(added) else []
    terms += [(DURATION, code) for code in _durations(added)]
    terms += [(BACKGROUND, code) for code in sorted(set(added[BACKGROUND]))]
    terms = [term for term in terms if REFERENCES.get(term[0]) != term[1]]
    of_reference = min(
        int(emigrants[name].get(code, 0)) for name, code in REFERENCES.items()
    )
    without = {
        (name, code)
        for name, code in terms
        if name != CONSTANT and emigrants[name].get(code, 0) == 0
    }
    fit = _fit(added, terms, without) if of_reference else {}
    rows = []
    for name, code in terms:
        own = of_reference if name == CONSTANT else int(emigrants[name].get(code, 0))
        estimate, error = fit.get((name, code), (np.nan, np.nan))
        note = None
        if not of_reference:
            note = REFERENCE_WITHOUT_OUTCOME
        elif (name, code) in without:
            note = CATEGORY_WITHOUT_OUTCOME
        elif not fit:
            note = NOBODY_IN_MODEL
        rows.append(
            {
                **{"term_group": name, "term": code, "estimate": estimate},
                **{"std_error": error, "z_value": estimate / error},
                "hazard_ratio": np.nan if name == CONSTANT else np.exp(estimate),
                **{"n_outcome": min(own, of_reference), "note": note},
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _durations(added: pd.DataFrame) -> list[str]:
    return sorted(set(added[DURATION]), key=int)


def _fit(
    added: pd.DataFrame,
    terms: list[tuple[str, str]],
    without: set[tuple[str, str]],
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return term -> estimate and standard error.

    Categories without an emigrant have a hazard of 0, and no other estimate depends on
    who is in them.
    """
    left_out = np.zeros(len(added), bool)
    for name, code in without:
        left_out |= (added[name] == code).to_numpy()
    used = added[~left_out]
    kept = [term for term in terms if term not in without]
    design = np.column_stack(
        [
            np.ones(len(used))
            if name == CONSTANT
            else (used[name] == code).to_numpy(float)
            for name, code in kept
        ]
    )
    stayed = used["at_risk"] - used["emigrants"]
    outcomes = np.column_stack([used["emigrants"], stayed]).astype(float)
    link = sm.families.links.CLogLog()
    result = sm.GLM(outcomes, design, family=sm.families.Binomial(link)).fit(
        maxiter=100, tol=1e-12
    )
    return {
        term: (float(result.params[place]), float(result.bse[place]))
        for place, term in enumerate(kept)
    }
