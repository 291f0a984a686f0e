"""Reads the statements of a product file, all by one rule: what is said has a source, and is no surer than that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.product import (
    BOUNDS,
    FORMULAS,
    SURENESS,
    SYSTEMS,
    TRACE_KINDS,
    TRIGGERS,
    UNKNOWN,
    VALUES,
    Claim,
    Figures,
    Formula,
    Note,
    Span,
    Trace,
)
from mirrorlight.agents.reading import Reading
from mirrorlight.agents.sources import Source
from mirrorlight.agents.toml_lines import Path
from mirrorlight.i18n import _
from mirrorlight.settings import SETTINGS

ID = r"[a-z][a-z0-9_]{1,39}"

_CLAIM = ("value", "detail", "quote", "sources", "sure", "read")
_SPANS = ("every", "idle_after")
_NUMBERS = ("grain", "counted_per", "shortest", "after_change", "before", "after", "keep_days", "width", "height",
            "at_most")  # fmt: skip
_RESTS = ("sources", "sure", "read")
_SWITCHES = ("at_random", "in_idle", "all_screens", "can_blur", "counted")
_FIGURES = tuple(field.name for field in fields(Figures))
_LONGEST_SPAN = 366 * 86_400


class Claims:
    """Reads the statements of one file, all by the same rule: what is said has a source that exists, and is no surer
    than that.
    """

    def __init__(self, reading: Reading, sources: Mapping[str, Source], read: date) -> None:
        self._reading, self._sources, self._read = reading, sources, read

    def data(self, top: Mapping[str, Any]) -> dict[str, Claim]:
        """A claim for each kind of data; each must be stated, or be named as not documented."""
        reading = self._reading
        known = {kind.id for kind in KINDS}
        silent = reading.texts(top, (), "not_documented")
        for name in silent:
            if name not in known:
                reading.refuse(("not_documented",), "channel", _("“{key}” is no kind of data.").format(key=name))
        stated = top.get("data", {})
        if not isinstance(stated, dict):
            reading.refuse(("data",), "type", _("“{key}” must be a table.").format(key="data"))
            return {}
        for name in stated:
            if name not in known:
                reading.refuse(("data", name), "channel", _("“{key}” is no kind of data.").format(key=name))
        found: dict[str, Claim] = {}
        for kind in KINDS:
            if kind.id in stated and kind.id in silent:
                said = _("“{key}” is stated and named as not documented.").format(key=kind.id)
                reading.refuse(("data", kind.id), "twice", said)
            elif kind.id in stated:
                found[kind.id] = self.claim(("data", kind.id))
            elif kind.id in silent:
                found[kind.id] = Claim(read=self._read)
            else:
                said = _("“{key}” is neither stated nor named as not documented.").format(key=kind.id)
                reading.refuse(("data",), "channel-missing", said)
        return found

    def claim(self, where: Path) -> Claim:
        """The claim at `where`, with its figures."""
        reading = self._reading
        table = reading.table(where, (*_CLAIM, *_FIGURES))
        reading.required(table, where, "value")
        value = reading.choice(table, where, "value", VALUES, "value")
        if "value" in table and not value:
            reading.refuse((*where, "value"), "value", _("“{key}” is empty.").format(key="value"))
        quote, figures = reading.text(table, where, "quote"), self._figures(table, where)
        needed = value != UNKNOWN or bool(quote) or bool(set(figures.given()) - {"assumed"})
        sources, sure = self._rests_on(table, where, needed=needed)
        read = reading.day(table, where, "read", self._read)
        return Claim(value, reading.words(table, where, "detail"), quote, sources, sure, read, figures)

    def formula(self, where: Path) -> Formula:
        reading = self._reading
        keys = ("id", "title", "way", "grain", "block", "limit", "partial", "detail", "example", *_RESTS)
        table = reading.table(where, keys)
        reading.required(table, where, "id", "title", "way", "grain", "detail")
        sources, sure = self._rests_on(table, where, needed=True)
        return Formula(
            id=reading.text(table, where, "id", ID),
            title=reading.words(table, where, "title"),
            way=reading.choice(table, where, "way", FORMULAS, "formula"),
            grain=self._number(table.get("grain"), (*where, "grain")) or 1,
            block=self._number(table.get("block"), (*where, "block")),
            limit=self._number(table.get("limit"), (*where, "limit")),
            detail=reading.words(table, where, "detail"),
            example=reading.words(table, where, "example"),
            partial=table.get("partial") is True,
            sources=sources,
            sure=sure,
            read=reading.day(table, where, "read", self._read),
        )

    def trace(self, where: Path) -> Trace:
        reading = self._reading
        table = reading.table(where, ("system", "kind", "value", "detail", "sources", "sure", "read"))
        reading.required(table, where, "system", "kind", "value")
        sources, sure = self._rests_on(table, where, needed=True)
        value = reading.text(table, where, "value")
        if len(value.strip("*/\\~ ")) < 3:
            reading.refuse((*where, "value"), "trace", _("“value” must be a name of at least three characters."))
        return Trace(
            system=reading.choice(table, where, "system", SYSTEMS, "system"),
            kind=reading.choice(table, where, "kind", TRACE_KINDS, "trace"),
            value=value,
            sources=sources,
            sure=sure,
            read=reading.day(table, where, "read", self._read),
            detail=reading.words(table, where, "detail"),
        )

    def note(self, where: Path) -> Note:
        reading = self._reading
        table = reading.table(where, ("text", "sources", "sure", "read"))
        reading.required(table, where, "text")
        sources, sure = self._rests_on(table, where, needed=True)
        return Note(reading.words(table, where, "text"), sources, sure, reading.day(table, where, "read", self._read))

    def _rests_on(self, table: Mapping[str, Any], where: Path, *, needed: bool) -> tuple[tuple[str, ...], str]:
        """The sources of a statement and how sure it is; `needed` if it says anything that must have one."""
        reading = self._reading
        sources = reading.texts(table, where, "sources")
        sure = reading.choice(table, where, "sure", SURENESS, "sureness")
        for key in sources:
            if key not in self._sources:
                said = _("there is no source “{key}”.").format(key=key)
                reading.refuse((*where, "sources"), "no-such-source", said)
        if needed and not sources:
            reading.refuse(where, "no-source", _("a claim needs a source."))
        elif bool(sources) != bool(sure):
            reading.refuse(where, "sureness", _("sources and how sure they are stand together."))
        elif not self._as_sure(sources, sure):
            reading.refuse((*where, "sure"), "too-sure", _("a claim is no surer than its sources."))
        return sources, sure

    def _as_sure(self, sources: tuple[str, ...], sure: str) -> bool:
        """Whether sources carry a claim as sure as `sure`: two weak ones that agree make a B, nothing makes an A."""
        best = min((self._sources[key].sure for key in sources if key in self._sources), default="A")
        return sure in {"", "C"} or best <= sure or (sure == "B" and len(sources) > 1)

    def _figures(self, table: Mapping[str, Any], where: Path) -> Figures:
        reading = self._reading
        found: dict[str, Any] = {}
        for key in _SPANS:
            if key in table:
                found[key] = self._span(table[key], (*where, key))
        for key in _NUMBERS:
            if key in table:
                found[key] = self._number(table[key], (*where, key))
        for key in _SWITCHES:
            if key in table:
                if not isinstance(table[key], bool):
                    reading.refuse((*where, key), "figure", _("“{key}” must be true or false.").format(key=key))
                found[key] = table[key] is True
        triggers = reading.texts(table, where, "triggers")
        if not set(triggers) <= set(TRIGGERS):
            said = _("“{key}” must be one of: {names}.").format(key="triggers", names=", ".join(TRIGGERS))
            reading.refuse((*where, "triggers"), "figure", said)
        assumed = reading.text(table, where, "assumed")
        if assumed and assumed not in {setting.id for setting in SETTINGS}:
            reading.refuse((*where, "assumed"), "figure", _("there is no setting “{key}”.").format(key=assumed))
        bound = reading.choice(table, where, "bound", BOUNDS, "bound")
        return Figures(**found, triggers=triggers, assumed=assumed, bound=bound)

    def _span(self, value: Any, where: Path) -> Span:
        if not isinstance(value, dict) or not value or not set(value) <= {"least", "most", "usual"}:
            said = _("“{key}” must have least, most or usual, in seconds.").format(key=where[-1])
            self._reading.refuse(where, "figure", said)
            return Span()
        span = Span(**{name: self._number(length, where) for name, length in value.items()})
        given = [length for length in (span.least, span.usual, span.most) if length is not None]
        if given != sorted(given):
            said = _("“{key}” must have least, usual and most in this order.").format(key=where[-1])
            self._reading.refuse(where, "figure", said)
        return span

    def _number(self, value: Any, where: Path) -> int | None:
        """A whole number above 0, or None for none."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LONGEST_SPAN:
            said = _("“{key}” must be a whole number above 0.").format(key=where[-1])
            self._reading.refuse(where, "figure", said)
            return None
        return value
