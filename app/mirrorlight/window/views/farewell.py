"""Taking leave: withdraw the agreement, erase everything. What goes is named before; Cancel has the focus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Item
from mirrorlight.window.widgets.tick import Tick
from mirrorlight.wording import size

if TYPE_CHECKING:
    from mirrorlight.store.erase import Erasure


class EraseDialog(Dialog):
    """Names what goes and what stays out of reach."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            _("Erase everything – Mirrorlight"), _("Erase everything that Mirrorlight keeps?"), _("Erase everything"),
            "destructive", icon="trash", parent=context.dialog_parent(),
        )  # fmt: skip
        self.body.addWidget(
            Label(
                _("Recording stops. The key goes first; without it the store cannot be read."),
                "Text",
                "ink2",
                wrap=True,
            )
        )
        self.body.addSpacing(8)
        self.body.addWidget(Label(_("This goes"), "Text", weight=600))
        for words in what_goes(context):
            self.body.addWidget(Item(words))
        self.body.addSpacing(8)
        self.body.addWidget(Label(_("Mirrorlight cannot reach"), "Text", weight=600))
        self.body.addWidget(
            Item(_("What an agent of your employer has taken, backups made by other programs, and files you exported."))
        )
        self.body.addStretch(1)


class WithdrawDialog(Dialog):
    """Stops recording and takes the agreement back; asks whether everything is to be erased as well."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            _("Withdraw agreement – Mirrorlight"), _("Withdraw your agreement?"), _("Withdraw agreement"),
            "destructive", parent=context.dialog_parent(),
        )  # fmt: skip
        for words in (
            _("Recording stops at once, and nothing is recorded until you agree again."),
            _("What is stored stays on this computer, encrypted, unless you erase it too."),
        ):
            self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.body.addSpacing(8)
        self.erase = Tick(_("Also erase everything that Mirrorlight keeps"))
        self.erase.toggled.connect(self._name_it)
        self.body.addWidget(self.erase)
        self.body.addStretch(1)

    def _name_it(self, erase: bool) -> None:
        self.accept_button.set_words(_("Withdraw and erase everything") if erase else _("Withdraw agreement"))


def what_goes(context: Context) -> list[str]:
    """Every kind of thing that erasing takes, with its place and size where it has one."""
    places = context.actions.places
    bytes_ = int(context.bridge.status.get("store", {}).get("bytes") or 0)
    return [
        _("The key of the store."),
        _("The store with everything in it, {size}: {path}").format(size=size(bytes_), path=short_path(places.store)),
        _("Receipts, rules, settings, your agreement and the log."),
    ]


def short_path(path: Path) -> str:
    """A path with the person's own folder as "~"."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def ask_to_erase(context: Context) -> None:
    """Ask, and then erase everything and begin anew with the first run."""
    dialog = EraseDialog(context)
    dialog.accepted.connect(lambda: _erase(context))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_to_withdraw(context: Context) -> None:
    """Ask, then stop and take the agreement back, and erase if that was ticked."""
    dialog = WithdrawDialog(context)

    def agreed() -> None:
        if dialog.erase.isChecked():
            _erase(context)
            return
        context.bridge.command(
            lambda actions: actions.revoke(), lambda _none: _gone(context), lambda error: _failed(context, error)
        )

    dialog.accepted.connect(agreed)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _erase(context: Context) -> None:
    context.bridge.close_store()
    context.bridge.command(
        lambda actions: actions.erase_everything(),
        lambda erasure: _gone(context, not_erased(erasure)),
        lambda error: _failed(context, error),
    )


def not_erased(erasure: Erasure) -> UserError | None:
    """What erasing could not reach, or None when everything is gone."""
    if erasure.left:
        return UserError(
            _("Not everything is gone."),
            _("These files could not be removed: {list}.").format(list=", ".join(str(path) for path in erasure.left)),
            _("Look at the rights of their folder, then remove them."),
            code="not-erased",
        )
    if not erasure.key_destroyed:
        return UserError(
            _("The store is gone, but its key is still in the keyring."),
            _("The keyring did not answer. The key opens nothing any more."),
            _("You can remove “mirrorlight” with the keyring’s own program."),
            code="key-left",
        )
    return None


def _gone(context: Context, left: UserError | None = None) -> None:
    context.bridge.close_store()
    context.reopen(left)


def _failed(context: Context, error: UserError) -> None:
    context.bars.fail(error)
    context.bridge.open_store()
