"""Undo where undo is honest: a rule, a setting. Never of a deletion, and never where something went because of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mirrorlight.actions import Actions
from mirrorlight.core.rules import Rule
from mirrorlight.core.text import clean_text
from mirrorlight.i18n import _
from mirrorlight.settings import KEEP
from mirrorlight.window.context import Context

_KEY = "undo"
_LONGEST = 60


def offer(
    context: Context,
    what: str,
    why: str,
    back: Callable[[Actions], Any],
    done: Callable[[], object],
    *,
    icon: str = "info",
) -> None:
    """Tell in a bar what was changed, with Undo as its action. `back` takes it back, in a thread; `done` follows it.

    One at a time: what was changed before this one stays changed.
    """

    def undo() -> None:
        context.bars.withdraw(_KEY)
        context.bridge.command(back, lambda _result: done(), context.bars.fail)

    # Withdrawn first: the same words may stand there with another thing to take back.
    context.bars.withdraw(_KEY)
    context.bars.tell(_KEY, what, why, _("Undo"), undo, icon=icon)


@dataclass(frozen=True, repr=False)
class Added:
    """A rule that was asked for; `new` is false for one that there was already."""

    rule: Rule
    new: bool


def add_rule(actions: Actions, kind: str, pattern: str) -> Added:
    """Add a rule. In a thread. Raises UserError."""
    before = {rule.id for rule in actions.rules()}
    rule = actions.add_rule(kind, pattern)
    return Added(rule, rule.id not in before)


def offer_rule(context: Context, added: Added, done: Callable[[], object]) -> None:
    """A rule was added. One that there was already is not taken back by mistake."""
    pattern = clean_text(added.rule.pattern, _LONGEST)
    if not added.new:
        context.bars.withdraw(_KEY)
        context.bars.tell(_KEY, _("There is a rule for “{pattern}” already.").format(pattern=pattern), icon="never")
        return
    said = _("“{pattern}” is never recorded from now on.").format(pattern=pattern)
    why = _("What is stored already stays until you delete it.")
    offer(context, said, why, lambda actions: actions.remove_rule(added.rule.id), done, icon="never")


def offer_rule_back(context: Context, rule: Rule, done: Callable[[], object]) -> None:
    """A rule was taken away."""
    said = _("“{pattern}” may be recorded again.").format(pattern=clean_text(rule.pattern, _LONGEST))
    offer(context, said, "", lambda actions: actions.add_rule(rule.kind, rule.pattern), done, icon="never")


def offer_channel(context: Context, channel: str, title: str, done: Callable[[], object]) -> None:
    """A channel was switched off."""
    said = _("The channel “{channel}” is off.").format(channel=title)
    why = _("What is stored already stays until you delete it.")
    offer(context, said, why, lambda actions: actions.set_channel(channel, True), done, icon="never")


def offer_setting(
    context: Context, title: str, before: Mapping[str, Any], done: Callable[[], object], *, why: str = ""
) -> None:
    """A setting was changed; `before` has what changed with it as it was. Nothing is offered where rows may have gone
    because of it: they would not come back.
    """
    if any(name.startswith(KEEP) or name == "size_limit" for name in before):
        return
    said = _("“{setting}” was changed.").format(setting=title)
    offer(context, said, why, lambda actions: actions.set_settings(before), done)
