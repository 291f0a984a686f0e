"""How fast was typed, over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import midnight, to_local
from mirrorlight.i18n import N_, _, filled
from mirrorlight.insight import missing as gone
from mirrorlight.insight import rhythm
from mirrorlight.insight.periods import DAY, WEEK
from mirrorlight.window.charts.activity import KIND_OF_BIN
from mirrorlight.window.charts.figures import Asked, Figures
from mirrorlight.window.charts.words import HOUR, hours, in_words, short_day, short_time
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.window.charts.sheet import Sheet

TEN_MINUTES = 600 * SECOND


@dataclass(slots=True, repr=False)
class Stretch:
    """A stretch of time (UTC µs), and the flights that end in it."""

    since: int
    until: int
    speed: rhythm.Speed


@dataclass(slots=True, repr=False)
class SpeedFigures(Figures):
    """Keys a minute while typing (`insight.rhythm`): by ten minutes of a day, hours of a week, else by days."""

    stretches: list[Stretch] = field(default_factory=list)

    id: ClassVar[str] = "speed"
    title: ClassVar[str] = N_("Typing speed")
    heads: ClassVar[tuple[str, ...]] = (N_("From"), N_("Keys a minute"), N_("Keys counted"))
    right: ClassVar[tuple[int, ...]] = (1, 2)
    channels: ClassVar[tuple[str, ...]] = ("keyboard",)
    nothing: ClassVar[str] = N_("Too few keys are stored of this time to tell a speed")

    @classmethod
    def load(cls, asked: Asked) -> Figures:
        gaps = asked.gap_starts()
        made = cls(asked.period, asked.now, missing=asked.missing("keyboard"))
        for _day, since, until in asked.days():
            width = {DAY: TEN_MINUTES, WEEK: HOUR}.get(asked.period.kind, until - since)
            found = rhythm.speeds(asked.reader.presses(since, until), since, width, gaps)
            for number, begin in enumerate(range(since, min(until, asked.now), width)):
                end = min(begin + width, until)
                made.stretches.append(Stretch(begin, end, found.get(number, rhythm.Speed())))
        return made

    @property
    def empty(self) -> bool:
        return not any(one.speed.per_minute for one in self.stretches)

    def sentence(self) -> list[Part]:
        flights = sum(one.speed.flights for one in self.stretches)
        us = sum(one.speed.us for one in self.stretches)
        fastest = max(self.stretches, key=lambda one: one.speed.per_minute or 0)
        speed = _("{n} keys a minute").format(n=count(round(60 * SECOND * flights / us)))
        return filled(
            _("{when} you typed {speed}, the most ({n}) {at}. Pauses longer than 2 seconds do not count."),
            when=in_words(self.period),
            speed=(speed, True),
            n=count(round(fastest.speed.per_minute or 0)),
            at=self._from(fastest),
        )

    def _from(self, one: Stretch) -> str:
        if self.period.kind == DAY:
            return _("from {time} on").format(time=short_time(one.since))
        return _("on {when}").format(when=self._when(one))

    def _when(self, one: Stretch) -> str:
        day = short_day(to_local(one.since).date())
        if self.period.kind == DAY:
            return short_time(one.since)
        return _("{day}, {time}").format(day=day, time=short_time(one.since)) if self.period.kind == WEEK else day

    def rows(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        for one in self.stretches:
            speed = one.speed.per_minute
            if speed is not None:
                figure = Cell(count(round(speed)), sort=speed)
            elif one.speed.flights:
                figure = Cell(_("too few keys"), ink="ink2")
            else:
                kind = gone.covering(self._near(one), one.since, one.until)
                if not kind or (kind == gone.NOT_RECORDING and self.period.kind == DAY):
                    continue
                figure = Cell(_(KIND_OF_BIN[kind]), ink="ink2")
            number = one.speed.flights
            counted = Cell(count(number) if number else "", sort=number)
            rows.append([Cell(self._when(one), sort=one.since), figure, counted])
        return rows

    def _near(self, one: Stretch) -> list[gone.Missing]:
        return [each for each in self.missing if each.since < one.until and each.until > one.since]

    def draw(self, sheet: Sheet) -> None:
        told = [(one, one.speed.per_minute) for one in self.stretches]
        if self.period.kind in (DAY, WEEK):
            worth = [one for one, speed in told if speed is not None]
            start, end = worth[0].since // HOUR * HOUR, -(-worth[-1].until // HOUR) * HOUR
        else:
            start, end = self.period.since, self.period.until
        highest = max(speed for _one, speed in told if speed is not None)
        axes = sheet.axes(52, 16, 26, 22)
        if self.period.kind == DAY:
            near = [one for one in self.missing if one.since < end and one.until > start]
            sheet.textures(axes, near, start, 0, highest * 1.1)
        for one, speed in told:
            left, width = (one.since - start) / SECOND, (one.until - one.since) / SECOND
            if speed is not None:
                axes.bar(left + 0.07 * width, speed, width=0.86 * width, align="edge",
                         color=sheet.look.colors["bar"], zorder=2)  # fmt: skip
            elif self.period.kind != DAY:
                kind = gone.covering(self._near(one), one.since, one.until)
                if kind:
                    sheet.texture(axes, kind, (left, 0, width, highest * 1.1))
        ticks = self._ticks(start, end, max(2, sheet.width // 76))
        axes.set_xticks([(at - start) / SECOND for at, _words in ticks], [words for _at, words in ticks])
        axes.set_xlim(0, (end - start) / SECOND)
        axes.set_ylim(0, highest * 1.1)
        sheet.grid(axes)
        sheet.label(axes, y=_("Keys a minute while typing"))

    def _ticks(self, start: int, end: int, most: int) -> list[tuple[int, str]]:
        if self.period.kind == DAY:
            return [(at, short_time(at)) for at in hours(start, end, most)]
        if self.period.kind == WEEK:
            first: dict[str, int] = {}
            for one in self.stretches:
                if one.speed.per_minute is not None:
                    first.setdefault(short_day(to_local(one.since).date()), one.since)
            return [(at, words) for words, at in first.items()]
        days = [day for day in self.period.days if start <= midnight(day) < end]
        every = max(1, -(-len(days) // most))
        return [(midnight(day), short_day(day)) for day in days[::every]]
