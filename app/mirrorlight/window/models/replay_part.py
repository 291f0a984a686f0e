"""A part of a day as it is played: its keys in the order of pressing, the pointer's samples, and the list of its rows.

Made by a worker; thrown away when the head is far from it. Moments UTC µs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.typed import Keystroke, fates, split
from mirrorlight.i18n import _, ngettext
from mirrorlight.store.replaying import POINTER
from mirrorlight.store.results import Entry, Replayed
from mirrorlight.window.models.gaps import GapMark, gap_sentence
from mirrorlight.window.models.here import visible
from mirrorlight.window.models.replay_day import ReplayDay
from mirrorlight.wording import count, protected_words

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

LENGTH = 120 * SECOND
"""How long a part is. They begin at multiples of it."""
KEYS, PRESS, PATH, OTHER, GAP = "keys", "press", "path", "other", "gap"
"""Kinds of lines."""
_APART = 1_500_000
_TOGETHER = 5 * SECOND
_LONGEST = 32
_SILENT = frozenset({"shift_l", "shift_r", "shift", "iso_level3_shift", "alt_gr", "mode_switch", "caps_lock"})
"""Keys that only change what the next one types."""
_FIELDS = {1: "protected", 2: "unchecked"}


@dataclass(frozen=True, slots=True, repr=False)
class PartRow:
    """One line of the list of rows. `ids` are the stored rows behind it by channel; `press` is a click's row."""

    at: int
    kind: str
    icon: str
    text: str
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)
    press: int = 0
    gap: GapMark | None = None
    typed: bool = False
    """Whether `text` is raw data, set in the fixed font."""
    samples: int = 0
    """Of a movement."""


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """`moments` are those of all its rows, in order; `whens` when each of `keys` counts as pressed (in order, too)."""

    since: int
    until: int
    told: Replayed
    keys: tuple[Keystroke, ...]
    whens: tuple[int, ...]
    rows: tuple[PartRow, ...]
    moments: tuple[int, ...]


def read(reader: Reader, channels: Sequence[Channel], day: ReplayDay, number: int) -> Part:
    """Part `number` (its beginning divided by LENGTH). Raises UserError."""
    told = reader.replayed(number * LENGTH, (number + 1) * LENGTH)
    starts = [stop.at for stop in day.stops]
    runs = list(split(told.keys, starts))
    keys = tuple(key for run in runs for key in run)
    whens = tuple(accumulate((key.at for key in keys), max))
    icons = {channel.id: channel.icon for channel in channels}
    rows = [
        *(row for run in runs for row in _typed(run)), *_pointer(told, icons.get(POINTER, "")),
        *(_entry(entry, day, icons) for entry in told.entries),
        *(_gap(gap) for gap in day.gaps if told.since <= gap.at < told.until),
    ]  # fmt: skip
    moments = {key.at for key in keys} | {path.at for path in told.paths} | {press.at for press in told.presses}
    moments |= {entry.at for entry in told.entries}
    listed = tuple(_joined(sorted(rows, key=lambda row: row.at)))
    return Part(told.since, told.until, told, keys, whens, listed, tuple(sorted(moments)))


def _typed(run: Sequence[Keystroke]) -> Iterator[PartRow]:
    """Keys joined to words as they were typed; the same key without text, and Backspace, with how often."""
    if run[0].protected:
        ids = {"keyboard": tuple(key.id for key in run)}
        yield PartRow(run[0].at, KEYS, "lock", protected_words({_FIELDS[run[0].protected]: len(run)}), ids)
        return
    group: list[Keystroke] = []
    texts: list[str] = []
    name: str | None = None
    for key, (text, _taken) in zip(run, fates(run), strict=True):
        own = "" if text else (key.key or "")
        silent = own.casefold() in _SILENT
        apart = bool(group) and key.at - group[-1].at > _APART
        full = sum(map(len, texts)) >= _LONGEST or (bool(texts) and texts[-1].endswith("\n"))
        if group and (apart or full or (not silent and name not in (None, own))):
            yield _keys(group, texts, name)
            group, texts, name = [], [], None
        group.append(key)
        if not silent:
            name = own
            texts.append(text)
    if group:
        yield _keys(group, texts, name)


def _keys(group: Sequence[Keystroke], texts: Sequence[str], name: str | None) -> PartRow:
    """One line for keys that typed `texts`, or for one key pressed again and again; None: for keys that only shift."""
    ids = {"keyboard": tuple(key.id for key in group)}
    if name == "":
        return PartRow(group[0].at, KEYS, "keys", visible("".join(texts)).strip() or "␣", ids, typed=True)
    shown = name or group[0].key or ""
    times = sum(1 for key in group if key.key == shown)
    words = shown if times < 2 else _("{key} × {n}").format(key=shown, n=count(times))
    return PartRow(group[0].at, KEYS, "keys", words, ids)


def _pointer(told: Replayed, icon: str) -> Iterator[PartRow]:
    """Clicks one by one, each with its release; turns of the wheel that follow each other together."""
    for path in told.paths:
        yield PartRow(path.at, PATH, icon, _moved(len(path.samples)), {POINTER: (path.id,)}, samples=len(path.samples))
    turns: list[tuple[int, int]] = []
    down: dict[str, PartRow] = {}
    for press in told.presses:
        if turns and (press.button or press.at - turns[-1][0] > SECOND):
            yield _turns(turns, icon)
            turns = []
        before = down.pop(press.button, None)
        if before is not None and not press.pressed and press.at - before.at <= SECOND:
            before.ids[POINTER] = (*before.ids[POINTER], press.id)
        elif not press.button:
            turns.append((press.at, press.id))
        elif press.pressed:
            words = _("{button}, at {x}, {y}").format(button=button_words(press.button), x=press.x, y=press.y)
            row = down[press.button] = PartRow(press.at, PRESS, icon, words, {POINTER: (press.id,)}, press=press.id)
            yield row
        else:
            words = _("{button} button let go, at {x}, {y}")
            words = words.format(button=button_words(press.button), x=press.x, y=press.y)
            yield PartRow(press.at, OTHER, icon, words, {POINTER: (press.id,)})
    if turns:
        yield _turns(turns, icon)


def _moved(samples: int) -> str:
    return ngettext("Moved, {n} sample", "Moved, {n} samples", samples).format(n=count(samples))


def _joined(rows: Sequence[PartRow]) -> Iterator[PartRow]:
    """Movements that follow each other without anything in between as one line."""
    last: PartRow | None = None
    for row in rows:
        if last is not None and last.samples and row.samples and row.at - last.at <= _TOGETHER:
            samples, ids = last.samples + row.samples, (*last.ids[POINTER], *row.ids[POINTER])
            last = replace(last, text=_moved(samples), samples=samples, ids={POINTER: ids})
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def _turns(turns: Sequence[tuple[int, int]], icon: str) -> PartRow:
    words = ngettext("{n} turn of the wheel", "{n} turns of the wheel", len(turns)).format(n=count(len(turns)))
    return PartRow(turns[0][0], PATH, icon, words, {POINTER: tuple(row for _at, row in turns)})


def button_words(button: str) -> str:
    """ "left"."""
    known = {"left": _("left"), "middle": _("middle"), "right": _("right")}
    return known.get(button) or _("button {n}").format(n=button)


def _entry(entry: Entry, day: ReplayDay, icons: dict[str, str]) -> PartRow:
    words = entry.summary
    if entry.channel == "windows":
        words = entry.title or entry.app or _("Nothing in front")
    elif entry.channel == "screenshots":
        words = _("Picture {n}").format(n=day.picture_number(entry.id, entry.at) or "–")
    return PartRow(entry.at, OTHER, icons.get(entry.channel, "clock"), words, {entry.channel: (entry.id,)})


def _gap(gap: GapMark) -> PartRow:
    return PartRow(gap.at, GAP, "", gap_sentence(gap), gap=gap)
