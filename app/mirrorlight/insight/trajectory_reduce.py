"""From raw events to steps, by the rules and thresholds of the public recorder's reduction (see `trajectory`).

Where these would lose text or a click, or join what does not belong together, our own rules hold, and only these:
typing also ends where another window comes, after a pause (`typed.PAUSE`) and at a gap, as the typed text of the store
does; what is done while a button is held is a step of its own; a key held down stands once, unless it types or takes
back text; nothing is said of keys whose names are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mirrorlight.core.typed import PAUSE, UNSEEN_RELEASE
from mirrorlight.insight import trajectory_keys as keys
from mirrorlight.insight.trajectory import ALONE, HOTKEY, KEPT_OUT, REPEATED, TYPE, Step
from mirrorlight.insight.trajectory_steps import Row, Steps
from mirrorlight.store import input_rows

GAP = 4
"""A row's third place: recording was interrupted. The fourth says whether of all channels, the fifth whether it ended
there."""


class _Singles(dict[Any, bool]):
    """Whether a key's text is one printable character: then typing it needs no further look."""

    def __missing__(self, text: Any) -> bool:
        found = self[text] = bool(text) and len(text) == 1 and text.isprintable()
        return found


class _Kinds(dict[Any, int]):
    """What kind of key each is, looked up once."""

    def __missing__(self, key: Any) -> int:
        found = self[key] = keys.kind(key or "")
        return found


class _Modifier:
    """A Shift, Ctrl, Alt or Super that is held; `events` of it that no step has yet."""

    __slots__ = ("called", "events", "kind", "open", "row", "until", "used")

    def __init__(self, row: Row, kind: int) -> None:
        self.kind, self.row, self.used, self.events, self.until = kind, row, False, 0, 0
        self.called = keys.modifier(keys.name(row[5]))
        self.put(row)

    def put(self, row: Row) -> None:
        """Pressed, or pressed again by being held down."""
        self.open = row[4] is None
        self.events += 1 if self.open else 2
        self.until = max(self.until, row[1] + (UNSEEN_RELEASE if row[4] is None else row[4]))


class Reducer(Steps):
    """Takes rows in time order (`feed`), and gives steps: `take` those that are done with, `finish` the rest.

    `typed` and `taken_back` count characters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.typed = self.taken_back = 0
        self._last: Row | None = None  # the last key
        self._standing: list[str] = []  # the text of the run as it stands
        self._modifiers: list[_Modifier] = []
        self._kinds, self._singles = _Kinds(), _Singles()

    def feed(self, rows: Iterable[Row]) -> None:
        """More rows: of `store.input_rows`, and of gaps."""
        singles, last, hot, standing = self._singles, self._last, False, self._standing
        typing: list[Row] = []
        grown = released = 0
        for row in rows:
            if (
                hot
                and row[2] == input_rows.KEY
                and singles[row[6]]
                and last is not None
                and row[3] == last[3]
                and last[4] is not None
                and row[1] - last[1] <= PAUSE
                and not row[7]
            ):  # a plain character that goes on with the text: nine keys of ten, so it is done here
                typing.append(row)
                standing.append(row[6])
                grown += 1
                released += row[4] is not None
                last = row
                continue
            if grown:
                self._grew(grown, released)
                grown = released = 0
            self._last = last
            self._slowly(row)
            last, standing, step = self._last, self._standing, self._typing
            hot = step is not None and not (self._modifiers or self._pending or self._cut)
            if step is not None:
                typing = step.keys
        self._grew(grown, released)
        self._last = last

    def finish(self) -> list[Step]:
        self._new_run()
        return super().finish()

    def _grew(self, more: int, released: int) -> None:
        if more and self._typing is not None:
            self._typing.events += more + released
            self.events += more + released
            self.typed += more

    def _slowly(self, row: Row) -> None:
        what = row[2]
        if what == input_rows.KEY:
            self._key(row)
        elif what == input_rows.STROKE:
            self._stroke(row)
        elif what == GAP:
            self._gap(row)
        else:
            self.events += 1
            if self._modifiers:
                self._resolve(row[1])
                for held in self._modifiers:  # the form has no action for a click with Ctrl
                    held.used = True
            if what == input_rows.CLICK:
                self._click(row)
            else:
                self._scroll(row)

    def _gap(self, row: Row) -> None:
        self._new_run()
        super()._gap(row)

    # Keys

    def _key(self, row: Row) -> None:
        last = self._last
        if (
            self._cut
            or last is None
            or row[3] != last[3]
            or row[7] != last[7]
            or row[1] - last[1] > PAUSE
        ):  # fmt: skip
            self._new_run()
        fresh, self._cut, self._last = self._cut, False, row
        again = (
            not fresh
            and last is not None
            and last[4] is None
            and row[5] == last[5]
            and row[6] == last[6]
            and row[1] - last[1] <= REPEATED
        )
        events = 1 if row[4] is None else 2
        self.events += events
        if row[7]:
            self._keep_out(row, fresh=fresh)
            return
        kind = self._kinds[row[5]]
        if kind in (keys.SHIFT, keys.LEVEL, keys.COMMAND):
            self._modifier(row, kind, again=again)
        elif kind == keys.LOCK:
            self.reductions[ALONE] += events
        else:
            self._resolve(row[1])
            self._pressed(row, kind, events, again=again)

    def _new_run(self) -> None:
        """Another window, a long pause, a gap: the text goes on elsewhere, and so do modifiers."""
        self._cut = True
        self._resolve(None)
        self._standing = []
        if self._typing is not None:
            self._close()

    def _keep_out(self, row: Row, *, fresh: bool) -> None:
        step = self._latest
        if fresh or step is None or step.kind != KEPT_OUT:
            step = self._begin(KEPT_OUT, row)
            step.protected, step.times = row[7], 0
        self._join(step)
        step.events += 1
        step.times += 1
        step.end = row[1]

    def _modifier(self, row: Row, kind: int, *, again: bool) -> None:
        held = self._modifiers[-1] if self._modifiers else None
        if again and held is not None and held.open and held.row[5] == row[5]:
            held.put(row)
        else:
            self._resolve(row[1])
            self._modifiers.append(_Modifier(row, kind))

    def _resolve(self, at: int | None) -> None:
        """Let go of modifiers that are up at a moment (None: all). One that was used with nothing is dropped, as the
        public form does, but Alt: that is a key of its own there.
        """
        if not self._modifiers:
            return
        gone = [held for held in self._modifiers if at is None or held.until <= at]
        self._modifiers = [held for held in self._modifiers if at is not None and held.until > at]
        for held in gone:
            if not held.events:
                continue
            if held.called == "alt" and held.kind == keys.COMMAND and not held.used:
                self._hotkey(held.row, (held.called,), held.events)
            else:
                self.reductions[ALONE] += held.events

    def _hotkey(self, row: Row, modifiers: tuple[str, ...], events: int) -> Step:
        step = self._begin(HOTKEY, row)
        step.modifiers, step.events = modifiers, events
        step.end = row[1] + (row[4] or 0)
        return step

    def _pressed(self, row: Row, kind: int, events: int, *, again: bool) -> None:
        """A key that is no modifier, with those that are held."""
        at = row[1]
        held = [one for one in self._modifiers if at < one.until]
        commanding = any(one.kind == keys.COMMAND for one in held)
        back_tab = (row[5] or "").casefold() == keys.BACK_TAB
        shifted = back_tab or any(one.kind == keys.SHIFT for one in held)
        changed = self._change(row, kind, held, commanding=commanding)
        shown = commanding or kind == keys.BACK or kind == keys.BREAK or keys.printable(row[6])
        if commanding or (shifted and (not shown or (kind == keys.BREAK and keys.name(row[5]) == "enter"))):
            self._combined(row, held, events, again=again, changed=changed)
            step = self._latest
        else:
            self._plain(row, events, again=again, changed=changed)
            step = self._typing
        for one in held:
            one.used = True
            if step is not None:
                step.events += one.events
                one.events = 0

    def _change(self, row: Row, kind: int, held: list[_Modifier], *, commanding: bool) -> int:
        """What a key does to the text, as `core.typed` reads it; how many characters it types or takes back."""
        standing = self._standing
        if kind == keys.BACK:
            word = any(one.called == "ctrl" for one in held)
            count = _word(standing) if word else min(1, len(standing))
            del standing[len(standing) - count :]
            self.taken_back += count
            return count
        text = "" if commanding else keys.typed_text(row)
        standing.extend(text)
        self.typed += len(text)
        return len(text)

    def _combined(self, row: Row, held: list[_Modifier], events: int, *, again: bool, changed: int) -> None:
        names = tuple(dict.fromkeys(one.called for one in held if one.kind != keys.LEVEL)) or ("shift",)
        step = self._latest
        if again and step is not None and step.kind == HOTKEY and step.keys and step is self.steps[-1]:
            step.times += bool(changed)
            step.repeats += not changed
            step.events += events
            step.end = row[1] + (row[4] or 0)
            return
        self._hotkey(row, names, events).keys.append(row)

    def _plain(self, row: Row, events: int, *, again: bool, changed: int) -> None:
        step = self._typing
        if step is None:
            step = self._typing = self._begin(TYPE, row)
        self._join(step)
        step.events += events
        if not again or not step.keys:
            step.keys.append(row)
            return
        step.end = row[1] + (row[4] or 0)
        if changed:
            place = len(step.keys) - 1
            step.more[place] = step.more.get(place, 0) + 1
        else:
            step.repeats += 1


def _word(standing: list[str]) -> int:
    """How many characters Ctrl and Backspace take: the spaces at the end, and the word before them."""
    count = 0
    for space in (True, False):
        while count < len(standing) and standing[-1 - count].isspace() == space:
            count += 1
    return count
