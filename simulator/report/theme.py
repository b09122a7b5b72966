"""The two colours of charts and page: the house's own, or a council's from a small file, kept legible.

A theme is a TOML file of at most two keys, ``tested`` and ``submitted``, each a colour such as ``"#0b3c6f"``. A colour
that is too pale to be read as text on white is darkened, keeping its hue, and a note says so. Two colours that
colour-blind readers could not tell apart are refused: lines and words tell the two views apart as well, but a chart is
read faster than its labels.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.findings.wording import plain

LEAST_CONTRAST = 4.5
"""Contrast with white that the Web Content Accessibility Guidelines 2.2 ask of text at level AA."""

LEAST_DIFFERENCE = 0.1
"""Distance in OKLab between the two colours; some five times what can just be seen between two patches side by side."""

_WEIGHTS = (0.2126, 0.7152, 0.0722)
"""Luminance of red, green and blue, of the same guidelines."""

_BAND_LUMINANCE = (0.754, 0.587, 0.415, 0.276)
"""Of the house's own bands, outermost first; the bands of a council's colour are as pale."""

_BRIGHTENED = 3.0
"""How much brighter a colour is made at most before it is mixed with white, as the house's own blue is."""

_VISION = {
    "all readers": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "readers who do not see red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "readers who do not see green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "readers who do not see blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What linear red, green and blue become to whom: Machado, Oliveira and Fernandes (2009), severity 1."""

_KEYS = ("tested", "submitted")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class ThemeError(Exception):
    """A theme that cannot be read or would not be legible; the message says what to do."""


@dataclass(frozen=True)
class Theme:
    """Colours of tested figures and of those as submitted.

    Attributes
    ----------
    tested, submitted : str
        ``#rrggbb``, dark enough to be read as text on white.
    tested_bands, submitted_bands : tuple of str
        Four shades each, from the outermost band of a fan inwards, which also read in grey.
    notes : tuple of str
        What was changed to keep the colours legible.
    """

    tested: str
    submitted: str
    tested_bands: tuple[str, ...]
    submitted_bands: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def as_record(self) -> dict[str, str]:
        """The two colours, for the record of a run."""
        return {"tested": self.tested, "submitted": self.submitted}

    @staticmethod
    def of_record(kept: Mapping[str, Any] | None) -> Theme:
        """The theme that a run was drawn in, from its record; the house's own where it says nothing.

        Raises
        ------
        ThemeError
            If the record holds something else than colours.
        """
        return HOUSE if kept is None else theme_of(kept, "the run's record")


HOUSE = Theme(
    tested="#0b3c6f",
    submitted="#b3470b",
    tested_bands=("#d5e3f1", "#b0cde7", "#86b1d9", "#5b94c8"),
    submitted_bands=("#f7e0cd", "#f0c9a8", "#e8b083", "#df965d"),
)
"""Blue and orange, which all readers tell apart."""


def read_theme(path: Path) -> Theme:
    """Read a theme from a file.

    Parameters
    ----------
    path : Path
        TOML, UTF-8.

    Raises
    ------
    ThemeError
        If it cannot be read, says something else than colours, or the two look alike.
    """
    name = plain(str(path), 200)
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ThemeError(f"the theme {name} cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise ThemeError(f"the theme {name} is not text in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f'the theme {name} is not TOML: {error}; write tested = "#0b3c6f"') from error
    return theme_of(said, f"the theme {name}")


def theme_of(said: Mapping[str, Any], where: str) -> Theme:
    """A theme from its keys; one that is not given is the house's.

    Parameters
    ----------
    said : mapping of str to colour
    where : str
        What messages call the place that they come from.
    """
    unknown = [key for key in said if key not in _KEYS]
    if unknown:
        raise ThemeError(f"{where} has '{plain(unknown[0], 60)}'; it can have {' and '.join(_KEYS)}, nothing else")
    if all(_is_house(said, key) for key in _KEYS):
        return HOUSE
    notes, colours = [], {}
    for key in _KEYS:
        given = _hex(said.get(key, getattr(HOUSE, key)), key, where)
        colours[key] = legible(given)
        if colours[key] != given:
            notes.append(
                f"{where}: {key} = {given} is too pale to read on white ({contrast(given):.1f} to 1, where "
                f"{LEAST_CONTRAST} is the least); darkened to {colours[key]}"
            )
    for who, vision in _VISION.items():
        if _difference(colours["tested"], colours["submitted"], vision) < LEAST_DIFFERENCE:
            raise ThemeError(
                f"{where}: {who} could not tell tested ({colours['tested']}) from submitted "
                f"({colours['submitted']}); choose one darker, or of another hue"
            )
    bands = {key: getattr(HOUSE, f"{key}_bands") if _is_house(said, key) else _bands(colours[key]) for key in _KEYS}
    return Theme(colours["tested"], colours["submitted"], bands["tested"], bands["submitted"], tuple(notes))


def contrast(colour: str) -> float:
    """Contrast of a colour with white, from 1 to 21, as the Web Content Accessibility Guidelines define it.

    >>> round(contrast("#000000"), 1), round(contrast("#ffcc00"), 2)
    (21.0, 1.51)
    """
    return 1.05 / (luminance(colour) + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    return sum(weight * channel for weight, channel in zip(_WEIGHTS, _linear(colour), strict=True))


def legible(colour: str) -> str:
    """The colour, darkened as little as makes it legible on white.

    >>> legible("#0b3c6f"), contrast(legible("#ffcc00")) >= LEAST_CONTRAST
    ('#0b3c6f', True)
    """
    wanted = 1.05 / LEAST_CONTRAST - 0.05
    factor = wanted / max(luminance(colour), wanted)
    found = colour
    # Rounding to 256 steps can miss the mark by a hair.
    while contrast(found) < LEAST_CONTRAST:
        found = _of_linear([channel * factor for channel in _linear(colour)])
        factor *= 0.995
    return found


def _is_house(said: Mapping[str, Any], key: str) -> bool:
    return said.get(key) in (None, getattr(HOUSE, key))


def _hex(value: Any, key: str, where: str) -> str:
    """A colour as ``#rrggbb`` in small letters."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        shown = plain(str(value), 40)
        raise ThemeError(f'{where}: {key} is {shown}, not a colour; write it in six digits, such as "#0b3c6f"')
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _bands(colour: str) -> tuple[str, ...]:
    """Four shades of the colour's hue, as pale as the house's."""
    channels = _linear(colour)
    # A dark colour mixed with white goes grey; brightened first, it keeps its hue in the palest band.
    factor = min(_BRIGHTENED, 1 / max(*channels, 1e-3))
    bright = [channel * factor for channel in channels]
    found = []
    for wanted in _BAND_LUMINANCE:
        own = sum(map(float.__mul__, _WEIGHTS, bright))
        white = max((wanted - own) / (1 - own), 0.0)
        dimmed = min(wanted / own, 1.0) if own else 1.0
        found.append(_of_linear([channel * dimmed + (1 - channel) * white for channel in bright]))
    return tuple(found)


def _linear(colour: str) -> list[float]:
    """Red, green and blue in proportion to light, from 0 to 1 (IEC 61966-2-1)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def _of_linear(channels: list[float]) -> str:
    found = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in channels]
    return "#" + "".join(f"{round(255 * c):02x}" for c in found)


def _difference(one: str, other: str, vision: tuple[tuple[float, ...], ...]) -> float:
    """How far apart two colours look, in OKLab, to a reader of this vision."""

    def seen(colour: str) -> tuple[float, ...]:
        channels = _linear(colour)
        return _oklab([min(max(sum(map(float.__mul__, row, channels)), 0.0), 1.0) for row in vision])

    return math.dist(seen(one), seen(other))


def _oklab(rgb: list[float]) -> tuple[float, ...]:
    """Lightness and two axes of hue, in which equal distances look equally different (Ottosson 2020)."""
    r, g, b = rgb
    cones = (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
        0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
    )
    long, middle, short = (cone ** (1 / 3) for cone in cones)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
