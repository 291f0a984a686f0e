"""What stands in a report, as plain blocks: pages, HTML and PDF are all made of them, so that they say the same."""

from __future__ import annotations

from dataclasses import dataclass

Part = str | tuple[str, bool]
"""Text; with True in semibold."""


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """A piece of text in a cell: struck through (it was taken back), or a black bar in place of what was there."""

    text: str
    struck: bool = False
    black: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """A cell of a table. `mark` of `MARKS` stands before the text; `icon` a channel's; `quiet` in the second ink."""

    runs: tuple[Run, ...] = ()
    mark: str = ""
    icon: str = ""
    quiet: bool = False

    @classmethod
    def of(cls, text: str, *, mark: str = "", icon: str = "", quiet: bool = False) -> Cell:
        return cls((Run(text),), mark, icon, quiet)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


MARKS = {"yes": "full", "optional": "half", "no": "empty", "unknown": "unknown"}
"""How a product's value is drawn: squares, and a question mark."""


@dataclass(frozen=True, slots=True, repr=False)
class Title:
    """The head of the first page, and the line below it."""

    text: str
    below: str


@dataclass(frozen=True, slots=True, repr=False)
class Heading:
    """The head of a section. It is never the last thing on a page."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Paragraph:
    """Text. `large`: the sentence at the top; `quiet`: in the second ink."""

    parts: tuple[Part, ...]
    large: bool = False
    quiet: bool = False

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part[0] for part in self.parts)


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    """A drawing as SVG, with what it shows in words."""

    svg: str
    height: float
    alt: str


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """Rows under heads. `widths` are shares of the width, `right` the columns of numbers; `name` says what it is."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture of the screen, ready to be put in, or a black one (no `data`); `alt` says what it is of."""

    data: bytes
    kind: str
    width: int
    height: int
    caption: str
    alt: str


@dataclass(frozen=True, slots=True, repr=False)
class Pictures:
    """A row of pictures beside each other, with room for `among` of them."""

    pictures: tuple[Picture, ...]
    among: int = 3


Block = Title | Heading | Paragraph | Drawing | Table | Pictures
