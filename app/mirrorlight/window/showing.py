"""Begins and ends the stage for the window: asks, makes an invented day if one is wanted, tells why it ended.

What a stage is made of is imported when somebody asks for one: the window starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirrorlight.errors import UserError
from mirrorlight.i18n import _

if TYPE_CHECKING:
    from mirrorlight.core.clock import Clock
    from mirrorlight.window.bridge import Work
    from mirrorlight.window.main_window import MainWindow
    from mirrorlight.window.views.stage import Stage
    from mirrorlight.window.views.stage_ask import StageDialog
    from mirrorlight.window.views.stage_source import DemoDay, Source


class Showing:
    """One stage at a time. Thread: the GUI's."""

    def __init__(self, window: MainWindow, clock: Clock) -> None:
        self._window, self._clock = window, clock
        self.stage: Stage | None = None
        self.dialog: StageDialog | None = None
        self._work: Work | None = None

    def ask(self) -> None:
        """Ask where and what; nothing happens while a stage is there or the store is closed."""
        window = self._window
        if self.stage is not None or self.dialog is not None or self._work is not None:
            return
        if window.locked or not window.bridge.store_is_open:
            return
        from mirrorlight.window.views.stage_ask import StageDialog

        dialog = self.dialog = StageDialog(window.context, demo_only=window.showing_synthetic)
        dialog.accepted.connect(lambda: self._begin(dialog))
        dialog.finished.connect(self._asked)
        dialog.open()

    def end(self, why: str = "") -> None:
        """End it: the window is locked or closed."""
        if self._work is not None:
            self._work.cancel()
        if self.stage is not None:
            self.stage.leave(why)

    def _asked(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _begin(self, dialog: StageDialog) -> None:
        from mirrorlight.window.views.stage_ask import DEMO
        from mirrorlight.window.views.stage_source import DemoDay, DemoSource, LiveSource

        screen, window = dialog.screen_chosen, self._window
        if dialog.kind != DEMO:
            self._show(LiveSource(window, self._clock), screen)
        elif window.showing_synthetic:
            try:
                day = DemoDay.of_window(window.context.actions.reader())
            except UserError as error:
                window.bars.fail(error)
                return
            self._show(DemoSource(day, self._clock, window), screen)
        else:
            self._make(screen)

    def _make(self, screen: str) -> None:
        from mirrorlight.window.views.stage_source import DemoDay, DemoSource

        window = self._window
        window.bars.tell("stage", _("An invented day is being made for the stage."), _("It takes some seconds."))

        def done(day: DemoDay) -> None:
            self._work = None
            window.bars.withdraw("stage")
            if window.locked:
                day.close()
                return
            self._show(DemoSource(day, self._clock, window), screen)

        def failed(error: UserError) -> None:
            self._work = None
            window.bars.withdraw("stage")
            window.bars.fail(error)

        self._work = window.bridge.run(lambda _step: DemoDay.make(), done, failed)

    def _show(self, source: Source, screen: str) -> None:
        from mirrorlight.window.views.stage import Stage
        from mirrorlight.window.views.stage_ask import named

        if named(screen) is None:
            source.close()
            source.deleteLater()
            self._tell(_("Its screen is gone."))
            return
        stage = self.stage = Stage(source, screen)
        stage.ended.connect(self._ended)
        stage.open()

    def _ended(self, why: str) -> None:
        stage, self.stage = self.stage, None
        if stage is not None:
            stage.source.deleteLater()
            stage.deleteLater()
        self._tell(why)

    def _tell(self, why: str) -> None:
        if why:
            self._window.bars.tell("stage", _("The stage has ended."), why)
