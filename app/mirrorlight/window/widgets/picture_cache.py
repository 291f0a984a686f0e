"""Decoded pictures, in memory only and bounded: read on the GUI thread, decoded and scaled in one other."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, QSize, Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from mirrorlight.errors import UserError

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

LIMIT = 32_000_000
"""Bytes of decoded pictures that are kept."""
_AT_ONCE = 3

_Key = tuple[int, int, int]


class _Answer(QObject):
    decoded = Signal(object, QImage, int)


class _Decode(QRunnable):
    """Decodes one picture and scales it down to fit; never up."""

    def __init__(self, key: _Key, data: bytes, round_: int, answer: _Answer) -> None:
        super().__init__()
        self._key, self._data, self._round, self._answer = key, data, round_, answer

    @Slot()
    def run(self) -> None:
        image = QImage.fromData(self._data)
        _picture, width, height = self._key
        if not image.isNull() and (image.width() > width or image.height() > height):
            image = image.scaled(
                QSize(width, height), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        self._answer.decoded.emit(self._key, image, self._round)


class PictureCache(QObject):
    """Gives pictures by id at a size in device pixels: at once if known, otherwise later, telling `arrived`.

    `read` answers with the reader; thread: the GUI's. `drop` forgets everything (after a deletion, when locked).
    """

    arrived = Signal(int)

    def __init__(self, read: Callable[[], Reader], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._known: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._bytes = 0
        self._wanted: OrderedDict[_Key, None] = OrderedDict()
        self._at_work: set[_Key] = set()
        self._missing: set[int] = set()
        self._round = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._answer = _Answer()
        self._answer.decoded.connect(self._arrive, Qt.ConnectionType.QueuedConnection)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._next)

    def get(self, picture: int, width: int, height: int, ratio: float = 1.0) -> QPixmap | None:
        """The picture, at most `width` x `height` logical pixels at this ratio; None while it is being made."""
        key = (picture, round(width * ratio), round(height * ratio))
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
            return found
        if picture not in self._missing and key not in self._at_work and key[1] > 0 and key[2] > 0:
            self._wanted[key] = None
            self._wanted.move_to_end(key)
            self._ratio = ratio
            if not self._turn.isActive():
                self._turn.start()
        return None

    def missing(self, picture: int) -> bool:
        """Whether the picture could not be read: it is no longer in the store, or damaged."""
        return picture in self._missing

    def drop(self) -> None:
        """Forget all pictures, also those on their way."""
        self._round += 1
        self._known.clear()
        self._wanted.clear()
        self._at_work.clear()
        self._missing.clear()
        self._bytes = 0

    def close(self) -> None:
        """Wait for what is being decoded, then forget everything."""
        self._turn.stop()
        self._wanted.clear()
        self._pool.clear()
        self._pool.waitForDone()
        self.drop()

    def _next(self) -> None:
        """Read the newest wish from the store, one at a turn, and have it decoded."""
        if not self._wanted or len(self._at_work) >= _AT_ONCE:
            return
        key, _none = self._wanted.popitem(last=True)
        try:
            data = self._read().picture(key[0])
        except (UserError, KeyError, LookupError):
            data = b""
        if data:
            self._at_work.add(key)
            self._pool.start(_Decode(key, data, self._round, self._answer))
        else:
            self._missing.add(key[0])
            self.arrived.emit(key[0])
        if self._wanted:
            self._turn.start()

    @Slot(object, QImage, int)
    def _arrive(self, key: _Key, image: QImage, round_: int) -> None:
        if round_ != self._round:
            return
        self._at_work.discard(key)
        if image.isNull():
            self._missing.add(key[0])
        else:
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(self._ratio)
            self._known[key] = pixmap
            self._bytes += image.sizeInBytes()
            while self._bytes > LIMIT and len(self._known) > 1:
                _old, gone = self._known.popitem(last=False)
                self._bytes -= gone.width() * gone.height() * 4
        self.arrived.emit(key[0])
        if self._wanted:
            self._turn.start()
