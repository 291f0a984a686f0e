"""Pointer: movements as strokes, clicks, and turns of the wheel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels import strokes
from mirrorlight.channels.listening import Listening, calling, recording
from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Channel, Column, Connection, Coverage, Kept, Line, Packed, Table
from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import Click, Move, Scroll
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import count

STROKE, CLICK, SCROLL = 0, 1, 2
"""Values of the column `kind`."""

STILL = SECOND // 4
"""A movement that rests this long is over. µs."""

LONGEST = SECOND
MOST = 1_000
"""A stroke is ended after this long (µs) and this many samples, so that little is rewritten while it goes on."""

TABLE = Table(
    "pointer",
    (
        Column("kind", "INTEGER", "0 a stroke (one continuous movement), 1 a click, 2 a turn of the wheel"),
        Column("until", "INTEGER", "moment of a stroke's last sample, UTC µs"),
        Column("x", "INTEGER", "place, or a stroke's first place, pixels of the desktop from its left"),
        Column("y", "INTEGER", "the same from its top"),
        Column("x2", "INTEGER", "a stroke's last place"),
        Column("y2", "INTEGER", "the same from the top"),
        Column("samples", "INTEGER", "samples of a stroke; 1 otherwise"),
        Column("distance", "REAL", "length of a stroke's way, pixels"),
        Column("path", "BLOB", "a stroke's further samples, packed (mirrorlight/channels/strokes.py)"),
        Column("button", "TEXT", "a click's button: left, middle, right or the system's number"),
        Column("action", "TEXT", "a click's press or release"),
        Column("dx", "INTEGER", "notches of the wheel to the right"),
        Column("dy", "INTEGER", "notches of the wheel upwards"),
    ),
)

_COLUMNS = ("id", "at", "context_id", *(column.name for column in TABLE.columns))
_INSERT = f"INSERT INTO pointer ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


class PointerRows:
    """Joins movements to strokes. The stroke that still goes on is rewritten with each batch until it ends."""

    def __init__(self) -> None:
        self._samples: list[strokes.Sample] = []
        self._context = 0
        self._row = 0
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every event of `kept`."""
        rows: list[tuple[Any, ...]] = []
        last = self._numbers.last(connection)
        first, grown = last + 1, False
        samples = self._samples
        latest, ends = (samples[-1][0], samples[0][0] + LONGEST) if samples else (0, 0)
        for item in kept:
            event = item.event
            if isinstance(event, Move):
                at = item.at
                if not (
                    samples
                    and latest <= at < latest + STILL
                    and at <= ends
                    and item.context_id == self._context
                    and len(samples) < MOST
                ):
                    self._store(connection, first, grown, rows)
                    last += 1
                    samples = self._samples = []
                    self._context, self._row, ends = item.context_id, last, at + LONGEST
                    rows.append(())
                samples.append((at, event.x, event.y))
                latest, grown = at, True
            elif isinstance(event, Click):
                last += 1
                action = "press" if event.pressed else "release"
                rows.append(_row(last, item, CLICK, event.x, event.y, button=event.button, action=action))
            elif isinstance(event, Scroll):
                last += 1
                rows.append(_row(last, item, SCROLL, event.x, event.y, dx=event.dx, dy=event.dy))
        self._store(connection, first, grown, rows)
        if rows:
            connection.executemany(_INSERT, rows)
        self._numbers.used(last)
        return len(kept)

    def _store(self, connection: Connection, first: int, grown: bool, rows: list[tuple[Any, ...]]) -> None:
        """Put the stroke at hand into `rows` if it began in this batch, otherwise over its earlier row."""
        if not self._samples or not grown:
            return
        stroke = of_samples(self._samples)
        if self._row >= first:
            stroke.update(id=self._row, context_id=self._context or None)
            rows[self._row - first] = tuple(stroke.get(name) for name in _COLUMNS)
            return
        connection.execute(
            "UPDATE pointer SET until = ?, x2 = ?, y2 = ?, samples = ?, distance = ?, path = ? WHERE id = ? AND at = ?",
            [stroke[name] for name in ("until", "x2", "y2", "samples", "distance", "path")] + [self._row, stroke["at"]],
        )

    def close(self, connection: Connection, at: int) -> None:
        """The stroke ends with its last sample, which is stored already."""
        self.forget()

    def forget(self) -> None:
        self._samples, self._context, self._row = [], 0, 0
        self._numbers.forget()


def _row(row: int, item: Kept, kind: int, x: int, y: int, **more: Any) -> tuple[Any, ...]:
    head = {"id": row, "at": item.at, "context_id": item.context_id or None}
    values = {**head, "kind": kind, "x": x, "y": y, "samples": 1, **more}
    return tuple(values.get(name) for name in _COLUMNS)


def of_samples(samples: Sequence[strokes.Sample]) -> dict[str, Any]:
    """The columns of a stroke, without `id` and `context_id`."""
    (at, x, y), (until, x2, y2) = samples[0], samples[-1]
    return {
        "at": at, "kind": STROKE, "until": until, "x": x, "y": y, "x2": x2, "y2": y2, "samples": len(samples),
        "distance": strokes.distance(samples), "path": strokes.encode(samples),
    }  # fmt: skip


def samples_of(row: Mapping[str, Any]) -> list[strokes.Sample]:
    """The samples of a stroke's row. Raises strokes.PathError."""
    return strokes.decode(row["path"] or b"", row["at"], row["x"], row["y"])


def unfold(row: Mapping[str, Any]) -> list[strokes.Sample]:
    """The samples of a stroke; none of another row."""
    return samples_of(row) if row["kind"] == STROKE else []


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A stroke from the lines of its samples, or a click or turn of the wheel from its one line."""
    line = lines[0]
    if line["kind"] == "move":
        return of_samples([(line["at"], line["x"], line["y"]) for line in lines])
    names = ("at", "x", "y", "button", "action", "dx", "dy")
    kind = {"click": CLICK, "scroll": SCROLL}[line["kind"]]
    return {**{name: line[name] for name in names}, "kind": kind, "samples": 1}


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """A line per sample of a stroke; one line for a click or a turn of the wheel."""
    empty = {"button": None, "action": None, "dx": None, "dy": None}
    if row["kind"] == STROKE:
        for at, x, y in samples_of(row):
            yield {"at": at, "kind": "move", "x": x, "y": y, **empty}
    elif row["kind"] == CLICK:
        place = {"at": row["at"], "kind": "click", "x": row["x"], "y": row["y"]}
        yield {**place, **empty, "button": row["button"], "action": row["action"]}
    else:
        place = {"at": row["at"], "kind": "scroll", "x": row["x"], "y": row["y"]}
        yield {**place, **empty, "dx": row["dx"], "dy": row["dy"]}


def summary(row: Mapping[str, Any]) -> str:
    """The movement, click or turn in a few words."""
    if row["kind"] == STROKE:
        return _("Moved {n} px").format(n=count(round(row["distance"])))
    if row["kind"] == SCROLL:
        return _("Scrolled by {dx}, {dy}").format(dx=row["dx"], dy=row["dy"])
    button = {"left": _("Left button"), "middle": _("Middle button"), "right": _("Right button")}.get(
        row["button"], _("Button {n}").format(n=row["button"])
    )
    words = _("{button} pressed at {x}, {y}") if row["action"] == "press" else _("{button} released at {x}, {y}")
    return words.format(button=button, x=row["x"], y=row["y"])


def cut(row: Mapping[str, Any], since: int, until: int) -> list[dict[str, Any]]:
    """Take the samples in the range out of a stroke; what is left on each side becomes a stroke of its own."""
    if row["kind"] != STROKE:
        return [] if since <= row["at"] < until else [dict(row)]
    samples = samples_of(row)
    before = [sample for sample in samples if sample[0] < since]
    after = [sample for sample in samples if sample[0] >= until]
    if len(before) + len(after) == len(samples):
        return [dict(row)]
    return [{**row, **of_samples(part)} for part in (before, after) if part]


class PointerListener(Listening):
    """Hears every movement, button and turn of the wheel."""

    def _make(self) -> Any:
        import pynput.mouse

        around = self._surroundings
        if around.desktop.id == "x11":
            from mirrorlight.channels.pointer_events import X11_RANGES, X11Pointer

            heard = X11Pointer(around.offer, around.clock, around.desktop.server_time)
            return recording(pynput.mouse.Listener)(X11_RANGES, heard.take)
        from mirrorlight.channels.pointer_events import CalledPointer

        called = CalledPointer(around.offer, around.clock)
        return calling(pynput.mouse.Listener)(on_move=called.move, on_click=called.click, on_scroll=called.scroll)


def coverage(desktop: Any) -> Coverage:
    """Whether the pointer can be heard here."""
    found: Coverage = desktop.coverage("pointer")
    return found


CHANNEL = Channel(
    id="pointer",
    title=N_("Pointer"),
    icon="pointer",
    records=N_("Its path, clicks and scrolling."),
    never=N_("Its path in an excluded window."),
    brochure=N_("Mouse movements and clicks"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Move, Click, Scroll),
    fields=("kind", "x", "y", "button", "action", "dx", "dy"),
    rows=PointerRows,
    lines=lines,
    summary=summary,
    events="samples",
    cut=cut,
    end="coalesce(until, at)",
    reach=LONGEST,
    rebuild=rebuild,
    packed=Packed(
        "path",
        "pointer_samples",
        (
            Column("at", "INTEGER", "moment of a sample of a stroke, UTC µs"),
            Column("x", "INTEGER", "place of the sample, pixels of the desktop from its left"),
            Column("y", "INTEGER", "the same from its top"),
        ),
        unfold,
        of_samples,
    ),
    unit=NP_("pointer event", "pointer events"),
    coverage=coverage,
    listener=PointerListener,
)
