"""Fitted families beside the data that they were fitted to."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from distributions.fitting import Fitted
from simulator.case.data_file import MONEY, SHARE
from simulator.findings.fits import FitFindings, article, spoken
from simulator.findings.wording import listed, money, plain
from simulator.report import style
from simulator.report.picture import save
from simulator.report.style import Chart, SideLabel, Table

_MOST_CURVES = 3
_FEWEST_BINS, _MOST_BINS = 5, 30
_POINTS = 600
_DASHES = ("solid", (0, (5, 2)), (0, (1, 1.2)))


def save_fit(found: FitFindings, folder: Path, name: str) -> list[Path]:
    """Draw a fit and write it as SVG, PNG and text.

    Parameters
    ----------
    found : FitFindings
    folder : Path
        Must exist.
    name : str
        Of the files, without ending.

    Returns
    -------
    list of Path
        The files written.
    """
    with style.house_style():
        return save(style.drawn(draw_fit(found, name)), folder)


def draw_fit(found: FitFindings, name: str) -> Chart:
    """The share of the data in each step as bars, and what the families that fit best have there as curves."""
    shown = found.fits.as_good[:_MOST_CURVES]
    count = len(found.column.values)
    title = f"{_cap(article(shown[0].distribution.family))} fits {plain(found.column.name, 60)} best"
    if len(found.fits.as_good) > 1:
        others = listed([article(one.distribution.family) for one in found.fits.as_good[1:]])
        title += f"; {others} cannot be told apart from it"
    subtitle = (
        f"Bars: the share of the {count:,} values in each step, and a stroke for each value. "
        "Curves: what each family has there"
    )
    foot = f"{plain(found.column.file, 120)}; families ranked by AICc"
    if found.few:
        foot += f"; {count} values say little about the family"
    figure, axes = style.page(title, subtitle, foot)
    steps = _steps(found, shown[0])
    _draw_data(axes, found, steps)
    labels = []
    shades = (style.colours().tested, style.colours().submitted, style.QUIET)
    for one, colour, dashes in zip(shown, shades, _DASHES, strict=False):
        top = _draw_family(axes, one, steps, colour, dashes)
        low, high = (_said(found, float(value)) for value in one.distribution.ppf([0.1, 0.9]))
        words = f"{spoken(one.distribution.family)}: p10 {low}, p90 {high}"
        labels.append(SideLabel(top, words, colour, bold=one is shown[0]))
    axes.set_ylim(0.0, axes.get_ylim()[1])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g}%"))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _said(found, value)))
    style.side_labels(axes, labels)
    rows = [_row(found, one) for one in found.fits.ranked]
    told = [f"{_cap(family)}, {rank}: p10 {low}, p50 {middle}, p90 {high}." for family, rank, low, middle, high in rows]
    table = Table(("family", "rank", "p10", "p50", "p90"), tuple(rows))
    return Chart(name, title, figure, (f"{subtitle}.", *told), table)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(found: FitFindings, value: float) -> str:
    if found.column.unit == MONEY:
        return "£0" if abs(value) < 1e-9 else money(value) if abs(value) >= 1000 else f"£{value:g}"
    return f"{100 * value:.3g}%" if found.column.unit == SHARE else f"{value:.3g}".replace("e+", "e")


def _row(found: FitFindings, one: Fitted) -> tuple[str, str, str, str, str]:
    """A family: its name, its rank, and three percentiles."""
    low, middle, high = (_said(found, float(value)) for value in one.distribution.ppf([0.1, 0.5, 0.9]))
    behind = one.aicc - found.fits.ranked[0].aicc
    rank = "the best fit" if behind == 0.0 else f"{behind:.1f} behind by AICc"
    return spoken(one.distribution.family), rank, low, middle, high


def _steps(found: FitFindings, best: Fitted) -> np.ndarray:
    """Ends of the bars: of one width over the data, or whole numbers where the family counts."""
    data = found.data
    if best.distribution.atoms:
        return np.arange(math.floor(data[0]), math.floor(data[-1]) + 2.0) - 0.5
    bins = min(max(math.ceil(math.sqrt(data.size)), _FEWEST_BINS), _MOST_BINS)
    return np.linspace(data[0], data[-1], bins + 1)


def _draw_data(axes: Axes, found: FitFindings, steps: np.ndarray) -> None:
    data = found.data
    counts, _ = np.histogram(data, bins=steps)
    axes.bar(
        steps[:-1],
        counts / data.size,
        width=np.diff(steps),
        align="edge",
        color=style.colours().tested_bands[0],
        edgecolor="white",
        linewidth=1.5,
        zorder=2,
    )
    tall = float(counts.max()) / data.size
    axes.vlines(data, -0.03 * tall, 0.03 * tall, color=style.INK, linewidth=1.5, zorder=6)


def _draw_family(axes: Axes, one: Fitted, steps: np.ndarray, colour: str, dashes: object) -> float:
    """Draw a curve (or, of a family that counts, its chances) and return its height at the top."""
    width = float(steps[1] - steps[0])
    if one.distribution.atoms:
        whole = np.arange(math.ceil(float(steps[0])), math.floor(float(steps[-1])) + 1.0)
        chances = one.distribution.pdf(whole)
        axes.plot(whole, chances, "o", color=colour, markersize=11, zorder=5)
        return float(chances.max())
    ends = [float(end) for end in one.distribution.ppf([0.005, 0.995])]
    low, high = min(ends[0], float(steps[0])), max(ends[1], float(steps[-1]))
    x = np.linspace(low, high, _POINTS)
    share = one.distribution.pdf(x) * width
    # A density may be without end at a limit; the bars say how tall the picture is.
    tall = axes.get_ylim()[1]
    share = np.where(np.isfinite(share), share, np.nan)
    axes.plot(x, np.minimum(share, 2.0 * tall), color=colour, linewidth=4, linestyle=dashes, zorder=5)  # type: ignore[arg-type]
    return float(min(np.nanmax(share), 2.0 * tall))
