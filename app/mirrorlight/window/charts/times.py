"""How long keys were held, and how long it took to the next: the distributions of dwell and flight time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from mirrorlight.i18n import N_, _, filled
from mirrorlight.insight import rhythm
from mirrorlight.window.charts.figures import Asked, Figures
from mirrorlight.window.charts.words import in_words
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import count, decimal

if TYPE_CHECKING:
    from mirrorlight.window.charts.sheet import Sheet

DWELL, FLIGHT = (10, 300), (20, 800)
"""Width of a bin and where the picture ends, ms."""


@dataclass(slots=True, repr=False)
class TimeFigures(Figures):
    """Dwell and flight times by ms, as `insight.rhythm` defines them."""

    rhythm: rhythm.Rhythm = field(default_factory=rhythm.Rhythm)

    id: ClassVar[str] = "times"
    title: ClassVar[str] = N_("Dwell and flight time")
    heads: ClassVar[tuple[str, ...]] = (N_("Time"), N_("ms"), N_("Keys"))
    right: ClassVar[tuple[int, ...]] = (1, 2)
    channels: ClassVar[tuple[str, ...]] = ("keyboard",)
    nothing: ClassVar[str] = N_("No key is stored of this time")

    @classmethod
    def load(cls, asked: Asked) -> Figures:
        gaps = asked.gap_starts()
        made = cls(asked.period, asked.now, missing=asked.missing("keyboard"))
        for _day, since, until in asked.days():
            made.rhythm.add(asked.reader.presses(since, until), gaps)
        return made

    @property
    def empty(self) -> bool:
        return not self.rhythm.dwell and not self.rhythm.flight

    def sentence(self) -> list[Part]:
        dwell, flight = rhythm.median(self.rhythm.dwell), rhythm.median(self.rhythm.flight)
        if flight is None:
            words = _("{when} you held a key for {held} (median).")
        elif dwell is None:
            words = _("{when} you pressed the next key after {next} (median).")
        else:
            words = _("{when} you held a key for {held} and pressed the next one after {next} (medians).")
        parts = filled(words, when=in_words(self.period), held=(_ms(dwell or 0), True), next=(_ms(flight or 0), True))
        return [*parts, " ", _("Such times tell people apart; those of password fields are not kept.")]

    def rows(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        for name, counts, (width, most) in self._both():
            middle = rhythm.median(counts)
            if middle is None:
                continue
            rows.append([Cell(_("{name}, median").format(name=name), weight=500), Cell(_ms(middle)[:-3], weight=500),
                         Cell(count(sum(counts.values())), weight=500)])  # fmt: skip
            bins, beyond = rhythm.binned(counts, width, most)
            for number, amount in enumerate(bins):
                if amount:
                    span = f"{number * width} – {number * width + width - 1}"
                    rows.append([Cell(name), Cell(span, sort=number), Cell(count(amount), sort=amount)])
            if beyond:
                rows.append([Cell(name), Cell(_("{n} and more").format(n=most)), Cell(count(beyond), sort=beyond)])
        return rows

    def _both(self) -> list[tuple[str, Counter[int], tuple[int, int]]]:
        return [(_("Dwell time"), self.rhythm.dwell, DWELL), (_("Flight time"), self.rhythm.flight, FLIGHT)]

    def draw(self, sheet: Sheet) -> None:
        for number, (name, counts, (width, most)) in enumerate(self._both()):
            bins, beyond = rhythm.binned(counts, width, most)
            axes = sheet.axes(64, 24, 50, 22, share=(number / 2, (number + 1) / 2))
            axes.bar(
                [width * place for place in range(len(bins))], bins, width=width * 0.86, align="edge",
                color=sheet.look.colors["bar"], zorder=2,
            )  # fmt: skip
            highest = max([*bins, 1])
            middle = rhythm.median(counts)
            if middle is not None:
                axes.axvline(min(middle, most), color=sheet.look.colors["ink"], linewidth=sheet.px(1.5), zorder=3,
                             linestyle=(0, (4, 2)))  # fmt: skip
                words = " " + _("median {ms}").format(ms=_ms(middle)) + " "
                side = "left" if middle < 0.6 * most else "right"
                axes.text(min(middle, most), highest * 1.1, words, ha=side, va="center", **sheet.font(11.5, "ink"))
            axes.set_xlim(0, most)
            axes.set_ylim(0, highest * 1.2)
            sheet.grid(axes)
            unit = _("ms; {n} keys took longer").format(n=count(beyond)) if beyond else _("ms")
            sheet.label(axes, unit, _("{name}: keys").format(name=name))


def _ms(value: float) -> str:
    return _("{n} ms").format(n=f"{value:.0f}" if value == round(value) else decimal(value))
