"""The stage: a whole screen that shows a room what is captured at this moment, from the store.

It is a window of Mirrorlight's own, so nothing that is typed into it is recorded: what is to be shown is typed in
another program. The light stays above it, and its place is left free.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.core.typed import Piece
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.models.stage import Scene
from mirrorlight.window.views.stage_ask import named
from mirrorlight.window.views.stage_source import Source
from mirrorlight.window.widgets.stage_paint import GROUND, NUMBER, SMALL, WORDS, Marked, StagePainter
from mirrorlight.window.widgets.state import RECORDING
from mirrorlight.wording import count, length

TYPED, CHANNELS, AGENTS, PICTURE = "typed", "channels", "agents", "picture"
VIEWS = (TYPED, CHANNELS, AGENTS, PICTURE)
FRESH = 30 * SECOND
"""What was typed so long ago still counts as typed just now."""


class Stage(QWidget):
    """`ended` when it closed, with a sentence that says why if nobody asked for it."""

    ended = Signal(str)

    def __init__(self, source: Source, screen: str) -> None:
        super().__init__(
            None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        )
        self.source, self._screen, self._why = source, screen, ""
        self.view = TYPED
        self.covered = False
        self.scene = Scene(source.since, source.since)
        self._picture: tuple[int, QImage] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle(_("Stage – Mirrorlight"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.refresh)
        source.changed.connect(self.refresh)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenRemoved.connect(self._screens_changed, Qt.ConnectionType.QueuedConnection)
        self._application = application

    def open(self) -> None:
        """Fill the screen, in front of everything but the light."""
        self._fill()
        self.showFullScreen()
        self._fill()
        self.raise_()
        self.activateWindow()
        self._second.start()
        self.refresh()

    def leave(self, why: str = "") -> None:
        """Go. `why` is told where nobody asked for it."""
        self._why = why
        self.close()

    # What it shows

    def refresh(self) -> None:
        """Read what the store holds now, and draw it on the whole of the screen."""
        self._fill()
        if not self.isVisible():
            return
        try:
            self.scene = self.source.scene()
            if self.view == PICTURE and self.scene.picture and not self.covered:
                self._load(self.scene.picture[0])
        except UserError as error:
            self.leave(" ".join(part for part in (error.what, error.why) if part))
            return
        self._describe()
        self.update()

    def next_view(self) -> None:
        """The next of `VIEWS`."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self.refresh()

    def cover(self) -> None:
        """Cover what was typed and pictures, or show them again."""
        self.covered = not self.covered
        self._picture = None
        self.refresh()

    @property
    def text(self) -> str:
        """What was typed last, as it was left; "" while it is covered."""
        run = self.scene.run
        return "" if run is None or self.covered else run.text

    def _load(self, row: int) -> None:
        if self._picture is None or self._picture[0] != row:
            image = QImage.fromData(self.source.picture(row))
            self._picture = None if image.isNull() else (row, image)

    def _describe(self) -> None:
        _state, word, rest = self.source.state()
        self.setAccessibleName(_("Stage: {state}, {length}").format(state=word, length=rest))
        said = [self.text] if self.text else []
        said += [f"{number} {words}" for _icon, number, words in self._numbers()]
        self.setAccessibleDescription("\n".join(said))

    def _numbers(self) -> list[tuple[str, str, str]]:
        keys, clicks, windows, pictures = self.scene.numbers
        return [
            ("keys", count(keys), ngettext("key", "keys", keys)),
            ("pointer", count(clicks), ngettext("click", "clicks", clicks)),
            ("windows", count(windows), ngettext("window", "windows", windows)),
            ("pictures", count(pictures), ngettext("picture", "pictures", pictures)),
        ]

    # Where it is

    def free_place(self) -> QRectF:
        """The part of this window in which it draws: above or below the light, if that is on this screen."""
        whole = QRectF(self.rect())
        light = self.light_place()
        if light is None or not self.rect().intersects(light):
            return whole
        if light.center().y() < self.height() / 2:
            whole.setTop(light.bottom() + 8)
        else:
            whole.setBottom(light.top() - 8)
        return whole

    def light_place(self) -> QRect | None:
        """The light in this window's coordinates, or None."""
        told = self.source.light()
        if told is None:
            return None
        x, y, width, height = told
        screen, here = named(self._screen), self.geometry()
        if screen is None:
            return None
        origin, ratio = screen.geometry().topLeft(), screen.devicePixelRatio()
        left, top = origin.x() + (x - origin.x()) / ratio, origin.y() + (y - origin.y()) / ratio
        return QRect(round(left) - here.x(), round(top) - here.y(), round(width / ratio), round(height / ratio))

    def _fill(self) -> None:
        screen = named(self._screen)
        if screen is None:
            self.leave(_("Its screen is gone."))
        elif self.geometry() != screen.geometry():
            self.setGeometry(screen.geometry())

    @Slot()
    def _screens_changed(self) -> None:
        if self.isVisible():
            self._fill()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(GROUND))
        draw = StagePainter(painter, self.free_place())
        state, word, rest = self.source.state()
        draw.head(state, word, rest)
        if self.source.synthetic:
            draw.caption(_("Synthetic data: the day of somebody invented. Nothing is recorded."), SMALL)
        bottom = draw.place.bottom() - 44 * draw.unit
        {TYPED: self._typed, CHANNELS: self._channels, AGENTS: self._agents, PICTURE: self._shown}[self.view](
            draw, bottom
        )
        draw.foot(self._hints(), draw.place.bottom() - 12 * draw.unit)
        painter.end()

    def _caption(self) -> str:
        run = self.scene.run
        if run is None:
            state = self.source.state()[0]
            if not self.source.synthetic and state != RECORDING:
                return (
                    _("Nothing is stored while another program than Mirrorlight is not in front.")
                    if (state == "filtered")
                    else _("Nothing is stored now.")
                )
            return _("Nothing was typed since this began.")
        when = self.scene.until - run.last
        if when <= FRESH:
            return _("Stored just now, as I type in {app}").format(app=run.app)
        return _("Stored {length} ago, typed in {app}").format(length=length(when), app=run.app)

    def _pieces(self) -> tuple[Piece, ...]:
        run = self.scene.run
        if run is None:
            return ()
        if run.protected and not any(piece.text for piece in run.pieces):
            hidden = ngettext(
                "{n} key in a password field; which key is not kept",
                "{n} keys in a password field; which keys is not kept", run.protected,
            )  # fmt: skip
            return (Piece(hidden.format(n=count(run.protected)), False),)
        return run.pieces

    def _typed(self, draw: StagePainter, bottom: float) -> None:
        draw.caption(self._caption())
        below = (124 + 22 + 100) * draw.unit
        fresh = self.scene.run is not None and self.scene.until - self.scene.run.last <= FRESH
        draw.typed(self._pieces(), bottom - below - draw.y, caret=fresh, covered=self.covered)
        draw.line()
        draw.numbers(self._numbers())
        draw.columns([self._logging(), self._counting()])

    def _logging(self) -> Marked:
        run = self.scene.run
        if run is None or not any(piece.text for piece in run.pieces):
            return Marked(((_("An agent that logs keys would hold nothing yet."), False),))
        if run.taken_back:
            return Marked(
                ((_("An agent that logs keys would hold this sentence, "), False), (_("and what I took back."), True))
            )
        return Marked(((_("An agent that logs keys would hold "), False), (_("this sentence."), True)))

    def _counting(self) -> Marked:
        percent = self.scene.percent
        if percent is None:
            return Marked(((_("An agent that only counts would hold nothing yet."), False),))
        return Marked((
            (_("An agent that only counts would hold one number: "), False),
            (_("{n} % active.").format(n=percent), True),
        ))  # fmt: skip

    def _channels(self, draw: StagePainter, bottom: float) -> None:
        draw.caption(_("Stored since this began, by channel"))
        entries = [(each.icon, _(each.title), count(each.events), self._when(each.last_at)) for each in self.scene.held]
        draw.rows(entries, bottom - draw.y)

    def _when(self, at: int | None) -> str:
        if at is None:
            return "–"
        passed = self.scene.until - at
        return _("now") if passed < 2 * SECOND else length(passed)

    def _agents(self, draw: StagePainter, bottom: float) -> None:
        counting, logging = draw.half(False), draw.half(True)
        counting.caption(_("Counts only, would hold"))
        logging.caption(_("Logs keys, would hold"))
        percent = self.scene.percent
        number = "–" if percent is None else _("{n} %").format(n=percent)
        counting.y += counting.sentence(
            Marked(((number, True),)), counting.left, counting.y, counting.width, NUMBER * 1.6
        )
        words = _("In {n} of {all} seconds there was input. Not one word.").format(
            n=count(self.scene.active), all=count(self.scene.counted)
        )
        counting.sentence(Marked(((words, False),)), counting.left, counting.y, counting.width, WORDS)
        if not self._pieces():
            logging.sentence(Marked(((_("Nothing yet."), False),)), logging.left, logging.y, logging.width, WORDS)
            return
        logging.typed(self._pieces(), bottom - logging.y, caret=False, covered=self.covered, size=44)

    def _shown(self, draw: StagePainter, bottom: float) -> None:
        if self.scene.picture is None:
            draw.caption(_("No picture was taken since this began."))
            return
        taken = self.scene.until - self.scene.picture[1]
        draw.caption(
            _("Picture taken {length} ago; Mirrorlight’s own windows are painted over").format(length=length(taken))
        )
        draw.picture(None if self.covered or self._picture is None else self._picture[1], bottom - draw.y)

    def _hints(self) -> str:
        if not self.isActiveWindow():
            return _("Alt+Tab, or a click here: then Space, N, H and Esc work")
        halt = _("Space: go on") if self.source.paused else _("Space: pause")
        cover = _("H: show the text") if self.covered else _("H: cover the text")
        return "      ".join((halt, _("N: next view"), cover, _("Esc: leave"), _("Alt+Tab: type in a program")))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.leave()
        elif key == Qt.Key.Key_Space:
            self.source.toggle()
        elif key == Qt.Key.Key_N:
            self.next_view()
        elif key == Qt.Key.Key_H:
            self.cover()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._second.stop()
        self._application.screenRemoved.disconnect(self._screens_changed)
        self.source.changed.disconnect(self.refresh)
        self.source.close()
        self.scene, self._picture = Scene(0, 0), None
        super().closeEvent(event)
        self.ended.emit(self._why)
