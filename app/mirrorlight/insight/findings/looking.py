"""Looks at pieces with every rule, in one pass, and joins what they see to findings."""

from __future__ import annotations

import os
from bisect import bisect
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mirrorlight.core.text import clean_text
from mirrorlight.insight.findings import telling
from mirrorlight.insight.findings.cards import Cards
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.model import TAKEN_BACK, TYPED, Finding, Moment, Piece, Rule, Secret, Sight
from mirrorlight.insight.findings.numbers import Accounts, Identities
from mirrorlight.insight.findings.people import OthersData, People
from mirrorlight.insight.findings.reach import Emails, Phones
from mirrorlight.insight.findings.scripts import Scripts
from mirrorlight.insight.findings.taken_back import TakenBack
from mirrorlight.insight.findings.tokens import Tokens
from mirrorlight.insight.findings.words import Words

AROUND = 60
"""Characters shown on each side of what was found."""

LONGEST_SHOWN = 240
MOST_SPANS = 200
"""Places marked in one piece for one finding; of a text with more, all rows are told."""

_REMEMBERED = 20_000
"""Titles, addresses and names whose sights are remembered: most come again and again."""

_LONGEST_MASKED = 8_000
"""Characters of the longest secret that a rule finds."""

_WORD_SHOWN = 60

Span = tuple[int, int]


def rules(regions: Sequence[str] = (), me: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Every rule. `regions` are the countries (ISO 3166) of the person's locale, `me` the person's own names and e-mail
    addresses, as far as they are known.
    """
    return (
        Cards(), Accounts(), Identities(), Phones(regions or locale_regions()), Emails(), Tokens(), TakenBack(),
        Words(), People(me), OthersData(me), Scripts(),
    )  # fmt: skip


def locale_regions() -> tuple[str, ...]:
    """The countries that the environment's locale names."""
    found = []
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_MESSAGES", "LANG", "LC_TIME"):
        country = os.environ.get(name, "").partition(".")[0].partition("_")[2][:2]
        if len(country) == 2 and country.isalpha():
            found.append(country.upper())
    return tuple(dict.fromkeys(found))


@dataclass(slots=True)
class _Joining:
    """A finding while its moments are gathered."""

    kind: str
    key: str
    topic: str
    value: str
    moments: list[Moment] = field(default_factory=list)

    def finding(self) -> Finding:
        return Finding(
            kind=self.kind,
            key=self.key,
            sentence=telling.sentence(self.kind, self.topic, self.value, len(self.moments)),
            reasons=telling.reasons(self.kind, self.value, self.moments),
            moments=tuple(sorted(self.moments, key=lambda moment: (moment.at, moment.channel, moment.rows))),
            group=KINDS[self.kind].group,
            topic=self.topic,
            value=self.value,
        )


class Finders:
    """The finder of all rules. It may be used again; between calls it remembers titles, addresses and single words.

    Thread: one at a time.
    """

    def __init__(self, secret: Secret, rules_: Sequence[Rule] | None = None) -> None:
        self._secret = secret
        self._rules = tuple(rules() if rules_ is None else rules_)
        self._seen: OrderedDict[tuple[str, str, str], tuple[Sight, ...]] = OrderedDict()

    def look(self, pieces: Iterable[Piece]) -> Iterator[Finding]:
        """The findings of `pieces`, joined by identity, the first seen first; told when all was looked at."""
        joined: dict[str, _Joining] = {}
        for piece in pieces:
            for sight, moment in self._moments(piece):
                key = self._secret.key(sight.kind, sight.identity)
                if key not in joined:
                    joined[key] = _Joining(sight.kind, key, sight.topic, sight.value)
                joined[key].moments.append(moment)
        for joining in joined.values():
            yield joining.finding()

    def sights(self, piece: Piece) -> tuple[Sight, ...]:
        """What the rules see in one piece; of what was taken back, only what then went."""
        if piece.kind in (TYPED, TAKEN_BACK):
            return self._see(piece)
        name = (piece.kind, piece.app, piece.text)
        found = self._seen.get(name)
        if found is None:
            found = self._seen[name] = self._see(piece)
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return found

    def _see(self, piece: Piece) -> tuple[Sight, ...]:
        merged: dict[tuple[str, str], Sight] = {}
        begin = len(piece.text) - piece.struck if piece.kind == TAKEN_BACK else 0
        for rule in self._rules:
            for sight in rule.see(piece):
                spans = tuple(span for span in sight.spans if span[1] > begin)
                if not spans:
                    continue
                name = (sight.kind, sight.identity)
                if name in merged:
                    spans = tuple(sorted({*merged[name].spans, *spans}))
                merged[name] = replace(sight, spans=spans)
        return tuple(merged.values())

    def _moments(self, piece: Piece) -> Iterator[tuple[Sight, Moment]]:
        sights = self.sights(piece)
        if not sights:
            return
        masks = sorted((span, sight.value) for sight in sights if sight.masked for span in sight.spans)
        removers = sorted((by, index) for index, by in piece.removers)
        for sight in sights:
            rows, at, until = _carriers(piece, sight.spans, removers)
            shown, marks = _shown(piece.text, sight.spans, masks)
            if sight.kind == TAKEN_BACK:
                sight = replace(sight, value=clean_text(_hidden(piece.text, sight.spans[0], masks), _WORD_SHOWN))
            yield (
                sight,
                Moment(piece.channel, rows, at, until, piece.app, piece.kind, shown, marks, _words(piece, sight)),
            )


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of several stretches of time, those of the same key made one; what is told is told anew. The first seen
    first.
    """
    joined: dict[str, _Joining] = {}
    others: list[Finding] = []
    for finding in findings:
        if finding.kind not in _TOLD:
            others.append(finding)
            continue
        joining = joined.setdefault(finding.key, _Joining(finding.kind, finding.key, finding.topic, finding.value))
        known = {(moment.channel, moment.rows) for moment in joining.moments}
        joining.moments += [moment for moment in finding.moments if (moment.channel, moment.rows) not in known]
    return [*(joining.finding() for joining in joined.values()), *others]


_TOLD = frozenset(KINDS) - {"rhythm", "dynamics"}


def _carriers(piece: Piece, spans: Sequence[Span], removers: Sequence[Span]) -> tuple[tuple[int, ...], int, int]:
    """The rows that make the places in a piece, and their first and last moment: of typed text the keystrokes from the
    first to the last character of each place, without those that took back something outside, with those that took back
    something inside. `removers` are those of the piece the other way round, sorted.
    """
    if not piece.places or len(spans) > MOST_SPANS:
        return piece.rows, piece.at, piece.until
    indexes: set[int] = set()
    for start, end in spans:
        first, last = piece.places[start], piece.places[end - 1]
        inside = {
            by for _, by in piece.removers[bisect(piece.removers, (first,)) : bisect(piece.removers, (last + 1,))]
        }
        within = removers[bisect(removers, (first,)) : bisect(removers, (last + 1,))]
        outside = {by for by, index in within if not first <= index <= last}
        indexes |= (set(range(first, last + 1)) - (outside - inside)) | inside
    ordered = sorted(indexes)
    moments = [piece.moments[index] for index in ordered]
    return tuple(piece.rows[index] for index in ordered), min(moments), max(moments)


def _words(piece: Piece, sight: Sight) -> tuple[str, ...]:
    """The words that a reason quotes: as they stand, or what may be shown of them."""
    if sight.value:
        return (sight.value,)
    found = (clean_text(piece.text[start:end], _WORD_SHOWN).strip() for start, end in sight.spans)
    return tuple(dict.fromkeys(found))


def _shown(text: str, spans: Sequence[Span], masks: Sequence[tuple[Span, str]]) -> tuple[str, tuple[Span, ...]]:
    """The part of a text around what was found, with what must not be shown masked, and the marks in that part."""
    low = max(0, spans[0][0] - AROUND)
    high = min(len(text), max(spans[-1][1] + AROUND, low + 1))
    if high - low > LONGEST_SHOWN:
        high = min(len(text), low + max(LONGEST_SHOWN, spans[0][1] - low))
    near = _near(masks, low, high)
    for start, end, _value in near:  # nothing masked is cut through
        low, high = (start if start < low < end else low), (end if start < high < end else high)
    hidden = {start: (end, value) for start, end, value in near if low <= start and end <= high}
    shown = "…" if low else ""
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    place = low
    while place < high:
        begins[place] = len(shown)
        if place in hidden:
            end, value = hidden[place]
            shown, place = shown + value, end
        else:
            shown, place = shown + text[place], place + 1
        ends[place] = len(shown)
    marks = [(begins[start], ends[end]) for start, end in spans if start in begins and end in ends]
    return clean_text(shown + ("…" if high < len(text) else ""), 10 * LONGEST_SHOWN), tuple(dict.fromkeys(marks))


def _near(masks: Sequence[tuple[Span, str]], low: int, high: int) -> list[tuple[int, int, str]]:
    """The masks that touch a part of a text, those that overlap made one."""
    found: list[tuple[int, int, str]] = []
    for (start, end), value in masks[bisect(masks, ((low - _LONGEST_MASKED,),)) : bisect(masks, ((high,),))]:
        if found and start < found[-1][1]:
            first, until, before = found.pop()
            found.append((first, max(until, end), before))
        elif end > low:
            found.append((start, end, value))
    return found


def _hidden(text: str, span: Span, masks: Sequence[tuple[Span, str]]) -> str:
    """What stands in a place, with what must not be shown masked."""
    place, parts = span[0], list[str]()
    for start, end, value in _near(masks, *span):
        parts += [text[place : max(place, start)], value]
        place = max(place, end)
    return "".join((*parts, text[place : span[1]]))
