"""What the full form says in each state: channels, sentences, and what can be done. Words only, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.status import BLOCKED, FILTERED, PAUSED, RECORDING, STARTING, ChannelStatus, RecorderStatus
from mirrorlight.core.text import clean_text
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.recorder.light_face import LIT, OFF, mark, time_of
from mirrorlight.wording import count, length, reason_sentence, size

MINUTE = 60 * SECOND
QUARTER = 15 * MINUTE

PAUSE, LONGER, RESUME, MORE, STAY, MOVE, OPEN, STOP, ALLOW, FORBID = (
    "pause", "longer", "resume", "more", "stay", "move", "open", "stop", "allow", "forbid",
)  # fmt: skip

LONGEST_NAME = 40
"""Characters of an application's name."""


@dataclass(frozen=True, slots=True, repr=False)
class Action:
    """One button. `number`: a length in µs (PAUSE, MORE) or a screen's number (MOVE); `main`: the filled one.

    `app`: the application that is allowed or not (ALLOW, FORBID); `more`: what assistive technology says besides.
    """

    kind: str
    label: str
    number: int = 0
    main: bool = False
    app: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One channel: `how` is its mark's condition (LIT, QUIET, OFF), `last` when it last stored something, in words."""

    icon: str
    title: str
    count: str
    last: str
    how: str


@dataclass(frozen=True, slots=True, repr=False)
class Full:
    """The full form below (or above) the two lines. `actions` in rows; rows wrap further where there is no room."""

    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    actions: tuple[tuple[Action, ...], ...]


def full(status: RecorderStatus, now: int, other_screen: int | None) -> Full | None:
    """The full form at `now` (UTC µs), or None where the light has none. `other_screen`: one it could move to."""
    made = _FORMS.get(status.state)
    return None if made is None else made(status, now, other_screen)


def last_stored(channel: ChannelStatus, now: int) -> str:
    """ "now", "18 s ago", "41 min ago", "08:53"; for a channel that cannot store anything, or not all that it
    did, why not, in a word.
    """
    how = mark(channel, now)
    if how == LIT:
        return _("now")
    if how == OFF and not channel.on:
        return _("off")
    if how == OFF:
        return _("not here")
    if channel.failing:
        return _("partly")
    if channel.last_stored is None:
        return _("nothing yet")
    ago = max(SECOND, now - channel.last_stored)
    if ago >= 60 * MINUTE:
        return time_of(channel.last_stored, now)
    if ago >= MINUTE:
        ago -= ago % MINUTE
    return _("{length} ago").format(length=length(ago))


def _rows(status: RecorderStatus, now: int) -> tuple[Row, ...]:
    return tuple(
        Row(c.icon, clean_text(c.title), count(c.stored), last_stored(c, now), mark(c, now)) for c in status.channels
    )


def choice(status: RecorderStatus) -> tuple[Action, str] | None:
    """What can be done about keys whose field cannot be checked, and a sentence that names the application and the
    price; None where there is nothing to choose.
    """
    if status.unchecked:
        said = _(
            "“{name}” does not tell whether a password field is in front. If its keys are recorded, a password typed"
            " there is stored as you typed it."
        ).format(name=clean_text(status.unchecked, LONGEST_NAME))
        return Action(ALLOW, _("Record keys in this application"), app=status.unchecked, more=said), said
    if status.allowed:
        said = _(
            "You allow keys in “{name}” also where a field cannot be checked: a password typed there is then stored as"
            " you typed it."
        ).format(name=clean_text(status.allowed, LONGEST_NAME))
        return Action(FORBID, _("No longer record keys in this application"), app=status.allowed, more=said), said
    return None


def _with_choice(form: Full, status: RecorderStatus) -> Full:
    """The form with that choice as its first button."""
    chosen = choice(status)
    if chosen is None:
        return form
    action, said = chosen
    return replace(form, sentences=(said, *form.sentences), actions=((action,), *form.actions))


def _recording(status: RecorderStatus, now: int, _other: int | None) -> Full:
    form = Full(
        _rows(status, now),
        (
            _("Kept on this computer only, encrypted: {size}").format(size=size(status.store_bytes)),
            _("Refused {refused} · dropped {dropped}").format(
                refused=count(status.refused), dropped=count(status.dropped)
            ),
        ),
        (
            (
                Action(PAUSE, _("Pause 15 min"), QUARTER, main=True),
                Action(PAUSE, _("30 min"), 2 * QUARTER),
                Action(LONGER, _("Longer…")),
            ),
            (Action(OPEN, _("Open")), Action(STOP, _("Stop"))),
        ),
    )
    return _with_choice(form, status)


def _filtered(status: RecorderStatus, now: int, other: int | None) -> Full:
    name = clean_text(status.detail)
    if status.reason in {reasons.PASSWORD_FIELD, reasons.UNCHECKED_FIELD}:
        going_on = _recording(status, now, other)
        if status.unchecked:
            return going_on
        return replace(going_on, sentences=(reason_sentence(status.reason), *going_on.sentences))
    if status.reason == reasons.OWN_WINDOW:
        sentence = reason_sentence(status.reason)
    elif name:
        sentence = _("“{name}” is in front, and a rule keeps it out. What was stored before stays.").format(name=name)
    else:
        sentence = _("What is in front is excluded by a rule. What was stored before stays.")
    form = Full((), (sentence,), (
        (Action(PAUSE, _("Pause 15 min"), QUARTER, main=True), Action(LONGER, _("Longer…"))),
        (Action(OPEN, _("Open")), Action(STOP, _("Stop"))),
    ))  # fmt: skip
    return _with_choice(form, status)


def _paused(status: RecorderStatus, now: int, _other: int | None) -> Full:
    began = time_of(status.since, now)
    if status.until is None:
        sentence = _("Paused by you at {began}. Recording starts again when you resume.").format(began=began)
        later: tuple[Action, ...] = (Action(PAUSE, _("15 min from now"), QUARTER),)
    else:
        sentence = _(
            "Paused by you at {began}. Recording starts again by itself at {end}, "
            "and the light says so 10 seconds before."
        ).format(began=began, end=_clock(status.until, now))
        later = (Action(MORE, _("+ 15 min"), QUARTER), Action(STAY, _("Stay paused")))
    return Full((), (sentence,), (
        (Action(RESUME, _("Resume now"), main=True), *later),
        (Action(OPEN, _("Open")), Action(STOP, _("Stop"))),
    ))  # fmt: skip


def _clock(us: int, now: int) -> str:
    """Like `time_of`, but fit to stand after "at": the midnight that ends today is 00:00."""
    words = time_of(us, now)
    return words if words[:1].isdigit() else f"{to_local(us):%H:%M}"


def _blocked(status: RecorderStatus, _now: int, other: int | None) -> Full:
    name = clean_text(status.detail)
    if status.reason == reasons.LIGHT_COVERED and name:
        sentence = _(
            "No light, no capture: while “{name}” covers the light, nothing is stored. "
            "Recording goes on when the light can be seen."
        ).format(name=name)
    else:
        sentence = reason_sentence(status.reason)
    ways: tuple[Action, ...] = (Action(OPEN, _("Open"), main=True),)
    if status.reason in {reasons.LIGHT_COVERED, reasons.LIGHT_OFF_SCREEN} and other is not None:
        ways = (Action(MOVE, _("Move the light to screen {n}").format(n=other), other, main=True),)
    return Full((), (sentence,), ((*ways, Action(STOP, _("Stop"))),))


def _starting(status: RecorderStatus, _now: int, _other: int | None) -> Full:
    sentence = _("Nothing is recorded yet. Recording begins when the store is open and this light can be seen.")
    return Full((), (sentence,), ((Action(STOP, _("Stop")),),))


_FORMS = {
    RECORDING: _recording,
    PAUSED: _paused,
    FILTERED: _filtered,
    BLOCKED: _blocked,
    STARTING: _starting,
}
