"""What the light says: two lines, marks and a button for each state of the recorder. Words only, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mirrorlight import dates
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.status import (
    BLOCKED,
    FILTERED,
    PAUSED,
    RECORDING,
    STARTING,
    STOPPED,
    ChannelStatus,
    RecorderStatus,
)
from mirrorlight.core.text import clean_text
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.wording import countdown, events, length, reason_words

FRESH = SECOND
"""A channel's mark is lit for this long after a commit, µs."""

SOON = 10 * SECOND
"""How long before its end a pause says that recording starts again, µs."""

ROOM = 10
"""Marks that the collapsed light has room for without drawing them nearer together."""

LINGER = 15
"""Seconds that the stopped light stays."""

WORDS = {
    RECORDING: N_("Recording"),
    PAUSED: N_("Paused"),
    FILTERED: N_("Filtered"),
    BLOCKED: N_("Not recording"),
    STARTING: N_("Starting"),
    STOPPED: N_("Stopped"),
}
"""The word of each state. Message ids."""

BUTTONS = {RECORDING: "pause", PAUSED: "play", FILTERED: "pause", BLOCKED: "why", STARTING: "wait", STOPPED: ""}
"""What the button column shows in each state; "" = there is none, "wait" = it cannot be pressed."""

QUIET, LIT, OFF = "quiet", "lit", "off"


@dataclass(frozen=True, slots=True)
class Mark:
    """A channel's mark: its icon, and whether it stored something just now, is quiet, or is off or cannot work."""

    icon: str
    how: str


@dataclass(frozen=True, slots=True, repr=False)
class Face:
    """Everything the collapsed light shows. `word` is semibold, `facts` follow it; `marks` replace the second line.

    `before` and `after` surround `name`, a text from outside that gives way first when there is too little room.
    `spoken` is both lines for assistive technology; `news` changes when it has to be announced.
    """

    state: str
    word: str
    facts: str
    before: str = ""
    name: str = ""
    after: str = ""
    marks: tuple[Mark, ...] = ()
    button: str = ""
    spoken: str = ""
    news: str = ""

    @property
    def first(self) -> str:
        return self.word + self.facts

    @property
    def second(self) -> str:
        return self.before + self.name + self.after


def face(status: RecorderStatus, now: int) -> Face:
    """What to show for `status` at `now` (UTC µs)."""
    shown = _LINES[status.state](status, now)
    named = f"{shown.first}. {shown.second}" if shown.second else shown.first
    return replace(
        shown,
        button=BUTTONS[status.state],
        spoken=shown.spoken or named.replace(" · ", ", "),
        news=f"{status.state} {status.reason} {shown.news}",
    )


def marks(channels: tuple[ChannelStatus, ...], now: int) -> tuple[Mark, ...]:
    """The mark of each channel at `now` (UTC µs).

    Where there are more channels than the line holds at its full pitch, those that the person switched off are left
    out; one that should work and does not stays, struck through. The full form has them all.
    """
    shown = channels if len(channels) <= ROOM else [channel for channel in channels if channel.on]
    return tuple(Mark(channel.icon, mark(channel, now)) for channel in shown)


def mark(channel: ChannelStatus, now: int) -> str:
    """LIT while the last commit is younger than a second; OFF when it is switched off or does not listen."""
    if not channel.on or not channel.alive:
        return OFF
    last = channel.last_stored
    return LIT if last is not None and 0 <= now - last < FRESH else QUIET


def next_change(status: RecorderStatus, now: int) -> int | None:
    """When the words change by themselves (UTC µs, after `now`), or None: nothing need be painted before."""
    if status.state == RECORDING:
        elapsed = max(0, now - status.started)
        step = _coarseness(elapsed)
        return now + step - elapsed % step
    if status.state == PAUSED and status.until is not None:
        left = max(0, status.until - now)
        return now + (left - 1) % SECOND + 1 if left else now + SECOND
    if status.state == STOPPED:
        return now + SECOND - max(0, now - status.since) % SECOND
    return None


def _coarseness(elapsed: int) -> int:
    """How finely the time since the start is shown (µs): each change is a picture to paint and to prove."""
    if elapsed < 10 * SECOND:
        return SECOND
    return 10 * SECOND if elapsed < 60 * SECOND else 60 * SECOND


def fresh_until(status: RecorderStatus, now: int) -> int | None:
    """When the first lit mark goes out (UTC µs), or None."""
    lit = [c.last_stored + FRESH for c in status.channels if c.last_stored is not None and mark(c, now) == LIT]
    return min(lit) if lit else None


def time_of(us: int, now: int) -> str:
    """ "14:40"; on another day than that of `now` "20 Nov, 14:40". UTC µs, shown local."""
    moment, today = to_local(us), to_local(now)
    clock = f"{moment:%H:%M}"
    if moment.date() == today.date():
        return clock
    if moment.time() == datetime.min.time() and (moment.date() - today.date()).days == 1:
        return _("tomorrow")
    return _("{date}, {time}").format(date=dates.short(moment), time=clock)


def _recording(status: RecorderStatus, now: int) -> Face:
    since = max(0, now - status.started)
    elapsed = length(since - since % _coarseness(since))
    facts = " " + _("· {length} · {events}").format(length=elapsed, events=events(status.stored))
    spoken = _("Recording, {length}, {events}").format(length=_spoken_length(now - status.started),
                                                       events=events(status.stored))  # fmt: skip
    lit = [clean_text(c.title) for c in status.channels if mark(c, now) == LIT]
    if lit:
        spoken = _("{state}. Stored just now: {channels}").format(state=spoken, channels=", ".join(lit))
    return Face(RECORDING, _(WORDS[RECORDING]), facts, marks=marks(status.channels, now), spoken=spoken)


def _paused(status: RecorderStatus, now: int) -> Face:
    word = _(WORDS[PAUSED])
    if status.until is None:
        return Face(PAUSED, word, " " + _("· until you resume"), _("Nothing is written"))
    left = max(0, status.until - now)
    facts = " " + _("· {left} left").format(left=countdown(left))
    if left <= SOON:
        seconds = -(-left // SECOND)
        second = ngettext(
            "Recording starts again in {n} second", "Recording starts again in {n} seconds", seconds
        ).format(n=seconds)
        spoken = _("Paused. Recording starts again in {n} seconds.").format(n=SOON // SECOND)
        return Face(PAUSED, word, facts, second, spoken=spoken, news="soon")
    second = _("Nothing is written until {time}").format(time=time_of(status.until, now))
    spoken = _("{state}, {left} left. {second}").format(state=word, left=_spoken_length(left), second=second)
    return Face(PAUSED, word, facts, second, spoken=spoken)


def _filtered(status: RecorderStatus, _now: int) -> Face:
    facts = " " + _("· which keys is not kept")
    if status.reason == reasons.PASSWORD_FIELD:
        before, after = _around(_("A password field in {name}"))
        name = clean_text(status.detail)
        if not name:
            before, after = _("A password field is in front"), ""
        return Face(FILTERED, _(WORDS[FILTERED]), facts, before, name, after)
    if status.reason == reasons.UNCHECKED_FIELD:
        before, after = _around(_("{name} cannot be checked"))
        name = clean_text(status.detail) if status.detail else _("This field")
        return Face(FILTERED, _(WORDS[FILTERED]), facts, before, name, after)
    before, after = _around(_("{name} is in front. Nothing is kept"))
    name = clean_text(status.detail) if status.detail else _("An excluded application")
    return Face(FILTERED, _(WORDS[FILTERED]), "", before, name, after)


def _blocked(status: RecorderStatus, now: int) -> Face:
    facts = _(": {reason}").format(reason=reason_words(status.reason))
    since = time_of(status.since, now)
    if status.reason == reasons.LIGHT_COVERED and status.detail:
        before, after = _around(_("Behind “{name}” since {time}").replace("{time}", since))
        return Face(BLOCKED, _(WORDS[BLOCKED]), facts, before, clean_text(status.detail), after)
    return Face(BLOCKED, _(WORDS[BLOCKED]), facts, _("Since {time}. Nothing is kept").format(time=since))


def _starting(_status: RecorderStatus, _now: int) -> Face:
    return Face(STARTING, _(WORDS[STARTING]), "", _("Checking that this light can be seen"))


def _stopped(status: RecorderStatus, now: int) -> Face:
    ago = min(LINGER, max(0, now - status.since) // SECOND)
    second = ngettext("{events} was stored. This closes at {n} s", "{events} were stored. This closes at {n} s",
                      status.stored).format(events=events(status.stored), n=LINGER)  # fmt: skip
    return Face(STOPPED, _(WORDS[STOPPED]), " " + _("· {n} s ago").format(n=ago), second,
                spoken=f"{_(WORDS[STOPPED])}. {second}")  # fmt: skip


_LINES = {
    RECORDING: _recording,
    PAUSED: _paused,
    FILTERED: _filtered,
    BLOCKED: _blocked,
    STARTING: _starting,
    STOPPED: _stopped,
}


def _around(pattern: str) -> tuple[str, str]:
    """What stands before and after the place of `{name}`."""
    before, _found, after = pattern.partition("{name}")
    return before, after


def _spoken_length(us: int) -> str:
    """A length in whole words: "2 hours 14 minutes", "40 seconds"."""
    seconds = max(0, us) // SECOND
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = []
    if hours:
        parts.append(ngettext("{n} hour", "{n} hours", hours).format(n=hours))
    if minutes:
        parts.append(ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes))
    if not hours and not minutes:
        parts.append(ngettext("{n} second", "{n} seconds", seconds).format(n=seconds))
    return " ".join(parts)
