"""What is here: a range of time as readable stretches. Windows, what was typed in them, clicks, and gaps.

Pure: everything comes from a reader, nothing is drawn. Times UTC µs. Strings from outside stay plain text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.core.typed import Piece, TypedRun
from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import Day, Entry, Span
from mirrorlight.window.models.day import DRAWN
from mirrorlight.window.models.gaps import GapMark, gap_sentence
from mirrorlight.wording import count, length

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

WINDOW, TYPED, PROTECTED, UNCHECKED, POINTER = "window", "typed", "protected", "unchecked", "pointer"
OTHER, GAP = "other", "gap"
_RANK = {GAP: 0, WINDOW: 1, OTHER: 2, TYPED: 3, PROTECTED: 3, UNCHECKED: 3, POINTER: 4}
_MOST_POINTER_STRETCHES = 90
_MOST_OTHERS = 60
"""Rows of another channel that stand one by one; more are counted hour by hour."""
_HOUR = 3600 * SECOND


@dataclass(frozen=True, slots=True, repr=False)
class HereRow:
    """One line of the list. `pieces` are what it says (struck where taken back), `right` what stands at its right end.

    `ids` are the rows behind it by channel, where they are known; `since` to `until` its stretch of time.
    """

    kind: str
    since: int
    until: int
    pieces: tuple[Piece, ...]
    right: str = ""
    icon: str = ""
    app: str = ""
    title: str = ""
    slot: int | None = None
    gap: GapMark | None = None
    ids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What it says, as one plain text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def spoken(self) -> str:
        """The line for assistive technology: taken-back text is named as such."""
        said = "".join(
            " " + _("(taken back: {text})").format(text=piece.text) + " " if piece.taken_back else piece.text
            for piece in self.pieces
        )
        said = visible(said)
        return f"{said}, {self.right}" if self.right else said

    @property
    def identity(self) -> tuple[str, int, str]:
        """What it is found again by after the list was made anew."""
        return self.kind, self.since, self.app


def visible(text: str) -> str:
    """Typed text on one line: Return and Tab as signs."""
    return text.replace("\n", " ⏎ ").replace("\t", " ⇥ ")


def rows(reader: Reader, since: int, until: int, now: int, gaps: Sequence[GapMark]) -> list[HereRow]:
    """Every line of a range, oldest first. `gaps` are those of the day."""
    spans = reader.spans(since, until)
    result = [*_windows(spans, since, until, now), *_typed(reader.typed(since, until))]
    result += _pointer(reader, spans, since, until, now)
    for channel in reader.channels:
        if channel.id not in DRAWN:
            result += _others(reader, channel, since, until, now)
    result += [_gap(gap) for gap in gaps if gap.at < until and (gap.until > since or gap.at >= since)]
    return _in_order(result)


def _in_order(rows_: Sequence[HereRow]) -> list[HereRow]:
    """By time. What was typed comes in its order already: of protected keys the second alone is known, so that one of
    them seems to lie before a key that it came after.
    """
    newest, moments = 0, []
    for row in rows_:
        if row.kind in (TYPED, PROTECTED, UNCHECKED):
            newest = max(newest, row.since)
        moments.append(newest if row.kind in (TYPED, PROTECTED, UNCHECKED) else row.since)
    places = sorted(range(len(rows_)), key=lambda place: (moments[place], _RANK.get(rows_[place].kind, 3), place))
    return [rows_[place] for place in places]


def _windows(spans: Sequence[Span], since: int, until: int, now: int) -> list[HereRow]:
    """One line for each window, neighbours of one title joined."""
    result: list[HereRow] = []
    for span in spans:
        low = max(since, span.at)
        high = min(until, now if span.until is None else span.until)
        high = max(low, high)
        last = result[-1] if result else None
        if last is not None and (last.app, last.title) == (span.app, span.title) and low - last.until <= 2 * SECOND:
            ids = {"windows": (*last.ids["windows"], span.id)}
            result[-1] = _window(span, last.since, max(high, last.until), ids)
        else:
            result.append(_window(span, low, high, {"windows": (span.id,)}))
    return result


def _window(span: Span, since: int, until: int, ids: Mapping[str, tuple[int, ...]]) -> HereRow:
    title = span.title or span.app or _("Nothing in front")
    right = (
        _("{app}, {length}").format(app=span.app, length=length(until - since)) if span.app else length(until - since)
    )
    return HereRow(
        WINDOW, since, until, (Piece(title, False),), right, "windows", span.app, span.title, span.slot, ids=ids
    )


def _typed(runs: Sequence[TypedRun]) -> list[HereRow]:
    result: list[HereRow] = []
    for run in runs:
        ids = {"keyboard": run.ids}
        keys = run.keys - run.protected
        if keys:
            said = ngettext("{n} key", "{n} keys", keys).format(n=count(keys))
            if run.taken_back:
                said = _("{keys}, {n} taken back").format(keys=said, n=count(run.taken_back))
            pieces = run.pieces or (Piece(_("keys that type nothing"), False),)
            result.append(HereRow(TYPED, run.first, run.last, pieces, said, "keys", run.app, run.title, ids=ids))
        for kind, number in ((PROTECTED, run.protected - run.unchecked), (UNCHECKED, run.unchecked)):
            if number:
                words = ngettext("{n} key; which key is not kept", "{n} keys; which keys is not kept", number)
                pieces = (Piece(words.format(n=count(number)), False),)
                mine = {} if keys or (kind == UNCHECKED and run.protected > number) else ids
                result.append(HereRow(kind, run.first, run.last, pieces, "", "keys", run.app, run.title, ids=mine))
    return result


def _pointer(reader: Reader, spans: Sequence[Span], since: int, until: int, now: int) -> list[HereRow]:
    """Clicks, wheel and distance for each stretch of use of one application, or each hour of a long range."""
    stretches: list[tuple[str, int, int]] = []
    for span in spans:
        low, high = max(since, span.at), min(until, now if span.until is None else span.until)
        if stretches and (stretches[-1][0] == span.app or low <= stretches[-1][2]) and stretches[-1][0] == span.app:
            stretches[-1] = (span.app, stretches[-1][1], max(high, stretches[-1][2]))
        else:
            stretches.append((span.app, low, high))
    if len(stretches) > _MOST_POINTER_STRETCHES or (not stretches and until - since > _HOUR):
        first = since // _HOUR * _HOUR
        stretches = [("", max(since, at), min(until, at + _HOUR)) for at in range(first, until, _HOUR)]
    elif not stretches:
        stretches = [("", since, until)]
    result: list[HereRow] = []
    for app, low, high in stretches:
        if high <= low:
            continue
        said = pointer_words(*reader.pointer_bins(low, high, high - low)[0])
        if said:
            result.append(HereRow(POINTER, low, high, (Piece(said, False),), app, "pointer", app))
    return result


def pointer_words(distance: float, clicks: int, scrolls: int) -> str:
    """ "38 clicks, 12 turns of the wheel, 21,400 px of path", without what is zero."""
    parts: list[str] = []
    if clicks:
        parts.append(ngettext("{n} click", "{n} clicks", clicks).format(n=count(clicks)))
    if scrolls:
        parts.append(ngettext("{n} turn of the wheel", "{n} turns of the wheel", scrolls).format(n=count(scrolls)))
    if distance >= 1:
        parts.append(_("{n} px of path").format(n=count(round(distance))))
    return ", ".join(parts)


def _others(reader: Reader, channel: Channel, since: int, until: int, now: int) -> list[HereRow]:
    """The rows of a channel without a shape of its own, in its own words; where they are many, how many each hour."""
    entries = reader.page(None, _MOST_OTHERS + 1, Selection(since=since, until=until, channels=(channel.id,)))
    if len(entries) <= _MOST_OTHERS:
        return [_other(channel, entry, until, now) for entry in reversed(entries)]
    first = since // _HOUR * _HOUR
    result: list[HereRow] = []
    for number, events in enumerate(reader.bins(channel.id, first, until, _HOUR)):
        low, high = max(since, first + number * _HOUR), min(until, first + (number + 1) * _HOUR)
        if low > first + number * _HOUR or high < first + (number + 1) * _HOUR:
            events = reader.bins(channel.id, low, high, high - low)[0]
        if events:
            said = amount(channel, events)
            result.append(HereRow(OTHER, low, high, (Piece(said, False),), _(channel.title), channel.icon))
    return result


def _other(channel: Channel, entry: Entry, until: int, now: int) -> HereRow:
    end = entry.at
    if channel.reach is None:
        end = min(until, now) if entry.until is None else entry.until
    return HereRow(
        OTHER, entry.at, max(entry.at, end), (Piece(entry.summary, False),), entry.app or _(channel.title),
        channel.icon, entry.app, entry.title, entry.slot, ids={channel.id: (entry.id,)},
    )  # fmt: skip


def amount(channel: Channel, n: int) -> str:
    """ "1 copy", "38 copies"."""
    return f"{count(n)} {ngettext(*channel.unit, n)}"


def _gap(gap: GapMark) -> HereRow:
    return HereRow(GAP, gap.at, gap.until, (Piece(gap_sentence(gap), False),), gap=gap)


def head(day: Day, taken_back: int, since: int, until: int, *, gaps: int, channels: Sequence[Channel] = ()) -> str:
    """The line beside "What is here": length, application, and how many of what."""
    parts: list[str] = []
    if day.keys:
        said = ngettext("{n} key", "{n} keys", day.keys).format(n=count(day.keys))
        parts.append(_("{keys} ({n} taken back)").format(keys=said, n=count(taken_back)) if taken_back else said)
    if day.clicks:
        parts.append(ngettext("{n} click", "{n} clicks", day.clicks).format(n=count(day.clicks)))
    if day.pictures:
        parts.append(ngettext("{n} picture", "{n} pictures", day.pictures).format(n=count(day.pictures)))
    for channel in channels:
        if channel.id not in DRAWN and day.by_channel.get(channel.id):
            parts.append(amount(channel, day.by_channel[channel.id]))
    where = ""
    if len(day.apps) == 1 and day.apps[0].app:
        where = day.apps[0].app
    elif len(day.apps) > 1:
        where = ngettext("{n} application", "{n} applications", len(day.apps)).format(n=len(day.apps))
    said = ", ".join(parts) if parts else _("nothing is stored")
    took = length(round((until - since) / SECOND) * SECOND) if until - since > 60 * SECOND else length(until - since)
    line = f"{took}, {where}: {said}" if where else f"{took}: {said}"
    if gaps:
        touched = ngettext("{n} gap lies in it", "{n} gaps lie in it", gaps).format(n=gaps)
        line = _("{line}; {gaps}").format(line=line, gaps=touched)
    return line


def taken_back(rows_: Sequence[HereRow]) -> int:
    """Characters that were taken back, over all lines."""
    return sum(len(piece.text) for row in rows_ if row.kind == TYPED for piece in row.pieces if piece.taken_back)
