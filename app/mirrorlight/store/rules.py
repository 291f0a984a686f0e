"""The rows of rules: those that the person made, and those of ready groups, which come and go as a whole."""

from __future__ import annotations

from mirrorlight import sensitive
from mirrorlight.core.rules import Rule, RuleError
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.database import Database


def read(database: Database) -> tuple[Rule, ...]:
    """Every rule, those of the person first."""
    rows = database.all("SELECT id, kind, pattern, group_id FROM rules ORDER BY group_id <> '', id")
    return tuple(Rule(str(row["id"]), row["kind"], row["pattern"], row["group_id"]) for row in rows)


def add(database: Database, kind: str, pattern: str, now: int) -> Rule:
    """A rule of the person's own; one that exists is returned. Raises UserError (bad-rule). `now` is UTC µs."""
    try:
        new = Rule("0", kind, pattern.strip())
    except RuleError:
        raise UserError(
            _("This rule was not added."),
            _("A rule needs an application or a part of a title."),
            _("Write the application’s name, or some words of the title; * stands for anything."),
            code="bad-rule",
        ) from None
    for rule in read(database):
        if not rule.group and rule.kind == new.kind and rule.pattern.casefold() == new.pattern.casefold():
            return rule
    with database.transaction() as connection:
        made = connection.execute(
            "INSERT INTO rules (kind, pattern, made_at) VALUES (?, ?, ?)", (kind, new.pattern, now)
        )
    return Rule(str(made.lastrowid), kind, new.pattern)


def remove(database: Database, rule_id: str) -> bool:
    """Remove a rule of the person's own; False if there is none. Raises UserError (rule-of-group)."""
    group = next((rule.group for rule in read(database) if rule.id == rule_id and rule.group), "")
    if group:
        raise UserError(
            _("Rule {id} was not removed.").format(id=rule_id),
            _("It belongs to the ready group “{name}”, which is on or off as a whole.").format(name=group),
            _("Switch the group off, and add what you want to keep as rules of your own."),
            code="rule-of-group",
        )
    with database.transaction() as connection:
        return bool(connection.execute("DELETE FROM rules WHERE id = ?", (rule_id,)).rowcount)


def set_group(database: Database, group: str, now: int, *, on: bool) -> None:
    """Put the rules of a group in force as the list has them, or take them away; both at once or nothing."""
    patterns = sensitive.named(group).patterns if on else ()
    with database.transaction() as connection:
        connection.execute("DELETE FROM rules WHERE group_id = ?", (group,))
        connection.executemany(
            "INSERT INTO rules (kind, pattern, made_at, group_id) VALUES (?, ?, ?, ?)",
            [(kind, pattern, now, group) for kind, pattern in patterns],
        )


def renew_groups(database: Database, now: int) -> None:
    """Give each group that is on the rules that the list has today; a group that the list no longer has stays."""
    stored: dict[str, set[tuple[str, str]]] = {}
    for rule in read(database):
        if rule.group:
            stored.setdefault(rule.group, set()).add((rule.kind, rule.pattern))
    for group, patterns in stored.items():
        known = sensitive.BY_ID.get(group)
        if known is not None and set(known.patterns) != patterns:
            set_group(database, group, now, on=True)
