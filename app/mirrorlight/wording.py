"""Words for the ids of `core.reasons` and for lengths, counts and sizes: one place, so that all views say the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from mirrorlight import dates
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import TimeError
from mirrorlight.i18n import N_, _, language, ngettext

REASONS: dict[str, tuple[str, str]] = {
    reasons.PAUSED: (N_("paused by you"), N_("Nothing is written until you resume.")),
    reasons.EXCLUDED: (N_("an excluded application was in front"), N_("A rule of yours keeps it out.")),
    reasons.OWN_WINDOW: (
        N_("Mirrorlight’s own window was in front"),
        N_("What you do in Mirrorlight itself is never recorded."),
    ),
    reasons.SWITCHING: (N_("too near to a change of window"), N_("It could have belonged to an excluded window.")),
    reasons.OVER_EXCLUDED: (N_("the pointer was over an excluded window"), N_("A rule of yours keeps it out.")),
    reasons.UNPAIRED: (
        N_("an end whose beginning was not kept"),
        N_("A key that comes up would tell which one was pressed; a connection that ends, that there was one."),
    ),
    reasons.PROTECTED_RELEASE: (
        N_("a key came up whose name was not kept"),
        N_("How long the keys of a password are held tells its rhythm."),
    ),
    reasons.PASSWORD_FIELD: (
        N_("a password field is in front"),
        N_("Only that a key was pressed is kept, never which key."),
    ),
    reasons.UNCHECKED_FIELD: (
        N_("the field cannot be checked"),
        N_("It may be a password field: only that a key was pressed is kept. You can allow keys in this application."),
    ),
    reasons.CHANNEL_OFF: (N_("the channel is off"), N_("You can switch it on in Settings.")),
    reasons.SECRET: (N_("marked as secret"), N_("A password manager marked it, so it was not read.")),
    reasons.UNCONFIRMED: (
        N_("the window in front could not be told"),
        N_("The desktop did not say in time which window was in front, so nothing is kept."),
    ),
    reasons.STARTING: (N_("starting"), N_("Checking that this light can be seen.")),
    reasons.NO_CONSENT: (N_("no consent yet"), N_("Nothing is recorded before you agree.")),
    reasons.LIGHT_COVERED: (
        N_("the light is covered"),
        N_("While another window covers the light, nothing is stored. Recording goes on when the light can be seen."),
    ),
    reasons.LIGHT_HIDDEN: (
        N_("the light was hidden"),
        N_("Something hid or minimised the light. Recording goes on when it can be seen."),
    ),
    reasons.LIGHT_OFF_SCREEN: (
        N_("the light is off the screen"),
        N_("The light lies outside every screen. Recording goes on when it can be seen."),
    ),
    reasons.LIGHT_TRANSPARENT: (
        N_("the light is transparent"),
        N_("Something made the light see-through. Recording goes on when it can be seen."),
    ),
    reasons.LIGHT_SILENT: (
        N_("the light did not answer"),
        N_("The light could not be checked for more than 1.5 seconds. Recording goes on when it answers."),
    ),
    reasons.LIGHT_UNPROVABLE: (
        N_("this desktop cannot prove the light"),
        N_("This desktop lets no program check that its window can be seen. Mirrorlight records nothing here."),
    ),
    reasons.LOCKED: (N_("the screen is locked"), N_("Recording goes on when you unlock it.")),
    reasons.ASLEEP: (N_("the computer was asleep"), N_("Recording goes on when it wakes.")),
    reasons.DISK_FULL: (N_("the disk is full"), N_("Free some space. Recording goes on when there is room.")),
    reasons.STORE_FAILED: (N_("the store cannot be written"), N_("Look at the rights of its folder, then try again.")),
    reasons.KEY_MISSING: (N_("the key is missing"), N_("Unlock the keyring, or choose another key.")),
    reasons.STOPPED: (N_("stopped by you"), N_("Start recording from the window when you want to.")),
    reasons.OFF: (N_("Mirrorlight was not running"), N_("Nothing could be recorded.")),
    reasons.CRASH: (N_("Mirrorlight ended unexpectedly"), N_("Nothing was recorded until it was started again.")),
    reasons.CLOCK_JUMP: (N_("the clock was changed, or the computer slept"), N_("The time between is not covered.")),
    reasons.OVERFLOW: (N_("too much came in at once"), N_("The oldest pointer movements were dropped, never keys.")),
    reasons.DELETED: (N_("deleted by you"), N_("Nothing is left here.")),
    reasons.RETENTION: (N_("kept only as long as you set"), N_("What was here went by itself, for good.")),
    reasons.DAMAGED: (N_("the store was damaged"), N_("What was stored here could not be read any more.")),
    reasons.LISTENER: (N_("a part of Mirrorlight stopped listening"), N_("It was started again.")),
    reasons.LOST: (N_("something that is listened to went away"), N_("It is recorded again once it is back.")),
}
"""Each reason in a few words (after "because" or a colon), and a sentence that explains it. Message ids."""


WAS: dict[str, str] = {
    reasons.CHANNEL_OFF: N_("the channel was off"),
    reasons.LIGHT_COVERED: N_("the light was covered"),
    reasons.LIGHT_OFF_SCREEN: N_("the light was off the screen"),
    reasons.LIGHT_TRANSPARENT: N_("the light was transparent"),
    reasons.LIGHT_UNPROVABLE: N_("the desktop could not prove the light"),
    reasons.LOCKED: N_("the screen was locked"),
    reasons.DISK_FULL: N_("the disk was full"),
    reasons.STORE_FAILED: N_("the store could not be written"),
    reasons.KEY_MISSING: N_("the key was missing"),
}
"""The reasons whose few words are of this moment, as they are told afterwards. Message ids."""


def reason_words(reason: str, *, past: bool = False) -> str:
    """A reason in a few translated words; an id that is not known is shown as it is."""
    if past and reason in WAS:
        return _(WAS[reason])
    return _(REASONS[reason][0]) if reason in REASONS else reason


def reason_sentence(reason: str) -> str:
    """One translated sentence that explains a reason, or ""."""
    return _(REASONS[reason][1]) if reason in REASONS else ""


def length(us: int) -> str:
    """A length of time in the two largest units: "2 h 14 min", "12 min 31 s" only below an hour, "9 s"."""
    seconds = max(0, us) // SECOND
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return _("{h} h {m:02} min").format(h=hours, m=minutes) if minutes else _("{h} h").format(h=hours)
    if minutes >= 10 or (minutes and not rest):
        return _("{m} min").format(m=minutes)
    if minutes:
        return _("{m} min {s} s").format(m=minutes, s=rest)
    return _("{s} s").format(s=rest)


def countdown(us: int) -> str:
    """What is left, to the second: "12:31", "1:02:05"."""
    seconds = max(0, us + SECOND - 1) // SECOND
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


_NUMBERS = {
    "en": (",", ".", 1_000), "de": (".", ",", 1_000), "fr": ("\u202f", ",", 1_000), "es": (".", ",", 10_000),
}  # fmt: skip
"""By language: what stands between thousands, the decimal sign, and from where on thousands are parted (CLDR 48)."""


def count(number: int) -> str:
    """A whole number with separators between thousands, as the language in force has them."""
    between, _point, least = _NUMBERS[language()]
    return f"{number:,}".replace(",", between) if abs(number) >= least else str(number)


def decimal(number: float) -> str:
    """A number with one decimal."""
    return f"{number:.1f}".replace(".", _NUMBERS[language()][1])


def events(number: int) -> str:
    """ "1 event", "8,412 events"."""
    return ngettext("{n} event", "{n} events", number).format(n=count(number))


def protected_words(details: Mapping[str, int]) -> str:
    """Keys whose content is not kept: "12 keys in a password field, 2 keys in a field that could not be checked"."""
    parts = []
    if n := details.get("protected", 0):
        parts.append(ngettext("{n} key in a password field", "{n} keys in a password field", n).format(n=count(n)))
    if n := details.get("unchecked", 0):
        words = ngettext(
            "{n} key in a field that could not be checked", "{n} keys in a field that could not be checked", n
        )
        parts.append(words.format(n=count(n)))
    return ", ".join(parts)


def size(number: int) -> str:
    """Bytes in kB, MB or GB (powers of ten), as "212.4 MB"."""
    value = float(number)
    for words in (_("{n} B"), _("{n} kB"), _("{n} MB")):
        if value < 1000:
            return words.format(n=decimal(value) if value != number else f"{value:.0f}")
        value /= 1000
    return _("{n} GB").format(n=decimal(value))


def day(moment: str) -> str:
    """The local day of an ISO moment, "5 December"; with the year if it is another one than this."""
    at, now = datetime.fromisoformat(moment).astimezone(), datetime.now().astimezone()
    return dates.long(at, year=at.year != now.year)


def time_problem(error: TimeError) -> str:
    """Why what was typed is no duration or moment."""
    return _(error.message).format(text=error.typed)


def kept(told: Mapping[str, Any]) -> list[str]:
    """What is kept (`core.keeping.Kept.to_json`) in sentences."""
    goes, full, limit, limit_at = (told[name] for name in ("goes", "full_bytes", "limit_bytes", "limit_at"))
    said = [_("The oldest goes on {day}.").format(day=day(goes)) if goes else _("Nothing goes by itself so far.")]
    said.append(
        _("The store has {size}. The last days took {rate} a day.").format(
            size=size(told["bytes"]), rate=size(told["bytes_a_day"])
        )
    )
    if full is None:
        said.append(_("Some of it is kept until you delete it, so the store goes on growing."))
    else:
        said.append(_("With such days it grows to about {size}.").format(size=size(full)))
    if limit and limit_at:
        words = _("It reaches its limit of {size} on {day}; then the oldest goes.")
        said.append(words.format(size=size(limit), day=day(limit_at)))
    elif limit:
        said.append(_("It stays below its limit of {size}.").format(size=size(limit)))
    return said


class _Video(Protocol):
    @property
    def hour(self) -> int: ...
    @property
    def day(self) -> int: ...
    @property
    def screens(self) -> int: ...
    @property
    def interval(self) -> int: ...
    @property
    def pictures(self) -> int: ...


def video_words(forecast: _Video) -> str:
    """What screen video would take, in two sentences."""
    screens = ngettext("{n} screen", "{n} screens", forecast.screens).format(n=forecast.screens)
    told = _("Up to {hour} an hour, {day} in a day of eight hours ({screens}, a picture every {n} s).").format(
        hour=size(forecast.hour), day=size(forecast.day), screens=screens, n=forecast.interval
    )
    if not forecast.pictures:
        return told + " " + _("No picture of yours is stored yet, so this goes by the usual size.")
    words = ngettext("It goes by your last {n} picture.", "It goes by your last {n} pictures.", forecast.pictures)
    return told + " " + words.format(n=forecast.pictures)


def key_words(mode: str) -> str:
    """Where the key is, in words."""
    return {
        "keyring": _("in the system keyring"),
        "passphrase": _("from your passphrase"),
        "file": _("in a key file"),
    }.get(mode, mode)


def scan(figures: Mapping[str, int]) -> str:
    """What was looked through after a deletion (`Receipt.scan`), in a sentence or two."""
    words = _("Looked through {size}, {pages} pages and {files} files, for {things} traces of {rows} of {of} rows.")
    said = words.format(
        size=size(figures.get("bytes", 0)),
        **{name: count(figures.get(name, 0)) for name in ("pages", "files", "things", "rows", "of")},
    )
    if figures.get("cleared"):
        said += " " + _("Cleared what lay beside rows in {n} pages.").format(n=count(figures["cleared"]))
    if figures.get("found"):
        said += " " + _("Found {n}.").format(n=count(figures["found"]))
    if figures.get("unread"):
        said += " " + _("{n} files could not be read.").format(n=count(figures["unread"]))
    if figures.get("kept"):
        words = ngettext(
            "A damaged store that is kept may still hold it.", "{n} damaged stores that are kept may still hold it.",
            figures["kept"],
        )  # fmt: skip
        said += " " + words.format(n=count(figures["kept"]))
    return said
