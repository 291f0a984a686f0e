"""In how many seconds of each ten minutes there was input."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _, filled
from mirrorlight.insight import missing as gone
from mirrorlight.insight.activity import COLUMNS, SECONDS, Bin, column, of_day
from mirrorlight.insight.periods import DAY, YEAR
from mirrorlight.window.charts.figures import Asked, Figures, share
from mirrorlight.window.charts.places import scale_of_ink
from mirrorlight.window.charts.words import HOUR, hours, in_words, short_day, short_time
from mirrorlight.window.models.days import range_words
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import length

if TYPE_CHECKING:
    from mirrorlight.window.charts.sheet import Sheet


@dataclass(slots=True, repr=False)
class ActivityFigures(Figures):
    """Ten minutes by ten minutes. `bins` reach from midnight to midnight, or to now."""

    bins: tuple[tuple[date, tuple[Bin, ...]], ...] = ()

    id: ClassVar[str] = "activity"
    title: ClassVar[str] = N_("Activity")
    heads: ClassVar[tuple[str, ...]] = (N_("Ten minutes from"), N_("With input"), N_("Share"))
    right: ClassVar[tuple[int, ...]] = (1, 2)
    nothing: ClassVar[str] = N_("No input is stored of this time")

    @classmethod
    def load(cls, asked: Asked) -> Figures:
        missing = asked.missing("counts")
        days = tuple(
            (day, tuple(of_day(asked.reader.active_seconds(since, until), day, missing, asked.now)))
            for day, since, until in asked.days()
        )
        return cls(asked.period, asked.now, days, missing=missing)

    @property
    def _all(self) -> list[Bin]:
        return [one for _day, bins in self.bins for one in bins]

    @property
    def empty(self) -> bool:
        return not any(one.seconds for one in self._all)

    def sentence(self) -> list[Part]:
        every = self._all
        seconds = sum(one.seconds for one in every)
        recorded = max(0, min(self.period.until, self.now) - self.period.since) - sum(
            gone.lengths(self.missing).values()
        )
        most = max(every, key=lambda one: one.seconds)
        when = range_words(most.at, most.until)
        if self.period.kind != DAY:
            when = _("{day}, {range}").format(day=short_day(to_local(most.at).date()), range=when)
        return filled(
            _(
                "{when} there was input in {input} of {length} recorded, most in {most}."
                " A second counts once, however much happens in it."
            ),
            when=in_words(self.period),
            input=(length(seconds * SECOND), True),
            length=length(recorded),
            most=(when, True),
        )

    def rows(self) -> list[list[Cell]]:
        shown = self._shown() if self.period.kind == DAY else [one for one in self._all if one.seconds]
        return [self._row(one) for one in shown]

    def _row(self, one: Bin) -> list[Cell]:
        when = short_time(one.at)
        if self.period.kind != DAY:
            when = _("{day}, {time}").format(day=short_day(to_local(one.at).date()), time=when)
        kind = one.kind
        if kind:
            return [Cell(when, sort=one.at), Cell(_(KIND_OF_BIN[kind]), ink="ink2"), Cell()]
        return [
            Cell(when, sort=one.at), Cell(length(one.seconds * SECOND), sort=one.seconds),
            Cell(share(one.seconds, SECONDS), sort=one.seconds),
        ]  # fmt: skip

    def _shown(self) -> list[Bin]:
        """Of one day, the whole hours around what is worth showing."""
        worth = [one for one in self._all if one.seconds or set(one.missing) - {gone.NOT_RECORDING}]
        if not worth:
            return []
        since, until = worth[0].at // HOUR * HOUR, -(-worth[-1].until // HOUR) * HOUR
        return [one for one in self._all if since <= one.at < until]

    def draw(self, sheet: Sheet) -> None:
        if self.period.kind == DAY:
            self._draw_day(sheet)
        else:
            self._draw_days(sheet)

    def _draw_day(self, sheet: Sheet) -> None:
        shown = self._shown()
        start, end = shown[0].at, shown[-1].until
        axes = sheet.axes(44, 16, 26, 22)
        inside = [one for one in self.missing if one.since < end and one.until > start]
        sheet.textures(axes, inside, start, 0, 10)
        axes.bar(
            [(one.at - start) / SECOND for one in shown], [one.seconds / 60 for one in shown], width=SECONDS * 0.86,
            align="edge", color=sheet.look.colors["bar"], zorder=2,
        )  # fmt: skip
        ticks = list(hours(start, end, max(2, sheet.width // 70)))
        axes.set_xticks([(at - start) / SECOND for at in ticks], [short_time(at) for at in ticks])
        axes.set_xlim(0, (end - start) / SECOND)
        axes.set_ylim(0, 10)
        axes.set_yticks([0, 2, 4, 6, 8, 10])
        sheet.grid(axes)
        sheet.label(axes, y=_("Minutes with input, of each ten"))

    def _draw_days(self, sheet: Sheet) -> None:
        """A row for each day (in a year for each week), the time of day across."""
        import numpy as np

        rows = self._lines()
        axes = sheet.axes(100 if self.period.kind != YEAR else 84, 110, 26)
        largest = max(max(line) for _name, line, _kinds in rows)
        image = np.zeros((len(rows), COLUMNS, 4))
        for number, (_name, line, kinds) in enumerate(rows):
            for place, seconds in enumerate(line):
                if kinds[place] is None:
                    image[number, place] = (*sheet.look.tint(seconds / largest if largest else 0.0), 1.0)
        low, high = self._hours()
        axes.imshow(
            image, extent=(0, 24, len(rows), 0), interpolation="nearest", aspect="auto", origin="upper", zorder=1
        )
        for number, (_name, _line, kinds) in enumerate(rows):
            for kind, first, last in _runs(kinds):
                sheet.texture(axes, kind, (first / 6, number + 0.04, (last - first) / 6, 0.92))
        every = max(1, -(-len(rows) * 22 // max(60, sheet.height - 90)))
        names = [(number + 0.5, name) for number, (name, *_more) in enumerate(rows) if number % every == 0]
        axes.set_yticks([at for at, _name in names], [sheet.shown(name) for _at, name in names])
        axes.tick_params(axis="y", length=0)
        step = 1 if (high - low) * 56 < sheet.width - 220 else 2
        axes.set_xticks(range(low, high + 1, step), [f"{hour:02}:00" for hour in range(low, high + 1, step)])
        axes.set_xlim(low, high)
        axes.set_ylim(len(rows), 0)
        sheet.label(axes)
        scale_of_ink(sheet, largest, _("With input"), lambda seconds: length(round(seconds) * SECOND), even=True)

    def _hours(self) -> tuple[int, int]:
        """The hours of the day between which there was input, or something was paused, filtered or deleted."""
        worth = [column(one.at) for one in self._all if one.seconds]
        return min(worth) // 6, min(24, max(worth) // 6 + 1)

    def _lines(self) -> list[tuple[str, list[int], list[str | None]]]:
        """Rows of the picture: a name, seconds by ten minutes of the day, and what is missing there. "" stands for
        what has not come yet or the store knows nothing of.
        """
        made: dict[date, tuple[list[int], list[dict[str, int]], list[int]]] = {}
        for day in self.period.days:
            made.setdefault(self._row_of(day), ([0] * COLUMNS, [{} for _n in range(COLUMNS)], [0] * COLUMNS))
        for day, bins in self.bins:
            seconds, missing, there = made[self._row_of(day)]
            for one in bins:
                place = column(one.at)
                seconds[place] += one.seconds
                there[place] += one.until - one.at
                for kind, us in one.missing.items():
                    missing[place][kind] = missing[place].get(kind, 0) + us
        lines: list[tuple[str, list[int], list[str | None]]] = []
        for first, (seconds, missing, there) in made.items():
            kinds = [
                None if count else _kind(absent, whole)
                for count, absent, whole in zip(seconds, missing, there, strict=True)
            ]
            lines.append((short_day(first), seconds, kinds))
        return lines

    def _row_of(self, day: date) -> date:
        if self.period.kind != YEAR:
            return day
        return max(self.period.first, date.fromordinal(day.toordinal() - day.weekday()))


KIND_OF_BIN = {
    gone.PAUSED: N_("paused"), gone.FILTERED: N_("filtered"), gone.DELETED: N_("deleted"),
    gone.NOT_RECORDING: N_("not recorded"),
}  # fmt: skip


def _kind(absent: dict[str, int], whole: int) -> str | None:
    if not whole:
        return ""
    if 2 * sum(absent.values()) <= whole:
        return None
    return max(absent, key=lambda kind: absent[kind])


def _runs(kinds: list[str | None]) -> list[tuple[str, int, int]]:
    """Neighbours of one kind, joined: kind, first and one beyond the last."""
    runs: list[tuple[str, int, int]] = []
    for place, kind in enumerate(kinds):
        if not kind:
            continue
        if runs and runs[-1][0] == kind and runs[-1][2] == place:
            runs[-1] = (kind, runs[-1][1], place + 1)
        else:
            runs.append((kind, place, place + 1))
    return runs
