"""Clipboard: each copy, with its kind and size, its text, and the application in front."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel, Column, Connection, Coverage, Kept, Line, Surroundings, Table
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Window
from mirrorlight.core.events import Copy
from mirrorlight.core.rules import OWN
from mirrorlight.core.text import clean_text
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.wake import Wake
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import count, size

log = logging.getLogger(__name__)

LONGEST = 10_000
"""Characters kept of a text."""

PATIENCE = 2.0
"""Seconds that the listener has to end."""

OFTEN = SECOND
"""µs: copies that nobody can be asked about any more are joined to the next one, but one in this time is told."""

TABLE = Table(
    "clipboard",
    (
        Column("kind", "TEXT", "text, picture, files, or other (also when its owner did not say)"),
        Column("size", "INTEGER", "bytes; NULL when its owner did not say"),
        Column("at_least", "INTEGER", "1 if it may be more than `size`: a large copy is not counted to its end"),
        Column("text", "TEXT", "the first 10,000 characters of a text, or of the names of files; else NULL"),
        Column("joined", "INTEGER", "copies just before it that were replaced before they could be asked for"),
        Column("selected", "INTEGER", "1 if it was text selected with the pointer (PRIMARY), not copied"),
    ),
)

_INSERT = (
    "INSERT INTO clipboard (id, at, context_id, kind, size, at_least, text, joined, selected)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class CopyRows:
    """A row for each copy."""

    def __init__(self) -> None:
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every event of `kept`."""
        rows: list[tuple[Any, ...]] = []
        last = self._numbers.last(connection)
        for item in kept:
            copy = item.event
            assert isinstance(copy, Copy)
            last += 1
            more = (copy.kind, copy.size, int(copy.at_least), copy.text, copy.joined, int(copy.selected))
            rows.append((last, item.at, item.context_id or None, *more))
        connection.executemany(_INSERT, rows)
        self._numbers.used(last)
        return len(rows)

    def close(self, connection: Connection, at: int) -> None:
        """A copy is a moment: nothing is open."""

    def forget(self) -> None:
        self._numbers.forget()


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line; `text` is null unless it was a text or files."""
    yield {
        "at": row["at"], "kind": row["kind"], "bytes": row["size"], "at_least": bool(row["at_least"]),
        "text": row["text"], "joined": row["joined"], "selected": bool(row["selected"]),
    }  # fmt: skip


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A copy from its line."""
    line = lines[0]
    return {
        **{name: line[name] for name in ("at", "kind", "text", "joined")}, "size": line["bytes"],
        "at_least": int(line["at_least"]), "selected": int(line["selected"]),
    }  # fmt: skip


def summary(row: Mapping[str, Any]) -> str:
    """Kind and size, and the beginning of a text."""
    kinds = {"text": _("Text"), "picture": _("Picture"), "files": _("Files")}
    words = kinds.get(row["kind"], _("Something else"))
    if row["size"] is not None:
        told = size(row["size"])
        words = f"{words}, {_('{size} or more').format(size=told) if row['at_least'] else told}"
    if row["text"]:
        words = _("{what}: “{text}”").format(what=words, text=clean_text(row["text"], 60).strip())
    if row["joined"]:
        words = _("{what} (and {n} before it)").format(what=words, n=count(row["joined"]))
    return words


def readable(raw: bytes, encoding: str, kind: str) -> str:
    """The text of a copy as it is kept: at most `LONGEST` characters, lines kept, other control characters replaced."""
    text = raw.decode(encoding, "replace")
    if kind == "files":
        text = "\n".join(_path(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    lines_of = text[:LONGEST].replace("\r\n", "\n").split("\n")
    return "\n".join(clean_text(line, LONGEST) for line in lines_of)


def without_markup(raw: bytes) -> bytes:
    """The text of HTML that came without a plain one, UTF-8. Some programs write it as UTF-16 with a mark."""
    from html.parser import HTMLParser

    text: list[str] = []
    hidden = 0

    class Text(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            nonlocal hidden
            hidden += tag in ("style", "script")
            if tag in ("br", "p", "div", "li", "tr"):
                text.append("\n")

        def handle_endtag(self, tag: str) -> None:
            nonlocal hidden
            hidden -= tag in ("style", "script")

        def handle_data(self, data: str) -> None:
            if not hidden:
                text.append(data)

    reading = Text()
    reading.feed(raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"))
    reading.close()
    return "".join(text).strip().encode()


def _path(address: str) -> str:
    """A file's path of its address; any other address as it is."""
    if not address.startswith("file://"):
        return address
    data = address.removeprefix("file://").encode()
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), data).decode("utf-8", "replace")


class ClipboardListener:
    """Asks for what was copied, in a thread of its own, at each change of owner that the X server tells."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._ending = False
        self._wake = Wake()
        self._clipboard: Any = None
        self._joined = 0
        self._told = -OFTEN
        self._thread = threading.Thread(target=self._run, name="clipboard", daemon=True)

    def start(self) -> None:
        from mirrorlight.desktop.x11_clipboard import X11Clipboard

        try:
            self._clipboard = X11Clipboard(lambda: self._ending, self._wake)
        except DesktopGone as gone:
            self._wake.close()
            raise UserError(
                _("Copies cannot be seen."),
                _("The X server does not tell who takes the clipboard."),
                _("“mirrorlight doctor” says what is missing."),
                code="cannot-listen",
            ) from gone
        self._thread.start()

    def stop(self) -> None:
        self._ending = True
        if self._thread.is_alive():
            self._wake.wake()
            self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._wake.close()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._ending:
                self._take(self._clipboard.wait())
        except DesktopGone:
            log.warning("the clipboard listener lost the X server")
        except Exception as failure:  # noqa: BLE001 - it ends quietly; Listeners starts another
            log.error("the clipboard listener failed: %s", type(failure).__name__)
        finally:
            self._clipboard.close()

    def _take(self, changes: Sequence[Any]) -> None:
        """Of several changes of one selection, the last can still be asked for; the others are counted."""
        from mirrorlight.desktop.x11_clipboard import PRIMARY

        last = {change.selection: change for change in changes}
        for change in last.values():
            selected = change.selection == PRIMARY
            if selected and not self._around.setting("clipboard_primary"):
                continue
            self._joined += sum(other.selection == change.selection for other in changes) - 1
            self._ask(change, selected)

    def _ask(self, change: Any, selected: bool) -> None:
        from mirrorlight.desktop.linux_processes import executable
        from mirrorlight.desktop.x11_clipboard import is_mirrorlight

        around, arrival = self._around, self._around.clock.mono()
        copy = Copy(around.desktop.server_time.to_mono(change.time, arrival), "other", selected=selected)
        context = around.contexts.at(copy.at)
        now = around.contexts.now
        if not around.open() or context is None or context.excluded or now is None or now.excluded:
            self._offer(copy)  # without content; the gate refuses it with its reason
            return
        pid = self._clipboard.process(change.owner)
        rules = around.rules()
        if pid in rules.own_pids or is_mirrorlight(pid):
            copy.refused = reasons.OWN_WINDOW
        elif excluded := rules.excluding(Window(change.owner, executable(pid), "", pid)):
            copy.refused = reasons.OWN_WINDOW if excluded == OWN else reasons.EXCLUDED
        if copy.refused:
            self._offer(copy)
            return
        found = self._clipboard.read(change, 4 * LONGEST)
        if found.overtaken and copy.at - self._told < OFTEN:
            self._joined += 1
            return
        if found.secret:
            copy.refused = reasons.SECRET
        else:
            copy.kind, copy.size, copy.at_least = found.kind, found.size, found.at_least
            if found.raw or (found.size == 0 and found.kind == "text"):
                raw = without_markup(found.raw) if found.html else found.raw
                copy.text = readable(raw, found.encoding, found.kind)
        self._offer(copy)

    def _offer(self, copy: Copy) -> None:
        copy.joined, self._joined, self._told = self._joined, 0, copy.at
        self._around.offer(copy)


def coverage(desktop: Any) -> Coverage:
    """Whether copies are told here, and can be asked for."""
    found: Coverage = desktop.coverage("clipboard")
    return found


CHANNEL = Channel(
    id="clipboard",
    title=N_("Clipboard"),
    icon="clipboard",
    records=N_("What you copy: its kind, its size, and the text."),
    never=N_("What a password manager marks as secret; the contents of pictures and files."),
    brochure=N_("Clipboard monitoring"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Copy,),
    fields=("kind", "bytes", "at_least", "text", "joined", "selected"),
    rows=CopyRows,
    lines=lines,
    summary=summary,
    searched=("text",),
    rebuild=rebuild,
    unit=NP_("copy", "copies"),
    coverage=coverage,
    listener=ClipboardListener,
)
