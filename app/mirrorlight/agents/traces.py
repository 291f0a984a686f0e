"""Looks for traces of the known products on this computer. Finding none proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from mirrorlight.agents import policies
from mirrorlight.agents.computer import Computer
from mirrorlight.agents.product import TRACE_KINDS, Product, Trace
from mirrorlight.agents.programs import plain_name
from mirrorlight.i18n import N_, _

FOUND, POSSIBLE, NOTHING, NOT_KNOWN = "found", "possible", "nothing", "not-known"

STATES: dict[str, str] = {
    FOUND: N_("found"),
    POSSIBLE: N_("possible"),
    NOTHING: N_("nothing found"),
    NOT_KNOWN: N_("no trace known"),
}
"""Each result for a product, in words. Message ids."""

NOT_LOOKED_FOR = {
    "port": N_("A port says nothing of who uses it, so ports are not looked at."),
}
"""Kinds of traces that are known and not looked for, and why. Message ids."""

_RUNS = {"process", "service"}
_WEAK = {"installer"}
"""Kinds that are weak signs by themselves, however sure their name is."""


@dataclass(frozen=True)
class Seen:
    """A trace that is here: `where` is a path, or says which process."""

    trace: Trace
    where: str

    @property
    def weak(self) -> bool:
        return self.trace.sure == "C" or self.trace.kind in _WEAK


@dataclass(frozen=True)
class Result:
    """What was found of one product. `looked` are the traces of this system that were looked for."""

    product: Product
    seen: tuple[Seen, ...]
    looked: tuple[Trace, ...]

    @property
    def state(self) -> str:
        """FOUND by a good source, POSSIBLE by weak ones alone, NOTHING, or NOT_KNOWN: there is nothing to look for."""
        if any(not each.weak for each in self.seen):
            return FOUND
        if self.seen:
            return POSSIBLE
        return NOTHING if self.looked else NOT_KNOWN

    @property
    def runs(self) -> bool:
        """Whether a process or service of it is here, and not only files, which may be left over."""
        return any(each.trace.kind in _RUNS for each in self.seen)

    def said(self) -> str:
        """What was found, or looked for, in words."""
        if self.seen:
            return " · ".join(
                f"{_(TRACE_KINDS[each.trace.kind])} {each.where} ({', '.join(each.trace.sources)} {each.trace.sure})"
                for each in self.seen
            )
        if not self.looked:
            return _("No page read names a trace of it on this system.")
        names = " · ".join(f"{_(TRACE_KINDS[trace.kind])} {trace.value}" for trace in self.looked)
        return _("Looked for: {names}.").format(names=names)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.product.id, "name": self.product.name, "state": self.state, "runs": self.runs,
            "seen": [{**each.trace.to_json(), "where": each.where, "weak": each.weak} for each in self.seen],
            "looked": [trace.to_json() for trace in self.looked],
        }  # fmt: skip


def look(products: Iterable[Product], computer: Computer) -> list[Result]:
    """What is found of each product. Any thread; reads names and folders, changes nothing."""
    found = []
    for product in products:
        looked = [
            trace for trace in product.traces if trace.system == computer.system and trace.kind not in NOT_LOOKED_FOR
        ]
        seen = [Seen(trace, where) for trace in looked for where in _LOOKS[trace.kind](computer, trace.value)]
        found.append(Result(product, tuple(seen), tuple(looked)))
    return found


def _process(computer: Computer, name: str) -> list[str]:
    pids = computer.names.get(plain_name(name), [])
    return [f"{name} ({', '.join(str(pid) for pid in sorted(pids))})"] if pids else []


def _named(known: dict[str, str], name: str) -> list[str]:
    return [known[name.casefold()]] if name.casefold() in known else []


def _installed(computer: Computer, name: str) -> list[str]:
    return [each for each in computer.installed if fnmatchcase(each.casefold(), name.casefold())]


def _certificate(computer: Computer, name: str) -> list[str]:
    spelled = (name.encode(), name.encode("utf-16-be"))
    return [name] if any(each in computer.certificates for each in spelled) else []


def _policy(computer: Computer, extension: str) -> list[str]:
    return [forced.where for forced in policies.look(computer) if forced.extension == extension]


_LOOKS: dict[str, Callable[[Computer, str], list[str]]] = {
    "process": _process,
    "service": lambda computer, name: _named(computer.services, name),
    "folder": lambda computer, path: computer.paths(path),
    "file": lambda computer, path: computer.paths(path),
    "installer": lambda computer, path: computer.paths(path),
    "desktop": lambda computer, name: _named(computer.entries, name),
    "bundle": lambda computer, name: _named(computer.bundles, name),
    "installed": _installed,
    "registry": lambda computer, key: [key] if computer.has_key(key) else [],
    "certificate": _certificate,
    "policy": _policy,
}
