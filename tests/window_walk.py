"""Uses the real window as a person does, in a process of its own: every page, a day, a search, a dialog, the lock.

Run as `python window_walk.py MARKER`, with MIRRORLIGHT_HOME and the places of the desktop leading to folders of a
test's own. The word is in everything that a store can hold.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from mirrorlight import consent
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import Context
from mirrorlight.core.events import Copy, Page
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local
from mirrorlight.places import places
from mirrorlight.settings import Settings, declared
from mirrorlight.window.application import prepare
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.question import of_range
from mirrorlight.window.pages import PAGES
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.today import TodayPage
from standing import StandingClock
from stores import Store

PATIENCE = 60.0


def picture(text: str) -> bytes:
    """A screen that has the word in its pixels and, as a file may, in its own data."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1280, 800), "white")
    ImageDraw.Draw(image).text((100, 100), text, fill="black")
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = text
    image.save(data, "WEBP", quality=60, exif=exif)
    return data.getvalue()


def fill(store: Store, word: str) -> None:
    front = Context(word, f"{word} in a title")
    store.focus(0, front)
    store.type(1, word, front)
    store.write(store.kept(8, Page(0, f"https://{word}.example/{word}", word), front))
    store.write(store.kept(9, Copy(0, "text", len(word), text=word), front))
    for number in range(4):
        store.picture(10 + number, bytes([number]) * 8, picture(word), context=front)
    store.writer.add_rule("title", word)
    store.writer.delete(Selection(since=store.at(1), until=store.at(1.3)))


def walk(word: str) -> None:
    where, clock = places(), StandingClock(utc=SystemClock().utc() - 3600 * SECOND)
    where.make()
    store = Store(where, clock)
    fill(store, word)
    store.writer.close()
    store.reader.close()
    consent.give(where.consent, clock.utc(), tuple(channel.id for channel in CHANNELS))
    application = prepare()

    def until(true: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            application.processEvents()
            if time.monotonic() > deadline:
                raise AssertionError("it did not come true")

    actions = Actions(where, Settings(where.settings, declared(CHANNELS)), SystemClock(), lambda: "")
    window = MainWindow(actions)
    window.show()
    window.begin()
    until(lambda: window.bridge.store_is_open)
    for entry in PAGES:
        window.go(entry.id)
        page = window.page
        if isinstance(page, TodayPage):
            page.show_date(to_local(store.began).date())
            until(lambda page=page: page.feed.settled)
            until(lambda page=page: any(not pixmap.isNull() for pixmap in page.cache._known.values()))
        window.grab()  # it is drawn
        QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = DeleteDialog(window.context, of_range(store.at(0), store.at(20)), window)
    dialog.open()
    until(dialog.isVisible)
    dialog.reject()
    for open_one in window.findChildren(QDialog):
        open_one.reject()
    window.go("about")
    window.page.copy.click()  # type: ignore[union-attr]
    until(lambda: application.focusWidget() is not None)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: window.locked and not window.bridge.store_is_open)
    window.unlock()
    until(lambda: window.bridge.store_is_open)
    window.close()
    actions.close()
    sys.stdout.write("walked\n")


if __name__ == "__main__":
    walk(sys.argv[1])
