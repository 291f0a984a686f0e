"""The command table: complete, carried out, and the same everywhere."""

from __future__ import annotations

import re

import pytest

from mirrorlight.cli import entry
from mirrorlight.cli.parser import parser, usage_of
from mirrorlight.commands import CLI, COMMANDS, GROUPS, MENU, NOTHING, PAUSES, RECORDER, STORE, TRAY, Command, by_id

EACH = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
LAUNCHED = {"window", "record", "demo", "report"}
"""What main.py carries out itself: it needs Qt, or a process of its own."""
NEVER_SAID = ("!", "please wait", "simply", "secure", "smart", "TODO")


def test_ids_words_and_shortcuts_are_unique() -> None:
    for values in (
        [command.id for command in COMMANDS],
        [command.words for command in COMMANDS],
        [command.shortcut for command in COMMANDS if command.shortcut],
    ):
        assert len(values) == len(set(values))


@EACH
def test_each_is_described_in_plain_words(command: Command) -> None:
    assert command.title
    assert re.fullmatch(r"[A-Z].*[.]", command.help), command.help
    assert command.needs in {RECORDER, STORE, NOTHING}
    assert command.appears <= {CLI, TRAY, MENU}
    assert command.appears
    texts = [command.title, command.help, command.more, *(argument.help for argument in command.arguments)]
    for text in texts:
        assert not [word for word in NEVER_SAID if word in text.casefold()], text
    for argument in command.arguments:
        assert argument.help
        assert argument.name.startswith("--") or argument.name.isupper()


@EACH
def test_each_is_carried_out_by_a_function(command: Command) -> None:
    launchers = {name: lambda _run: 0 for name in LAUNCHED}
    assert callable(entry.handler(command.id, launchers))


def test_no_function_is_left_without_a_command() -> None:
    assert set(entry.HANDLERS) == {command.id for command in COMMANDS} - LAUNCHED


@EACH
def test_each_is_understood_by_the_parser(command: Command) -> None:
    required = [
        part
        for argument in command.arguments
        if argument.required
        for given in [argument.choices[0] if argument.choices else "x"]
        for part in ([argument.name, given] if argument.name.startswith("-") else [given])
    ]  # fmt: skip
    assert parser().parse_args([*command.words, *required]).command == command.id


@EACH
def test_the_examples_can_be_typed(command: Command) -> None:
    import shlex

    for example in command.examples:
        assert parser().parse_args(shlex.split(example)).command == command.id


def test_groups_have_a_command_for_the_bare_word() -> None:
    firsts = {command.words[0] for command in COMMANDS if len(command.words) > 1}
    assert firsts == set(GROUPS)
    for word, (bare, text) in GROUPS.items():
        assert by_id(bare).words[0] == word
        assert text
        assert parser().parse_args([word]).command == bare


def test_what_needs_confirmation_can_be_confirmed_beforehand() -> None:
    for name in ("delete", "revoke", "erase"):
        assert "--yes" in [argument.name for argument in by_id(name).arguments]


def test_pauses_are_those_of_the_light() -> None:
    assert [choice.minutes for choice in PAUSES] == [5, 15, 30, 60, None, None]
    assert [choice.tomorrow for choice in PAUSES if choice.minutes is None] == [False, True]


def test_the_interface_that_others_rely_on() -> None:
    """Section 9 of the design, as far as it exists: words and options must not vanish."""
    wanted = {
        "setup": {"--agree", "--key"},
        "record": set(),
        "status": set(),
        "pause": {"WHEN"},
        "resume": set(),
        "stop": set(),
        "events": {"--channel", "--since", "--until", "--app", "--limit"},
        "search": {"TEXT", "--since"},
        "delete": {"--last", "--since", "--until", "--app", "--channel", "--matching", "--all", "--dry-run", "--yes"},
        "export": {"--format", "--out", "--force", "--since", "--channel"},
        "report": {"--day", "--week", "--lens", "--with", "--sharp-pictures", "--demo", "--out", "--force"},
        "demo": {"--days", "--record"},
        "doctor": set(),
    }
    for name, options in wanted.items():
        command = by_id(name)
        assert command.words == (name,)
        assert options <= {argument.name for argument in command.arguments}
        assert usage_of(name).startswith(f"mirrorlight {name}")
