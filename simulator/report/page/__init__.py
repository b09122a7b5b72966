"""The page of a run: ``report.html``, which opens offline and makes no request to anywhere."""

from simulator.report.page.page import begin_page, render_page, save_page, write_page

__all__ = ["begin_page", "render_page", "save_page", "write_page"]
