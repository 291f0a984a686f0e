"""A button with the name of a product, and a menu of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.widgets.button import Button


class ProductMenu(Button):
    """`chosen` tells the id that the person chose. `entries` are ids and names; an empty id parts the menu."""

    chosen = Signal(str)

    def __init__(self, name: str, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__("", "plain", "chevron-down", name, parent=parent)
        self.icon_after = True
        self._name = name
        self._names = dict(entries)
        self.current = ""
        self.menu_ = QMenu(self)
        self.menu_.setAccessibleName(name)
        group = QActionGroup(self.menu_)
        for id_, words in entries:
            if not id_:
                self.menu_.addSeparator()
                continue
            action = self.menu_.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(id_)
            action.triggered.connect(lambda _on, chosen=id_: self._take(chosen))
            group.addAction(action)
        self.clicked.connect(self.open_menu)

    def show_product(self, id_: str) -> None:
        """Say which one is chosen."""
        self.current = id_
        words = self._names.get(id_, id_)
        self.set_words(words.replace("&", "&&"), name=_("{what}: {product}").format(what=self._name, product=words))
        action = self._action(id_)
        if action is not None:
            action.setChecked(True)

    def open_menu(self) -> None:
        """The menu below the button, the chosen product chosen in it."""
        action = self._action(self.current)
        if action is not None:
            self.menu_.setActiveAction(action)
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _action(self, id_: str) -> QAction | None:
        """The entry of a product. Asked of the menu each time: PySide may give up what Python alone holds of it."""
        return next((action for action in self.menu_.actions() if action.data() == id_), None)

    def _take(self, id_: str) -> None:
        if id_ == self.current:
            return
        self.show_product(id_)
        self.chosen.emit(id_)
