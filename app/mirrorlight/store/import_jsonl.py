"""Rows from JSON lines: the lines of one row are gathered until no more of it can come."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.times import to_us
from mirrorlight.i18n import _
from mirrorlight.store.found import Found, NotOurs
from mirrorlight.store.listing import GAP

LONGEST_LINE = 1_000_000
MOST_LINES = 5_000
"""Lines of one row; a stroke has 1,000 at most."""
MOST_OPEN = 100_000_000
"""Bytes of lines of which more may come, at one time."""
LONGEST_ID = 100

_HEAD = {"id", "channel", "at", "app", "title"}
_MOMENTS = ("at", "until", "planned_until")
_GAP = {"until", "reason", "planned_until", "concerns"}
_STEP = 5_000

Check = Callable[[int, int], None]


def read(path: Path, channels: Sequence[Channel], synthetic: bool, check: Check) -> Iterator[Found]:
    """The rows in the file, in the order in which they are complete. Raises NotOurs."""
    known = {channel.id: channel for channel in channels}
    gathered: dict[str, list[Line]] = {}
    sizes: dict[str, int] = {}
    held = 0
    waiting: list[tuple[int, str]] = []
    last = 0

    def complete(name: str) -> Iterator[Found]:
        nonlocal held
        lines = gathered.pop(name)
        held -= sizes.pop(name)
        head = lines[0]
        try:
            row = known[head["channel"]].rebuild(lines)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            raise NotOurs(_("It has lines that no export of Mirrorlight’s has.")) from None
        yield Found(head["channel"], head["app"], head["title"], row)

    for line, size in _lines(path, check):
        at = _checked(line, known, synthetic)
        if at < last:
            raise NotOurs(_("It is not in the order of time."))
        last = at
        while waiting and waiting[0][0] < at:
            yield from complete(heapq.heappop(waiting)[1])
        if line["channel"] == GAP:
            yield Found(GAP, "", "", line)
            continue
        name = line["id"].partition(".")[0]
        row = gathered.setdefault(name, [])
        row.append(line)
        sizes[name] = sizes.get(name, 0) + size
        held += size
        if len(row) == 1:
            reach = known[line["channel"]].reach
            heapq.heappush(waiting, ((line["until"] or at) if reach is None else at + reach, name))
        elif len(row) > MOST_LINES or (row[0]["app"], row[0]["title"]) != (line["app"], line["title"]):
            raise NotOurs(_("It has lines that do not belong together."))
        if held > MOST_OPEN:
            raise NotOurs(_("It has too much that goes on at one time."))
    while waiting:
        yield from complete(heapq.heappop(waiting)[1])


def _lines(path: Path, check: Check) -> Iterator[tuple[Line, int]]:
    """The documents of the file, one a line, and their bytes. `check` is told of the bytes read."""
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        number = 0
        while text := file.readline(LONGEST_LINE):
            number += 1
            done += len(text)
            if number % _STEP == 1:
                check(done, total)
            if not text.endswith(b"\n"):
                raise NotOurs(_("It is cut off, or has a line that is too long."))
            try:
                line = json.loads(text, parse_constant=_no_number)
            except (ValueError, RecursionError):
                raise NotOurs(_("Line {n} is not JSON.").format(n=number)) from None
            if not isinstance(line, dict):
                raise NotOurs(_("Line {n} is no event.").format(n=number))
            yield line, len(text)


def _no_number(_text: str) -> Any:
    raise ValueError


def _checked(line: Line, known: dict[str, Channel], synthetic: bool) -> int:
    """The moment of a line that has the fields of its channel; its times are made µs. Raises NotOurs, UserError."""
    channel = line.get("channel")
    if not isinstance(channel, str) or not (channel == GAP or channel in known):
        raise NotOurs(_("It has a channel that is not known here; a newer Mirrorlight may have written it."))
    fields = _GAP if channel == GAP else set(known[channel].fields)
    if not line.keys() >= _HEAD or line.keys() - _HEAD - fields - {"synthetic"}:
        raise NotOurs(_("It has a field that is not known here; a newer Mirrorlight may have written it."))
    texts = all(isinstance(line[name], str) for name in ("id", "app", "title"))
    if not texts or (channel == GAP and not line.keys() >= _GAP) or ("until" in fields and "until" not in line):
        raise NotOurs(_("It has lines that no export of Mirrorlight’s has."))
    if not line["id"].startswith(f"{channel}/") or len(line["id"]) > LONGEST_ID:
        raise NotOurs(_("It has lines that no export of Mirrorlight’s has."))
    if line.pop("synthetic", False) and not synthetic:
        raise made_up()
    try:
        for name in _MOMENTS:
            if line.get(name) is not None:
                line[name] = to_us(datetime.fromisoformat(line[name]))
        return int(line["at"])
    except (ValueError, TypeError, OverflowError):
        raise NotOurs(_("It has a time that is none.")) from None


def made_up() -> Exception:
    """Made-up data does not belong among a person's own."""
    from mirrorlight.errors import UserError

    return UserError(
        _("Nothing was imported."),
        _("The file holds made-up data of a demonstration."),
        _("It can be looked at, but is not put among what was recorded."),
        code="import-synthetic",
    )
