"""A page as a real browser shows it, what it asks the network for, and what axe-core finds wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.programs.finding import path_of

DESKTOP, PHONE, NARROWEST = (1280, 900), (390, 844), (320, 640)
"""Width and height in CSS pixels. The narrowest is what WCAG 2.2, 1.4.10 asks a page to reflow to."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""axe-core's names for the rules of WCAG 2.2 AA, and what it thinks good practice."""

GRAVE = ("serious", "critical")


@dataclass
class Sheet:
    """A page that is open: the page, every address that it asked for beyond its own file, and what it complained of."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium; the test is skipped, or fails under COLLABSIM_REQUIRE, where there is none."""
    path = path_of("browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield chrome
        finally:
            chrome.close()


@contextmanager
def opened(
    chrome: Any, file: Path, size: tuple[int, int] = DESKTOP, *, scripts: bool = True, **more: Any
) -> Iterator[Sheet]:
    """Open a file in a window of its own.

    Parameters
    ----------
    chrome : playwright Browser
    file : Path
    size : (int, int)
        Width and height of the window, CSS pixels.
    scripts : bool
        Whether the browser runs scripts.
    **more
        As for playwright's ``new_context``: ``reduced_motion="reduce"``, ``device_scale_factor=2``.
    """
    context = chrome.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, locale="en-GB", **more
    )
    page = context.new_page()
    sheet = Sheet(page)
    own = file.resolve().as_uri()

    def asked(request: Any) -> None:
        # What is written into the page itself, pictures above all, is no request to anywhere.
        if request.url.split("#")[0] != own and not request.url.startswith(("data:", "blob:", "about:")):
            sheet.requests.append(request.url)

    context.on("request", asked)
    page.on("websocket", lambda socket: sheet.requests.append(socket.url))
    page.on("pageerror", lambda error: sheet.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (sheet.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda line: sheet.complaints.append(line.text) if line.type in ("error", "warning") else None)
    try:
        page.goto(own)
        page.wait_for_load_state("load")
        yield sheet
    finally:
        context.close()


def without_scripts(file: Path, folder: Path) -> Path:
    """A copy of a page with every script element taken out, as a strict mail filter or an old viewer leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / file.name
    text = file.read_text(encoding="utf-8")
    stripped = re.sub(r"<script\b.*?</script\s*>", "", text, flags=re.DOTALL | re.IGNORECASE)
    assert "<script" not in stripped.lower()
    copy.write_text(stripped, encoding="utf-8", newline="\n")
    return copy


def violations(page: Any, impacts: tuple[str, ...] = GRAVE) -> list[str]:
    """What axe-core finds wrong with a page, one line each, with the elements it is about.

    Parameters
    ----------
    page : playwright Page
        Of a window in which scripts run: axe-core is one.
    impacts : tuple of str
        Of "minor", "moderate", "serious" and "critical", those wanted.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        f"{rule['impact']}: {rule['id']} ({rule['help']}): "
        + "; ".join(" ".join(map(str, node["target"])) + " " + node["html"][:160] for node in rule["nodes"][:5])
        for rule in found["violations"]
        if rule["impact"] in impacts
    ]


def overflow(page: Any) -> list[str]:
    """What makes a page wider than its window: elements that stick out to the right, unless they scroll by themselves.

    Empty where the page need not be scrolled sideways.
    """
    return page.evaluate("""() => {
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= wide) return [];
      const inside = e => {
        for (let box = e.parentElement; box && box !== document.body; box = box.parentElement)
          if (getComputedStyle(box).overflowX !== 'visible') return true;
        return false;
      };
      return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > wide + 1 && !inside(e))
        .slice(0, 8)
        .map(e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') || ''}#${e.id} ends at ` +
                  Math.round(e.getBoundingClientRect().right));
    }""")
