"""Sessions of invented figures."""

from benchmarks.measuring import Ratio
from benchmarks.table import Comparison, Session

ABOUT = {
    "date": "1 April 2027",
    "cores": 2,
    "processor": "Analytical Engine",
    "system": "Linux x86_64",
    "versions": {"Python": "3.13.1", "numpy": "2.4"},
}


def speed(name, median, fastest=None, wanted=None):
    ratio = Ratio(median, median - 1.0, median + 1.0, fastest or median, 5)
    return Comparison(name, f"the engine ({name})", "plain NumPy", ratio, True, wanted)


def duration(name, median, wanted=None):
    return Comparison(name, f"`{name}`", "`import click`", Ratio(median, 1.0, 3.0, median, 7), False, wanted)


def session(*comparisons, left_out=None):
    return Session(ABOUT, comparisons, left_out or {}, {"engine": 2.5e-6})
