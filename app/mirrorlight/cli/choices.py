"""exclude, keys and settings: what the person has chosen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from mirrorlight import sensitive
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.rules import Rule
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.settings import RECORDING_AS, Setting
from mirrorlight.wording import video_words

if TYPE_CHECKING:
    from mirrorlight.channels.frames import Forecast


def exclude_list(run: Invocation) -> int:
    """Print the rules that the person made, or the ready groups."""
    everything = run.actions.rules()
    on = list(dict.fromkeys(rule.group for rule in everything if rule.group))
    if run.arguments.command == "exclude-list" and getattr(run.arguments, "groups", False):
        return _groups(run, on)
    rules = [rule for rule in everything if not rule.group]
    if run.output.as_json:
        run.output.json_lines(_rule_json(rule) for rule in rules)
        return 0
    kinds = {"app": _("application"), "title": _("title contains")}
    run.output.table([[rule.id, kinds.get(rule.kind, rule.kind), rule.pattern] for rule in rules])
    if not rules:
        run.output.message(_("There is no rule of your own."))
    run.output.message(_("Ready groups that are on: {names}.").format(names=", ".join(on) if on else _("none")))
    return 0


def exclude_group(run: Invocation) -> int:
    """Switch a ready group on or off."""
    group = sensitive.named(run.arguments.name)
    on = run.arguments.state == "on"
    run.actions.set_group(group.id, on)
    run.output.document({"group": group.id, "on": on, "rules": len(group.patterns)})
    words = _("“{title}” is on: {n} rules.") if on else _("“{title}” is off.")
    run.output.line(words.format(title=_(group.title), n=len(group.patterns)))
    if on:
        run.output.line(_(group.limits))
        run.output.message(_("What is stored already stays. “mirrorlight delete” takes it away."))
    return 0


def _groups(run: Invocation, on: list[str]) -> int:
    if run.output.as_json:
        run.output.json_lines(
            {
                "group": group.id,
                "title": _(group.title),
                "on": group.id in on,
                "default": group.default_on,
                "rules": [{"kind": kind, "pattern": pattern} for kind, pattern in group.patterns],
            }
            for group in sensitive.GROUPS
        )
        return 0
    for group in sensitive.GROUPS:
        state = _("on") if group.id in on else _("off")
        run.output.line(f"{group.id} ({state}): {_(group.title)}. {_(group.holds)} {_(group.limits)}")
        for head, names in ((_("applications"), group.apps), (_("titles"), group.titles)):
            if names:
                run.output.line(f"  {head}: {' · '.join(names)}")
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
    rows = [[setting.id, _shown(_value(run, setting)), _unit(setting), _(setting.explanation)]
            for setting in run.settings.declared]  # fmt: skip
    run.output.table(rows)
    for problem in run.settings.problems:
        run.output.message(_("Settings: {problem}").format(problem=problem))
    return 0


def settings_get(run: Invocation) -> int:
    """Print one setting's value."""
    setting = _declared(run, run.arguments.name)
    run.output.document(_setting_json(run, setting))
    run.output.line(_shown(_value(run, setting)))
    return 0


def settings_set(run: Invocation) -> int:
    """Change one setting."""
    setting = _declared(run, run.arguments.name)
    value = setting.parse(run.arguments.value)
    plan = run.actions.plan(value) if setting.id == RECORDING_AS else None
    for sentence in plan.sentences() if plan is not None else ():
        run.output.message(sentence)
    video = plan is not None and plan.values.get("video")
    forecast = run.actions.video_forecast() if video else _forecast(run, setting.id, value)
    if forecast is not None:
        run.output.message(video_words(forecast))
    run.actions.set_setting(setting.id, value)
    told = {**_setting_json(run, setting), **({} if plan is None else {"plan": plan.to_json()})}
    run.output.document(told if forecast is None else {**told, "forecast": forecast.to_json()})
    run.output.line(f"{setting.id} = {_shown(value)}")
    return 0


def _forecast(run: Invocation, name: str, value: Any) -> Forecast | None:
    """What screen video will take, when it is switched on or its interval or quality changes while it is on."""
    if name == "video" and value:
        return run.actions.video_forecast()
    if name == "video_interval" and run.settings.get("video"):
        return run.actions.video_forecast(int(value))
    if name == "screenshot_quality" and run.settings.get("video"):
        return run.actions.video_forecast(quality=int(value))
    return None


def _declared(run: Invocation, name: str) -> Setting:
    for setting in run.settings.declared:
        if setting.id == name:
            return setting
    raise UserError(
        _("There is no setting “{id}”.").format(id=name), "", _("See “mirrorlight settings”."), code="bad-setting"
    )


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {"id": rule.id, "kind": rule.kind, "pattern": rule.pattern}


def _value(run: Invocation, setting: Setting) -> Any:
    """What is in force; what is recorded as only if it is true."""
    return run.actions.recording_as() if setting.id == RECORDING_AS else run.settings.get(setting.id)


def _setting_json(run: Invocation, setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.id,
        "value": _value(run, setting),
        "default": setting.default,
        "unit": _(setting.unit) or None,
        "explanation": _(setting.explanation),
    }


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return os.pathsep.join(value)
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _unit(setting: Setting) -> str:
    return _(setting.unit) if setting.unit else ""
