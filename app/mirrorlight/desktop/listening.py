"""Who listens to input, as far as the system itself tells: signs beside which the names of programs are weak."""

from __future__ import annotations

from dataclasses import dataclass

RECORD, DEVICES, SCREENCAST, TAPS, HOOKS = "record", "devices", "screencast", "taps", "hooks"
"""What can be looked at: X RECORD contexts, input devices that are open, sessions that take the screen, event taps of
macOS, hooks of Windows.
"""


@dataclass(frozen=True)
class Listening:
    """One process that listens. `pid` 0: the system does not say which (it is on another computer, or gone).

    `detail` says to what, translated; "" if there is no more to say.
    """

    pid: int
    detail: str = ""


@dataclass(frozen=True)
class Looked:
    """One look at something of the above: what was found, and what it could not tell.

    `told` false: this system does not answer at all, and `limits` says why. Otherwise `limits` is what is not seen in
    this way, or "". Translated.
    """

    id: str
    found: tuple[Listening, ...] = ()
    limits: str = ""
    told: bool = True
