"""What the window says about a status: state, words beside it, the button that fits. Pure functions, no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mirrorlight import dates
from mirrorlight.core import reasons
from mirrorlight.core.times import to_local, to_us
from mirrorlight.i18n import _
from mirrorlight.wording import count, countdown, length, reason_sentence, reason_words

START, PAUSE, RESUME, NOTHING = "start", "pause", "resume", ""


@dataclass(frozen=True)
class Standing:
    """The state for head and title. `rest` stands beside the state's word, `spoken` is both in full words.

    `button` is what the button of the head does now. `notice` is a state worth a bar: what and why; else "".
    """

    state: str
    rest: str
    spoken: str
    button: str
    what: str = ""
    why: str = ""


def standing(status: Mapping[str, Any], now: int) -> Standing:
    """What is shown of `status` (DESIGN section 9) at `now` (UTC µs)."""
    state, reason = str(status.get("state", "off")), str(status.get("reason") or "")
    since, until = _moment(status.get("since")), _moment(status.get("until"))
    if state == "blocked" and reason == reasons.STARTING:
        state = "starting"
    if state == "recording":
        rest = _("since {time}").format(time=_clock_time(since, now)) if since is not None else ""
        spoken = _("Recording, {rest}").format(rest=rest) if rest else _("Recording")
        return Standing(state, rest, spoken, PAUSE)
    if state == "paused":
        if until is None:
            return Standing(state, _(", until you resume"), _("Paused until you resume"), RESUME)
        left = until - now
        rest = _(", {time} left").format(time=countdown(left))
        spoken = _("Paused, {length} left").format(length=length(left))
        return Standing(state, rest, spoken, RESUME)
    if state == "filtered" and reason in (reasons.PASSWORD_FIELD, reasons.UNCHECKED_FIELD):
        spoken = _("Filtered, which keys is not kept: {why}").format(why=reason_words(reason))
        return Standing(state, _(", which keys is not kept"), spoken, PAUSE)
    if state == "filtered":
        return Standing(state, _(", nothing is kept"), _("Filtered, nothing is kept"), PAUSE)
    if state == "starting":
        return Standing(state, "", _("Starting. {why}").format(why=reason_sentence(reasons.STARTING)), NOTHING)
    if state == "blocked":
        what = _("Not recording: {reason}.").format(reason=reason_words(reason))
        return Standing(state, "", what, PAUSE, what, reason_sentence(reason))
    return _off(reason)


def _off(reason: str) -> Standing:
    if reason == "recorder-silent":
        what = _("Not recording: Mirrorlight’s recorder does not answer.")
        why = _("Nothing is stored while it does not answer. If this lasts, end it and start recording again.")
        return Standing("off", "", what, NOTHING, what, why)
    if reason == reasons.CRASH:
        what = _("Not recording: Mirrorlight’s recorder ended unexpectedly.")
        return Standing("off", "", what, START, what, _("What was stored before is there. Nothing is recorded now."))
    if reason == reasons.NO_CONSENT:
        what = _("Not recording: you have not agreed.")
        return Standing("off", "", what, NOTHING, what, reason_sentence(reason))
    what = _("Not recording: Mirrorlight’s recorder is not running.")
    return Standing("off", "", what, START, what, _("What was stored before is there. Nothing is recorded now."))


def ledger_words(ledger: Mapping[str, Any]) -> str:
    """ "Seen 47,117 = stored 45,740 + refused 1,377 + dropped 0", and what the gate holds back, if anything."""
    refused = sum(ledger.get("refused", {}).values())
    words = _("Seen {seen} = stored {stored} + refused {refused} + dropped {dropped}").format(
        seen=count(ledger.get("seen", 0)),
        stored=count(ledger.get("stored", 0)),
        refused=count(refused),
        dropped=count(ledger.get("dropped", 0)),
    )
    waiting = ledger.get("waiting", 0)
    return words + (" " + _("+ waiting {n}").format(n=count(waiting)) if waiting else "")


def refused_words(ledger: Mapping[str, Any]) -> str:
    """The refused events by reason, or "" when there are none."""
    refused = sorted(ledger.get("refused", {}).items(), key=lambda pair: -pair[1])
    return ", ".join(f"{reason_words(reason)}: {count(number)}" for reason, number in refused)


def _moment(text: Any) -> int | None:
    """UTC µs of an ISO 8601 text; None stays None, and so does what is no time."""
    if not isinstance(text, str):
        return None
    try:
        return to_us(datetime.fromisoformat(text).astimezone())
    except ValueError:
        return None


def _clock_time(us: int, now: int) -> str:
    """The time of day, with the date when it was not today."""
    moment = to_local(us)
    if moment.date() == to_local(now).date():
        return moment.strftime("%H:%M")
    return f"{dates.short(moment)} {moment:%H:%M}"
