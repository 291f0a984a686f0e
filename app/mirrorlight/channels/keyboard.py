"""Keys: one row per keystroke, with how long it was held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.listening import Listening, calling, recording
from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Channel, Column, Connection, Coverage, Kept, Line, Table
from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import KeyPress, KeyRelease
from mirrorlight.core.fields import Field
from mirrorlight.i18n import N_, NP_, _

LONGEST_HOLD = 3600 * SECOND
"""A release later than this after its press is not joined to it (and so not stored). µs."""

TABLE = Table(
    "keyboard",
    (
        Column("held", "INTEGER", "µs between press and release; NULL until released, or if the release was not seen"),
        Column("key", "TEXT", "what the key means, as “a” or “Return”; NULL if protected"),
        Column("text", "TEXT", "what it typed, “” if nothing; NULL if protected"),
        Column(
            "protected",
            "INTEGER",
            "1 in a password field, 2 in a field that could not be checked, else 0; then “at” is cut to the second",
        ),
    ),
)


class KeyRows:
    """Joins each release to the row of its press. A press inserts, a release sets `held`.

    A key that is pressed again while it is down (auto-repeat) makes a new row; the release then closes the newest, and
    the older ones keep `held` NULL, because the system told of no release of theirs. The physical code is not stored.
    Of a protected press nothing is stored but that it was, and in which second: the rhythm of a password tells it.
    """

    def __init__(self) -> None:
        self._down: dict[int, tuple[int, int]] = {}
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store presses, and the releases whose press is in the table; the others are not counted."""
        rows: list[list[Any]] = []
        releases: list[tuple[int, int, int]] = []
        here: dict[int, list[Any]] = {}
        down, add = self._down, rows.append
        last, joined = self._numbers.last(connection), 0
        for item in kept:
            event, at = item.event, item.at
            if isinstance(event, KeyPress):
                last += 1
                code = event.code
                if event.protected:
                    second = at - at % SECOND
                    add([last, second, item.context_id or None, None, None, None, int(event.protected)])
                    down.pop(code, None)
                    here.pop(code, None)
                    continue
                row = here[code] = [last, at, item.context_id or None, None, event.key, event.text, 0]
                add(row)
            elif isinstance(event, KeyRelease):
                code = event.code
                if code in here:
                    row = here.pop(code)
                    down.pop(code, None)
                    if 0 <= at - row[1] <= LONGEST_HOLD:
                        row[3] = at - row[1]
                        joined += 1
                elif code in down:
                    number, pressed = down.pop(code)
                    if 0 <= at - pressed <= LONGEST_HOLD:
                        releases.append((at - pressed, number, pressed))
        for code, row in here.items():
            down[code] = (row[0], row[1])
        if rows:
            connection.executemany(
                "INSERT INTO keyboard (id, at, context_id, held, key, text, protected) VALUES (?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        if releases:
            done = connection.executemany("UPDATE keyboard SET held = ? WHERE id = ? AND at = ?", releases)
            joined += int(done.rowcount)
        self._numbers.used(last)
        return len(rows) + joined

    def close(self, connection: Connection, at: int) -> None:
        """Keys that are down when a gap begins stay without a release."""
        self.forget()

    def forget(self) -> None:
        self._down.clear()
        self._numbers.forget()


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """A line for the press, and one for the release if it is known."""
    line = {
        "action": "press",
        "key": row["key"],
        "text": row["text"],
        "protected": bool(row["protected"]),
        "unchecked": row["protected"] == Field.UNCHECKED,
    }
    yield {"at": row["at"], **line}
    if row["held"] is not None:
        yield {"at": row["at"] + row["held"], **line, "action": "release"}


def rebuild(lines: Sequence[Line]) -> dict[str, Any] | None:
    """A keystroke from its press and, if it is there, its release; None from a release alone."""
    press = lines[0]
    if press["action"] != "press":
        return None
    kind = Field.UNCHECKED if press.get("unchecked") else int(press["protected"])
    held = lines[1]["at"] - press["at"] if len(lines) > 1 else None
    return {"at": press["at"], "held": held, "key": press["key"], "text": press["text"], "protected": int(kind)}


def summary(row: Mapping[str, Any]) -> str:
    """The key in a few words."""
    if row["protected"] == Field.UNCHECKED:
        return _("A key in a field that could not be checked")
    if row["protected"]:
        return _("A key in a password field")
    text = str(row["text"] or "")
    return _("“{text}”").format(text=text) if text.isprintable() and text.strip() else str(row["key"])


def cut(row: Mapping[str, Any], since: int, until: int) -> list[dict[str, Any]]:
    """Without its press a keystroke goes; a release alone in the range is taken out of its row."""
    if since <= row["at"] < until:
        return []
    kept = dict(row)
    if row["held"] is not None and since <= row["at"] + row["held"] < until:
        kept["held"] = None
    return [kept]


class KeyboardListener(Listening):
    """Hears every key. `hotkey`, if set, is called in the listener's thread when the key to pause is pressed."""

    hotkey: Callable[[], None] | None = None

    def _make(self) -> Any:
        import pynput.keyboard

        around = self._surroundings

        def text() -> str:
            return str(around.setting("pause_hotkey"))

        if around.desktop.id != "x11":
            from mirrorlight.channels.keys_elsewhere import CalledKeys

            called = CalledKeys(around.offer, around.clock, text)
            called.on_hotkey = self.hotkey
            return calling(pynput.keyboard.Listener)(on_press=called.press, on_release=called.release)
        from mirrorlight.channels.keys_x11 import x11_keys

        keys, ranges = x11_keys(around, text)
        keys.on_hotkey = self.hotkey
        return recording(pynput.keyboard.Listener)(ranges, keys.take, keys.hear_mappings)


def coverage(desktop: Any) -> Coverage:
    """Whether keys can be heard here."""
    found: Coverage = desktop.coverage("keyboard")
    return found


CHANNEL = Channel(
    id="keyboard",
    title=N_("Keys"),
    icon="keys",
    records=N_("Every key you press, when, and in which window."),
    never=N_(
        "What you type in an excluded window. In a password field, and where the field cannot be checked, only that a"
        " key was pressed."
    ),
    brochure=N_("Keystroke logging"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(KeyPress, KeyRelease),
    fields=("action", "key", "text", "protected", "unchecked"),
    rows=KeyRows,
    lines=lines,
    summary=summary,
    events="1 + (held IS NOT NULL)",
    cut=cut,
    end="at + coalesce(held, 0)",
    reach=LONGEST_HOLD,
    rebuild=rebuild,
    unit=NP_("key event", "key events"),
    coverage=coverage,
    listener=KeyboardListener,
)
