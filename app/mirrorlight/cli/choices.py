"""exclude and settings: what the person has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.rules import Rule
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.settings import Setting
from mirrorlight.wording import video_words

if TYPE_CHECKING:
    from mirrorlight.channels.frames import Forecast


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
    forecast = _forecast(run, setting.id, value)
    if forecast is not None:
        run.output.message(video_words(forecast))
    run.actions.set_setting(setting.id, value)
    told = _setting_json(run, setting)
    run.output.document(told if forecast is None else {**told, "forecast": forecast.to_json()})
    run.output.line(f"{setting.id} = {_shown(value)}")
    return 0


def _forecast(run: Invocation, name: str, value: Any) -> Forecast | None:
    """What screen video will take, when it is switched on or its interval changes while it is on."""
    if name == "video" and value:
        return run.actions.video_forecast()
    if name == "video_interval" and run.settings.get("video"):
        return run.actions.video_forecast(int(value))
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
