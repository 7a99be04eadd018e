"""How a model was estimated, and why a number of it is not there.

Codes of the lists `estimator` and `missing_reason`; what each means in words is in
seeds/classifications/code_list.csv.
"""

MAXIMUM_LIKELIHOOD = "maximum_likelihood"
PENALISED_LIKELIHOOD = "penalised_likelihood"

# why a number is not there: of a whole model
NOBODY_IN_MODEL = "nobody_in_model"
TOO_FEW_OBSERVATIONS = "too_few_observations"
NO_MAXIMUM = "no_maximum"
# of an outcome
NOBODY_WITH_OUTCOME = "nobody_with_outcome"
EVERYBODY_WITH_OUTCOME = "everybody_with_outcome"
EXACT_FIT = "exact_fit"
# of a term
NOBODY_IN_CATEGORY = "nobody_in_category"
LINEAR_COMBINATION = "linear_combination"
CATEGORY_WITHOUT_OUTCOME = "category_without_outcome"
REFERENCE_WITHOUT_OUTCOME = "reference_without_outcome"
OTHER_COEFFICIENTS = "other_coefficients"
# what is said of a whole logit is the first of these that holds
OF_A_LOGIT = (
    NOBODY_IN_MODEL,
    TOO_FEW_OBSERVATIONS,
    NOBODY_WITH_OUTCOME,
    NOBODY_IN_CATEGORY,
    LINEAR_COMBINATION,
    CATEGORY_WITHOUT_OUTCOME,
    REFERENCE_WITHOUT_OUTCOME,
    NO_MAXIMUM,
)
