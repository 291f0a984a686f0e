"""Gaps of a day, and their words. Times UTC µs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mirrorlight.core import reasons
from mirrorlight.i18n import _, ngettext
from mirrorlight.insight.missing import DELETED, FILTERED, NOT_RECORDING, PAUSED, kind_of
from mirrorlight.store.results import Gap, Receipt
from mirrorlight.window.models.days import time_words
from mirrorlight.wording import length, reason_words

__all__ = ["DELETED", "FILTERED", "NOT_RECORDING", "PAUSED", "GapMark", "gap_sentence", "gap_words", "marks"]


@dataclass(frozen=True, slots=True)
class GapMark:
    """A gap as it is shown: `at` to `until` (one that is open ends now), why, and how many rows it stands for.

    `made_at` is when the person deleted it, for deleted ones. `channel` is "" when it concerns all of them.
    """

    at: int
    until: int
    reason: str
    made_at: int | None = None
    count: int = 1
    open: bool = False
    channel: str = ""

    @property
    def kind(self) -> str:
        """How it is drawn."""
        return kind_of(self.reason)

    @property
    def telling(self) -> bool:
        """Whether it belongs to the day even where nothing else is: the person made it, or recording was meant."""
        return self.reason not in {reasons.OFF, reasons.CRASH, reasons.NO_CONSENT, reasons.STOPPED}


def marks(rows: Sequence[Gap], receipts: Sequence[Receipt], since: int, until: int, now: int) -> list[GapMark]:
    """Rows as they are shown on a day, cut to it. Deleted ones take their moment from the newest receipt that fits."""
    result: list[GapMark] = []
    for row in rows:
        end = row.until if row.until is not None else max(row.at, min(now, until))
        low, high = max(row.at, since), min(end, until)
        if high < low or (high == low and row.until is not None and row.until != row.at):
            continue
        made_at = None
        if row.reason == reasons.DELETED:
            fits = (
                receipt.at
                for receipt in receipts
                if not receipt.by_itself
                and (receipt.since is None or receipt.since <= row.at)
                and (receipt.until is None or receipt.until >= end)
            )
            made_at = max(fits, default=None)
        result.append(GapMark(low, high, row.reason, made_at, open=row.until is None, channel=row.channel))
    return sorted(result, key=lambda gap: (gap.at, gap.until))


def gap_words(gap: GapMark) -> tuple[str, str]:
    """What the gaps row says: in full, and shorter."""
    took = length(gap.until - gap.at)
    if gap.reason == reasons.RETENTION:
        return _("Kept only as long as you set"), _("No longer kept")
    if gap.kind == DELETED:
        if gap.made_at is None:
            return _("Deleted by you"), _("Deleted")
        return _("Deleted by you at {time}").format(time=time_words(gap.made_at)), _("Deleted by you")
    if gap.kind == PAUSED:
        return _("Paused {length}").format(length=took), took
    if gap.kind == FILTERED:
        return _("Filtered {length}").format(length=took), took
    if gap.reason == reasons.OFF:
        return _("Off {length}").format(length=took), _("Off")
    return _("{reason}, {length}").format(reason=_capital(reason_words(gap.reason, past=True)), length=took), took


def gap_sentence(gap: GapMark) -> str:
    """A gap in words for lists and assistive technology: "Paused by you, 30 min", "Deleted by you at 16:12"."""
    if gap.kind == DELETED:
        return gap_words(gap)[0]
    reason = _capital(reason_words(gap.reason, past=not gap.open))
    words = _("{reason}, {length}").format(reason=reason, length=length(gap.until - gap.at))
    if gap.open:
        words = _("{gap} so far").format(gap=words)
    if gap.count > 1:
        words = ngettext("{n} gap: {gap}", "{n} gaps: {gap}", gap.count).format(n=gap.count, gap=words)
    return words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
