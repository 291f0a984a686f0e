"""The pointer: from the system's events to ours."""

from __future__ import annotations

from typing import Any

from mirrorlight.channels.listening import EVENT, FROM_SERVER, record_range
from mirrorlight.core.channel import Offer
from mirrorlight.core.clock import Clock
from mirrorlight.core.events import Click, Move, Scroll
from mirrorlight.desktop.event_time import EventTime, InOrder

_PRESS, _RELEASE, _MOTION = 4, 5, 6
X11_RANGES = [record_range(device_events=(_PRESS, _MOTION))]

_BUTTONS = {1: "left", 2: "middle", 3: "right"}
_SIDE_BUTTONS = {"x1": "8", "x2": "9"}
"""pynput's names of them elsewhere, as X11 numbers them."""

_WHEEL = {4: (0, 1), 5: (0, -1), 6: (-1, 0), 7: (1, 0)}
"""The wheel is four buttons of X: a press is one notch; the release says nothing more."""


class X11Pointer:
    """Takes in what RECORD tells of the pointer, in the listener's thread."""

    def __init__(self, offer: Offer, clock: Clock, server_time: EventTime) -> None:
        self._offer, self._mono, self._to_mono = offer, clock.mono, InOrder(server_time).to_mono

    def take(self, category: int, data: bytes) -> None:
        if category != FROM_SERVER:
            return
        arrival = self._mono()
        for kind, detail, time, x, y, _state in EVENT.iter_unpack(data):
            kind &= 0x7F
            at = self._to_mono(time, arrival)
            if kind == _MOTION:
                self._offer(Move(at, x, y))
            elif detail in _WHEEL:
                if kind == _PRESS:
                    self._offer(Scroll(at, x, y, *_WHEEL[detail]))
            elif kind in (_PRESS, _RELEASE):
                self._offer(Click(at, x, y, _BUTTONS.get(detail, str(detail)), kind == _PRESS))


class CalledPointer:
    """pynput's callbacks on Windows and macOS, in the listener's thread. Not run on real machines yet."""

    def __init__(self, offer: Offer, clock: Clock) -> None:
        self._offer, self._mono = offer, clock.mono

    def move(self, x: float, y: float, injected: bool = False) -> None:
        self._offer(Move(self._mono(), int(x), int(y)))

    def click(self, x: float, y: float, button: Any, pressed: bool, injected: bool = False) -> None:
        name = str(button.name)
        self._offer(Click(self._mono(), int(x), int(y), _SIDE_BUTTONS.get(name, name), bool(pressed)))

    def scroll(self, x: float, y: float, dx: float, dy: float, injected: bool = False) -> None:
        self._offer(Scroll(self._mono(), int(x), int(y), round(dx), round(dy)))
