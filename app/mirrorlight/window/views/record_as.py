"""Recording as a product, asked for in the window: what goes on and off is told before anything is changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.agents.loader import library
from mirrorlight.agents.recording_as import Plan
from mirrorlight.channels.frames import Forecast
from mirrorlight.i18n import _
from mirrorlight.settings import CUSTOM, EVERYTHING, RECORDING_AS, Setting
from mirrorlight.window import undo
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.wording import video_words


def entries(setting: Setting) -> list[tuple[str, str]]:
    """What a setting of this kind can be, with names: its own choices first, then the products by name."""
    own = [(name, _(title)) for name, title in setting.choices]
    products = [(product.id, product.name) for product in library().products]
    return [*own, ("", ""), *products] if own else products


class RecordAsDialog(Dialog):
    """Shows a plan, sentence by sentence."""

    def __init__(self, plan: Plan, forecast: Forecast | None, parent: QWidget | None = None) -> None:
        if plan.name:
            subject = _("Record as {product} is documented to?").format(product=plan.name)
        elif plan.target == EVERYTHING:
            subject = _("Record everything that is on at first?")
        else:
            subject = _("Keep channels and intervals as they are?")
        super().__init__(_("Recording as"), subject, _("Change recording") if plan.changes else _("Keep it so"),
                         parent=parent)  # fmt: skip
        self.plan = plan
        sentences = plan.sentences()
        if plan.values.get("video") and forecast is not None:
            sentences.append(video_words(forecast))
        self.sentences = sentences
        for words in sentences:
            self.body.addWidget(_point(words))
        self.body.addWidget(
            Label(_("What is stored already stays. A running recorder follows at once."), "Text", "ink2", wrap=True)
        )
        self.body.addStretch(1)


def _point(words: str) -> QWidget:
    """A sentence after a dash."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addWidget(Label("–", "Text", "ink3"), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(words, "Text", wrap=True), 1)
    return row


def ask(context: Context, target: str, done: Callable[[], object]) -> None:
    """Work out what recording as `target` changes, ask, carry it out, offer to take it back. `done` follows each."""

    def planned(found: tuple[Plan, Forecast | None]) -> None:
        plan, forecast = found
        if plan.target == CUSTOM:
            change(plan)
            return
        dialog = RecordAsDialog(plan, forecast, context.dialog_parent())
        dialog.accepted.connect(lambda: change(plan))
        dialog.rejected.connect(done)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def change(plan: Plan) -> None:
        context.bridge.command(
            lambda actions: actions.set_settings(plan.values), lambda before: changed(plan, before), context.bars.fail
        )

    def changed(plan: Plan, before: dict[str, object]) -> None:
        done()
        if before != plan.values:
            title = _(next(s.title for s in context.settings.declared if s.id == RECORDING_AS))
            why = _("What was stored meanwhile stays; what was not recorded does not come back.")
            undo.offer_setting(context, title, before, done, why=why)

    def failed(error: object) -> None:
        context.bars.fail(error)  # type: ignore[arg-type]
        done()

    context.bridge.command(
        lambda actions: (
            plan := actions.plan(target), actions.video_forecast() if plan.values.get("video") else None
        ), planned, failed
    )  # fmt: skip
