"""A sheet that a chart is drawn on, in the theme's colours: axes, textures of what is missing, and out as pixels or
file. Everything in a thread but `Look.now`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtGui import QFontInfo

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.insight import missing as gone
from mirrorlight.insight.missing import Missing
from mirrorlight.window import tokens
from mirrorlight.window.charts.figures import KIND_WORDS, Figures
from mirrorlight.window.theme import theme
from mirrorlight.wording import length

DPI = 100
"""Logical pixels in an inch of a sheet; everything is given in logical pixels."""
_DRAWING = threading.Lock()
_HATCHES = {gone.PAUSED: "||", gone.FILTERED: "...", gone.NOT_RECORDING: "////", gone.DELETED: ""}
_FOOT, _HEAD = 30, 40
_ready = False


@dataclass(frozen=True)
class Look:
    """The theme as a thread can use it: colours by token, application colours by slot, font, and how large it is."""

    colors: dict[str, str]
    apps: tuple[str, ...]
    other: str
    family: str
    scale: float

    @classmethod
    def now(cls) -> Look:
        """As the theme is. Thread: the GUI's."""
        look = theme()
        names = tokens.LIGHT
        return cls(
            {name: look.color(name).name() for name in names},
            tuple(look.app_color(slot).fill.name() for slot in range(8)),
            look.app_color(None).fill.name(),
            QFontInfo(look.font("Text")).family(),
            look.scale,
        )

    def app(self, slot: int | None) -> str:
        """The colour of an application's slot; None is "other"."""
        return self.other if slot is None else self.apps[slot % 8]

    def tint(self, strength: float) -> tuple[float, float, float]:
        """Ink on the ground: 0 the ground of a lane, 1 full ink."""
        low, high = _rgb(self.colors["track"]), _rgb(self.colors["ink"])
        one, two, three = (a + (b - a) * min(1.0, max(0.0, strength)) for a, b in zip(low, high, strict=True))
        return one, two, three


def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _prepare() -> None:
    """Once: matplotlib as it comes, whatever the person's own settings for it are; nothing in a text is a formula."""
    global _ready
    if _ready:
        return
    import matplotlib

    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        {"text.parse_math": False, "text.usetex": False, "hatch.linewidth": 1.5, "svg.fonttype": "none",
         "svg.hashsalt": "mirrorlight", "axes.unicode_minus": False}
    )  # fmt: skip
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    _ready = True


class Sheet:
    """One picture. `width` and `height` logical pixels; `ratio` device pixels to one of them.

    `title` stands above the picture (a file has one, the page says it itself), `note` and whether the data are
    `synthetic` below it, beside what is missing.
    """

    def __init__(
        self, look: Look, width: int, height: int, ratio: float, *, title: str = "", note: str = "", synthetic: bool
    ) -> None:
        _prepare()
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.look, self.width, self.height = look, width, height
        self._figure = Figure((width / DPI, height / DPI), dpi=DPI * ratio, facecolor=look.colors["base"])
        FigureCanvasAgg(self._figure)
        self._families, self._letters = _fonts(look.family)
        self._top = 8.0
        if title:
            self._top = _HEAD * look.scale
            self._words(8, height - 22 * look.scale, title, 14, "ink", weight="bold")
        self._note = ", ".join(part for part in (note, _("Synthetic demo data") if synthetic else "") if part)

    def px(self, size: float) -> float:
        """A size of type in pixels as matplotlib's points."""
        return size * 72 / DPI * self.look.scale

    def font(self, size: float = 11.5, ink: str = "ink2") -> dict[str, Any]:
        """How words are written."""
        return {"fontfamily": self._families, "fontsize": self.px(size), "color": self.look.colors[ink]}

    def axes(
        self, left: float, right: float = 16, bottom: float = 34, top: float = 0, *,
        share: tuple[float, float] = (0, 1),
    ) -> Any:  # fmt: skip
        """Axes without a frame: margins in logical pixels at the usual size of type, in a share of the sheet's width.

        `top` is the room for what `label` writes above them.
        """
        scale = self.look.scale
        width = self.width
        low, high = share[0] * width + left * scale, share[1] * width - right * scale
        base = (bottom + _FOOT) * scale
        tall = max(20.0, self.height - self._top - top * scale - base)
        place = (low / width, base / self.height, max(20.0, high - low) / width, tall / self.height)
        axes = self._figure.add_axes(place, facecolor="none")
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(self.look.colors["line2"])
        axes.tick_params(length=3, width=1, color=self.look.colors["line2"], labelsize=self.px(11.5), pad=4)
        axes.set_axisbelow(True)
        return axes

    def label(self, axes: Any, x: str = "", y: str = "") -> None:
        """What the axes measure, and the font of their figures."""
        if x:
            axes.set_xlabel(x, labelpad=4, **self.font(11.5, "ink2"))
        if y:
            axes.set_title(y, loc="left", pad=6, **self.font(11.5, "ink2"))
        for words in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            words.set_fontfamily(self._families)
            words.set_color(self.look.colors["ink2"])

    def shown(self, words: str) -> str:
        """Words as they can be drawn: a box for each character that no font here has."""
        return "".join(letter if ord(letter) in self._letters else "□" for letter in words)

    def grid(self, axes: Any, axis: str = "y") -> None:
        """Thin lines across, parallel to the other axis."""
        axes.grid(True, axis=axis, color=self.look.colors["line"], linewidth=self.px(1))

    def texture(self, axes: Any, kind: str, place: tuple[float, float, float, float]) -> None:
        """Fill a rectangle (left, bottom, width, height in the axes' units) with the texture of what is missing."""
        from matplotlib.patches import Rectangle

        x, y, width, height = place
        axes.add_patch(Rectangle((x, y), width, height, **self._paint(kind)))

    def textures(self, axes: Any, missing: Iterable[Missing], since: int, bottom: float, height: float) -> None:
        """The texture of each stretch on an axis of seconds after `since` (UTC µs)."""
        for one in missing:
            place = ((one.since - since) / SECOND, bottom, (one.until - one.since) / SECOND, height)
            self.texture(axes, one.kind, place)

    def _paint(self, kind: str) -> dict[str, Any]:
        colors = self.look.colors
        if kind == gone.DELETED:
            return {
                "facecolor": colors["hole"], "edgecolor": colors["ink3"], "linestyle": (0, (4, 3)),
                "linewidth": self.px(1),
            }  # fmt: skip
        ink = colors["amber_tex" if kind == gone.PAUSED else "tex"]
        return {"facecolor": colors["base"], "edgecolor": ink, "hatch": _HATCHES[kind], "linewidth": 0.0}

    def foot(self, missing: Sequence[Missing]) -> None:
        """The line below the picture: each texture with its word and length, and the note."""
        from matplotlib.patches import Rectangle

        x, scale = 12.0, self.look.scale
        for kind, us in gone.lengths(missing).items():
            swatch = Rectangle((x, 8 * scale), 22 * scale, 13 * scale, transform=None, **self._paint(kind))
            ratio = self._figure.dpi / DPI
            swatch.set_bounds(x * ratio, 8 * scale * ratio, 22 * scale * ratio, 13 * scale * ratio)
            self._figure.add_artist(swatch)
            words = f"{_(KIND_WORDS[kind])} {length(us)}"
            drawn = self._words(x + 28 * scale, 10 * scale, words, 11.5, "ink2")
            x += 28 * scale + drawn.get_window_extent().width / ratio + 20 * scale
        if self._note:
            self._words(self.width - 12, 10 * scale, self._note, 11.5, "ink2", ha="right")

    def _words(self, x: float, y: float, words: str, size: float, ink: str, **more: Any) -> Any:
        return self._figure.text(x / self.width, y / self.height, self.shown(words), **{**self.font(size, ink), **more})

    def pixels(self) -> tuple[bytes, int, int]:
        """The picture: RGBA bytes, width and height in device pixels."""
        canvas: Any = self._figure.canvas
        canvas.draw()
        width, height = canvas.get_width_height()
        return bytes(canvas.buffer_rgba()), int(width), int(height)

    def write(self, path: Path, form: str, title: str) -> None:
        """Write it as "png" or "svg". OSError passes."""
        about = {"Title": title, "Creator": "Mirrorlight", "Date": None} if form == "svg" else {
            "Title": title, "Software": "Mirrorlight"
        }  # fmt: skip
        with path.open("wb") as out:
            self._figure.savefig(out, format=form, dpi=self._figure.dpi, metadata=about)


@lru_cache(maxsize=4)
def _fonts(family: str) -> tuple[list[str], frozenset[int]]:
    """The interface's font where matplotlib finds it, then the one that it brings along; and what they can write."""
    from matplotlib import font_manager

    known = set(font_manager.fontManager.get_font_names())
    families = [name for name in (family, "DejaVu Sans") if name in known]
    letters: set[int] = set()
    for name in families:
        letters.update(font_manager.get_font(font_manager.findfont(name)).get_charmap())
    return families, frozenset(letters)


def drawn(figures: Figures, sheet_of: Callable[[], Sheet]) -> Sheet:
    """Draw figures on the sheet that `sheet_of` makes, one drawing at a time, and give it back."""
    with _DRAWING:
        sheet = sheet_of()
        figures.draw(sheet)
        sheet.foot(figures.missing)
        return sheet
