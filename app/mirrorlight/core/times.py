"""Durations and moments as people write them: `90s 15m 2h`, `today`, `10:30`, ISO 8601."""

from __future__ import annotations

import re
import time as system
from datetime import UTC, date, datetime, time, timedelta

from mirrorlight.core.clock import SECOND

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(?:(\d{1,6})\s*(d|h|min|m|s)\s*)+", re.IGNORECASE)
_PART = re.compile(r"(\d+)\s*(d|h|min|m|s)", re.IGNORECASE)
LONGEST = 366 * 86400 * SECOND


class TimeError(ValueError):
    """A text that is no duration or moment. The message names what is accepted.

    `message` is a message id in which {text} stands for what was `typed`.
    """

    def __init__(self, message: str, typed: str) -> None:
        super().__init__(message.format(text=typed))
        self.message, self.typed = message, typed


def parse_duration(text: str) -> int:
    """Microseconds of `90s`, `15m`, `2h`, `1h30m`, `2d`. Raises TimeError; zero and more than a year are refused."""
    if not _DURATION.fullmatch(text.strip()):
        raise TimeError("“{text}” is not a duration. Write for example 90s, 15m, 2h or 1h30m.", text)
    length = sum(int(number) * _UNITS[unit.lower()] for number, unit in _PART.findall(text)) * SECOND
    if not 0 < length <= LONGEST:
        raise TimeError("“{text}” is too short or too long. From 1s to 366d is possible.", text)
    return length


def parse_moment(text: str, now: datetime, *, ahead: bool = False) -> int:
    """UTC µs of `now`, `today`, `yesterday`, `tomorrow` (their start), `10:30[:15]` (today), or ISO 8601.

    `now` is local and aware. A time of day means today, with `ahead` the next one to come. Without offset it is local.
    """
    word = text.strip().lower()
    begins = datetime.combine(now.date(), time())
    if word == "now":
        return to_us(now)
    if word in {"today", "yesterday", "tomorrow"}:
        days = {"today": 0, "yesterday": -1, "tomorrow": 1}[word]
        return day_start(now, days)
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", word)
    if clock:
        hour, minute, second = (int(part or 0) for part in clock.groups())
        if hour > 23 or minute > 59 or second > 59:
            raise TimeError("“{text}” is not a time of day. Write for example 10:30.", text)
        moment = _local(begins + timedelta(hours=hour, minutes=minute, seconds=second))
        if ahead and moment <= now:
            moment = _local(moment.replace(tzinfo=None) + timedelta(days=1))
        return to_us(moment)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise TimeError(
            "“{text}” is not a time. Write today, yesterday, 10:30, or for example 2026-11-19T10:30.", text
        ) from None
    return to_us(moment if moment.tzinfo else _local(moment))


def day_start(now: datetime, days: int = 0) -> int:
    """UTC µs of the local midnight that begins the day `days` after that of `now`. Right across clock changes."""
    return midnight(now.date() + timedelta(days=days))


def midnight(day: date) -> int:
    """UTC µs of the moment in which a local day begins, also where clocks are set forward at midnight, so that no clock
    shows it.
    """
    naive = datetime.combine(day, time())
    moments = sorted(to_us(naive.replace(fold=fold).astimezone()) for fold in (0, 1))
    return next((moment for moment in moments if to_local(moment).date() >= day), moments[1])


def _local(naive: datetime) -> datetime:
    return naive.astimezone()


def to_us(moment: datetime) -> int:
    """UTC µs of an aware moment, exact."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def to_local(us: int) -> datetime:
    """The aware local moment of UTC µs, exact."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).astimezone()


def offset_minutes(us: int) -> int:
    """Local time minus UTC at a moment (UTC µs), in minutes."""
    offset = to_local(us).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def take_zone() -> None:
    """Take the time zone that the system has now: a process that runs for days does not see by itself that the person
    travelled. Cheap (a look at a file).
    """
    if hasattr(system, "tzset"):
        system.tzset()


def iso(us: int) -> str:
    """ISO 8601 with offset and microseconds, local."""
    return to_local(us).isoformat(timespec="microseconds")


class IsoTimes:
    """`iso` for many moments of one run: the local time of a minute is worked out once."""

    _MOST = 4_096

    def __init__(self) -> None:
        self._minutes: dict[int, tuple[str, str]] = {}

    def __call__(self, us: int) -> str:
        minute, rest = divmod(us, 60 * SECOND)
        found = self._minutes.get(minute)
        if found is None:
            if len(self._minutes) >= self._MOST:
                self._minutes.clear()
            text = iso(minute * 60 * SECOND)
            if text[17:26] != "00.000000":  # an offset with seconds, as places had long ago
                return iso(us)
            found = self._minutes[minute] = text[:17], text[26:]
        return f"{found[0]}{rest // SECOND:02d}.{rest % SECOND:06d}{found[1]}"
