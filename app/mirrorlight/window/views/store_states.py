"""What stands in the place of a page while the store cannot be read: a statement for each cause, and the way out.

Only what really works is offered: try again, the passphrase, the recovery phrase, what can be recovered of a damaged
store, erase everything and begin anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import date_words
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.wording import key_words

TRY, RECOVER, ERASE = "try", "recover", "erase"


@dataclass(frozen=True)
class Face:
    """What is drawn and offered for a cause. `headline` replaces the error's own where a page says it shorter."""

    icons: tuple[str, ...]
    offers: tuple[str, ...]
    headline: str = ""
    facts: bool = False


FACES: dict[str, Face] = {
    "no-store": Face(("folder",), (TRY, ERASE)),
    "store-gone": Face(("folder",), (TRY, ERASE)),
    "keyring-absent": Face(("key-missing",), (TRY, RECOVER)),
    "keyring-replaced": Face(("key-missing",), (TRY, RECOVER), facts=True),
    "other-machine": Face(("key-missing",), (TRY, RECOVER, ERASE), facts=True),
    "keyring-locked": Face(("key", "lock"), (TRY,)),
    "key-gone": Face(("key-missing",), (TRY, RECOVER, ERASE), facts=True),
    "key-file-open": Face(("key",), (TRY,)),
    "key-change-damaged": Face(("warning",), (TRY, RECOVER, ERASE)),
    "key-changing": Face(("clock",), (TRY,)),
    "no-key-info": Face(("key-missing",), (TRY, RECOVER, ERASE)),
    "key-info-damaged": Face(("key-missing",), (TRY, RECOVER, ERASE)),
    "wrong-key": Face(("key", "≠", "lock"), (TRY, RECOVER, ERASE), N_("This key does not fit this store"), facts=True),
    "damaged": Face(("warning",), (ERASE,), N_("Part of the store cannot be read")),
    "newer-store": Face(("info",), (TRY,)),
    "disk-full": Face(("warning",), (TRY,)),
    "read-only": Face(("warning",), (TRY,), N_("The store cannot be opened")),
    "store-busy": Face(("clock",), (TRY,)),
}
"""By the code of the UserError. Any other code gets a warning and "Try again"."""


class StoreStates:
    """Knows why the store is not open, and makes the page that says so. Thread: the GUI's."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._error: UserError | None = None
        self._locked = False
        self._refused = ""
        self.unlocked = False
        """Whether the passphrase is known, or none is needed."""

    def needs_passphrase(self) -> bool:
        """Whether the person has to type the passphrase before the store can be opened."""
        if self.unlocked or self._context.bridge.store_is_open:
            return False
        from mirrorlight.store import keys  # loads the encryption, which opening the store needs in any case

        try:
            info = keys.read_info(self._context.actions.places)
        except UserError:
            return False
        return info is not None and info.mode == keys.PASSPHRASE

    def opening(self) -> None:
        """The store is being opened."""
        self._error, self._locked, self._refused = None, False, ""

    def opened(self) -> None:
        """The store is open: nothing stands in the way, and the passphrase, if there is one, is known."""
        self.opening()
        self.unlocked = True

    def failed(self, error: UserError) -> None:
        """It could not be opened, because of `error`."""
        self.unlocked = False
        if error.code == "wrong-passphrase":
            self.lock(" ".join(part for part in (error.what, error.why, error.do) if part))
        else:
            self._error, self._locked = error, False

    def lock(self, refused: str = "") -> None:
        """It opens with a passphrase; `refused` says why the one just given did not fit."""
        self._error, self._locked, self._refused = None, True, refused

    @property
    def locked(self) -> bool:
        return self._locked

    def page(self) -> QWidget:
        """The page for the state as it is now."""
        if self._locked:
            return LockedPage(self._context, self._refused)
        if self._error is None:
            return _opening()
        return error_page(self._context, self._error)


def _opening() -> QWidget:
    return StatePage(
        _("Opening the store"), [_("The key is fetched and the file is checked. Your keyring may ask you.")], ["lock"]
    )


class LockedPage(StatePage):
    """Asks for the passphrase and opens the store with it."""

    def __init__(self, context: Context, refused: str = "") -> None:
        self._unlock = Button(_("Unlock"), "main")
        texts = [_("It opens with your passphrase. Mirrorlight cannot open it without that or the recovery phrase.")]
        super().__init__(
            _("This store is locked"),
            texts,
            ["lock"],
            [self._unlock, _recover(context), _erase(context, _("I lost both…"), "text")],
        )
        self._context = context
        self.field = Field(_("Passphrase"), secret=True)
        self.field.entered.connect(self.unlock)
        self._unlock.clicked.connect(self.unlock)
        self.add(self.field)
        if refused:
            self.field.refuse(refused)

    def unlock(self) -> None:
        """Open the store with what was typed."""
        typed = self.field.text
        if not typed:
            self.field.refuse(_("Type your passphrase here."))
            return
        self._unlock.setEnabled(False)
        self.field.setEnabled(False)
        self._context.actions.use_passphrase(typed)
        self.field.set_text("")
        self._context.bridge.open_store()

    def focus_first(self) -> None:
        self.field.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def shown(self) -> None:
        self.focus_first()


def error_page(context: Context, error: UserError) -> StatePage:
    """What `error` says, with a picture of its cause and what can be done about it."""
    face = FACES.get(error.code, Face(("warning",), (TRY,)))
    buttons: list[Button] = []
    for offer in face.offers:
        if offer == TRY:
            again = Button(_("Try again"), "main")
            again.clicked.connect(lambda: context.reopen())
            buttons.append(again)
        elif offer == RECOVER:
            buttons.append(_recover(context))
        else:
            buttons.append(_erase(context, _("Erase everything…"), "plain"))
    headline = _(face.headline) if face.headline else error.what.rstrip(".")
    if error.code == "damaged":
        return _damaged(context, error, headline, buttons)
    facts = _facts(context, error) if face.facts else []
    why = _("Both are in order, but do not belong together. Nothing has been changed.") if len(facts) > 1 else error.why
    page = StatePage(headline, [text for text in (why, error.do) if text], face.icons, buttons)
    page.setProperty("code", error.code)
    if facts:
        page.add(_table(facts))
    return page


def _damaged(context: Context, error: UserError, headline: str, others: list[Button]) -> StatePage:
    from mirrorlight.window.views.damaged import DamagedPage  # rarely needed

    page = DamagedPage(context, error, headline, others)
    page.setProperty("code", error.code)
    return page


def _facts(context: Context, error: UserError) -> list[tuple[str, str]]:
    """When the store was made and which key belongs to it, from the file beside it; and which key was found."""
    from mirrorlight.store import keys  # loads the encryption; only needed when something is wrong

    try:
        info = keys.read_info(context.actions.places)
    except UserError:
        return []
    if info is None:
        return []
    made = date_words(to_local(info.made_at).date())
    told = [(_("Store made"), _("{date}, key ending in {ending}").format(date=made, ending=info.ending))]
    if isinstance(error, keys.WrongKey):
        where = info.keyring_name if info.mode == keys.KEYRING else key_words(info.mode)
        told.append((_("Key found"), _("{where}, ending in {ending}").format(where=where, ending=error.found)))
    return told


def _table(facts: list[tuple[str, str]]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for row, (title, value) in enumerate(facts):
        name, said = Label(title, "Detail", "ink2"), Label(value, "Detail", "ink", wrap=True)
        said.setAccessibleName(f"{title}: {value}")
        grid.addWidget(name, row, 0)
        grid.addWidget(said, row, 1)
    return holder


def _recover(context: Context) -> Button:
    button = Button(_("Use the recovery phrase…"))
    button.clicked.connect(lambda: _ask_to_recover(context))
    return button


def _ask_to_recover(context: Context) -> None:
    from mirrorlight.window.views.key_dialogs import ask_to_recover  # rarely needed

    ask_to_recover(context)


def _erase(context: Context, words: str, kind: str) -> Button:
    button = Button(words, kind)
    button.clicked.connect(lambda: _ask_to_erase(context))
    return button


def _ask_to_erase(context: Context) -> None:
    from mirrorlight.window.views.farewell import ask_to_erase  # rarely needed

    ask_to_erase(context)
