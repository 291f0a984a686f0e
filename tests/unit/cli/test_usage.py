"""What is typed wrongly, help, and which command is meant."""

from __future__ import annotations

import pytest

from command_line import Home
from mirrorlight import __version__
from mirrorlight.commands import CLI, appearing


def test_without_a_command_the_window_opens(home: Home) -> None:
    assert home.run().status == 0
    assert home.run("record").status == 0
    assert home.launched == ["window", "record"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("pause", "4x"),
        ("pause", "until"),
        ("pause", "until", "yesterday"),
        ("delete",),
        ("delete", "--all", "--app", "x"),
        ("delete", "--last", "5m", "--since", "today"),
        ("delete", "--last", "-5m"),
        ("delete", "--app", " "),
        ("delete", "--matching", ""),
        ("delete", "--since", "12:00", "--until", "11:00"),
        ("delete", "--channel", "smell"),
        ("delete", "--id", "keyboard"),
        ("delete", "--id", "keyboard/x"),
        ("delete", "--id", "keyboard/1", "--app", "x"),
        ("events", "--limit", "0"),
        ("events", "--since", "noon"),
        ("exclude", "add"),
        ("exclude", "add", "--app", "a", "--title", "b"),
        ("export", "--format", "xml", "--out", "x"),
        ("export", "--format", "csv"),
        ("search",),
        ("search", " "),
        ("setup", "--key", "paper"),
        ("setup", "--agree", "--channels", "smell"),
        ("setup", "--agree", "--channels", ","),
        ("setup",),
        ("erase",),
        ("revoke", "--erase"),
        ("settings", "set", "pause_minutes"),
        ("--passphrase-fd", "x", "status"),
        ("delete", "--al"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_says_how_it_is_written(home: Home, arguments: tuple[str, ...]) -> None:
    done = home.run(*arguments)
    assert done.status == 2
    assert done.out == ""
    assert done.err.splitlines()[-1].startswith("usage: mirrorlight")
    as_json = home.run("--json", *arguments)
    assert (as_json.status, as_json.out) == (2, "")
    assert '"code": "usage"' in as_json.err
    assert len(as_json.err.splitlines()) == 1


def test_help_names_every_command_and_explains_each(home: Home) -> None:
    told = home.run("--help")
    assert told.status == 0
    for command in appearing(CLI):
        if not command.words:
            continue
        assert command.words[0] in told.out
        one = home.run(*command.words, "--help")
        assert one.status == 0
        assert command.help.split(".")[0].split(",")[0][:40] in " ".join(one.out.split())
        for argument in command.arguments:
            assert (argument.value.split("|")[0] or argument.name) in one.out
        for example in command.examples:
            assert f"mirrorlight {example}" in one.out


def test_version(home: Home) -> None:
    assert home.run("--version").out == f"mirrorlight {__version__}\n"


@pytest.mark.parametrize("arguments", [("--json", "status"), ("status", "--json")])
def test_json_may_stand_before_or_after_the_command(home: Home, arguments: tuple[str, ...]) -> None:
    assert home.run(*arguments).json["state"] == "off"


def test_a_bare_group_lists(home: Home) -> None:
    assert home.run("settings", "--json").lines == home.run("--json", "settings", "list").lines != []
