"""The page of a run: ``report.html``, which opens offline and makes no request to anywhere."""

from simulator.report.page.page import render_page, write_page

__all__ = ["render_page", "write_page"]
