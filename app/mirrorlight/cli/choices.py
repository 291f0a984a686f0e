"""exclude, keys and settings: what the person has chosen."""

from __future__ import annotations

from typing import Any

from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.rules import Rule
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.settings import Setting


def exclude_list(run: Invocation) -> int:
    """Print the rules."""
    rules = run.actions.rules()
    if run.output.as_json:
        run.output.json_lines(_rule_json(rule) for rule in rules)
        return 0
    kinds = {"app": _("application"), "title": _("title contains")}
    run.output.table([[rule.id, kinds.get(rule.kind, rule.kind), rule.pattern] for rule in rules])
    if not rules:
        run.output.message(_("No application and no title is excluded."))
    return 0


def exclude_add(run: Invocation) -> int:
    """Add a rule over an application or a title."""
    app, title = run.arguments.app, run.arguments.title
    if (app is None) == (title is None):
        raise run.misused(_("Give either --app or --title."))
    rule = run.actions.add_rule("app", app) if app is not None else run.actions.add_rule("title", title)
    run.output.document(_rule_json(rule))
    run.output.line(_("Rule {id}: “{pattern}” is never recorded from now on.").format(id=rule.id, pattern=rule.pattern))
    run.output.message(_("What is stored already stays. “mirrorlight delete” takes it away."))
    return 0


def exclude_remove(run: Invocation) -> int:
    """Take a rule away."""
    if not run.actions.remove_rule(run.arguments.id):
        raise UserError(
            _("Nothing was removed."),
            _("There is no rule {id}.").format(id=run.arguments.id),
            _("See “mirrorlight exclude”."),
            code="no-such-rule",
        )
    run.output.document({"id": run.arguments.id, "removed": True})
    run.output.line(_("Rule {id} is removed.").format(id=run.arguments.id))
    return 0


def keys_list(run: Invocation) -> int:
    """Print where keys are recorded although they cannot be checked, and how the applications in use are checked."""
    allowed = run.actions.keys_allowed()
    checked = run.actions.fields()
    if run.output.as_json:
        run.output.json_lines(
            {"app": app, "allowed": app in allowed, "how": next((one.how for one in checked if one.app == app), None)}
            for app in sorted({*allowed, *(one.app for one in checked)}, key=str.casefold)
        )
        return 0
    ways = {"terminal": _("checked (its terminal)"), "accessibility": _("checked (it says what is in front)")}
    rows = [
        [one.app, ways.get(one.how, _("cannot be checked")), _("allowed") if one.allowed else ""] for one in checked
    ]
    seen = {one.app.casefold() for one in checked}
    rows += [[app, "", _("allowed")] for app in allowed if app.casefold() not in seen]
    run.output.table(rows)
    if not rows:
        run.output.message(_("No application is allowed, and none was in front since recording began."))
    return 0


def keys_allow(run: Invocation) -> int:
    """Record keys in an application also where its fields cannot be checked."""
    app = run.arguments.app
    run.actions.allow_keys(app)
    run.output.document({"app": app, "allowed": True})
    run.output.line(
        _("Keys in “{app}” are recorded from now on, also where a field cannot be checked.").format(app=app)
    )
    run.output.message(_("A password that you type there is then stored as you typed it."))
    return 0


def keys_forbid(run: Invocation) -> int:
    """Take that back."""
    app = run.arguments.app
    if not run.actions.forbid_keys(app):
        raise UserError(
            _("Nothing was changed."),
            _("Keys in “{app}” were not allowed.").format(app=app),
            _("See “mirrorlight keys”."),
            code="not-allowed",
        )
    run.output.document({"app": app, "allowed": False})
    run.output.line(
        _("In “{app}” only that a key was pressed is kept where a field cannot be checked.").format(app=app)
    )
    return 0


def settings_list(run: Invocation) -> int:
    """Print every setting with its value."""
    if run.output.as_json:
        run.output.json_lines(_setting_json(run, setting) for setting in run.settings.declared)
        return 0
    rows = [[setting.id, _shown(run.settings.get(setting.id)), _unit(setting), _(setting.explanation)]
            for setting in run.settings.declared]  # fmt: skip
    run.output.table(rows)
    for problem in run.settings.problems:
        run.output.message(_("Settings: {problem}").format(problem=problem))
    return 0


def settings_get(run: Invocation) -> int:
    """Print one setting's value."""
    setting = _declared(run, run.arguments.name)
    run.output.document(_setting_json(run, setting))
    run.output.line(_shown(run.settings.get(setting.id)))
    return 0


def settings_set(run: Invocation) -> int:
    """Change one setting."""
    setting = _declared(run, run.arguments.name)
    value = setting.parse(run.arguments.value)
    run.actions.set_setting(setting.id, value)
    run.output.document(_setting_json(run, setting))
    run.output.line(f"{setting.id} = {_shown(value)}")
    return 0


def _declared(run: Invocation, name: str) -> Setting:
    for setting in run.settings.declared:
        if setting.id == name:
            return setting
    raise UserError(
        _("There is no setting “{id}”.").format(id=name), "", _("See “mirrorlight settings”."), code="bad-setting"
    )


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {"id": rule.id, "kind": rule.kind, "pattern": rule.pattern}


def _setting_json(run: Invocation, setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.id,
        "value": run.settings.get(setting.id),
        "default": setting.default,
        "unit": _(setting.unit) or None,
        "explanation": _(setting.explanation),
    }


def _shown(value: Any) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _unit(setting: Setting) -> str:
    return _(setting.unit) if setting.unit else ""
