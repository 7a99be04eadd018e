"""What the page on methods shows.

Tests between models, methods side by side, and differences between models in parts.
"""

from collections.abc import Mapping
from typing import Any

from bofast.report.codes import CODES, Codes
from bofast.report.language import Language, is_missing
from bofast.report.missing import said
from bofast.report.published import Query
from bofast.report.tables import TableColumn, View, write_table

# a difference and its two parts
PARTS = (
    TableColumn("difference", decimals=3),
    TableColumn("composition", decimals=3),
    TableColumn("composition_std_error", decimals=3),
    TableColumn("behaviour", decimals=3),
    TableColumn("behaviour_std_error", decimals=3),
    TableColumn("note", "reason"),
)
TABLES = {
    "model_test": [
        TableColumn("restricted_type", "label_head"),
        TableColumn("general_type", "label"),
        TableColumn("outcome_year", "text"),
        TableColumn("is_printed", "flag"),
        TableColumn("likelihood_ratio", decimals=1),
        TableColumn("degrees_of_freedom"),
        TableColumn("z_value", decimals=1),
        TableColumn("note", "reason"),
    ],
    "term_test": [
        TableColumn("term", "label_head"),
        TableColumn("outcome", "label"),
        TableColumn("method", "label"),
        TableColumn("compared", "label"),
        TableColumn("held", "label"),
        TableColumn("lowest", decimals=3),
        TableColumn("highest", decimals=3),
        TableColumn("chi_squared", decimals=1),
        TableColumn("degrees_of_freedom"),
        TableColumn("z_value", decimals=1),
    ],
    "effect_agreement": [
        TableColumn("effect_contrast_group", "label_head"),
        TableColumn("differences"),
        TableColumn("same_sign_percent"),
        TableColumn("correlation", decimals=2),
        TableColumn("mean_difference", decimals=3),
        TableColumn("mean_std_error", decimals=3),
    ],
    "effect_comparison": [
        TableColumn("model_level", "label_head"),
        TableColumn("effect_contrast", "label"),
        TableColumn("linear_estimate", decimals=3),
        TableColumn("linear_std_error", decimals=3),
        TableColumn("profile_estimate", decimals=3),
        TableColumn("profile_std_error", decimals=3),
        TableColumn("average_estimate", decimals=3),
        TableColumn("average_std_error", decimals=3),
        TableColumn("note", "reason"),
    ],
    "lpm_decomposition": [
        TableColumn("lpm_comparison", "label_head"),
        TableColumn("model_place", "label"),
        TableColumn("compared_side", "label"),
        *PARTS,
    ],
    "lpm_decomposition_variables": [
        TableColumn("model_level", "label_head"),
        TableColumn("model_variable", "label"),
        *PARTS,
    ],
}


def methods_context(queries: Mapping[str, Query], language: Language) -> dict[str, Any]:
    """Return everything the page shows.

    Args:
        queries: all analysis queries by name.
        language: language of the page.

    Returns:
        Context of `methods.html`: its tables in order.
    """
    view = View(language, "", {}, {})
    codes = Codes(queries[CODES].table, language)
    tables = []
    for name, columns in TABLES.items():
        frame = queries[name].table
        if "note" in frame:
            notes = [
                "" if is_missing(code) else said(code, codes, language)
                for code in frame["note"]
            ]
            frame = frame.assign(**{f"note_{language.code}": notes})
        caption = language.text(f"methods.{name}.caption")
        tables.append(write_table(view, name, frame, columns, caption))
    return {"tables": tables}
