"""What is never recorded: rules over applications and titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mirrorlight.core.context import Window

KINDS = ("app", "title")
OWN = "own"
"""Id of the rule that keeps Mirrorlight's own windows out: its passphrase field, its searches, the mirror in itself."""


_HOW = re.IGNORECASE | re.DOTALL


class RuleError(ValueError):
    """A rule that cannot be meant: unknown kind, or an empty pattern."""


@dataclass(frozen=True)
class Rule:
    """One exclusion. `kind` "app": the application's id or name, whole, without regard to case; "title": a part of
    the window's title, without regard to case, `*` standing for anything. It may name what has never been seen.
    `group` is the id of the ready group that it belongs to, "" for one that the person made.
    """

    id: str
    kind: str
    pattern: str
    group: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise RuleError(f"unknown kind of rule: {self.kind}")
        if not self.pattern.strip().strip("*"):
            raise RuleError("empty pattern")

    def __repr__(self) -> str:
        return f"<Rule {self.id} {self.kind}>"

    @property
    def source(self) -> str:
        """The regular expression that it stands for."""
        return ".*".join(re.escape(part) for part in self.pattern.strip().split("*"))

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self.source, _HOW)

    def matches(self, window: Window) -> bool:
        """Whether this rule keeps `window` out."""
        if self.kind == "app":
            return self._expression.fullmatch(window.app) is not None
        return self._expression.search(window.title) is not None


@dataclass(frozen=True)
class Rules:
    """All exclusions in force, the built-in one among them. Immutable: a change makes a new object."""

    rules: tuple[Rule, ...] = ()
    own_pids: frozenset[int] = frozenset()
    own_app: str = "mirrorlight"

    def excluding(self, window: Window) -> str:
        """The id of the first rule that keeps `window` out, or ""."""
        if window.app.casefold() == self.own_app or (window.pid and window.pid in self.own_pids):
            return OWN
        apps, titles = self._any
        if not (apps and apps.fullmatch(window.app)) and not (titles and titles.search(window.title)):
            return ""
        return next(rule.id for rule in self.rules if rule.matches(window))

    @cached_property
    def _any(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """All rules over applications, and all over titles, as one expression each: nearly no window matches any."""
        return self._joined("app"), self._joined("title")

    def _joined(self, kind: str) -> re.Pattern[str] | None:
        sources = [f"(?:{rule.source})" for rule in self.rules if rule.kind == kind]
        return re.compile("|".join(sources), _HOW) if sources else None
