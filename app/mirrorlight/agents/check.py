"""Who runs here: the direct signs of listening, traces of known products, and what was looked at. It proves nothing.

Nothing is changed, stopped or sent anywhere; nothing of it is stored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mirrorlight import control
from mirrorlight.agents import policies, traces
from mirrorlight.agents.computer import Computer
from mirrorlight.agents.loader import Library, library
from mirrorlight.agents.policies import Forced
from mirrorlight.agents.programs import Program, plain_name, program
from mirrorlight.agents.traces import FOUND, POSSIBLE, Result
from mirrorlight.desktop.listening import DEVICES, HOOKS, RECORD, SCREENCAST, TAPS, Looked
from mirrorlight.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from mirrorlight.desktop.base import Desktop
    from mirrorlight.places import Places

TITLES: dict[str, str] = {
    RECORD: N_("Every key and click, from the X server"),
    DEVICES: N_("Keys and pointer, at the device"),
    SCREENCAST: N_("The screen, through PipeWire"),
    TAPS: N_("Event taps of macOS"),
    HOOKS: N_("Keys of other programs"),
}
"""What each direct look is about. Message ids."""

SERVERS = frozenset((
    "xorg", "x", "xvfb", "xwayland", "gnome-shell", "kwin_x11", "kwin_wayland", "mutter", "sway", "weston", "hyprland",
    "systemd-logind", "elogind", "upowerd", "acpid", "libinput-debug-events",
))  # fmt: skip
"""Programs that read input devices for the desktop, by name. A name is a weak sign, and is said to be one."""


@dataclass(frozen=True)
class Listener:
    """A process that listens, as it is shown. `own`: Mirrorlight's, by its process id. `usual`: it has the name of a
    program whose work this is.
    """

    program: Program
    own: bool
    usual: bool
    detail: str

    @property
    def called(self) -> str:
        if self.program.pid <= 0:
            return _("a process that the system does not name")
        return self.program.called or _("a process that is gone or hides its name")

    def to_json(self) -> dict[str, Any]:
        return {
            "pid": self.program.pid or None, "program": self.program.name, "script": self.program.script,
            "path": self.program.path, "started": self.program.started or None, "own": self.own, "usual": self.usual,
            "detail": self.detail,
        }  # fmt: skip


@dataclass(frozen=True)
class Direct:
    """One direct look: who listens, and what cannot be told in this way. `told` false: nothing can."""

    id: str
    told: bool
    found: tuple[Listener, ...]
    limits: str

    @property
    def title(self) -> str:
        return _(TITLES[self.id])

    @property
    def others(self) -> tuple[Listener, ...]:
        """Those that are neither Mirrorlight's nor by their name part of the desktop."""
        return tuple(each for each in self.found if not each.own and not each.usual)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title, "told": self.told, "limits": self.limits,
            "found": [each.to_json() for each in self.found],
        }  # fmt: skip


@dataclass(frozen=True)
class Check:
    """What was found at one moment. `direct` begins with who hears keys; `looked` says what was looked at: title and
    words.
    """

    direct: tuple[Direct, ...]
    results: tuple[Result, ...]
    forced: tuple[Forced, ...]
    looked: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()

    def of(self, state: str) -> list[Result]:
        """The products with this result."""
        return [result for result in self.results if result.state == state]

    @property
    def verdict(self) -> str:
        """Of the traces of products: the sentence that comes first."""
        found, possible = self.of(FOUND), self.of(POSSIBLE)
        if found:
            running = [result for result in found if result.runs]
            words = (
                _("Found on this computer, and running: {names}.") if running else _("Found on this computer: {names}.")
            )
            return words.format(names=_and([result.product.name for result in running or found]))
        if possible:
            words = _("Something here may be of {names}; the source for that is weak.")
            return words.format(names=_and([result.product.name for result in possible]))
        return _("No known agent found on this computer.")

    @property
    def means(self) -> str:
        """What that does not say."""
        if self.of(FOUND):
            return _(
                "By the names of programs and files. Whether it records, and what is switched on, that does not say."
            )
        if self.of(POSSIBLE):
            return _("It proves nothing: other programs can have the same names.")
        return _("That proves nothing. An agent can have another name, hide, or have more rights than Mirrorlight.")

    @property
    def hears(self) -> str:
        """Of the direct looks, in a sentence."""
        others = list(dict.fromkeys(each.called for direct in self.direct for each in direct.others))
        if others:
            words = ngettext(
                "{names} listens to input or takes the screen now, beside Mirrorlight.",
                "{names} listen to input or take the screen now, beside Mirrorlight.",
                len(others),
            )
            return words.format(names=_and([_("“{name}”").format(name=name) for name in others]))
        if not self.direct or not self.direct[0].told:
            return _("This system does not tell who listens to keys.")
        own = any(each.own for direct in self.direct for each in direct.found)
        if own:
            return _("As far as the system tells, Mirrorlight alone listens now.")
        return _("As far as the system tells, no program listens now.")

    def to_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict, "means": self.means, "hears": self.hears, "ask": whom_to_ask(),
            "direct": [direct.to_json() for direct in self.direct],
            "products": [result.to_json() for result in self.results],
            "extensions": [vars(forced) for forced in self.forced],
            "looked": [{"title": title, "what": what} for title, what in self.looked],
            "problems": list(self.problems),
        }  # fmt: skip


def whom_to_ask() -> str:
    """What a person can do with it, in plain words. Mirrorlight itself does nothing about an agent."""
    return _(
        "Mirrorlight shows this and changes nothing. If you want to know what runs here and what is switched on, ask"
        " the works council or staff representatives, the data protection officer, or IT. In many countries your"
        " employer has to tell you. Stopping or removing an agent yourself may break the rules of your work."
    )


def look(
    places: Places,
    known: Library | None = None,
    computer: Computer | None = None,
    desktop: Desktop | None = None,
) -> Check:
    """Look now, at everything. Any thread; takes some tenths of a second. Raises nothing of its own."""
    from mirrorlight import desktop as desktops

    known, computer = known or library(), computer or Computer()
    here = desktop or desktops.current()
    own = {os.getpid(), control.recorder_process(places)} - {0}
    try:
        looks = [here.listening(), *_of_linux()]
    finally:
        if desktop is None:
            here.close()
    results = traces.look(known.products, computer)
    return Check(
        tuple(_direct(each, own) for each in looks),
        tuple(results),
        tuple(policies.look(computer)),
        tuple(_looked(computer, results)),
        tuple(str(problem) for problem in known.problems),
    )


def _of_linux() -> Iterable[Looked]:
    if not sys.platform.startswith("linux"):
        return ()
    from mirrorlight.desktop import linux_input, linux_screencast

    return linux_input.look(), linux_screencast.look()


def _direct(looked: Looked, own: set[int]) -> Direct:
    found = []
    for each in looked.found:
        by = program(each.pid)
        usual = looked.id == DEVICES and plain_name(by.name) in SERVERS
        found.append(Listener(by, each.pid in own, usual, each.detail))
    found = list(dict.fromkeys(found))  # keys and pointer have a context each
    found.sort(key=lambda listener: (not listener.own, listener.usual, listener.called.casefold()))
    return Direct(looked.id, looked.told, tuple(found), looked.limits)


def _looked(computer: Computer, results: Iterable[Result]) -> Iterable[tuple[str, str]]:
    """What the search for traces went through, in words."""
    sought = [trace for result in results for trace in result.looked]

    def many(*kinds: str) -> str:
        return " · ".join(dict.fromkeys(trace.value for trace in sought if trace.kind in kinds))

    names = _("{n} processes, by name and by the name of their file. Looked for: {names}.")
    yield (
        _("Processes"),
        names.format(n=len({pid for pids in computer.names.values() for pid in pids}), names=many("process")),
    )
    services = _("{n} services. Looked for: {names}.")
    yield (
        _("Services"),
        services.format(n=len(computer.services), names=many("service") or _("nothing, none is known here")),
    )
    yield _("Folders and files"), many("folder", "file", "installer") or _("None is known for this system.")
    if computer.system == "linux":
        entries = _("{n} desktop entries and what starts by itself. Looked for: {names}.")
        yield _("Desktop entries"), entries.format(n=len(computer.entries), names=many("desktop"))
    elif computer.system == "macos":
        bundles = _("{n} bundles. Looked for: {names}.")
        yield _("Bundles"), bundles.format(n=len(computer.bundles), names=many("bundle"))
    else:
        words = _("Installed programs, keys of the registry, root certificates: {names}.")
        yield _("Windows"), words.format(names=many("installed", "registry", "certificate"))
    yield _("Policies of browsers"), _("Extensions that a policy installs, in Chrome and its kin, and in Firefox.")
    for reason in traces.NOT_LOOKED_FOR.values():
        yield _("Not looked at"), _(reason)


def _and(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
