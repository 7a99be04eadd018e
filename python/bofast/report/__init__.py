"""The report: static pages from the published file, in English and bokmål."""

from bofast.report.picture import write_picture
from bofast.report.site import write_report

__all__ = ["write_picture", "write_report"]
