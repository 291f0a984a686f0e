"""The lens: what a product would hold of a stored day, at its granularity, and what it would not.

Words are those of the product's sources, figures those of the store. Where Mirrorlight itself did not record, that is
said, never filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mirrorlight.agents import formulas, lens_words
from mirrorlight.agents.formulas import Worked
from mirrorlight.agents.kinds import KINDS, Kind
from mirrorlight.agents.lens_counts import MADE, Count, activity_formula, channel_of, count, idle_limit
from mirrorlight.agents.lens_day import Absent, LensDay
from mirrorlight.agents.product import NO, OPTIONAL, UNKNOWN, YES, Claim, Formula, Product
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import iso
from mirrorlight.insight import missing as gone

HELD = {YES: "held", OPTIONAL: "held if switched on", NO: "not held", UNKNOWN: "not documented"}
"""The verdicts by value, as `lens --json` has them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data. `words` say it in a cell; `count` is of the store; `channel` the channel that is looked at, ""
    for what Mirrorlight does not record. `missing` is what this channel alone lacks; `unseen`: it was never on.
    `bounds`: the first and last moment of its rows (UTC µs).
    """

    kind: Kind
    claim: Claim
    channel: str
    count: Count | None
    words: str
    unseen: bool
    missing: tuple[Absent, ...]
    bounds: tuple[int, int] | None

    @property
    def held(self) -> str:
        return HELD[self.claim.value]


@dataclass(frozen=True, slots=True)
class Interval:
    """What the formula gives for a block, UTC µs, and how much of it is missing, by kind (µs)."""

    at: int
    until: int
    worked: Worked
    missing: dict[str, int]

    @property
    def gone(self) -> bool:
        """Whether most of it is missing, so that it has a texture and no bar."""
        return self.worked.least is None or 2 * sum(self.missing.values()) > self.until - self.at


@dataclass(frozen=True, slots=True)
class IdleStretch:
    """A stretch without input of at least the product's limit, UTC µs."""

    at: int
    until: int


@dataclass(frozen=True, slots=True, repr=False)
class Lens:
    """A day as a product would hold it. `formula` is None where none is published that input decides; `limit` is the
    documented idle limit in seconds, None where there is none.
    """

    product: Product
    day: LensDay
    rows: tuple[Row, ...]
    formula: Formula | None
    activity: tuple[Interval, ...]
    whole: Worked
    limit: int | None
    idle: tuple[IdleStretch, ...]

    def row(self, kind: str) -> Row:
        """The row of a kind of data. KeyError if there is none."""
        return {row.kind.id: row for row in self.rows}[kind]

    def to_json(self) -> dict[str, Any]:
        """The document of `lens --json`. Times ISO 8601, lengths in seconds."""
        day, product = self.day, self.product
        return {
            "product": {"id": product.id, "name": product.name, "about": product.about,
                        "read": product.read.isoformat()},
            "day": day.day.isoformat(),
            "since": iso(day.since),
            "until": iso(day.end),
            "empty": day.empty,
            "recorded": day.recorded // SECOND,
            "missing": [_gap(one.since, one.until, one.kind) for one in day.missing],
            "rows": [self._row_json(row) for row in self.rows],
            "formula": None if self.formula is None else self.formula.to_json(),
            "activity": [self._interval_json(one) for one in self.activity],
            "activity_of_day": _rounded(self.whole.percent),
            "idle_limit": self.limit,
            "idle": [{"at": iso(one.at), "until": iso(one.until)} for one in self.idle],
            "worker": {"see": product.see.to_json(), "pause": product.pause.to_json(),
                       "delete": product.delete.to_json()},
            **({"synthetic": True} if day.synthetic else {}),
        }  # fmt: skip

    def _row_json(self, row: Row) -> dict[str, Any]:
        found = row.count
        return {
            "channel": row.kind.id,
            "held": row.held,
            "words": row.words,
            "count": None if found is None or row.unseen else found.exact,
            "range": None if found is None or row.unseen or found.exact is not None else [found.least, found.most],
            "sources": list(row.claim.sources),
            "sure": row.claim.sure,
            "mirrored_by": row.channel or None,
            "recorded": bool(row.channel) and not row.unseen,
            "missing": [_gap(one.since, one.until, one.why) for one in row.missing],
        }

    def _interval_json(self, one: Interval) -> dict[str, Any]:
        return {
            "at": iso(one.at),
            "until": iso(one.until),
            "percent": _rounded(one.worked.percent),
            "least": _rounded(one.worked.least),
            "most": _rounded(one.worked.most),
            "missing": {kind: us / SECOND for kind, us in one.missing.items()},
        }


def _gap(since: int, until: int, why: str) -> dict[str, str]:
    return {"at": iso(since), "until": iso(until), "reason": why}


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)


def look(product: Product, day: LensDay, assume: Callable[[str], Any] = lambda _name: None) -> Lens:
    """What `product` would hold of `day`. `assume` answers with the person's assumption (a setting) where a figure is
    not public.
    """
    formula = activity_formula(product)
    idle_claim = product.data["idle_active_time"]
    limit = idle_limit(idle_claim) if idle_claim.held else None
    return Lens(
        product=product,
        day=day,
        rows=tuple(_row(kind, product, day, assume) for kind in KINDS),
        formula=formula,
        activity=() if formula is None or day.empty else tuple(_activity(formula, day)),
        whole=formulas.NOTHING if formula is None else formulas.whole_day(formula, day.seconds),
        limit=limit,
        idle=() if limit is None else tuple(
            IdleStretch(day.at(one.first), day.at(one.last)) for one in formulas.idle(day.seconds, limit)
        ),
    )  # fmt: skip


def _row(kind: Kind, product: Product, day: LensDay, assume: Callable[[str], Any]) -> Row:
    claim = product.data[kind.id]
    channel = channel_of(kind, claim, day)
    unseen = bool(channel) and day.never_on(channel)
    assumed = assume(claim.figures.assumed) if claim.figures.assumed else None
    found = None if claim.value == UNKNOWN else count(kind, claim, product, day, assumed)
    if kind.id in MADE:
        unseen = False  # what is counted are the seconds of the day, not our own pictures
    words = lens_words.cell(kind, claim, found, activity_formula(product), assumed=assumed, unseen=unseen)
    return Row(
        kind, claim, channel, found, words, unseen,
        day.own.get(channel, ()) if kind.id not in MADE else (), day.taken.bounds.get(channel),
    )  # fmt: skip


def _activity(formula: Formula, day: LensDay) -> list[Interval]:
    """The blocks from the first to the last of which anything is known."""
    found = []
    for first, last, part in formulas.blocks(formula, day.seconds):
        at, until = day.at(first), day.at(last)
        cut = [(one.kind, min(one.until, until) - max(one.since, at)) for one in day.missing]
        missing: dict[str, int] = {}
        for kind, us in cut:
            if us > 0:
                missing[kind] = missing.get(kind, 0) + us
        if not missing and formulas.GONE in part:
            missing[gone.NOT_RECORDING] = part.count(formulas.GONE) * SECOND
        found.append(Interval(at, until, formulas.worked(formula, part), missing))
    known = [number for number, one in enumerate(found) if one.worked.least is not None]
    return found[known[0] : known[-1] + 1] if known else []
