"""The event taps of macOS: which process hears or changes the input of which other. By ctypes, Apple's documentation.

CGGetEventTapList (Quartz Event Services, CGEvent.h) fills records of CGEventTapInformation. It has not been run on a
real Mac yet; tests run it over a stand-in of the library.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any

from mirrorlight.desktop.listening import TAPS, Listening, Looked
from mirrorlight.i18n import _

MOST = 256
"""Taps that are asked for; a Mac has a handful."""
KEYS = (1 << 10) | (1 << 11) | (1 << 12)
"""kCGEventKeyDown, kCGEventKeyUp and kCGEventFlagsChanged as bits of a mask of events."""
LISTEN_ONLY = 1
"""kCGEventTapOptionListenOnly."""


class Tap(ctypes.Structure):
    """CGEventTapInformation."""

    _fields_ = [
        ("event_tap_id", ctypes.c_uint32),
        ("tap_point", ctypes.c_uint32),
        ("options", ctypes.c_uint32),
        ("events_of_interest", ctypes.c_uint64),
        ("tapping_process", ctypes.c_int32),
        ("process_being_tapped", ctypes.c_int32),
        ("enabled", ctypes.c_bool),
        ("min_usec_latency", ctypes.c_float),
        ("avg_usec_latency", ctypes.c_float),
        ("max_usec_latency", ctypes.c_float),
    ]


def look(library: Any = None) -> Looked:
    """Every tap that is switched on. `library` is CoreGraphics. Any thread."""
    untried = _("Mirrorlight has not been tried on a real Mac yet.")
    try:
        listed = library or ctypes.CDLL(ctypes.util.find_library("CoreGraphics") or "")
        taps, count = (Tap * MOST)(), ctypes.c_uint32(0)
        failed = listed.CGGetEventTapList(MOST, taps, ctypes.byref(count))
    except (OSError, AttributeError):
        return Looked(TAPS, told=False, limits=_("macOS does not list its event taps here.") + " " + untried)
    if failed:
        return Looked(TAPS, told=False, limits=_("macOS refused to list its event taps.") + " " + untried)
    found = tuple(
        Listening(int(tap.tapping_process), _said(tap)) for tap in taps[: min(count.value, MOST)] if tap.enabled
    )
    return Looked(TAPS, found, untried)


def _said(tap: Tap) -> str:
    what = _("keys") if int(tap.events_of_interest) & KEYS else _("no keys")
    if tap.process_being_tapped:
        what = _("{what}, of one process alone").format(what=what)
    return what if tap.options == LISTEN_ONLY else _("{what}; it can change them").format(what=what)
