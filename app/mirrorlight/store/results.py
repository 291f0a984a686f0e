"""What the store answers with. All times UTC µs; none of them shows content in its `repr`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mirrorlight.core.times import iso
from mirrorlight.core.typed import Keystroke


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without data, and why. `until` is None while it goes on; `channel` "" when it concerns all of them."""

    id: int
    at: int
    until: int | None
    reason: str
    planned_until: int | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Span:
    """An application's window in front. `until` is None while it is; `slot` its colour (guide 2.2)."""

    id: int
    at: int
    until: int | None
    app: str
    slot: int | None
    title: str


@dataclass(frozen=True, slots=True, repr=False)
class AppTime:
    """How long an application was in front, µs."""

    app: str
    slot: int | None
    us: int


@dataclass(frozen=True, slots=True, repr=False)
class Day:
    """A stretch of time in figures. `keys` are presses, `protected_keys` those of them in password fields,
    `unchecked_keys` those in fields that could not be checked.
    """

    events: int
    by_channel: dict[str, int]
    keys: int
    protected_keys: int
    clicks: int
    pictures: int
    apps: list[AppTime]
    first_at: int | None
    last_at: int | None
    unchecked_keys: int = 0


@dataclass(slots=True, repr=False)
class DayFigures:
    """A local day of an overview: presses of keys, clicks, way of the pointer (px), seconds with input, events."""

    day: date
    keys: int = 0
    clicks: int = 0
    distance: float = 0.0
    active: int = 0
    by_channel: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Quarter:
    """A quarter of an hour in figures, by its beginning: presses of keys, clicks, way of the pointer (px), events."""

    at: int
    keys: int
    protected: int
    clicks: int
    distance: float
    by_channel: dict[str, int]


@dataclass(frozen=True, slots=True, repr=False)
class AppQuarter:
    """How long an application was in front in a quarter of an hour, µs."""

    at: int
    app: str
    slot: int | None
    us: int


@dataclass(frozen=True, slots=True, repr=False)
class PictureRow:
    """A stored picture without its bytes; `same_as` is the row that keeps them, if it is another. `x` and `y` are where
    its screen begins on the desktop (px).
    """

    id: int
    at: int
    monitor: int
    width: int
    height: int
    bytes: int
    same_as: int | None
    painted: int
    app: str
    title: str
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Path:
    """A movement of the pointer as it was sampled: moments (UTC µs) and places (px of the desktop), at least one."""

    id: int
    at: int
    samples: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Press:
    """A button pressed (`pressed`) or released, or with `button` "" the wheel turned by `dx`, `dy` notches."""

    id: int
    at: int
    x: int
    y: int
    button: str
    pressed: bool = False
    dx: int = 0
    dy: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Replayed:
    """Every row that begins in a stretch of time, for playing it again; each in time order. `spans` are those that
    touch it, `entries` the rows of all channels but keys and pointer.
    """

    since: int
    until: int
    spans: tuple[Span, ...]
    keys: tuple[Keystroke, ...]
    paths: tuple[Path, ...]
    presses: tuple[Press, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of a channel of spans, without what it holds. `until` is None while it goes on. `faint`: nothing was."""

    id: int
    at: int
    until: int | None
    faint: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One row of any channel (or "gap") in a list. `(at, channel, id)` is its place in the order."""

    channel: str
    id: int
    at: int
    until: int | None
    app: str
    slot: int | None
    title: str
    summary: str

    @property
    def key(self) -> tuple[int, str, int]:
        return self.at, self.channel, self.id


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A place where a searched text was found.

    `where` is "typed", "title" or the name of a searched column; `start` and `end` mark the match inside `text`;
    `taken_back` says that some of it was removed while typing. `ids` are the rows that carry it.
    """

    channel: str
    where: str
    at: int
    until: int | None
    app: str
    slot: int | None
    title: str
    text: str
    start: int
    end: int
    taken_back: bool
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Use:
    """A stretch of uninterrupted use of one application, UTC µs. `loose`: no window's span tells of it, it is made of
    hits that lie near each other.
    """

    app: str
    since: int
    until: int
    loose: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PageSpan:
    """A web page in front, UTC µs. `until` is None while it is."""

    at: int
    until: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of time in the figures by which products are compared.

    `keys` are keystrokes, `protected` those whose content is not kept; `counted`, `count_clicks` and `scrolls` are the
    input counts' own; `movements` strokes of the pointer, `plugged` changes of USB devices and storage, `away` how
    often the screen was locked or the computer asleep. `rows` are those of other channels, `bounds` the first and the
    last moment at which a channel has a row; channels without one are left out.
    """

    keys: int
    protected: int
    counted: int
    count_clicks: int
    scrolls: int
    movements: int
    clicks: int
    plugged: int
    away: int
    rows: dict[str, int]
    bounds: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a deletion would take: events and bytes by channel, and what is worth knowing besides.

    `rows` has only channels with something in it. `details` by channel: for keyboard `protected` and `unchecked`, for
    pointer `distance` (px) and `clicks`, for windows `titles`, for screenshots `shared` (pictures that stay because
    a row that is not chosen shows the same screen). `bytes` are what the rows hold, without the overhead of the file.
    """

    rows: dict[str, int]
    bytes: dict[str, int]
    since: int | None
    until: int | None
    details: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "bytes": self.bytes,
            "since": None if self.since is None else iso(self.since),
            "until": None if self.until is None else iso(self.until),
            "details": self.details,
        }


@dataclass(frozen=True)
class Room:
    """About how many bytes each channel takes: `counted` has, by channel, up to which row, and how many."""

    generation: int
    counted: dict[str, tuple[int, int]]

    @property
    def bytes(self) -> dict[str, int]:
        return {channel: taken for channel, (_last, taken) in self.counted.items()}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A deletion that was carried out. Without content.

    `what` names the filters, never their text; `counts` are events by channel; `checks` holds only checks that ran.
    `finished_at` is None as long as not every check has ended. `scan` says what was looked through: `bytes`, `pages`,
    `files` (`unread`: those that could not be), for how many `things`, of how many `rows` `of` those deleted; `cleared`
    are pages in which something was left over beside rows, `found` what is still there, `kept` (if any) damaged stores
    beside this one, in which what went by itself may still stand. `id` is 0 for one that found nothing and was not
    noted.
    """

    id: int
    at: int
    since: int | None
    until: int | None
    what: dict[str, Any]
    counts: dict[str, int]
    checks: dict[str, bool]
    finished_at: int | None
    scan: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def by_itself(self) -> bool:
        """Whether nobody asked for it: the time of what went was over, or the store too large."""
        return "retention" in self.what

    @property
    def clean(self) -> bool:
        """Whether checks ran and every one of them passed."""
        return self.finished_at is not None and bool(self.checks) and all(self.checks.values())

    def to_json(self) -> dict[str, Any]:
        """For the control socket and `--json`. `from_json` is its inverse."""
        return {
            "id": self.id,
            "at": self.at,
            "since": self.since,
            "until": self.until,
            "what": self.what,
            "deleted": self.counts,
            "checks": self.checks,
            "finished_at": self.finished_at,
            "scan": self.scan,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Receipt:
        """Raises KeyError on anything else."""
        return cls(
            data["id"], data["at"], data["since"], data["until"], data["what"], data["deleted"], data["checks"],
            data["finished_at"], data.get("scan", {}),
        )  # fmt: skip
