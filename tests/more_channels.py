"""A table of thirteen channels, nine of them made up.

What derives from the table must hold for four and for thirteen. `MadeUp` is an event of any of the made-up ones, `wear`
puts a table where the program looks for it, `fill` puts rows of theirs into a store that was made with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Column, Connection, Coverage, Kept, Line, Table
from mirrorlight.core.events import Event
from mirrorlight.window.models.day import DRAWN

_DECLARED = (
    ("presence", "Presence", "presence", "When you are at the computer, away, or it is locked.",
     "Camera or microphone.", ("change of presence", "changes of presence"), True, True, Coverage(FULLY)),
    ("clipboard", "Clipboard", "clipboard", "Text you copy. Of anything else, its kind and size.",
     "What a program marks as secret.", ("copy", "copies"), False, True, Coverage(FULLY)),
    ("web", "Web", "web", "The address and title of the page in front, in Firefox and Chromium.",
     "What is on the page, and private windows.", ("page", "pages"), True, True,
     Coverage(PARTLY, "A browser that was started without the accessibility bus does not tell its address.")),
    ("files", "Files", "files", "Names and sizes of files made, changed, moved or deleted in folders you name.",
     "What is in them.", ("file event", "file events"), False, True, Coverage(FULLY)),
    ("devices", "Devices", "devices", "Names of what is plugged in or out, displays, and networks.",
     "What is stored on them.", ("device event", "device events"), False, True, Coverage(FULLY)),
    ("connections", "Connections", "connections", "Which program connects where, and when.",
     "What it sends.", ("connection", "connections"), True, False, Coverage(FULLY)),
    ("printing", "Printing", "printer", "What is printed: title, pages, printer.",
     "What is on the pages.", ("print job", "print jobs"), False, True,
     Coverage(NOT, "There is no print service on this computer that tells of its jobs.")),
    ("media", "Camera and microphone", "eye", "That a program uses the camera or the microphone, and how long.",
     "Any picture or sound.", ("use", "uses"), True, True, Coverage(FULLY)),
    ("counts", "Counts", "counts", "Keys, clicks, scrolls and seconds with input, per minute.",
     "Which key, and where the pointer was.", ("minute", "minutes"), False, True, Coverage(FULLY)),
)  # fmt: skip


@dataclass(slots=True, repr=False, eq=False)
class MadeUp(Event):
    """Something that a made-up channel saw. `until`: its end (UTC µs) in a channel of spans."""

    channel: ClassVar[str] = "made-up"
    of: str = ""
    words: str = ""
    until: int | None = None


class _Rows:
    def __init__(self, channel: str, span: bool) -> None:
        self._channel, self._span = channel, span

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        for item in kept:
            assert isinstance(item.event, MadeUp)
            values: list[Any] = [item.at, item.context_id or None, item.event.words]
            if self._span:
                values.append(item.event.until)
            connection.execute(
                f"INSERT INTO {self._channel} (at, context_id, words{', until' if self._span else ''})"
                f" VALUES ({', '.join('?' * len(values))})",
                values,
            )
        return len(kept)

    def close(self, connection: Connection, at: int) -> None: ...

    def forget(self) -> None: ...


def _made(
    id_: str, title: str, icon: str, records: str, never: str, unit: tuple[str, str], span: bool, on: bool,
    coverage: Coverage,
) -> Channel:  # fmt: skip
    columns = [Column("words", "TEXT", "what was seen")]
    if span:
        columns.append(Column("until", "INTEGER", "when it ended, UTC µs; NULL while it goes on"))

    def lines(row: Mapping[str, Any]) -> Iterator[Line]:
        yield {"at": row["at"], "words": row["words"], **({"until": row["until"]} if span else {})}

    return Channel(
        id=id_, title=title, icon=icon, records=records, never=never, brochure=title, default_on=on, retention_days=14,
        table=Table(id_, tuple(columns)), event_types=(MadeUp,), fields=("words", "until") if span else ("words",),
        rows=lambda: _Rows(id_, span), lines=lines, summary=lambda row: str(row["words"]),
        end="until" if span else "at", reach=None if span else 0, unit=unit, coverage=lambda _desktop: coverage,
    )  # fmt: skip


MADE_UP: tuple[Channel, ...] = tuple(_made(*declared) for declared in _DECLARED)
THIRTEEN: tuple[Channel, ...] = (*(channel for channel in CHANNELS if channel.id in DRAWN), *MADE_UP)
"""The four with a shape of their own, and nine made-up ones, whether or not there are real ones with their ids."""


def wear(monkeypatch: pytest.MonkeyPatch, channels: tuple[Channel, ...]) -> None:
    """Let every part of the program find `channels` as the table."""
    import sys

    import mirrorlight.channels

    before = mirrorlight.channels.CHANNELS
    for module in list(sys.modules.values()):
        if getattr(module, "CHANNELS", None) is before:
            monkeypatch.setattr(module, "CHANNELS", channels)
    monkeypatch.setattr(mirrorlight.channels, "BY_ID", {channel.id: channel for channel in channels})


def fill(made: Any) -> None:
    """Put rows of every made-up channel into the store of a made day: an hour's worth around its middle, and more."""
    from mirrorlight.core.clock import SECOND
    from mirrorlight.core.context import Context
    from mirrorlight.store.writer import Writer
    from mirrorlight.window.models.days import day_bounds

    since, _until = day_bounds(made.day)
    minute = 60 * SECOND
    context = Context("Kate", "notes.md")
    kept: list[tuple[str, Kept]] = []
    for place, channel in enumerate(MADE_UP):
        for number in range(3 + 9 * (place % 4)):
            at = since + (9 * 60 + 13 * number + 7 * place) * minute
            spans = channel.reach is None
            event = MadeUp(at, channel.id, f"{channel.title} number {number}", at + 6 * minute if spans else None)
            kept.append((channel.id, Kept(at, event, context)))
    writer = Writer(made.places, made.key, THIRTEEN, made.clock)
    try:
        for channel in MADE_UP:
            with writer._database.transaction() as connection:
                mine = [item for name, item in kept if name == channel.id]
                for item in mine:
                    item.context_id = writer._names.number(context)
                channel.rows().write(connection, mine)
    finally:
        writer.close()
