"""exclude and settings."""

from __future__ import annotations

import json
import tomllib

from command_line import Home, Recorder
from mirrorlight import sensitive


def test_rules_are_added_listed_and_removed(home: Home) -> None:
    home.set_up()
    app = home.run("exclude", "add", "--app", "KeePassXC", "--json").json
    title = home.run("exclude", "add", "--title", "*private*", "--json").json
    assert home.run("exclude", "--json").lines == [app, title]
    assert app["kind"] == "app"
    assert "KeePassXC" in home.run("exclude", "list").out
    assert home.run("exclude", "remove", app["id"]).status == 0
    assert home.run("exclude", "--json").lines == [title]
    gone = home.run("exclude", "remove", app["id"])
    assert (gone.status, gone.out) == (1, "")


def test_a_rule_that_cannot_be_meant_is_refused(home: Home) -> None:
    home.set_up()
    assert home.run("exclude", "add", "--title", "**").status == 1
    assert home.run("exclude", "--json").lines == []


def test_a_running_recorder_makes_the_rule(home: Home, recorder: Recorder) -> None:
    recorder.answers["rule-add"] = "7"
    recorder.answers["rule-remove"] = True
    assert home.run("exclude", "add", "--app", "signal", "--json").json == {
        "id": "7", "kind": "app", "pattern": "signal",
    }  # fmt: skip
    assert recorder.asked[-1] == {"do": "rule-add", "kind": "app", "pattern": "signal"}
    assert home.run("exclude", "remove", "7").status == 0
    assert recorder.asked[-1] == {"do": "rule-remove", "id": "7"}


def test_settings_are_listed_with_value_and_default(home: Home) -> None:
    listed = {line["name"]: line for line in home.run("settings", "--json").lines}
    assert listed["screenshot_interval"]["value"] == listed["screenshot_interval"]["default"] == 120
    assert listed["channel_keyboard"]["value"] is True
    told = home.run("settings").out
    for name in listed:
        assert name in told


def test_a_setting_is_changed_in_its_file_and_told_to_the_recorder(home: Home, recorder: Recorder) -> None:
    changed = home.run("settings", "set", "channel_pointer", "off", "--json").json
    assert changed["value"] is False
    assert tomllib.loads(home.places.settings.read_text())["channel_pointer"] is False
    assert recorder.asked[-1]["do"] == "reload"
    assert home.run("settings", "get", "channel_pointer").out == "off\n"


def test_what_a_setting_cannot_be_is_refused_and_nothing_is_written(home: Home) -> None:
    for name, value in (("screenshot_interval", "2"), ("screenshot_interval", "often"), ("no_such", "1")):
        done = home.run("settings", "set", name, value)
        assert (done.status, done.out) == (1, "")
        assert name in done.err
    assert not home.places.settings.exists()


def test_nonsense_in_the_file_is_told_and_defaults_hold(home: Home) -> None:
    home.places.settings.parent.mkdir(parents=True)
    home.places.settings.write_text('screenshot_interval = "often"\npause_minutes = 5\n')
    listed = home.run("settings", "--json")
    values = {line["name"]: line["value"] for line in listed.lines}
    assert (values["screenshot_interval"], values["pause_minutes"]) == (120, 5)
    assert "screenshot_interval" in home.run("settings").err


def groups_on(home: Home) -> list[str]:
    return [line["group"] for line in home.run("exclude", "list", "--groups", "--json").lines if line["on"]]


def test_ready_groups_are_listed_and_switched(home: Home) -> None:
    home.set_up()
    assert groups_on(home) == ["passwords", "private"]
    assert home.run("exclude", "--json").lines == []
    assert "passwords, private" in home.run("exclude").err
    done = home.run("exclude", "group", "health", "on", "--json").json
    assert (done["group"], done["on"]) == ("health", True)
    assert home.run("exclude", "group", "private", "off").status == 0
    assert groups_on(home) == ["passwords", "health"]
    told = home.run("exclude", "list", "--groups").out
    for group in sensitive.GROUPS:
        assert group.title in told
        assert group.limits in told
        for _kind, pattern in group.patterns:
            assert pattern in told


def test_a_group_that_is_not_there_is_told(home: Home) -> None:
    home.set_up()
    wrong = home.run("exclude", "group", "secrets", "on", "--json")
    assert (wrong.status, json.loads(wrong.err)["error"]["code"]) == (1, "no-such-group")
    assert home.run("exclude", "group", "health", "maybe").status == 2


def test_a_running_recorder_switches_the_group(home: Home, recorder: Recorder) -> None:
    recorder.answers["rule-group"] = None
    assert home.run("exclude", "group", "union", "on").status == 0
    assert recorder.asked[-1] == {"do": "rule-group", "group": "union", "on": True}


def test_keys_can_be_allowed_and_forbidden_without_a_recorder(home: Home) -> None:
    home.set_up()
    assert home.run("keys", "--json").lines == []
    assert home.run("keys", "allow", "Emacs", "--json").json == {"app": "Emacs", "allowed": True}
    assert home.run("keys", "allow", "emacs").status == 0
    assert home.run("keys", "list", "--json").lines == [{"app": "Emacs", "allowed": True, "how": None}]
    assert home.run("keys", "forbid", "EMACS").status == 0
    assert home.run("keys", "forbid", "emacs").status == 1
    assert home.run("keys", "allow", " ").status == 1
    assert home.run("keys", "--json").lines == []
