"""From what was typed to the function that does it, and from its errors to the exit status."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from mirrorlight import i18n
from mirrorlight.cli.invocation import Invocation, Run
from mirrorlight.cli.output import Output
from mirrorlight.cli.parser import UsageError, parser, wants_json
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import places

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130

HANDLERS: Mapping[str, str] = {
    "setup": "setup.setup",
    "status": "recording.status",
    "pause": "recording.pause",
    "resume": "recording.resume",
    "stop": "recording.stop",
    "events": "rows.events",
    "search": "rows.search",
    "reveals": "reveals.reveals",
    "delete": "rows.delete",
    "receipts": "rows.receipts",
    "lens": "lens.lens",
    "retention": "keeping.retention",
    "export": "copies.export",
    "training": "training.training",
    "import": "copies.bring_in",
    "backup": "copies.backup",
    "restore": "copies.restore",
    "recover": "recovery.recover",
    "exclude-list": "choices.exclude_list",
    "exclude-group": "choices.exclude_group",
    "exclude-add": "choices.exclude_add",
    "exclude-remove": "choices.exclude_remove",
    "keys-list": "choices.keys_list",
    "keys-allow": "choices.keys_allow",
    "keys-forbid": "choices.keys_forbid",
    "key-status": "key.key_status",
    "key-change": "key.key_change",
    "key-renew": "key.key_renew",
    "key-recovery": "key.key_recovery",
    "settings-list": "choices.settings_list",
    "settings-get": "choices.settings_get",
    "settings-set": "choices.settings_set",
    "revoke": "setup.revoke",
    "erase": "setup.erase",
    "uninstall": "uninstall.uninstall",
    "agents-list": "agents.agents_list",
    "agents-show": "agents.agents_show",
    "agents-check": "agents.agents_check",
    "coverage": "agents.coverage",
    "doctor": "doctor.doctor",
}
"""Module and function below `mirrorlight.cli` of each command that needs no other process of its own."""


def run(arguments: Sequence[str], launchers: Mapping[str, Run]) -> int:
    """Carry out one command line; returns the exit status. `launchers` has the functions of `window` and `record`.

    Raises nothing but what is a defect of ours.
    """
    typed = list(arguments)
    _take_language()
    output = Output(wants_json(typed))
    invocation: Invocation | None = None
    try:
        parsed = _parsed(typed, output)
        invocation = Invocation(parsed, output)
        _finish_erasing(invocation)
        status = handler(parsed.command, launchers)(invocation)
        output.flush()
        return status
    except UsageError as error:
        _tell_misuse(output, error)
        return MISUSED
    except UserError as error:
        output.error(error)
        return FAILED
    except BrokenPipeError:
        _drop_stdout()
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        if invocation is not None:
            invocation.close()


def _take_language() -> None:
    """The language of the settings, before the first text."""
    from mirrorlight.settings import language_at

    i18n.take(language_at(places().settings))


def _finish_erasing(run: Invocation) -> None:
    """Go on with erasing everything where it was begun and interrupted, before anything else is done."""
    from mirrorlight import off_status

    if not off_status.erasing(run.places):
        return
    erasure = run.actions.finish_erasing()
    if erasure is not None:
        run.settings.reload()
        run.output.message(_("Erasing everything was interrupted; it is finished now."))


def handler(command: str, launchers: Mapping[str, Run]) -> Run:
    """The function of a command. Its module is imported only now."""
    if command in launchers:
        return launchers[command]
    module, function = HANDLERS[command].split(".")
    found: Callable[[Invocation], int] = getattr(importlib.import_module(f"mirrorlight.cli.{module}"), function)
    return found


def _parsed(typed: list[str], output: Output) -> argparse.Namespace:
    parsed = parser().parse_args(typed)
    output.as_json = parsed.json
    return parsed


def _tell_misuse(output: Output, error: UsageError) -> None:
    if output.as_json:
        output.error(UserError(str(error), "", error.usage, code="usage"))
        return
    for line in f"mirrorlight: {error}".split("\n"):
        output.message(line)
    if error.usage:
        usage = error.usage.removeprefix("usage: ")
        output.message(_("usage: {usage}").format(usage=usage))


def _drop_stdout() -> None:
    """Nobody reads our output any more: keep Python from saying so again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
