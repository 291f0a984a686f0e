"""What covers the window while it is locked and there is no passphrase to type: the system is asked who sits here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from mirrorlight.desktop import screen_lock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.bridge import Step, Work
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.state_page import StatePage


class CoveredPage(StatePage):
    """`unlocked` is called once the person may see the window again.

    Where nothing can be asked it says so, and anybody may uncover the window: it only keeps out glances then.
    """

    def __init__(self, context: Context, unlocked: Callable[[], None]) -> None:
        self.unlock_button = Button(_("Unlock"), "main")
        self.uncover_button = Button(_("Show the window"))
        texts = [
            _("Nothing that was recorded is shown. Recording goes on as the state above says."),
        ]
        super().__init__(_("Mirrorlight is locked"), texts, ["lock"], [self.unlock_button, self.uncover_button])
        self._context, self._unlocked = context, unlocked
        self._work: Work | None = None
        self.said = Label(_("Looking how the system can be asked who you are."), "Text", "ink", wrap=True)
        self.add(self.said)
        self.uncover_button.hide()
        self.unlock_button.clicked.connect(self.unlock)
        self.uncover_button.clicked.connect(unlocked)
        self._look: Work | None = context.bridge.run(lambda _step: screen_lock.missing(), self._looked, self._failed)

    def unlock(self) -> None:
        """Have the screen locked, and go on when it is unlocked."""
        if self._work is not None or self._look is not None:
            return
        self.said.setText(_("Unlock the screen with your password. Mirrorlight opens then."))

        def wait(step: Step) -> None:
            screen_lock.unlock(lambda: step(0, 0))

        self._work = self._context.bridge.run(wait, self._opened, self._failed)

    def hidden(self) -> None:
        """The window is shown again: nothing is waited for."""
        for work in (self._look, self._work):
            if work is not None:
                work.mute()
                work.cancel()
        self._look = self._work = None

    def focus_first(self) -> None:
        shown = self.unlock_button if not self.unlock_button.isHidden() else self.uncover_button
        shown.setFocus(Qt.FocusReason.TabFocusReason)

    def shown(self) -> None:
        self.focus_first()

    def _looked(self, missing: str) -> None:
        self._look = None
        if missing:
            self._uncovering(missing)
        else:
            self.said.setText(_("Unlocking locks the screen. Your password there opens this window too."))

    def _opened(self, _none: object) -> None:
        self._work = None
        self._unlocked()

    def _failed(self, error: UserError) -> None:
        self._look = self._work = None
        if error.code in {"no-locker", "not-locked"}:
            self._uncovering(error.why)
        else:
            self.said.setText(" ".join(part for part in (error.what, error.why, error.do) if part))

    def _uncovering(self, why: str) -> None:
        """Nothing can be asked: say so, and let whoever is here go on."""
        had_focus = self.unlock_button.hasFocus()
        self.said.setText(f"{why} {_not_asked()}")
        self.unlock_button.hide()
        self.uncover_button.show()
        if had_focus:
            self.focus_first()


def _not_asked() -> str:
    return _("So nobody can be asked who you are, and whoever sits here can show the window.")


def asked_how(mode: str, missing: str) -> str:
    """How the window asks on this computer, for the setting: by the key's mode, or by the system, if it can."""
    if mode == "passphrase":
        return _("Here it asks for the passphrase of the store.")
    if not missing:
        return _("Here it locks the screen: your password there opens the window again.")
    return _(
        "Here the window is only covered: {why} Keep the key under a passphrase to be asked for that instead."
    ).format(why=missing)
