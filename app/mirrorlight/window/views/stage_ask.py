"""Asks on which screen the stage is to appear, and whether of what is recorded from now on or of an invented day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QButtonGroup

from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Radio

LIVE, DEMO = "live", "demo"


def screens() -> list[QScreen]:
    """The screens there are, left to right, then top to bottom: number 1 is the first, as for the light."""
    found = [screen for screen in QGuiApplication.screens() if not screen.geometry().isEmpty()]
    return sorted(found, key=lambda screen: (screen.geometry().x(), screen.geometry().y()))


def named(name: str) -> QScreen | None:
    """The screen with this name, if it is there. Screens are kept by their names: Python's objects for them go with
    the window that was asked for its screen.
    """
    return next((screen for screen in screens() if screen.name() == name), None)


def screen_words(number: int, screen: QScreen) -> str:
    """ "Screen 2 (HDMI-1, 1920 × 1080)"."""
    size = screen.geometry().size() * screen.devicePixelRatio()
    return _("Screen {n} ({name}, {width} × {height})").format(
        n=number, name=screen.name() or _("without a name"), width=size.width(), height=size.height()
    )


class StageDialog(Dialog):
    """`screen` and `kind` are what was chosen, once it was accepted. `demo_only`: the window shows a demo itself."""

    def __init__(self, context: Context, *, demo_only: bool) -> None:
        there = screens()
        self._there: Sequence[str] = [screen.name() for screen in there]
        super().__init__(
            _("Stage – Mirrorlight"), _("Show others what is captured, on a whole screen?"), _("Show"),
            parent=context.dialog_parent(),
        )  # fmt: skip
        state = str(context.bridge.status.get("state", "off"))
        words = [
            _("Everybody who sees this screen can read what stands on it. What was stored before now is not shown."),
            _("Space pauses, N shows the next view, H covers the text, Esc leaves. Type in another program: Alt+Tab"
              " leads to it, and back."),
        ]  # fmt: skip
        for text in words:
            self.body.addWidget(Label(text, "Text", "ink2", wrap=True))
        self.body.addSpacing(8)
        self.body.addWidget(Label(_("What"), "Text", weight=500))
        self.live = Radio(_("What is recorded from now on"))
        self.demo = Radio(_("An invented day, played: nothing of yours is shown"))
        self._group(self.live, self.demo)
        self.body.addWidget(self.live)
        self.body.addWidget(self.demo)
        self.live.setEnabled(not demo_only)
        (self.demo if demo_only else self.live).setChecked(True)
        if demo_only:
            note = _("This window shows a demo: nothing is recorded into it.")
        elif state == "off":
            note = _("Nothing is recorded now, so nothing of it would be shown until you start recording.")
        else:
            note = ""
        if note:
            self.body.addWidget(Label(note, "Detail", "ink2", wrap=True))
        self.body.addSpacing(8)
        self.body.addWidget(Label(_("Where"), "Text", weight=500))
        self.where = [Radio(screen_words(number, screen)) for number, screen in enumerate(there, 1)]
        self._group(*self.where)
        for radio in self.where:
            self.body.addWidget(radio)
            radio.toggled.connect(lambda _on: self._name_it())
        if len(self.where) == 1:
            self.body.addWidget(
                Label(_("There is one screen: the program in which you type lies behind the stage."), "Detail", "ink2",
                      wrap=True)
            )  # fmt: skip
        own = context.dialog_parent().screen().name()
        others = [number for number, name in enumerate(self._there) if name != own]
        first = others[0] if others else 0
        if self.where:
            self.where[first].setChecked(True)
        self.body.addStretch(1)
        self._name_it()

    @property
    def kind(self) -> str:
        """`LIVE` or `DEMO`."""
        return DEMO if self.demo.isChecked() else LIVE

    @property
    def screen_chosen(self) -> str:
        """The name of the screen."""
        return next(name for radio, name in zip(self.where, self._there, strict=True) if radio.isChecked())

    def _group(self, *radios: Radio) -> None:
        group = QButtonGroup(self)
        for radio in radios:
            group.addButton(radio)

    def _name_it(self) -> None:
        number = next((n for n, radio in enumerate(self.where, 1) if radio.isChecked()), 0)
        self.accept_button.setText(_("Show on screen {n}").format(n=number) if number else _("Show"))
        self.accept_button.setEnabled(bool(number))
