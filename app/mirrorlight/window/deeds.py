"""Everything that can be done in the window at this moment, as a list: from the tables of pages, commands and settings,
from the menus of pausing and deleting, and from the buttons of the page in front. What is new there is here by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mirrorlight.commands import MENU, Command, appearing
from mirrorlight.core import folding
from mirrorlight.core.clock import SystemClock
from mirrorlight.i18n import _
from mirrorlight.settings import KEPT, Setting
from mirrorlight.window import pages
from mirrorlight.window.focus_order import reveal
from mirrorlight.window.standing import PAUSE, RESUME, START
from mirrorlight.window.views.copies import ask_to_back_up, ask_to_export
from mirrorlight.window.views.farewell import ask_to_erase, ask_to_withdraw
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.widgets.button import Button

if TYPE_CHECKING:
    from mirrorlight.window.main_window import MainWindow


@dataclass(frozen=True)
class Deed:
    """One thing to do. `where` says what it belongs to, `keys` how it is done without the list; "" for none."""

    words: str
    where: str
    act: Callable[[], object]
    keys: str = ""

    def fits(self, asked: str) -> bool:
        """Whether each word of `asked` occurs in it, without regard to case and accents."""
        said = folding.fold(f"{self.where} {self.words}")
        return all(word in said for word in folding.fold(asked).split())


def fitting(deeds: list[Deed], asked: str) -> list[Deed]:
    """Those that fit, first those whose words begin with what is asked."""
    begin = folding.fold(asked.strip())
    return sorted((deed for deed in deeds if deed.fits(asked)), key=lambda deed: not _begins(deed, begin))


def _begins(deed: Deed, begin: str) -> bool:
    return bool(begin) and folding.fold(deed.words).startswith(begin)


class Deeds:
    """Knows the window. Thread: the GUI's."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._verbs = Verbs(window.context, SystemClock(), window)
        self._menu: QMenu | None = None

    def now(self) -> list[Deed]:
        """What can be done now. Nothing is named twice."""
        self.forget()
        known: dict[str, Deed] = {}
        for deed in (
            *self._of_commands(), *self._of_pages(), *self._of_page(), *self._of_deleting(), *self._of_settings()
        ):  # fmt: skip
            known.setdefault(f"{deed.where}\n{deed.words}", deed)
        return list(known.values())

    def forget(self) -> None:
        """Let go of what was listed: the names of applications stand in it."""
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def _of_commands(self) -> Iterator[Deed]:
        window, context = self._window, self._window.context
        face = window.head.pause.face
        own: dict[str, tuple[bool, Callable[[], object]]] = {
            "record": (face == START, window.start_recording),
            "resume": (face == RESUME, window.head.pause.resumed.emit),
            "stop": (face in (PAUSE, RESUME), partial(self._press, "settings", "stop")),
            "search": (True, window.search),
            "delete": (self._open, lambda: self._verbs.open_menu(lambda: None, window.head)),
            "export": (self._open, lambda: ask_to_export(context)),
            "backup": (self._open, lambda: ask_to_back_up(context)),
            "report": (self._open, lambda: window.go("report")),
            "exclude-add": (self._open, self._verbs.never),
            "settings-list": (True, lambda: window.go("settings")),
            "revoke": (True, lambda: ask_to_withdraw(context)),
            "erase": (True, lambda: ask_to_erase(context)),
            "agents-check": (True, lambda: window.go("listening")),
            "doctor": (True, lambda: window.go("about")),
        }
        if self._open:
            yield Deed(_("Stage: show it on a whole screen…"), _("Mirrorlight"), window.stage.ask, _keys("F11"))
        yield Deed(_("Guide"), _("Mirrorlight"), window.explain_page, _keys("F1"))
        for command in appearing(MENU):
            if command.id == "pause":
                if face in (PAUSE, RESUME):
                    yield from self._of_menu(window.head.pause.menu, _(command.title), _keys(command.shortcut))
                continue
            can, act = own.get(command.id, (True, partial(self._explain, command)))
            if can:
                yield Deed(_(command.title), _("Mirrorlight"), act, _keys(command.shortcut))

    @property
    def _open(self) -> bool:
        return self._window.bridge.store_is_open

    def _explain(self, command: Command) -> None:
        """One that the window cannot do itself: say what it does, and how it is done in a terminal."""
        how = _("In a terminal: mirrorlight {usage}").format(usage=command.usage)
        self._window.bars.tell("explanation", _(command.title), f"{_(command.help)} {how}")

    def _of_pages(self) -> Iterator[Deed]:
        for number, entry in enumerate(pages.PAGES, 1):
            keys = _keys(f"Ctrl+{number}") if number < 10 else ""
            yield Deed(_(entry.title), _("Page"), partial(self._window.go, entry.id), keys)

    def _of_page(self) -> Iterator[Deed]:
        """The buttons of the page in front that can be pressed now."""
        window, page = self._window, self._window.page
        if page is None:
            return
        tools = pages.part(page, "head_tools")()
        for holder in (page, tools):
            if isinstance(holder, QWidget):
                for button in holder.findChildren(Button):
                    if button.isVisible() and button.isEnabled() and button.text():
                        yield Deed(button.accessibleName(), window.head.title.text(), button.click)

    def _of_deleting(self) -> Iterator[Deed]:
        if self._open:
            self._menu = self._verbs.menu(lambda: None, self._window)
            yield from self._of_menu(self._menu, _("Delete"))

    def _of_menu(self, menu: QMenu, where: str, keys: str = "") -> Iterator[Deed]:
        for action in menu.actions():
            words = action.text().replace("&&", "&")
            inner = action.menu()
            if isinstance(inner, QMenu):
                yield from self._of_menu(inner, f"{where}: {words}")
            elif not action.isSeparator() and action.isEnabled():
                yield Deed(words, where, action.trigger, keys)

    def _of_settings(self) -> Iterator[Deed]:
        for setting in self._window.context.settings.declared:
            yield Deed(_(setting.title), _("Setting"), partial(self._to_setting, setting))

    def _to_setting(self, setting: Setting) -> None:
        self._window.go("retention" if setting.group == KEPT else "settings")
        control = getattr(self._window.page, "controls", {}).get(setting.id)
        if isinstance(control, QWidget):
            control.setFocus()
            reveal(control)

    def _press(self, page: str, name: str) -> None:
        self._window.go(page)
        button = getattr(self._window.page, name, None)
        if isinstance(button, Button):
            button.click()


def _keys(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""
