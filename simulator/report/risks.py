"""What can go wrong: how often it happens in all trials, and how often in the worst of them."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simulator.findings import wording
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.findings.risk_register import Risk
from simulator.report import style, titles
from simulator.report.bars import MOST_ROWS
from simulator.report.style import Chart, Table

_THICK, _OFFSET = 0.34, 0.19


def draw_risks(findings: Findings, report: ReportFindings) -> Chart | None:
    """Each risk's chance beside its share of the worst tenth of trials; None where the case names none."""
    facts = findings.facts
    risks = report.risks.risks
    if not risks:
        return None
    title = report.page.titles["risks"]
    subtitle = (
        "How often each happens: in all trials, whether or not the councils approve (grey), and in the worst tenth by "
        f"net present value (dark); and what it does to that value, {wording.price_base('real', facts)}"
    )
    shown = risks[:MOST_ROWS]
    figure, axes = style.page(
        title, subtitle, titles.foot(findings, findings.tested, sampled=True), left=0.31, right=0.955
    )
    axes.set_ylim(len(shown) - 0.5, -0.5)
    size = style.TICK if len(shown) <= 8 else style.SMALL
    names = ["\n".join(style.fitted(figure, risk.name, size, 0.255, 2)) for risk in shown]
    axes.set_yticks(range(len(shown)), names)
    axes.tick_params(axis="y", labelsize=size)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.GRID, linewidth=1)
    axes.spines["left"].set_visible(True)
    labels = [_labels(risk, first=place == 0) for place, risk in enumerate(shown)]
    longest = max(style.text_width(figure, words, style.FOOT) for pair in labels for words in pair)
    reach = max([risk.chance.share or 0.0 for risk in shown] + [risk.share_of_worst or 0.0 for risk in shown] + [0.05])
    axes.set_xlim(0, reach / (1 - min(0.75, longest / axes.get_position().width + 0.02)))
    every = 10 if reach < 0.45 else 20
    axes.set_xticks([tick / 100 for tick in range(0, 101, every) if tick / 100 <= max(reach, 0.1) + 1e-9])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    for place, (risk, pair) in enumerate(zip(shown, labels, strict=True)):
        _draw(axes, risk, pair, place)
    return Chart("risks", title, figure, (f"{subtitle}.", *map(_sentence, risks)), _table(risks))


def _cost(risk: Risk) -> str:
    """What it does to the net present value where it happens, in a few words."""
    if risk.effect is None or not risk.sure:
        return "effect too small to tell"
    return f"{wording.money(risk.effect, risk.effect_error or 0.0)} where it happens"


def _labels(risk: Risk, *, first: bool) -> tuple[str, str]:
    """What stands after the two bars; the first row says which bar is which."""
    if first:
        return f"{risk.chance_words} of all trials", f"{risk.share_of_worst_words} of the worst tenth; {_cost(risk)}"
    return risk.chance_words, f"{risk.share_of_worst_words}; {_cost(risk)}"


def _draw(axes: Axes, risk: Risk, labels: tuple[str, str], place: int) -> None:
    theme = style.colours()
    gap = axes.get_xlim()[1] * 0.007
    for share, words, offset, fill, edge in (
        (risk.chance.share or 0.0, labels[0], -_OFFSET, "#e6e6e6", style.QUIET),
        (risk.share_of_worst or 0.0, labels[1], _OFFSET, theme.tested_bands[3], theme.tested),
    ):
        at = place + offset
        style.bar(axes, (0.0, share), (at - _THICK / 2, at + _THICK / 2), fill=fill, edge=edge, width=1.5)
        axes.text(share + gap, at, words, size=style.FOOT, color=edge, va="center", zorder=6)


def _sentence(risk: Risk) -> str:
    return (
        f"{risk.name}: happens in {risk.chance_words} of all trials and in {risk.share_of_worst_words} of the worst "
        f"tenth; {risk.effect_words}."
    )


def _table(risks: tuple[Risk, ...]) -> Table:
    heads = ("risk", "chance", "effect where it happens", "in the worst tenth of trials")
    return Table(
        heads,
        tuple((risk.name, risk.chance_words, risk.effect_words, risk.share_of_worst_words) for risk in risks),
    )
