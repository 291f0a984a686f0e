"""How often each key was pressed, on the keyboard of this computer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from mirrorlight import desktop
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.i18n import N_, _, filled, ngettext
from mirrorlight.insight import keyboard
from mirrorlight.window.charts.figures import Asked, Figures, longest, share, spread
from mirrorlight.window.charts.places import scale_of_ink
from mirrorlight.window.charts.words import in_words
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import count, protected_words

if TYPE_CHECKING:
    from mirrorlight.window.charts.sheet import Sheet

_MOST_BARS = 24
_SHORT = {
    "BackSpace": "⌫", "Return": "⏎", "Tab": "⇥", "space": "", "Shift_L": "Shift", "Shift_R": "Shift",
    "Control_L": "Ctrl", "Control_R": "Ctrl", "Alt_L": "Alt", "Alt_R": "Alt", "ISO_Level3_Shift": "AltGr",
    "Super_L": "Super", "Super_R": "Super", "Caps_Lock": "Caps", "Escape": "Esc", "Delete": "Del", "Insert": "Ins",
    "Prior": "PgUp", "Page_Up": "PgUp", "Next": "PgDn", "Page_Down": "PgDn", "Left": "←", "Right": "→", "Up": "↑",
    "Down": "↓", "Print": "Print", "Scroll_Lock": "ScrLk",
}  # fmt: skip


def key_places() -> dict[str, int]:
    """Which key means what here; empty where the desktop does not tell. Any thread."""
    here = desktop.current()
    try:
        return here.key_places()
    except DesktopGone:
        return {}
    finally:
        here.close()


@dataclass(slots=True, repr=False)
class KeyFigures(Figures):
    """Presses by key. Those in password fields are counted and have no place."""

    counts: Counter[str] = field(default_factory=Counter)
    protected: int = 0
    unchecked: int = 0
    places: dict[str, int] = field(default_factory=dict)

    id: ClassVar[str] = "keyboard"
    title: ClassVar[str] = N_("Keyboard")
    heads: ClassVar[tuple[str, ...]] = (N_("Key"), N_("Pressed"), N_("Share"), N_("Place"))
    right: ClassVar[tuple[int, ...]] = (1, 2)
    channels: ClassVar[tuple[str, ...]] = ("keyboard",)
    nothing: ClassVar[str] = N_("No key is stored of this time")

    @classmethod
    def load(cls, asked: Asked) -> Figures:
        made = cls(asked.period, asked.now, missing=asked.missing("keyboard"))
        for _day, since, until in asked.days():
            counts, protected, unchecked = asked.reader.key_counts(since, until)
            made.counts.update(counts)
            made.protected += protected
            made.unchecked += unchecked
        made.places = key_places()
        return made

    @property
    def empty(self) -> bool:
        return not self.counts

    def sentence(self) -> list[Part]:
        total = sum(self.counts.values())
        all_ = total + self.protected + self.unchecked
        pressed = ngettext("{n} key", "{n} keys", all_).format(n=count(all_))
        key, most = max(self.counts.items(), key=lambda item: (item[1], item[0]))
        parts = filled(
            _("{when} you pressed {keys}, most often {key} ({share})."),
            when=in_words(self.period),
            keys=(pressed, True),
            key=(_("“{key}”").format(key=key), True),
            share=share(most, total),
        )
        told = protected_words({"protected": self.protected, "unchecked": self.unchecked})
        if told:
            parts += [" ", (told, True), _("; which keys is not kept.")]
        if not self.places:
            parts.append(" " + _("This desktop does not tell where keys lie, so they are listed."))
        return parts

    def rows(self) -> list[list[Cell]]:
        total = sum(self.counts.values())
        there = {place.code for place in keyboard.keyboard()}
        rows = [
            [
                Cell(key, sort=key), Cell(count(number), sort=number), Cell(share(number, total), sort=number),
                Cell(_("on the keyboard") if self.places.get(key) in there else _("none in the picture"), ink="ink2"),
            ]
            for key, number in sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        ]  # fmt: skip
        for words, number in ((_("In password fields"), self.protected), (_("In unchecked fields"), self.unchecked)):
            if number:
                rows.append([Cell(words), Cell(count(number)), Cell(), Cell(_("not kept which"), ink="ink2")])
        return rows

    def draw(self, sheet: Sheet) -> None:
        if self.places:
            self._draw_keyboard(sheet)
        else:
            self._draw_bars(sheet)

    def _draw_keyboard(self, sheet: Sheet) -> None:
        from matplotlib.patches import FancyBboxPatch

        made = keyboard.placed(self.counts, self.places)
        axes = sheet.axes(12, 110, 4)
        axes.spines["bottom"].set_visible(False)
        keys = list(keyboard.keyboard())
        colors = sheet.look.colors
        strengths = spread([made.counts[key.code] for key in keys])
        for key, strength in zip(keys, strengths, strict=True):
            pressed = made.counts[key.code]
            ground = sheet.look.tint(0.08 + 0.92 * strength if pressed else 0.0)
            box = FancyBboxPatch(
                (key.x + 0.07, key.y + 0.07), key.width - 0.14, 0.86, boxstyle="round,pad=0,rounding_size=0.1",
                facecolor=ground, edgecolor=colors["line2"], linewidth=sheet.px(1),
            )  # fmt: skip
            axes.add_patch(box)
            name = made.labels.get(key.code, "")
            ink = "base" if pressed and strength > 0.42 else "ink"
            label = _SHORT.get(name, name.upper() if len(name) == 1 and len(name.upper()) == 1 else name)
            # A word has less room than a letter: six letters on a key of one width.
            size = 13 if len(label) < 2 else min(11.5, 11.5 * key.width * 6 / max(6, len(label)))
            axes.text(key.x + 0.18, key.y + 0.34, sheet.shown(longest(label, 8)), va="center",
                      **sheet.font(max(7.5, size), ink))  # fmt: skip
            if pressed:
                axes.text(key.x + key.width - 0.16, key.y + 0.76, _brief(pressed), ha="right", va="center",
                          **sheet.font(9, ink))  # fmt: skip
        axes.set_xlim(0, keyboard.WIDTH)
        axes.set_ylim(keyboard.HEIGHT, 0)
        axes.set_aspect("equal")
        axes.set_anchor("NW")
        axes.set_xticks([])
        axes.set_yticks([])
        scale_of_ink(sheet, max(made.counts.values(), default=1), _("Pressed"))

    def _draw_bars(self, sheet: Sheet) -> None:
        axes = sheet.axes(110, 60)
        keys = self.counts.most_common(_MOST_BARS)
        axes.barh(range(len(keys)), [number for _key, number in keys], color=sheet.look.colors["bar"], height=0.7)
        axes.set_yticks(range(len(keys)), [sheet.shown(longest(key, 14)) for key, _number in keys])
        axes.set_ylim(len(keys) - 0.4, -0.6)
        sheet.grid(axes, "x")
        sheet.label(axes, _("Pressed"))


def _brief(number: int) -> str:
    """A number for a small place: "842", "12k"."""
    return str(number) if number < 10_000 else f"{number // 1000}k"
