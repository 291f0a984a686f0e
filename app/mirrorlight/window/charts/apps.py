"""How long each application was in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mirrorlight.i18n import N_, _, filled, ngettext
from mirrorlight.insight import missing as gone
from mirrorlight.store.results import AppTime
from mirrorlight.window.charts.figures import KIND_WORDS, Asked, Figures, longest, share
from mirrorlight.window.charts.words import HOUR, in_words
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import count, length

if TYPE_CHECKING:
    from mirrorlight.window.charts.sheet import Sheet

MOST = 10
"""Applications with a bar of their own; the others share one."""
_LEAST = 8
"""Bars that there is room for at least: one alone is no taller than they would be."""


@dataclass(slots=True, repr=False)
class AppFigures(Figures):
    """Time in front by application, longest first."""

    apps: tuple[AppTime, ...] = ()

    id: ClassVar[str] = "applications"
    title: ClassVar[str] = N_("Applications")
    heads: ClassVar[tuple[str, ...]] = (N_("Application"), N_("In front"), N_("Share"))
    right: ClassVar[tuple[int, ...]] = (1, 2)
    nothing: ClassVar[str] = N_("No application is stored of this time")

    @classmethod
    def load(cls, asked: Asked) -> Figures:
        known = asked.known()
        # What is in front counts up to now only while somebody looks.
        end = asked.now if known is None or known.ended is None else known.ended
        until = max(asked.period.since, min(asked.period.until, end))
        found = tuple(one for one in asked.reader.apps_in_front(asked.period.since, until) if one.app and one.us > 0)
        return cls(asked.period, asked.now, found, missing=asked.missing("windows"))

    @property
    def empty(self) -> bool:
        return not self.apps

    @property
    def _total(self) -> int:
        return sum(one.us for one in self.apps)

    def sentence(self) -> list[Part]:
        first = self.apps[0]
        apps = ngettext("{n} application was", "{n} applications were", len(self.apps))
        return filled(
            _("{when} {applications} in front for {length}, the longest {app} ({longest})."),
            when=in_words(self.period),
            applications=(apps.format(n=count(len(self.apps))), True),
            length=(length(self._total), True),
            app=(_("“{app}”").format(app=longest(first.app, 60)), True),
            longest=length(first.us),
        )

    def rows(self) -> list[list[Cell]]:
        return [
            [
                Cell(one.app, f"app:{'' if one.slot is None else one.slot}", sort=one.app),
                Cell(length(one.us), sort=one.us), Cell(share(one.us, self._total), sort=one.us),
            ]
            for one in self.apps
        ]  # fmt: skip

    def app_at(self, row: int) -> str:
        return self.apps[row].app if 0 <= row < len(self.apps) else ""

    def draw(self, sheet: Sheet) -> None:
        named = self.apps[:MOST]
        bars = [(longest(one.app), one.us, sheet.look.app(one.slot), one.slot is None) for one in named]
        rest = self.apps[MOST:]
        if rest:
            words = ngettext("and {n} more", "and {n} more", len(rest)).format(n=count(len(rest)))
            bars.append((words, sum(one.us for one in rest), sheet.look.app(None), True))
        absent = [(_(KIND_WORDS[kind]), us, kind) for kind, us in gone.lengths(self.missing).items()]
        colors = sheet.look.colors
        axes = sheet.axes(190, 190)
        for line, (_name, us, color, outlined) in enumerate(bars):
            edge = colors["line2"] if outlined else color
            axes.barh(line, us / HOUR, height=0.62, color=color, edgecolor=edge, linewidth=sheet.px(1))
        # A night that was not recorded would make every application a speck: its bar ends where the picture does.
        widest = max(us for _name, us, *_more in bars) * 1.15 / HOUR
        for line, (_name, us, kind) in enumerate(absent, len(bars)):
            sheet.texture(axes, kind, (0, line - 0.31, min(us / HOUR, widest), 0.62))
        lines = [(name, us) for name, us, _color, _outlined in bars] + [(name, us) for name, us, _kind in absent]
        for line, (_name, us) in enumerate(lines):
            words = length(us) if us / HOUR <= widest else _("{length}, bar cut").format(length=length(us))
            axes.text(min(us / HOUR, widest), line, "  " + words, va="center", **sheet.font(11.5, "ink"))
        names = [name for name, _us in lines]
        axes.set_yticks(range(len(names)), [sheet.shown(name) for name in names])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(max(len(names), _LEAST) - 0.4, -0.6)
        axes.set_xlim(0, widest)
        sheet.grid(axes, "x")
        sheet.label(axes, _("Hours in front"))
