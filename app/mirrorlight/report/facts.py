"""What was read of the store for a report, before anything is left out of it. All times UTC µs."""

from __future__ import annotations

from dataclasses import dataclass, field

from mirrorlight.core.typed import Piece
from mirrorlight.insight.missing import DELETED, kind_of
from mirrorlight.report.chosen import Chosen
from mirrorlight.store.results import AppTime, Day, Span


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One thing of content: a line that was typed, a title, an address, a picture, or the name of an application.

    `key` names it for `ByHand`, `kind` is of `chosen`. `pieces` are text with its fate; `count` how often it was
    there; `keys` how many keys made it and `hidden` how many of them are not kept. `row` is a picture's row.
    """

    key: str
    kind: str
    at: int
    app: str
    pieces: tuple[Piece, ...] = ()
    count: int = 1
    us: int = 0
    keys: int = 0
    hidden: int = 0
    row: int = 0

    @property
    def text(self) -> str:
        """All of it, what was taken back as well."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Break:
    """A time of which nothing is held, and why. `made_at`: when the person deleted it. `open`: it goes on."""

    at: int
    until: int
    reason: str
    made_at: int | None = None
    open: bool = False
    channel: str = ""

    @property
    def kind(self) -> str:
        """Of `insight.missing.KINDS`."""
        return kind_of(self.reason)

    @property
    def deleted(self) -> bool:
        return self.kind == DELETED


@dataclass(frozen=True, repr=False)
class Strip:
    """A day as it is drawn: `since` to `until`, one bin a minute. `taken` of `keys` were taken back.

    `ticks` are the moments of the rows of other channels, by channel.
    """

    since: int
    until: int
    totals: Day
    spans: tuple[Span, ...]
    breaks: tuple[Break, ...]
    keys: tuple[int, ...]
    taken: tuple[int, ...]
    protected: tuple[int, ...]
    distance: tuple[float, ...]
    clicks: tuple[int, ...]
    ticks: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.totals.events


@dataclass(frozen=True)
class Cell:
    """What a product is documented to do with one kind of data: a value of the product's claims, and a few words."""

    value: str
    words: str
    source: str = ""


@dataclass(frozen=True)
class Row:
    """One kind of data: its words, the channel that mirrors it ("" if none does), and a cell for each product."""

    title: str
    channel: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Source:
    """A page that was read: where it is, when it was read, how sure it is."""

    mark: str
    title: str
    address: str
    read: str
    sure: str


@dataclass(frozen=True)
class Products:
    """Two products beside the store, with the pages that this rests on."""

    names: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel as it is shown: id, title, icon, and its unit (message ids for one and for many)."""

    id: str
    title: str
    icon: str
    unit: tuple[str, str]


@dataclass(frozen=True, repr=False)
class Facts:
    """All of it. `generation` is the store's when it was read: after a deletion it is another one. `cut`: more
    pictures are held than stand in `lines`; `off` are channels that are switched off.
    """

    chosen: Chosen
    made_at: int
    generation: int
    synthetic: bool
    strips: tuple[Strip, ...]
    apps: tuple[AppTime, ...]
    lines: tuple[Line, ...]
    products: Products
    channels: tuple[Lane, ...]
    cut: int = 0
    off: frozenset[str] = frozenset()

    def events(self, channel: str) -> int:
        """Events of a channel in the whole period."""
        return sum(strip.totals.by_channel.get(channel, 0) for strip in self.strips)

    @property
    def total(self) -> int:
        return sum(strip.totals.events for strip in self.strips)

    @property
    def empty(self) -> bool:
        """Whether nothing is held of it."""
        return not self.total

    @property
    def breaks(self) -> list[Break]:
        """Of all days, in order."""
        return [each for strip in self.strips for each in strip.breaks]

    def of(self, kind: str) -> list[Line]:
        """The lines of one kind, in order."""
        return [line for line in self.lines if line.kind == kind]
