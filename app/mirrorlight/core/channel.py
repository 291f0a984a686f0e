"""What a channel declares: consent page, settings, light, timeline, deletion, export and command line derive from
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mirrorlight.core.clock import Clock
from mirrorlight.core.context import Context, ContextLog, Rect
from mirrorlight.core.events import Event
from mirrorlight.core.rules import Rules

FULLY, PARTLY, NOT = "fully", "partly", "not"


class Connection(Protocol):
    """The part of a database connection that a channel writes through (sqlcipher3's and sqlite3's both fit)."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Any: ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Any: ...


@dataclass(frozen=True)
class Column:
    """A column beside `id`, `at` (UTC µs) and `context_id`, which every channel's table has.

    A `large` one (a picture) is read only when asked for by name, never for lists, lines and summaries.
    """

    name: str
    type: str
    doc: str
    large: bool = False


@dataclass(frozen=True)
class Table:
    """A channel's table. `id`, `at` and `context_id` are added by the schema; an index on `at` always is."""

    name: str
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Packed:
    """Many small parts of a row, kept packed in its column `column`: how a readable copy shows them, and an import
    packs them again.

    `unfold` gives the parts of a row as tuples of `columns`, the first being the moment (UTC µs); none for a row that
    has none. `fold` makes the columns of a row of them. The copy has them in `table`.
    """

    column: str
    table: str
    columns: tuple[Column, ...]
    unfold: Callable[[Mapping[str, Any]], Sequence[tuple[int, ...]]]
    fold: Callable[[Sequence[Any]], dict[str, Any]]


@dataclass(frozen=True)
class Coverage:
    """How far a channel can work on this computer right now: `FULLY`, `PARTLY` or `NOT`, and why not further.

    `fault` false: nothing is out of order here, there is just nothing to record (no print server).
    """

    how: str
    why: str = ""
    fault: bool = True


@dataclass(slots=True, repr=False, eq=False)
class Kept:
    """An event that may be stored: `at` in UTC µs, and the context that it belongs to.

    `counted_only`: its own channel is off. It is counted (input counts) and goes; nothing else may be made of it.
    """

    at: int
    event: Event
    context: Context
    context_id: int = 0
    counted_only: bool = False


class Rows(Protocol):
    """Turns kept events into rows of the channel's table. Thread: the writer's, inside its transaction.

    It may hold what joins one event to the next (a key that is down, a stroke that goes on); `forget` drops that, after
    a pause, a deletion or a failed transaction, so that nothing is joined over a gap.
    """

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store `kept` (time order); return how many of the events are now in the table."""

    def close(self, connection: Connection, at: int) -> None:
        """A gap begins at `at` (UTC µs): end what is still open there (a span, a stroke), and forget."""

    def forget(self) -> None: ...


class Listener(Protocol):
    """Sees events and offers them. Made new for each start; never restarted."""

    def start(self) -> None:
        """Begin to listen; returns once it does. Raises `mirrorlight.errors.UserError` if it cannot."""

    def stop(self) -> None:
        """End, and wait for its thread."""

    def alive(self) -> bool: ...


Offer = Callable[[Event], bool]
"""The gate: true when the event was taken in (it may still be refused when more is known)."""
Line = dict[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """What a listener is given. `desktop` is a `mirrorlight.desktop.base.Desktop`.

    `rules` and `setting` (by the setting's id) answer with what is in force at the moment of asking; `light` is the
    place of the light's window on the desktop, if it is shown; `open` says whether the gate takes events in at all
    now, so that costly ones (a picture) need not be made; `last_input` is the mono µs of the last key or pointer event.
    `away` says that the screen is locked or the computer asleep (a reason of `core.reasons`), or no longer: meanwhile
    nothing is taken in, and the gap has that reason. Who says that it is so must say that it is over, also when ending.

    A listener may have `go_on()`, called in any thread after a gap (what it tells in spans must be told anew),
    `look_now()`, called when settings changed, `rules_changed()`, and `flush()`, called before a pause, a deletion and
    the end: what it still joins is offered then.
    It may also have `why`, what it does not hear now, translated; `failures`, how often something that it heard went
    away, which makes a gap row and is shown by the light as long as `why` is not empty; and `deaf`, true while it hears
    nothing at all, though its thread runs and waits for that to come back.
    `open_since` is the mono µs since when the gate has been open without a break, None while it is closed: for what is
    heard of later than it happened.
    """

    offer: Offer
    clock: Clock
    desktop: Any
    contexts: ContextLog
    rules: Callable[[], Rules]
    setting: Callable[[str], Any]
    light: Callable[[], Rect | None]
    open: Callable[[], bool]
    last_input: Callable[[], int]
    away: Callable[[str, bool], None] = lambda reason, stands: None
    open_since: Callable[[], int | None] = lambda: 0


@dataclass(frozen=True)
class Channel:
    """One kind of data. All texts are message ids, translated where they are shown.

    `lines` makes the JSON lines (section 9 of README's command table) of one stored row without `id channel app
    title`, which the reader adds; a row that stands for several events gives several lines. `summary` says one row in
    a few words. `cut` rewrites a row that only partly lies in a deleted range: given the row and the range
    (UTC µs, end exclusive) it returns the column mappings to store instead, [] when nothing is left; None where a row
    is a moment. `events` counts the events that a row stands for (lines), as SQL over the table's columns.

    `fields` are the names in the channel's lines besides `at`. `end` is SQL for the last moment of a row, `reach` how
    far that can lie after `at` (µs): with both, rows that reach into a range are found without reading the whole table.
    A channel of spans has no such limit (None): its `end` is the column `until`, NULL while the span goes on.
    `hand_on` is called inside the deleting transaction, before the rows go, with SQL for their ids and its parameters:
    it moves what other rows still need (a picture that later ones refer to), and returns how many rows took something
    over. `shared` counts those beforehand, for the preview.
    `rebuild` is the inverse of `lines`: the table's columns of a row from its lines (all of them, or some), None if
    they do not hold it (a picture). For what `lines` cannot have given it raises KeyError, TypeError or ValueError.
    `packed` says which column holds parts of a row.
    `faint` is SQL over the table's columns, true of a span in which there was nothing (the person was away).
    `hears` names other channels whose listeners this one lives on: they run for it too while those channels are off.
    """

    id: str
    title: str
    icon: str
    records: str
    never: str
    brochure: str
    default_on: bool
    retention_days: int
    table: Table
    event_types: tuple[type[Event], ...]
    fields: tuple[str, ...]
    rows: Callable[[], Rows]
    lines: Callable[[Mapping[str, Any]], Iterator[Line]]
    summary: Callable[[Mapping[str, Any]], str]
    events: str = "1"
    cut: Callable[[Mapping[str, Any], int, int], list[dict[str, Any]]] | None = None
    end: str = "at"
    reach: int | None = 0
    hand_on: Callable[[Connection, str, Sequence[Any]], int] | None = None
    shared: Callable[[Connection, str, Sequence[Any]], int] | None = None
    searched: tuple[str, ...] = ()
    unit: tuple[str, str] = ("event", "events")
    coverage: Callable[[Any], Coverage] = lambda desktop: Coverage(NOT, "")
    listener: Callable[[Surroundings], Listener] | None = None
    hears: tuple[str, ...] = ()
    rebuild: Callable[[Sequence[Line]], dict[str, Any] | None] = lambda lines: None
    packed: Packed | None = None
    faint: str = "0"
