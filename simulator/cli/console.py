"""What reaches the screen: results on standard output, everything else on standard error.

A closed pipe, an old code page and a terminal without colour are ordinary here, not errors.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from simulator.cli import process

PLAIN = str.maketrans(
    {"£": "GBP ", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "×": "x"}
    | {"≤": "<=", "≥": ">=", "±": "+/-", "·": "-", "ρ": "rho", "→": "->", "█": "#", "░": ".", "\u00a0": " "}
)
"""What to write for a character that the terminal's code page does not have."""

MARKS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""What is not shown but acts: control characters, with which a case's title could steer the terminal, and marks of
direction, which reverse what they stand in. Tab and line feed are not among them."""

WIDEST = 100
"""Columns of a line of text; longer ones are hard to follow."""


def _write_plainly(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the plain spelling of what cannot be encoded, a question mark where there is none."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(PLAIN)
    return "".join(letter if letter.isascii() else "?" for letter in plain), error.end


def make_printable() -> None:
    """Let standard output and error take any text, whatever their code page: £ may become GBP, but nothing fails."""
    codecs.register_error("collabsim.plain", _write_plainly)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="collabsim.plain")


def say(text: str = "") -> None:
    """Print a result to standard output."""
    _write(sys.stdout, MARKS.sub("", text) + "\n")


def note(text: str = "") -> None:
    """Print something about the work – progress, a warning, a fault – to standard error."""
    _write(sys.stderr, MARKS.sub("", text) + "\n")


def fail(text: str) -> None:
    """Print what went wrong to standard error, marked so that it is found at a glance."""
    _write(sys.stderr, f"{_in_colour('collabsim:', '1;31')} {MARKS.sub('', text)}\n")


def warn(text: str) -> None:
    """Print a warning to standard error."""
    _write(sys.stderr, f"{_in_colour('warning:', '33')} {MARKS.sub('', text)}\n")


def _in_colour(text: str, code: str) -> str:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not is_terminal(sys.stderr):
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person is looking at `stream`."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def width() -> int:
    """Return the columns for text on standard output: the terminal's, never more than are easily read."""
    return min(shutil.get_terminal_size().columns, WIDEST) if is_terminal(sys.stdout) else WIDEST


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _close_quietly(stream)
    except OSError as error:
        # Windows reports a closed pipe as an invalid argument.
        if error.errno != 22:
            raise
        _close_quietly(stream)


def _close_quietly(stream: TextIO) -> None:
    """Send the rest of `stream` nowhere, so that Python's own flush at exit has nothing to complain of."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def mute() -> None:
    """Send the rest of standard output nowhere: its reader has gone."""
    _close_quietly(sys.stdout)


def flush() -> None:
    """Write out what is still waiting, if anyone is left to read it."""
    for stream in (sys.stdout, sys.stderr):
        _write(stream, "")


class Progress:
    """How far the work is, on standard error, on a terminal, once it takes more than a second.

    `wanted` is whether the user wants to hear of it at all. Call it with the trials done and the trials in all; name
    the stages that have no trials to count with `stage`.
    """

    BAR = 30
    PATIENCE = 1.0
    """Seconds before anything is worth drawing."""

    def __init__(self, wanted: bool = True) -> None:
        self.wanted = wanted
        self.drawable = wanted and is_terminal(sys.stderr)
        self.begun = time.monotonic()
        self.first: tuple[float, int] | None = None
        self.drawn_at = 0.0
        self.drawn = 0

    def __call__(self, done: int, total: int) -> None:
        """Draw the bar at `done` of `total`, at most ten times a second."""
        now = time.monotonic()
        if self.first is None:
            # What came before, compilation above all, says nothing of how long the rest will take.
            self.first = (now, done)
        if not total or now - self.drawn_at < 0.1:
            return
        self.drawn_at = now
        since, before = self.first
        left = f"{_spoken((now - since) * (total - done) / (done - before))} left" if done > before else ""
        filled = round(done / total * self.BAR)
        self._draw(f"Simulating  [{'#' * filled}{'.' * (self.BAR - filled)}] {done / total:4.0%}  {left}")

    def again(self) -> None:
        """Begin once more: what was done so far says nothing of how long this will take."""
        self.first = None

    def stage(self, doing: str) -> None:
        """Say what is being done now."""
        self._draw(f"{doing} ...")

    def done(self) -> None:
        """Wipe what was drawn off the screen."""
        if self.drawn:
            _write(sys.stderr, "\r" + " " * self.drawn + "\r")
            self.drawn = 0

    def _draw(self, text: str) -> None:
        if self.drawable and time.monotonic() - self.begun >= self.PATIENCE:
            _write(sys.stderr, "\r" + text.ljust(self.drawn))
            self.drawn = len(text)


def _spoken(seconds: float) -> str:
    """A length of time as one would say it of a wait."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes / 60:.1f} h"


@contextmanager
def progress(wanted: bool) -> Iterator[Progress]:
    """Yield a `Progress` for the block, wiped off the screen however the block ends.

    The work begins here: until now the process was only starting (`simulator.cli.process`).
    """
    telling = Progress(wanted)
    process.at_work()
    try:
        yield telling
    finally:
        telling.done()
