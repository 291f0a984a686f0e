"""One run of the command line: what was asked, and what commands share. Built only as far as it is needed."""

from __future__ import annotations

import getpass
import os
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from mirrorlight import i18n
from mirrorlight.cli.output import Output, interactive
from mirrorlight.cli.parser import UsageError, usage_of
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places, places

if TYPE_CHECKING:
    from pathlib import Path

    from mirrorlight.actions import Actions
    from mirrorlight.core.channel import Channel
    from mirrorlight.settings import Settings

LONGEST_PASSPHRASE = 4096


class Invocation:
    """What a command's function is given. `close` gives up whatever was opened."""

    def __init__(self, arguments: Namespace, output: Output) -> None:
        self.arguments = arguments
        self.output = output
        self.clock = SystemClock()

    @cached_property
    def places(self) -> Places:
        return places()

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        from mirrorlight.channels import CHANNELS

        return CHANNELS

    @cached_property
    def settings(self) -> Settings:
        from mirrorlight.settings import Settings, declared

        return Settings(self.places.settings, declared(self.channels))

    @cached_property
    def actions(self) -> Actions:
        from mirrorlight.actions import Actions

        return Actions(self.places, self.settings, self.clock, self.passphrase)

    def close(self) -> None:
        if "actions" in self.__dict__:
            self.actions.close()

    def move_to(self, home: Path) -> None:
        """From now on everything is in `home`, for this run and for each process that it starts; what was built for
        another place is given up. The language stays that of the settings at home.
        """
        self.close()
        for built in ("actions", "settings", "places"):
            self.__dict__.pop(built, None)
        os.environ["MIRRORLIGHT_HOME"] = str(home)
        os.environ[i18n.VARIABLE] = i18n.language()

    @property
    def now(self) -> datetime:
        """This moment, local."""
        return to_local(self.clock.utc())

    def channel_title(self, channel: str) -> str:
        """A channel's name for people; an id that is not known is shown as it is."""
        return next((_(c.title) for c in self.channels if c.id == channel), channel)

    def check_channels(self, names: list[str]) -> tuple[str, ...]:
        """`names` if every one is a channel. Raises UsageError."""
        known = [channel.id for channel in self.channels]
        for name in names:
            if name not in known:
                raise self.misused(
                    _("There is no channel “{name}”. There are: {known}.").format(name=name, known=", ".join(known))
                )
        return tuple(names)

    def misused(self, message: str) -> UsageError:
        """The error for a command that was typed in a way that cannot be meant."""
        return UsageError(message, usage_of(self.arguments.command))

    def confirmed(self, question: str) -> bool:
        """Whether the person says yes. True with `--yes`. Raises UsageError where nobody can be asked."""
        if self.arguments.yes:
            return True
        if not interactive():
            raise self.misused(_("Nobody can be asked here. Add --yes to do it without being asked."))
        if self.output.prompt(question + " " + _("[yes/No]")).casefold() in {"yes", "y", _("yes").casefold()}:
            return True
        self.output.message(_("Nothing was changed."))
        return False

    def passphrase(self) -> str:
        """The passphrase of the store, from `--passphrase-fd` or the terminal. Raises UserError."""
        return self._passphrase(_("Passphrase of the store:"))

    def new_passphrase(self, descriptor: int | None = None, *, own: bool = False) -> str:
        """A passphrase for the store from now on; on a terminal it is typed twice. `own`: it comes from `descriptor`,
        an open file other than that of the passphrase in force. Raises UserError.
        """
        if own and descriptor is not None:
            return _line_of(descriptor)
        if own and not interactive():
            raise UserError(
                _("Nothing was changed."),
                _("A new passphrase is needed, and nobody can be asked here."),
                _("Add --new-passphrase-fd N and hand it in on that open file."),
                code="passphrase-needed",
            )
        ask = self._typed if own else self._passphrase
        first = ask(_("A new passphrase for the store:") if own else _("A passphrase for the store:"))
        if (own or self.arguments.passphrase_fd is None) and ask(_("The same again:")) != first:
            raise UserError(
                _("Nothing was changed.") if own else _("Nothing was set up."),
                _("The two passphrases differ."),
                _("Try again."),
                code="passphrase-differs",
            )
        return first

    def _passphrase(self, question: str) -> str:
        if self.arguments.passphrase_fd is not None:
            return self._from_descriptor
        if not interactive():
            raise UserError(
                _("The store was not opened."),
                _("Its passphrase is needed, and nobody can be asked here."),
                _("Add --passphrase-fd N and hand it in on that open file."),
                code="passphrase-needed",
            )
        return self._typed(question)

    def _typed(self, question: str) -> str:
        self.output.flush()
        return getpass.getpass(question + " ")

    @cached_property
    def _from_descriptor(self) -> str:
        return _line_of(self.arguments.passphrase_fd)


def _line_of(descriptor: int) -> str:
    """The first line of an open file. Raises UserError."""
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            line = file.readline(LONGEST_PASSPHRASE)
        return line.removesuffix(b"\n").removesuffix(b"\r").decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            _("The passphrase could not be read."),
            _("The file --passphrase-fd names is not open for reading, or holds no text."),
            code="passphrase-unreadable",
        ) from error


Run = Callable[[Invocation], int]
"""A command's function: does it, writes its answer, returns the exit status. Raises UserError and UsageError."""
