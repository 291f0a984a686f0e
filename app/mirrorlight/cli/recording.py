"""status, pause, resume, stop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mirrorlight import dates, wording
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import TimeError, parse_duration, parse_moment, to_us
from mirrorlight.i18n import _

MINUTE = 60 * SECOND


def status(run: Invocation) -> int:
    """Print what is going on, in words or as JSON."""
    now = run.actions.status()
    run.output.document(now)
    if not run.output.as_json:
        _print_status(run, now)
    return 0


def pause(run: Invocation) -> int:
    """Pause for a length, until a time, or until resumed."""
    until = _pause_end(run, run.arguments.when)
    if until is not None and until <= run.clock.utc():
        raise run.misused(_("The end of the pause is not in the future."))
    now = run.actions.pause(until)
    run.output.document(now)
    run.output.line(_headline(run, now))
    return 0


def resume(run: Invocation) -> int:
    """End the pause."""
    now = run.actions.resume()
    run.output.document(now)
    run.output.line(_headline(run, now))
    return 0


def stop(run: Invocation) -> int:
    """End the recorder."""
    now = run.actions.stop()
    run.output.document(now)
    run.output.line(_("Recording has ended. Nothing is recorded until you start it again."))
    return 0


def _pause_end(run: Invocation, words: list[str]) -> int | None:
    """When a pause ends (UTC µs), None for "until I resume". Raises UsageError."""
    text = " ".join(words).strip()
    first, _space, rest = text.partition(" ")
    try:
        if not text:
            return run.clock.utc() + int(run.settings.get("pause_minutes")) * MINUTE
        if first.casefold() != "until":
            return run.clock.utc() + parse_duration(text)
        if rest.strip().casefold() in {"resumed", "resume"}:
            return None
        return parse_moment(rest, run.now, ahead=True)
    except TimeError as error:
        raise run.misused(wording.time_problem(error)) from error


def _moment(text: str, now: datetime) -> str:
    """An ISO moment as people say it: "14:30" today, "21 Nov 14:30" otherwise."""
    moment = datetime.fromisoformat(text).astimezone()
    return f"{moment:%H:%M}" if moment.date() == now.date() else f"{dates.short(moment)} {moment:%H:%M}"


def _headline(run: Invocation, now: dict[str, Any]) -> str:
    """The state in one line."""
    state, reason, until = now["state"], now.get("reason") or "", now.get("until")
    stored = wording.events(now["ledger"]["stored"])
    if state == "recording":
        started = now.get("started") or now.get("since")
        length = run.clock.utc() - to_us(datetime.fromisoformat(started)) if started else 0
        return _("Recording for {length}: {events} stored.").format(length=wording.length(length), events=stored)
    if state == "paused" and until:
        return _("Paused until {time}. Nothing is written.").format(time=_moment(until, run.now))
    if state == "paused":
        return _("Paused until you resume. Nothing is written.")
    if state == "filtered" and reason in (reasons.PASSWORD_FIELD, reasons.UNCHECKED_FIELD):
        return _("Filtered: {why}. Which keys is not kept.").format(why=wording.reason_words(reason))
    if state == "filtered":
        return _("Filtered: {why}. Nothing is kept.").format(why=wording.reason_words(reason))
    if state == "starting":
        return _("Starting: checking that the light can be seen.")
    return _("Not recording: {why}.").format(why=_why_not(reason))


def _why_not(reason: str) -> str:
    """A reason as it is now, not as a gap of the past is told."""
    return _("no recorder runs") if reason in {"", reasons.OFF} else wording.reason_words(reason)


def _print_status(run: Invocation, now: dict[str, Any]) -> None:
    out = run.output
    if now.get("synthetic"):
        out.line(_("Synthetic demo data: nothing of it was recorded from a person."))
    out.line(_headline(run, now))
    reason = now.get("reason") or ""
    if now["state"] not in {"recording", "paused"} and reason != reasons.OFF:
        out.line(wording.reason_sentence(reason))
    light = now["light"]
    out.line()
    if light["proved"]:
        out.line(_("Light: on the screen, checked less than 1.5 seconds ago."))
    else:
        out.line(_("Light: not shown ({why}).").format(why=_why_not(light.get("reason") or "")))
    out.line()
    head = [_("Channel"), _("On"), _("Listening"), _("Stored today"), _("Last stored"), ""]
    out.table([head, *(_channel_row(run, name, channel) for name, channel in now["channels"].items())])
    out.line()
    ledger = now["ledger"]
    if now["state"] != "off":
        out.line(
            _(
                "Events: {seen} seen = {stored} stored + {refused} refused + {dropped} dropped + {waiting} waiting"
            ).format(
                seen=wording.count(ledger["seen"]),
                stored=wording.count(ledger["stored"]),
                refused=wording.count(sum(ledger["refused"].values())),
                dropped=wording.count(ledger["dropped"]),
                waiting=wording.count(ledger.get("waiting", 0)),
            )
        )
        out.table(
            [[wording.count(count), wording.reason_words(reason)] for reason, count in ledger["refused"].items()], "  "
        )
    out.line(_("Store: {path} ({size})").format(path=now["store"]["path"], size=wording.size(now["store"]["bytes"])))
    for words in wording.kept(now["kept"]) if now.get("kept") else ():
        out.line(words)
    key = now.get("key")
    if key:
        out.line(_("Key: {mode}, ends in {ending}").format(mode=wording.key_words(key["mode"]), ending=key["ending"]))
    for problem in now.get("problems", ()):
        out.message(_("Settings: {problem}").format(problem=problem))


def _channel_row(run: Invocation, name: str, channel: dict[str, Any]) -> list[str]:
    today, last = channel.get("stored_today"), channel.get("last_stored")
    return [
        run.channel_title(name),
        _("on") if channel["on"] else _("off"),
        _("yes") if channel["alive"] else _("no"),
        "–" if today is None else wording.count(today),
        "–" if not last else f"{datetime.fromisoformat(last).astimezone():%H:%M:%S}",
        channel.get("why") or "",
    ]
