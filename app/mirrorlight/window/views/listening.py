"""Who is listening: what the system tells of it now, traces of known agents, and what of each Mirrorlight mirrors.

It shows and explains; it stops, removes and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.agents import check
from mirrorlight.agents.check import Check
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.views.listening_now import NowPart
from mirrorlight.window.views.listening_traces import TracesPart
from mirrorlight.window.views.mirrored import MirroredPart
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Sentence

if TYPE_CHECKING:
    from mirrorlight.window.bridge import Work

EVERY = 5_000
"""Milliseconds from the end of one look to the next, while the page is open."""
_WIDEST = 1044


class ListeningPage(QScrollArea):
    """Looks in a thread of its own, again and again while it is shown, and at once when asked."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = _("Who is listening")
        self.explanation = _(
            "What this computer tells of who listens now, and traces of known agents. Finding none proves nothing."
        )
        self._context = context
        self._work: Work | None = None
        self._clock = SystemClock()
        self.found: Check | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(EVERY)
        self._again.timeout.connect(self.look)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = _Inner()
        inner.setProperty("ground", "base")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(tokens.MARGIN, 18, tokens.MARGIN, tokens.MARGIN)
        self._column.setSpacing(8)
        self.sentence = Sentence([_("Looking who is here.")])
        self.sentence.setMaximumWidth(_WIDEST)
        self._column.addWidget(self.sentence)
        self.ask = Label(check.whom_to_ask(), "Text", "ink2", wrap=True)
        self.ask.setMaximumWidth(_WIDEST)
        self._column.addWidget(self.ask)
        self.again = Button(_("Look again"))
        self.again.clicked.connect(self.look)
        self.when = Label("", "Detail", "ink2")
        self._column.addWidget(flow_row(self.again, self.when))
        self.now, self.traces, self.mirrored = NowPart(), TracesPart(), MirroredPart(context)
        for part in (self.now, self.traces, self.mirrored):
            self._column.addSpacing(tokens.SECTION - 8)
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidget(inner)

    def shown(self) -> None:
        self.mirrored.check()
        self.look()

    def hidden(self) -> None:
        self._again.stop()
        self._stop()

    def focus_first(self) -> None:
        self.again.setFocus(Qt.FocusReason.TabFocusReason)

    def look(self) -> None:
        """Look at everything now, in a thread; one that is under way is enough."""
        self._again.stop()
        if self._work is None:
            places = self._context.actions.places
            self._work = self._context.bridge.run(lambda _step: check.look(places), self._show, self._failed)

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._work is not None

    def _stop(self) -> None:
        """Nobody waits for the last look any more."""
        if self._work is not None:
            self._work.cancel()
            self._work.done.disconnect()
            self._work.failed.disconnect()
            self._work = None

    def _show(self, found: Check) -> None:
        self._work, self.found = None, found
        self.sentence.set_parts([(found.verdict, True), f" {found.means} {found.hears}"])
        at = to_local(self._clock.utc())
        words = _("Looked at {time}, and again every {n} seconds while this page is open.")
        self.when.setText(words.format(time=f"{at:%H:%M:%S}", n=EVERY // 1000))
        self.now.show_check(found)
        self.traces.show_check(found)
        self._again.start()

    def _failed(self, error: UserError) -> None:
        self._work = None
        self._context.bars.fail(error)


class _Inner(QWidget):
    """As high as its words are at its width; Qt would take the height that they have at the smallest width."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 1)
