"""What a product is documented to do, as data: each statement a claim with its sources, its date and how sure it is.

Nothing here says what a given employer has switched on. Texts are those of the product files, translated when they are
read; quoted words are the source's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from mirrorlight.i18n import N_

YES, NO, OPTIONAL, UNKNOWN = "yes", "no", "optional", "unknown"

VALUES: dict[str, str] = {
    YES: N_("would hold"),
    OPTIONAL: N_("would hold if switched on"),
    NO: N_("does not hold"),
    UNKNOWN: N_("not documented in the pages read"),
}
"""Each value of a claim about data, in words. Message ids."""

SURENESS: dict[str, str] = {
    "A": N_("the maker’s own page, or the original text"),
    "B": N_("an old page of the maker, or two others that agree"),
    "C": N_("one other page, or a public list that nobody checked"),
}
"""How sure a source or a claim is. Message ids."""


@dataclass(frozen=True)
class Span:
    """A documented length in seconds: from `least` to `most`, and `usual` unless somebody changes it.

    None where the source gives no figure.
    """

    least: int | None = None
    most: int | None = None
    usual: int | None = None


@dataclass(frozen=True)
class Figures:
    """The documented figures of a claim. Lengths in seconds. None or empty: the sources give none.

    `every`: from one picture (count, …) to the next. `at_random`: at a moment chosen at random within it. `in_idle`:
    also while nobody touches anything. `idle_after`: without input for so long it counts as idle. `grain`: whether
    there was input is kept for stretches of this length; `counted_per`: how often for such. `shortest`: what lasted
    less is not kept. `after_change`: so long after another window came. `triggers`: what sets it off, of TRIGGERS.
    `before`, `after`: what is kept around that. `keep_days`: how long it is kept. `width`, `height`: size in pixels.
    `all_screens`, `can_blur`: of pictures. `at_most`: the longest pause. `assumed`: no figure is public; the person's
    assumption is the setting of this id. `bound` (of BOUNDS): what is counted here is more than the claim is about.
    `counted`: only how often, not what or where.
    """

    every: Span | None = None
    at_random: bool | None = None
    in_idle: bool | None = None
    idle_after: Span | None = None
    grain: int | None = None
    counted_per: int | None = None
    shortest: int | None = None
    after_change: int | None = None
    triggers: tuple[str, ...] = ()
    before: int | None = None
    after: int | None = None
    keep_days: int | None = None
    width: int | None = None
    height: int | None = None
    all_screens: bool | None = None
    can_blur: bool | None = None
    at_most: int | None = None
    assumed: str = ""
    bound: str = ""
    counted: bool | None = None

    def given(self) -> dict[str, Any]:
        """The figures that there are, by name; spans as dicts."""
        found: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Span):
                found[field.name] = {part: length for part, length in vars(value).items() if length is not None}
            elif value is not None and value not in ("", ()):
                found[field.name] = list(value) if isinstance(value, tuple) else value
        return found


BOUNDS = ("most", "none")
"""How a count of the store stands to a claim that is narrower than its kind: that many at most, or not at all."""

TRIGGERS = ("window", "title", "click", "key", "alarm", "idle", "activity", "schedule")
"""What can set off a picture: another window, another title of the same, a click, a key, a rule, …"""


@dataclass(frozen=True)
class Claim:
    """One statement: `value` of VALUES, `detail` in words, `quote` the source's own words, `sources` keys of the
    sources, `sure` of SURENESS ("" for no statement), `read` the day on which the pages were read.
    """

    value: str = UNKNOWN
    detail: str = ""
    quote: str = ""
    sources: tuple[str, ...] = ()
    sure: str = ""
    read: date | None = None
    figures: Figures = Figures()

    @property
    def held(self) -> bool:
        """Whether the product would hold it, at once or if switched on."""
        return self.value in {YES, OPTIONAL}

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value, "detail": self.detail, "quote": self.quote, "figures": self.figures.given(),
            "sources": list(self.sources), "sure": self.sure, "read": self.read.isoformat() if self.read else None,
        }  # fmt: skip


FORMULAS: dict[str, str] = {
    "share": N_("share of the periods with input in a block"),
    "periods": N_("number of periods with input in a block"),
    "idle-share": N_("share of the periods without input"),
    "card": N_("a block counts as idle if the program ran less than a limit of it"),
}
"""The ways in which products work out activity. Message ids."""


@dataclass(frozen=True)
class Formula:
    """How a product works out activity, as published: `way` of FORMULAS, over periods of `grain` seconds in blocks of
    `block` seconds (None: over whatever stretch is shown). `limit`: seconds, for the way "card".

    `example` is the maker's own worked example, in words. `partial`: of a block tracked only in part, the share is that
    of the tracked part; where no page says so, it is not worked out.
    """

    id: str
    title: str
    way: str
    grain: int
    block: int | None
    detail: str
    sources: tuple[str, ...]
    sure: str
    read: date
    limit: int | None = None
    example: str = ""
    partial: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title, "way": self.way, "grain": self.grain, "block": self.block,
            "limit": self.limit, "partial": self.partial, "detail": self.detail, "example": self.example,
            "sources": list(self.sources),
            "sure": self.sure, "read": self.read.isoformat(),
        }  # fmt: skip


SYSTEMS: dict[str, str] = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}

TRACE_KINDS: dict[str, str] = {
    "process": N_("process"),
    "service": N_("service"),
    "folder": N_("folder"),
    "file": N_("file"),
    "installer": N_("installer"),
    "desktop": N_("desktop entry"),
    "bundle": N_("bundle"),
    "installed": N_("installed program"),
    "policy": N_("policy"),
    "registry": N_("registry key"),
    "certificate": N_("root certificate"),
    "port": N_("port"),
}
"""What a trace can be. Message ids."""


@dataclass(frozen=True)
class Trace:
    """Something by which a product can be found on a computer: `value` is a name, a path or a key, as the source has
    it. Paths may begin with ~ or a variable (%APPDATA%) and contain *; a bare name of a file or folder stands where the
    source does not say in which place. `sure` C is a weak source: "possible" at most.
    """

    system: str
    kind: str
    value: str
    sources: tuple[str, ...]
    sure: str
    read: date
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "system": self.system, "kind": self.kind, "value": self.value, "detail": self.detail,
            "sources": list(self.sources), "sure": self.sure, "read": self.read.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A further statement, with its sources."""

    text: str
    sources: tuple[str, ...]
    sure: str
    read: date

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "sources": list(self.sources), "sure": self.sure, "read": self.read.isoformat()}


@dataclass(frozen=True)
class Product:
    """A product: `data` has a claim for each of `kinds.KINDS`, in their order. `also` are other names that find it.

    `see`, `pause` and `delete` say what the worker can do with what is captured; `stealth` whether it can run without
    being seen. `remarks` are about what was read, not about the product, and need no source.
    """

    id: str
    name: str
    about: str
    also: tuple[str, ...]
    read: date
    data: Mapping[str, Claim]
    see: Claim
    pause: Claim
    delete: Claim
    stealth: Claim
    formulas: tuple[Formula, ...]
    traces: tuple[Trace, ...]
    notes: tuple[Note, ...]
    remarks: tuple[str, ...]

    @property
    def cited(self) -> tuple[str, ...]:
        """The keys of all sources that something of it rests on, each once, in order."""
        claims = [*self.data.values(), self.see, self.pause, self.delete, self.stealth]
        keys = [key for claim in claims for key in claim.sources]
        keys += [key for formula in self.formulas for key in formula.sources]
        keys += [key for trace in self.traces for key in trace.sources]
        keys += [key for note in self.notes for key in note.sources]
        return tuple(dict.fromkeys(keys))

    @property
    def cited_in_lens(self) -> tuple[str, ...]:
        """The same for what the product holds, how it works out activity, and what the worker can do."""
        claims = [*self.data.values(), self.see, self.pause, self.delete]
        keys = [key for claim in claims for key in claim.sources]
        return tuple(dict.fromkeys([*keys, *(key for formula in self.formulas for key in formula.sources)]))

    def formula(self, name: str) -> Formula:
        """The formula with the id `name`. KeyError if it has none such."""
        return {formula.id: formula for formula in self.formulas}[name]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "name": self.name, "about": self.about, "also": list(self.also),
            "read": self.read.isoformat(),
            "data": {name: claim.to_json() for name, claim in self.data.items()},
            "worker": {"see": self.see.to_json(), "pause": self.pause.to_json(), "delete": self.delete.to_json()},
            "stealth": self.stealth.to_json(),
            "formulas": [formula.to_json() for formula in self.formulas],
            "traces": [trace.to_json() for trace in self.traces],
            "notes": [note.to_json() for note in self.notes],
            "remarks": list(self.remarks),
        }  # fmt: skip
