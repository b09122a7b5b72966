"""Ratios as a table and as JSON, and the record of them in this folder.

What was measured once, on a machine at rest, is kept in ``recorded.json`` with its date, machine and versions. The
README shows it, and `benchmarks.gate` holds later measurements against it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measuring import Ratio

RECORD = Path(__file__).with_name("recorded.json")
README = Path(__file__).resolve().parents[1] / "README.md"
_BEGIN, _END = "<!-- from benchmarks/compare.py -->\n", "<!-- end -->"

HEAD = ("what", "beside", "is", "rounds", "wanted")


@dataclass(frozen=True)
class Comparison:
    """One row: how two compare.

    Attributes
    ----------
    name : str
        Short, and the same for good: by it the record is searched.
    what, beside : str
        In words.
    ratio : Ratio
        As a speed, how many times as quick ``what`` is as ``beside``; otherwise how many times as long it takes.
    quicker : bool
        Whether the ratio is a speed.
    wanted : float, optional
        The least of a speed and the most of a duration that the project has set itself.
    """

    name: str
    what: str
    beside: str
    ratio: Ratio
    quicker: bool
    wanted: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether what is wanted is reached; None when nothing is."""
        if self.wanted is None:
            return None
        return self.ratio.median >= self.wanted if self.quicker else self.ratio.median <= self.wanted


@dataclass(frozen=True)
class Session:
    """What one session found.

    Attributes
    ----------
    about : mapping
        Date, machine, versions (`benchmarks.machine.about`).
    comparisons : tuple of Comparison
    left_out : mapping
        What could not take part, and why.
    seconds_a_trial : mapping
        Of each contestant that makes trials, the median; of interest on this machine only.
    """

    about: Mapping[str, Any]
    comparisons: tuple[Comparison, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    seconds_a_trial: Mapping[str, float] = field(default_factory=dict)


def cells(session: Session) -> list[tuple[str, ...]]:
    """The rows of the table, as text."""
    return [
        (
            one.what,
            one.beside,
            f"{_times(one.ratio.median)} times as {_adverb(one)}",
            f"{_times(one.ratio.least)} to {_times(one.ratio.most)} in {one.ratio.rounds}",
            _wanted(one),
        )
        for one in session.comparisons
    ]


def markdown(session: Session) -> str:
    """The table as the README has it, with what it was measured on, and what was left out."""
    lines = [_row(HEAD), "|" + "---|" * len(HEAD), *(_row(row) for row in cells(session))]
    return "\n".join([*lines, "", told(session)]) + "\n"


def plain(session: Session) -> str:
    """The same for a screen of any width."""
    lines = [
        f"{what}: {times} as {beside} ({rounds} rounds){f'; wanted: {wanted}' if wanted else ''}"
        for what, beside, times, rounds, wanted in cells(session)
    ]
    return "\n".join([*lines, "", told(session)]).replace("`", "") + "\n"


def told(session: Session) -> str:
    """Where and when it was measured, in a sentence or two."""
    about = session.about
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    said = f"{about['date']}, {about['cores']} cores of {about['processor']}, {about['system']}, {versions}."
    if session.left_out:
        said += " Left out: " + "; ".join(f"{name} ({why})" for name, why in session.left_out.items()) + "."
    return said


def as_json(session: Session) -> str:
    """A session as JSON, with its comparisons by name."""
    found = {
        "about": dict(session.about),
        "ratios": {
            one.name: {key: value for key, value in asdict(one).items() if key != "name"} | {"holds": one.holds}
            for one in session.comparisons
        },
        "left_out": dict(session.left_out),
        "microseconds_a_trial": {name: round(s * 1e6, 3) for name, s in session.seconds_a_trial.items()},
    }
    return json.dumps(_rounded(found), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Session:
    """What `as_json` wrote."""
    found = json.loads(text)
    comparisons = (
        Comparison(
            name, row["what"], row["beside"], Ratio(**row["ratio"]), row["quicker"], row["wanted"]
        )
        for name, row in found["ratios"].items()
    )  # fmt: skip
    microseconds = found["microseconds_a_trial"].items()
    return Session(found["about"], tuple(comparisons), found["left_out"], {name: us / 1e6 for name, us in microseconds})


def record(session: Session, at: Path = RECORD, readme: Path = README) -> None:
    """Keep a session as the one that others are held against, and show it in the README."""
    text = readme.read_text(encoding="utf-8")
    shown = in_readme(text, session)
    at.write_text(as_json(session), encoding="utf-8", newline="\n")
    readme.write_text(shown, encoding="utf-8", newline="\n")


def in_readme(text: str, session: Session) -> str:
    """The text of the README with the table of a session between its marks.

    Raises
    ------
    ValueError
        When the marks are not there.
    """
    pattern = re.escape(_BEGIN) + ".*?" + re.escape(_END)
    if len(re.findall(pattern, text, flags=re.DOTALL)) != 1:
        raise ValueError(f"the README needs the line {_BEGIN.strip()} once, and {_END} after it")
    return re.sub(pattern, lambda _: _BEGIN + markdown(session) + _END, text, flags=re.DOTALL)


def _wanted(one: Comparison) -> str:
    """What is wanted, and whether it is reached."""
    if one.wanted is None:
        return ""
    return f"at {'least' if one.quicker else 'most'} {one.wanted:g}, {'reached' if one.holds else 'missed'}"


def _row(row: Sequence[str]) -> str:
    return "| " + " | ".join(row) + " |"


def _adverb(one: Comparison) -> str:
    return "quick" if one.quicker else "long"


def _times(ratio: float) -> str:
    """A ratio to two digits, or three where the first is a 1.

    Examples
    --------
    >>> [_times(r) for r in (0.987, 1.234, 2.345, 12.345, 41.23, 118.7, 1234.5)]
    ['0.99', '1.23', '2.3', '12.3', '41', '119', '1,230']
    """
    digits = 3 if f"{ratio:e}"[0] == "1" else 2
    rounded = float(f"{ratio:.{digits - 1}e}")
    after = max(0, digits - len(f"{int(rounded)}")) if rounded >= 1 else digits
    return f"{rounded:,.{after}f}"


def _rounded(value: Any) -> Any:
    """JSON to read: five digits say all that a stopwatch knows."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return float(f"{value:.5g}") if isinstance(value, float) else value
