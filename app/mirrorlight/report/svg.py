"""Writes SVG that every viewer draws alike: rectangles, paths, text; no pattern, no style sheet, no reference."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from mirrorlight import assets
from mirrorlight.report import look

_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class Svg:
    """One drawing. Coordinates are its own pixels, from its upper left corner."""

    def __init__(self, width: float, height: float, title: str, words: str) -> None:
        self.width, self.height, self._title, self._words = width, height, title, words
        self._parts: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "", dash: str = ""
    ) -> None:
        """A rectangle; `stroke` is drawn half a pixel inside it."""
        if stroke:
            x, y, width, height = x + 0.5, y + 0.5, width - 1, height - 1
        line = f' stroke="{stroke}"' + (f' stroke-dasharray="{dash}"' if dash else "") if stroke else ""
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"{line}/>'
        )

    def bars(self, bars: list[tuple[float, float, float, float]], fill: str) -> None:
        """Many rectangles (x, y, width, height) of one colour."""
        if bars:
            d = "".join(f"M{_n(x)} {_n(y)}h{_n(w)}v{_n(h)}h{_n(-w)}z" for x, y, w, h in bars)
            self._parts.append(f'<path d="{d}" fill="{fill}"/>')

    def line(self, x: float, y: float, to_x: float, to_y: float, stroke: str, width: float = 1) -> None:
        self.shape(f"M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}", stroke=stroke, width=width)

    def shape(self, d: str, fill: str = "none", stroke: str = "", width: float = 1) -> None:
        """A path."""
        line = f' stroke="{stroke}" stroke-width="{_n(width)}"' if stroke else ""
        self._parts.append(f'<path d="{d}" fill="{fill}"{line}/>')

    def text(
        self, x: float, y: float, text: str, size: float = 11, fill: str = look.INK2, anchor: str = "start"
    ) -> None:
        """A line of text on the baseline `y`."""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{fill}" text-anchor="{anchor}">'
            f"{escape(text)}</text>"
        )

    def icon(self, name: str, x: float, y: float, size: float, stroke: str = look.INK2) -> None:
        """One of the program's icons."""
        self._parts.append(
            f'<g transform="translate({_n(x)} {_n(y)}) scale({_n(size / 16)})" fill="none" stroke="{stroke}"'
            f' stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">{inner(name)}</g>'
        )

    def done(self) -> str:
        """The whole, with its title and description for assistive technology."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
            f' width="{_n(self.width)}" height="{_n(self.height)}" font-family="{escape(look.FONTS)}">'
            f"<title>{escape(self._title)}</title><desc>{escape(self._words)}</desc>{''.join(self._parts)}</svg>"
        )


@lru_cache(maxsize=64)
def inner(name: str) -> str:
    """What stands inside an icon's file."""
    found = _INNER.search(assets.path(f"icons/{name}.svg").read_text("utf-8"))
    return "" if found is None else " ".join(found[1].split())


def mark(size: float) -> str:
    """Mirrorlight's mark with an empty lens: on paper nothing is recorded."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="{_n(size)}" height="{_n(size)}"'
        f' aria-hidden="true"><path fill-rule="evenodd" fill="{look.INK}" d="M2 11.5a10 10 0 0 1 20 0v7H2z'
        f'M6 11.5a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"/><path fill="{look.INK}" d="M2 20h20v2.5H2z"/></svg>'
    )


def square(kind: str, size: float = 10) -> str:
    """The mark of a product's value: full, half, empty, or a question mark. Squares: discs belong to the lamp."""
    inside = {
        "full": f'<path fill="{look.INK}" d="M0 0h10v10H0z"/>',
        "half": f'<path fill="none" stroke="{look.INK}" d="M.5 .5h9v9h-9z"/><path fill="{look.INK}" d="M0 10V0h10z"/>',
        "empty": f'<path fill="none" stroke="{look.INK}" d="M.5 .5h9v9h-9z"/>',
        "unknown": f'<path fill="none" stroke="{look.INK3}" stroke-width="1.4" d="M2.5 3a2.5 2.2 0 1 1 2.5 2.4v1.4"/>'
        f'<path fill="{look.INK3}" d="M4.2 8.4h1.6v1.6h-1.6z"/>',
    }[kind]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="{_n(size)}" height="{_n(size)}"'
        f' aria-hidden="true">{inside}</svg>'
    )


def channel_icon(name: str, size: float = 13) -> str:
    """A channel's icon as a drawing of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="{_n(size)}" height="{_n(size)}"'
        f' fill="none" stroke="{look.INK2}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"'
        f' aria-hidden="true">{inner(name)}</svg>'
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
