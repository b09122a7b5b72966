"""What reaches the screen: results on standard output, everything else on standard error.

A closed pipe, an old code page and a terminal without colour are ordinary here, not errors.
"""

from __future__ import annotations

import codecs
import os
import shutil
import sys
import time
from typing import TextIO

PLAIN = str.maketrans(
    {"£": "GBP ", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "×": "x"}
    | {"≤": "<=", "≥": ">=", "±": "+/-", "·": "-", "ρ": "rho", "→": "->", "█": "#", "░": ".", "\u00a0": " "}
)
"""What to write for a character that the terminal's code page does not have."""


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
    _write(sys.stdout, text + "\n")


def note(text: str = "") -> None:
    """Print something about the work – progress, a warning, a fault – to standard error."""
    _write(sys.stderr, text + "\n")


def fail(text: str) -> None:
    """Print what went wrong to standard error, marked so that it is found at a glance."""
    note(f"{_in_colour('collabsim:', '1;31')} {text}")


def warn(text: str) -> None:
    """Print a warning to standard error."""
    note(f"{_in_colour('warning:', '33')} {text}")


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
    """A progress bar on standard error, on a terminal, for work that takes more than a second.

    Call it with the trials done and the trials in all; it may be called from several threads.
    """

    WIDTH = 30
    PATIENCE = 1.0
    """Seconds before a bar is worth drawing."""

    def __init__(self, label: str, wanted: bool = True) -> None:
        self.label = label
        self.wanted = wanted and is_terminal(sys.stderr)
        self.started = time.monotonic()
        self.drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Draw the bar at `done` of `total`, at most ten times a second."""
        now = time.monotonic()
        spent = now - self.started
        if not self.wanted or spent < self.PATIENCE or now - self.drawn < 0.1 or not total:
            return
        self.drawn = now
        share = done / total
        filled = round(share * self.WIDTH)
        left = f"{spent * (1 - share) / share:.0f} s left" if share > 0 else ""
        bar = "#" * filled + "." * (self.WIDTH - filled)
        _write(sys.stderr, f"\r{self.label}  [{bar}] {share:4.0%}  {left:<12}")

    def done(self) -> None:
        """Wipe the bar off the screen."""
        if self.drawn:
            _write(sys.stderr, "\r" + " " * (self.WIDTH + len(self.label) + 24) + "\r")
            self.drawn = 0.0
