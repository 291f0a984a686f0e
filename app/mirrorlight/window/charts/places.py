"""Where the pointer was, and where it was pressed, over the screens of this computer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from mirrorlight import desktop
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.i18n import N_, _, filled, ngettext
from mirrorlight.store.rollups import CELL
from mirrorlight.window.charts.figures import Asked, Figures, Monitor, share, spread
from mirrorlight.window.charts.words import in_words
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.window.charts.sheet import Sheet

_WHERE = (
    (N_("in the upper left"), N_("in the upper middle"), N_("in the upper right")),
    (N_("in the middle on the left"), N_("in the middle"), N_("in the middle on the right")),
    (N_("in the lower left"), N_("in the lower middle"), N_("in the lower right")),
)


def monitors() -> tuple[Monitor, ...]:
    """The screens of this computer; none where the desktop does not tell. Any thread."""
    here = desktop.current()
    try:
        return tuple(
            Monitor(one.number, one.rect.x, one.rect.y, one.rect.width, one.rect.height) for one in here.monitors()
        )
    except DesktopGone:
        return ()
    finally:
        here.close()


@dataclass(slots=True, repr=False)
class PointerFigures(Figures):
    """Samples of the pointer by cells of 40 pixels. It tells where it is while it moves, not while it rests."""

    cells: dict[tuple[int, int], int] = field(default_factory=dict)
    screens: tuple[Monitor, ...] = ()

    id: ClassVar[str] = "pointer"
    title: ClassVar[str] = N_("Pointer")
    heads: ClassVar[tuple[str, ...]] = (
        N_("From the left, px"), N_("From the top, px"), N_("Places told"), N_("Share")
    )  # fmt: skip
    right: ClassVar[tuple[int, ...]] = (2, 3)
    channels: ClassVar[tuple[str, ...]] = ("pointer",)
    nothing: ClassVar[str] = N_("No movement of the pointer is stored of this time")

    @classmethod
    def load(cls, asked: Asked) -> Figures:
        cells: Counter[tuple[int, int]] = Counter()
        for _day, since, until in asked.days():
            cells.update(cls._cells(asked, since, until))
        return cls(asked.period, asked.now, dict(cells), monitors(), missing=asked.missing("pointer"))

    @classmethod
    def _cells(cls, asked: Asked, since: int, until: int) -> dict[tuple[int, int], int]:
        return asked.reader.places(since, until)

    @property
    def empty(self) -> bool:
        return not self.cells

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.cells.values())

    def sentence(self) -> list[Part]:
        where = _(self._most())
        told = ngettext("{n} place", "{n} places", self.total).format(n=count(self.total))
        words = _("{when} Mirrorlight holds {places} of the pointer’s way. Most of them lie {where}.")
        return filled(words, when=in_words(self.period), places=(told, True), where=(where, True))

    def _most(self) -> str:
        left, top, width, height = self.bounds()
        thirds: Counter[tuple[int, int]] = Counter()
        for (x, y), number in self.cells.items():
            across = ((x + 0.5) * CELL - left) * 3 / width
            down = ((y + 0.5) * CELL - top) * 3 / height
            thirds[min(2, max(0, int(down))), min(2, max(0, int(across)))] += number
        down, across = max(thirds, key=lambda third: thirds[third])
        return _WHERE[int(down)][int(across)]

    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of all screens, and of what lies beside them, px."""
        boxes = [(one.x, one.y, one.x + one.width, one.y + one.height) for one in self.screens]
        beside = [
            (x * CELL, y * CELL, (x + 1) * CELL, (y + 1) * CELL)
            for x, y in self.cells
            if not any(low <= x * CELL < high and up <= y * CELL < down for low, up, high, down in boxes)
        ]
        boxes += beside
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        return left, top, max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - top

    def rows(self) -> list[list[Cell]]:
        total = self.total
        ordered = sorted(self.cells.items(), key=lambda item: (-item[1], item[0]))
        return [
            [
                Cell(_span(x), sort=x), Cell(_span(y), sort=y), Cell(count(number), sort=number),
                Cell(share(number, total), sort=number),
            ]
            for (x, y), number in ordered
        ]  # fmt: skip

    def draw(self, sheet: Sheet) -> None:
        import numpy as np
        from matplotlib.patches import Rectangle

        axes = sheet.axes(12, 110, 4)
        axes.spines["bottom"].set_visible(False)
        left, top, width, height = self.bounds()
        first, row = left // CELL, top // CELL
        across, down = -(-(left + width) // CELL) - first, -(-(top + height) // CELL) - row
        field_ = np.zeros((down, across, 4))
        places = list(self.cells.items())
        for ((x, y), _number), strength in zip(places, spread([number for _place, number in places]), strict=True):
            field_[y - row, x - first] = (*sheet.look.tint(0.08 + 0.92 * strength), 1.0)
        colors = sheet.look.colors
        for one in self.screens:
            ground = Rectangle((one.x, one.y), one.width, one.height, facecolor=colors["track"], edgecolor="none")
            axes.add_patch(ground)
        extent = (first * CELL, (first + across) * CELL, (row + down) * CELL, row * CELL)
        axes.imshow(field_, extent=extent, interpolation="nearest", aspect="equal", zorder=2)
        for one in self.screens:
            for width_, ink in ((4, "base"), (1.5, "ink2")):
                frame = Rectangle(
                    (one.x, one.y), one.width, one.height, facecolor="none", edgecolor=colors[ink],
                    linewidth=sheet.px(width_), zorder=3,
                )  # fmt: skip
                axes.add_patch(frame)
            name = _("Screen {n}").format(n=one.number) if len(self.screens) > 1 else ""
            axes.text(one.x + one.width / 2, one.y - height / 60, sheet.shown(name), ha="center", **sheet.font(11.5))
        pad = max(width, height) / 100
        axes.set_xlim(left - pad, left + width + pad)
        axes.set_ylim(top + height + pad, top - pad * (4 if len(self.screens) > 1 else 1))
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_anchor("NW")
        scale_of_ink(sheet, max(self.cells.values()), _(self.heads[2]))


def _span(cell: int) -> str:
    return f"{cell * CELL} – {(cell + 1) * CELL - 1}"


def scale_of_ink(sheet: Sheet, largest: int, name: str, words: Any = count, *, even: bool = False) -> None:
    """Which strength of ink stands for how many, on the right. `even`: in proportion, else by the square root."""
    from matplotlib.patches import Rectangle

    axes = sheet.axes(sheet.width / sheet.look.scale - 100, 0, 4)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(0, 100)
    axes.set_ylim(14, 0)
    axes.text(0, 0.6, sheet.shown(name), va="center", **sheet.font(11))
    shown: list[int] = []
    for number in range(5):
        strength = (4 - number) / 4
        amount = round(largest * (strength if even else strength**2))
        if amount in shown:
            continue
        shown.append(amount)
        color = sheet.look.tint(strength if even or not amount else 0.08 + 0.92 * (amount / largest) ** 0.5)
        line = 1.3 + len(shown) - 1
        axes.add_patch(
            Rectangle((0, line), 14, 0.8, facecolor=color, edgecolor=sheet.look.colors["line2"], linewidth=sheet.px(1))
        )
        axes.text(20, line + 0.42, words(amount), va="center", **sheet.font(11))


@dataclass(slots=True, repr=False)
class ClickFigures(PointerFigures):
    """Presses of the pointer's buttons by the same cells."""

    id: ClassVar[str] = "clicks"
    title: ClassVar[str] = N_("Clicks")
    heads: ClassVar[tuple[str, ...]] = (N_("From the left, px"), N_("From the top, px"), N_("Clicks"), N_("Share"))
    nothing: ClassVar[str] = N_("No click is stored of this time")

    @classmethod
    def _cells(cls, asked: Asked, since: int, until: int) -> dict[tuple[int, int], int]:
        return asked.reader.clicks(since, until)

    def sentence(self) -> list[Part]:
        told = ngettext("{n} time", "{n} times", self.total).format(n=count(self.total))
        words = _("{when} you clicked {times}. Most of the clicks lie {where}.")
        return filled(words, when=in_words(self.period), times=(told, True), where=(_(self._most()), True))
