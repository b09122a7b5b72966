"""How a figure becomes a picture: Matplotlib's own renderers, with letters measured once and drawn a line at a time.

Most of the time that a chart takes goes into its letters. The pictures are those of Matplotlib's canvases, the same
pixels and the same shapes; a test holds them to it.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache, lru_cache
from io import StringIO
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextToPath, text_to_path

try:
    from matplotlib.backends.backend_agg import get_hinting_flag
    from matplotlib.ft2font import LoadFlags, RenderMode
except ImportError:  # another Matplotlib, which draws letters in its own way
    _KNOWN = False
else:
    _KNOWN = matplotlib.__version__.split(".")[:2] == ["3", "11"]
"""Whether this is the Matplotlib whose way with letters is known; any other draws them in its own way, more slowly."""

DOTS = 72
"""Dots an inch of a PNG, which are the units an inch of an SVG."""

_FINE = 144
"""Dots an inch at which texts are measured that have to fit: fine enough to hold at any size of the picture."""

_UPRIGHT = np.array([[0x10000, 0], [0, 0x10000]])
"""The matrix that leaves letters as they are, in FreeType's sixty-five thousandths."""

_SIXTY_FOURTH = 64
"""FreeType's units in a point: in these, outlines are whole numbers."""

_SEGMENTS: dict[Any, str] = {
    Path.MOVETO: "M",
    Path.LINETO: "L",
    Path.CURVE3: "Q",
    Path.CURVE4: "C",
    Path.CLOSEPOLY: "z",
}
"""What SVG calls the parts of an outline."""


class _Pixels(RendererAgg):
    """Agg, which sets the size of a font once a line; to set it once a letter runs the font's program each time."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        if ismath:
            return _three(super().get_text_width_height_descent(s, prop, ismath))
        return _measured(s, prop.get_size_in_points(), prop.get_weight(), self.dpi)

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        if ismath or angle or not _KNOWN:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        flags, height = get_hinting_flag(), int(self.height)
        for letter in self._prepare_font(prop)._layout(s, flags=flags):
            # FreeType's y is upwards, in sixty-fourths of a pixel.
            place = [round(64 * (x + letter.x)), round(64 * (self.height - y + letter.y))]
            letter.ft_object._set_transform(_UPRIGHT, place)
            bitmap = letter.ft_object._render_glyph(letter.glyph_index, flags, RenderMode.NORMAL)
            buffer = bitmap.buffer
            self._renderer.draw_text_image(buffer, bitmap.left, height - bitmap.top + buffer.shape[0], 0, gc)


class _Shapes(RendererSVG):
    """SVG, with letters measured once whatever their size, and their outlines worked out once for all charts."""

    def __init__(self, width: float, height: float, written: StringIO, **more: Any) -> None:
        super().__init__(width, height, written, **more)
        self._written = written

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        if ismath:
            return _three(super().get_text_width_height_descent(s, prop, ismath))
        scale = prop.get_size_in_points() / TextToPath.FONT_SCALE
        width, height, descent = _unhinted(s, prop.get_weight())
        return width * scale, height * scale, descent * scale

    def _draw_text_as_path(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: Any, mtext: Any = None
    ) -> None:
        if ismath or angle or not _KNOWN or gc.get_alpha() != 1:
            super()._draw_text_as_path(gc, x, y, s, prop, angle, ismath, mtext)
            return
        # After a comment no tag is left open, so that what follows may be written as it is.
        self.writer.comment(s)
        scale = _short(prop.get_size_in_points() / TextToPath.FONT_SCALE)
        place = f"translate({_short(x)} {_short(y)}) scale({scale} -{scale})"
        self._written.write(f'<g style="fill: {rgb2hex(gc.get_rgb())}" transform="{place}">\n')
        letters = _letters(s, prop.get_weight())
        new = {letter: outline for letter, outline, _ in letters if letter not in self._glyph_map}
        if new:
            self._glyph_map.update(new)
            defined = "".join(
                f'<path id="{id}" d="{outline}" transform="scale({_short(1 / _SIXTY_FOURTH)})"/>\n'
                for id, outline in new.items()
            )
            self._written.write(f"<defs>\n{defined}</defs>\n")
        self._written.writelines(f'<use xlink:href="#{letter}" {at}/>\n' for letter, _, at in letters)
        self._written.write("</g>\n")


def text_inches(text: str, size: float, weight: int | str) -> float:
    """Width of a line of text in the house's font."""
    return _measured(text, size, weight, _FINE)[0] / _FINE


@lru_cache(maxsize=4096)
def _measured(text: str, size: float, weight: int | str, dots: float) -> tuple[float, float, float]:
    """Width, height and descent of a line of text in dots; kept, as texts come again."""
    font = FontProperties(size=size, weight=weight)
    return _three(_ruler(dots).get_text_width_height_descent(text, font, ismath=False))


@lru_cache(maxsize=4096)
def _unhinted(text: str, weight: int | str) -> tuple[float, float, float]:
    """The same as outlines, at the size at which outlines are kept."""
    font = FontProperties(size=TextToPath.FONT_SCALE, weight=weight)
    return _three(text_to_path.get_text_width_height_descent(text, font, ismath=False))


@lru_cache(maxsize=4096)
def _letters(text: str, weight: int | str) -> tuple[tuple[str, str, str], ...]:
    """Each letter of a line of text but blanks: its id, its outline, and where it stands."""
    font = text_to_path._get_font(  # type: ignore[attr-defined]
        FontProperties(size=TextToPath.FONT_SCALE, weight=weight)
    )
    found = []
    for letter in font._layout(text, flags=LoadFlags.NO_HINTING):
        id, outline = _outline(letter.ft_object, letter.glyph_index)
        at = f'x="{_short(letter.x)}"' + (f' y="{_short(letter.y)}"' if letter.y else "")
        if outline:
            found.append((id, outline, at))
    return tuple(found)


@cache
def _outline(font: Any, glyph: Any) -> tuple[str, str]:
    """Id and outline of a letter."""
    font.load_glyph(glyph, flags=LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    path, outline = Path(vertices * _SIXTY_FOURTH, codes), []
    for points, code in path.iter_segments(simplify=False, curves=True):
        outline.append(_SEGMENTS[int(code)] + " ".join(map(_short, points if code != Path.CLOSEPOLY else ())))
    return f"{font.postscript_name}-{glyph:x}".replace(" ", "_"), "".join(outline)


def _short(number: float) -> str:
    """A number as short as it can be written, to a millionth."""
    return f"{number:f}".rstrip("0").rstrip(".")


@cache
def _ruler(dots: float) -> RendererAgg:
    return RendererAgg(1, 1, dots)


def _three(lengths: tuple[Any, Any, Any]) -> tuple[float, float, float]:
    width, height, descent = lengths
    return float(width), float(height), float(descent)


def as_svg(figure: Figure, title: str) -> str:
    """A figure as SVG, as Matplotlib writes it: with its title, and with neither its date nor its maker."""
    written = StringIO()
    wide, high = _size(figure)
    renderer = _Shapes(wide, high, written, metadata={"Title": title, "Date": None, "Creator": None})
    figure.draw(renderer)
    renderer.finalize()
    return written.getvalue()


def as_png(figure: Figure) -> bytes:
    """A figure as PNG, without its maker; as quickly as it can be pressed."""
    wide, high = _size(figure)
    renderer = _Pixels(wide, high, DOTS)
    figure.draw(renderer)
    return _pressed(np.asarray(renderer.buffer_rgba())[:, :, :3])


def _pressed(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Pixels as PNG (RFC 2083): rows as they are, which a chart's even areas press best, and quickly.

    Parameters
    ----------
    pixels : uint8[ROW, COLUMN, COLOUR]
        Red, green and blue; figures are opaque.
    """
    high, wide, _ = pixels.shape
    rows = np.zeros((high, 1 + 3 * wide), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(high, 3 * wide)
    dots = round(DOTS / 0.0254)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", dots, dots, 1)),
        (b"IDAT", zlib.compress(rows.tobytes(), 2)),
        (b"IEND", b""),
    )
    written = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def _size(figure: Figure) -> tuple[float, float]:
    """Width and height of a figure in dots."""
    figure.set_dpi(DOTS)
    wide, high = figure.get_size_inches() * DOTS
    return float(wide), float(high)
