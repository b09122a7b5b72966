"""The page: one file that opens from anywhere, asks nothing of any network, and says everything of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.precision import precision_sentences
from simulator.findings.spoken import spoken_sections
from simulator.report.about import About
from simulator.report.page import readouts, tables, told, yearly
from simulator.report.page.pictures import Picture, picture
from simulator.report.page.sketch import Sketch, cash_sketch, payback_sketch
from simulator.report.picture import Drawn
from simulator.report.theme import HOUSE, Theme

if TYPE_CHECKING:
    from jinja2 import Environment

    from simulator.findings.report import ReportFindings

_FOLDER = Path(__file__).parent
_BELOW = "The figures are in the table below."


def write_page(
    path: Path,
    findings: Findings,
    report: ReportFindings,
    about: About,
    drawn: Iterable[Drawn],
    theme: Theme = HOUSE,
) -> Path:
    """Write the page of a run.

    Parameters
    ----------
    path : Path
        Must not exist: a page is never overwritten.
    findings : Findings
    report : ReportFindings
    about : About
    drawn : iterable of Drawn
        Every chart of the run.
    theme : Theme

    Raises
    ------
    FileExistsError
    """
    return save_page(path, render_page(findings, report, about, drawn, theme))


def save_page(path: Path, text: str) -> Path:
    """Write a page that is made; the path must not exist."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


def render_page(
    findings: Findings, report: ReportFindings, about: About, drawn: Iterable[Drawn], theme: Theme = HOUSE
) -> str:
    """The page as text; see `write_page`."""
    return begin_page(findings, report, about, theme)(drawn)


def begin_page(
    findings: Findings, report: ReportFindings, about: About, theme: Theme = HOUSE
) -> Callable[[Iterable[Drawn]], str]:
    """Make everything of the page but its charts, while these are still being drawn; given them, it is a text."""
    template = _environment().get_template("report.html")
    content = _content(findings, report, about, theme)

    def finished(drawn: Iterable[Drawn]) -> str:
        return template.render(content | _shown(findings, {one.name: picture(one) for one in drawn})).strip() + "\n"

    return finished


def _content(findings: Findings, report: ReportFindings, about: About, theme: Theme) -> dict[str, Any]:
    """Everything that the template names but charts and what goes with them."""
    who = sentences.voice(findings)
    units = {info.name: info.unit for info in findings.tested_sample.infos}
    reading = next(section for section in spoken_sections(findings) if section.title == "How to read it")
    return {
        "css": _script("page.css"),
        "js": _script("page.js"),
        "theme": theme,
        "title": wording.plain(findings.facts.title, 300),
        "page": report.page,
        "facts": findings.facts,
        "about": about,
        "trials": wording.whole(findings.trials, "trial", "trials"),
        "seed": findings.seed,
        "tested": tables.tested_words(who),
        "surety": tables.surety_table(who),
        "clusters": tables.cluster_table(who),
        "waterfall": told.waterfall_table(report.waterfall, who),
        "councils": tables.council_table(who),
        "panels": yearly.yearly_panels(who),
        "timing": told.timing_table(report.timing, who),
        "drivers": told.driver_choices(report.drivers, who),
        "risks": told.risk_table(report.risks, who),
        "joint": tuple(told.joint_table(joint, who) for joint in report.joint),
        "register": report.register,
        "parts": told.register_sections(report.register),
        "reading": reading.sentences,
        "precision": precision_sentences(findings.until, findings.trials, units),
    }


def _shown(findings: Findings, pictures: dict[str, Picture]) -> dict[str, Any]:
    """The charts, and what is read out of them and takes their place on a phone."""
    who = sentences.voice(findings)
    return {"charts": pictures, "readouts": _readouts(who, pictures), "small": _small(who, pictures)}


def _readouts(who: sentences.Voice, pictures: dict[str, Picture]) -> dict[str, Any]:
    """What is read out of each picture that has something to point at."""
    tellers = {"fan-chart": readouts.fan_readout, "payback": readouts.payback_readout}
    return {name: tell(who) for name, tell in tellers.items() if name in pictures}


def _small(who: sentences.Voice, pictures: dict[str, Picture]) -> dict[str, Sketch]:
    """Drawings of the first screen that take the place of their pictures on a phone."""
    real = cash_sketch(who, f"{pictures['fan-chart'].title}. {_BELOW}", real=True)
    return {"fan-chart": real, "payback": payback_sketch(who, f"{pictures['payback'].title}. {_BELOW}")}


def _script(name: str) -> Markup:
    """A style sheet or script of our own, which stands in the page as it is."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    """Templates of this folder. Whatever a case says is escaped; a name that is not there is a fault, never blank."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
