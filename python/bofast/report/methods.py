"""What the page on methods shows: tests between models, and methods side by side."""

from collections.abc import Mapping
from typing import Any

from bofast.report.language import Language
from bofast.report.published import Query
from bofast.report.tables import Column, View, write_table

TABLES = {
    "model_test": [
        Column("restricted_type", "label_head"),
        Column("general_type", "label"),
        Column("outcome_year", "text"),
        Column("is_printed", "flag"),
        Column("likelihood_ratio", decimals=1),
        Column("degrees_of_freedom"),
        Column("z_value", decimals=1),
        Column("note", "reason"),
    ],
    "term_test": [
        Column("term", "label_head"),
        Column("outcome", "label"),
        Column("method", "label"),
        Column("compared", "label"),
        Column("held", "label"),
        Column("lowest", decimals=3),
        Column("highest", decimals=3),
        Column("chi_squared", decimals=1),
        Column("degrees_of_freedom"),
        Column("z_value", decimals=1),
    ],
    "effect_agreement": [
        Column("effect_contrast_group", "label_head"),
        Column("differences"),
        Column("same_sign_percent"),
        Column("correlation", decimals=2),
        Column("mean_difference", decimals=3),
        Column("mean_std_error", decimals=3),
    ],
    "effect_comparison": [
        Column("model_level", "label_head"),
        Column("effect_contrast", "label"),
        Column("linear_estimate", decimals=3),
        Column("linear_std_error", decimals=3),
        Column("profile_estimate", decimals=3),
        Column("profile_std_error", decimals=3),
        Column("average_estimate", decimals=3),
        Column("average_std_error", decimals=3),
        Column("note", "reason"),
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
    tables = []
    for name, columns in TABLES.items():
        frame = queries[name].table
        # remarks are left out where nobody made any
        if "note_en" in frame:
            frame = frame.assign(note=frame[f"note_{language.code}"])
        caption = language.text(f"methods.{name}.caption")
        tables.append(write_table(view, name, frame, columns, caption))
    return {"tables": tables}
