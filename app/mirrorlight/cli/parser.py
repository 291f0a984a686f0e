"""The parser, made from the command table."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any, NoReturn

from mirrorlight import __version__
from mirrorlight.commands import CLI, GROUPS, Argument, Command, appearing, by_id
from mirrorlight.i18n import _

WIDTH = 79
"""Columns of the running text in the help."""


class UsageError(Exception):
    """What was typed cannot be meant: exit status 2. `usage` is the line that says what can."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False, add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, " ".join(self.format_usage().split()))


def parser() -> argparse.ArgumentParser:
    """The whole command line. Parsing raises UsageError; the result has `command` (an id) and each argument's field."""
    top = _Parser(
        prog="mirrorlight",
        description=_(
            "See, pause and delete what an employer’s monitoring agent would capture.\nA light shows when it records."
        ),
        epilog=_(
            "Without a command the window opens. “mirrorlight COMMAND --help” explains one command.\n"
            "Exit status: 0 done, 1 it could not be done, 2 wrong usage."
        ),
    )
    _add_common(top, default=None)
    top.add_argument(
        "--version", action="version", version=f"mirrorlight {__version__}", help=_("print the version and end")
    )
    top.set_defaults(command="window", json=False, passphrase_fd=None)
    commands = top.add_subparsers(metavar="COMMAND", title=_("commands"))
    groups: dict[str, Any] = {}
    for command in appearing(CLI):
        if not command.words:
            continue
        within = commands
        if len(command.words) > 1:
            within = groups.get(command.words[0]) or groups.setdefault(
                command.words[0], _group(commands, command.words[0])
            )
        _add_command(within, command)
    return top


def _group(commands: Any, word: str) -> Any:
    bare, text = GROUPS[word]
    group = commands.add_parser(word, help=_(text), description=_(text))
    _add_common(group, default=argparse.SUPPRESS)
    group.set_defaults(command=bare)
    return group.add_subparsers(metavar="COMMAND", title=_("commands"))


def _add_command(within: Any, command: Command) -> None:
    added = within.add_parser(
        command.words[-1],
        help=_(command.help),
        description=textwrap.fill(f"{_(command.help)} {_(command.more)}", WIDTH),
        epilog=_examples(command),
    )
    for argument in command.arguments:
        _add_argument(added, argument)
    _add_common(added, default=argparse.SUPPRESS)
    added.set_defaults(command=command.id)


def _examples(command: Command) -> str:
    if not command.examples:
        return ""
    return "\n".join([_("examples:"), *(f"  mirrorlight {example}" for example in command.examples)])


def _add_argument(to: argparse.ArgumentParser, argument: Argument) -> None:
    options: dict[str, Any] = {"help": _(argument.help)}
    if argument.kind == "flag":
        to.add_argument(argument.name, action="store_true", **options)
        return
    if argument.value:
        options["metavar"] = argument.value
    if argument.choices:
        options["choices"] = argument.choices
    if argument.kind == "number":
        options["type"] = _number
    if argument.kind == "many":
        options["action"] = "append"
        options["default"] = []
    if argument.name.startswith("-"):
        to.add_argument(argument.name, dest=argument.field, required=argument.required, **options)
        return
    if argument.kind == "words":
        options["nargs"] = "*"
    elif not argument.required:
        options["nargs"] = "?"
    to.add_argument(argument.field, **{"metavar": argument.name, **options})


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:12]) < 10**9:
        raise argparse.ArgumentTypeError(_("“{text}” is not a whole number above 0").format(text=text))
    return int(text)


def _descriptor(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:9]) > 65535:
        raise argparse.ArgumentTypeError(_("“{text}” is not the number of an open file").format(text=text))
    return int(text)


def _add_common(to: argparse.ArgumentParser, default: Any) -> None:
    """The options that stand before or after the command. Below the top they must not undo what stood before."""
    group = to.add_argument_group(_("for every command"))
    group.add_argument(
        "--json", action="store_true", default=False if default is None else default,
        help=_("print one JSON document (lists: JSON lines) and nothing else"),
    )  # fmt: skip
    group.add_argument(
        "--passphrase-fd", type=_descriptor, metavar="N", default=default,
        help=_("read the passphrase from this open file (first line), not from the terminal"),
    )  # fmt: skip
    group.add_argument("-h", "--help", action="help", help=_("explain, and end"))


def wants_json(arguments: list[str]) -> bool:
    """Whether `--json` was asked for, even where the rest cannot be parsed."""
    return "--json" in arguments[: arguments.index("--")] if "--" in arguments else "--json" in arguments


def usage_of(command: str) -> str:
    """The usage line of the command with this id."""
    return f"mirrorlight {by_id(command).usage}".strip()
