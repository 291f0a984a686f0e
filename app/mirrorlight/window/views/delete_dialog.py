"""Delete for good: what would go, what stays, what is out of reach; then the deletion, then its receipt.

Nothing is deleted that was not counted: the rows are counted again right before, and if there are others than those
on the button, the person is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.settings import write_private
from mirrorlight.store.results import Preview, Receipt
from mirrorlight.window.context import Context
from mirrorlight.window.models.day import DRAWN
from mirrorlight.window.models.days import range_words
from mirrorlight.window.models.question import Question, whole_seconds
from mirrorlight.window.theme import theme
from mirrorlight.window.views.receipt import ReceiptView, around, receipt_headline, receipt_text
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Item, Line
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.wording import count, protected_words, size

if TYPE_CHECKING:
    from pathlib import Path

    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Work

MEGABYTE = 1_000_000
COUNTING, ASKING, DELETING, DONE, REFUSED = "counting", "asking", "deleting", "done", "refused"


class DeleteDialog(Dialog):
    """Asks one `Question`. `deleted` tells the receipt once there is one; `never_again` that a rule is wanted next.

    `state` is one of the constants above.
    """

    deleted = Signal(object)
    never_again = Signal()

    def __init__(self, context: Context, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(_("Delete"), question.subject, _("Delete"), "destructive", icon="trash", parent=parent)
        self._context, self._question = context, question
        self._work: Work | None = None
        self.preview: Preview | None = None
        self.receipt: Receipt | None = None
        self.state = COUNTING
        self.bars = Bars(self)
        self.line = Label(question.line, "Text", "ink2", wrap=True)
        self.body.addWidget(self.line)
        self.body.addWidget(self.bars)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 6, 0, 0)
        self._column.setSpacing(4)
        self.body.addWidget(self._content)
        self.body.addStretch(1)
        self._progress = Progress(_("Deleting"), _("rows"))
        self._progress.cancel.hide()
        self._progress.hide()
        self.body.addWidget(self._progress)
        self._meanwhile = Label(_("Recording goes on meanwhile."), "Detail", "ink2")
        self._meanwhile.setVisible(str(context.bridge.status.get("state")) in {"recording", "filtered"})
        self.foot_left.addWidget(self._meanwhile)
        self._save = Button(_("Save receipt…"), "plain", "download")
        self._save.hide()
        self._save.clicked.connect(self.save_receipt)
        self.foot_left.addWidget(self._save)
        self.accept_button.setEnabled(False)
        self._column.addWidget(Label(_("Counting what would go"), "Text", "ink2"))
        self._count(self._counted)

    # Counting and asking

    def _count(self, then: Callable[[Preview], None]) -> None:
        selection = self._question.selection
        self._work = self._context.bridge.task(lambda actions, _step: actions.preview(selection), then, self._failed)

    def _counted(self, preview: Preview) -> None:
        self.preview = preview
        self.state = ASKING
        self._show_preview(preview)
        button = ngettext("Delete {n} row", "Delete {n} rows", preview.total).format(n=count(preview.total))
        self.accept_button.set_words(button)
        self.accept_button.setEnabled(preview.total > 0)
        self.cancel_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_preview(self, preview: Preview) -> None:
        self._clear()
        if not preview.total:
            self._column.addWidget(Label(_("There is nothing here to delete."), "Text", weight=600))
            self._column.addWidget(Label(_("No row in the store fits this choice."), "Text", "ink2", wrap=True))
            self.cancel_button.set_words(_("Close"))
            return
        self._column.addLayout(preview_table(preview, self._context.channels))
        self._column.addSpacing(10)
        stays = list(self._stays(preview))
        if stays:
            self._column.addWidget(Label(_("This stays"), "Text", weight=600))
            for words in stays:
                self._column.addWidget(Item(words))
            self._column.addSpacing(10)
        self._column.addWidget(Label(_("Mirrorlight cannot reach"), "Text", weight=600))
        words = _("What an agent of your employer has taken, backups made by other programs, and files you exported.")
        self._column.addWidget(Item(words))
        self.fit()

    def _stays(self, preview: Preview) -> list[str]:
        result: list[str] = []
        selection = self._question.selection
        if self._question.range and selection.since is not None and selection.until is not None:
            words = _("One row without content: “{range} deleted by you”, so that the gap is not mistaken for absence.")
            result.append(words.format(range=range_words(*whole_seconds(selection.since, selection.until))))
        else:
            result.append(_("A receipt without content: when, and how many rows of which channel."))
        shared = preview.details.get("screenshots", {}).get("shared", 0)
        if shared:
            result.append(
                ngettext(
                    "{n} picture that is shared with another moment, because that moment is not deleted.",
                    "{n} pictures that are shared with other moments, because those moments are not deleted.",
                    shared,
                ).format(n=count(shared))
            )
        return result

    # Deleting

    def agree(self) -> None:
        """Count again; delete only what was shown."""
        if self.state != ASKING or self.preview is None:
            return
        self.state = COUNTING
        self.accept_button.setEnabled(False)
        self._count(self._recounted)

    def _recounted(self, preview: Preview) -> None:
        if self.preview is None or preview.rows != self.preview.rows:
            before = self.preview.total if self.preview else 0
            self._counted(preview)
            words = _("The count has changed from {old} to {new} meanwhile.")
            self.bars.tell(
                "changed", words.format(old=count(before), new=count(preview.total)), _("Nothing was deleted yet.")
            )
            return
        self._delete()

    def _delete(self) -> None:
        self.state = DELETING
        self.bars.withdraw("changed")
        selection, total = self._question.selection, self.preview.total if self.preview else 0

        def job(actions: Actions, step: Callable[[int, int], bool]) -> Receipt:
            def tell(done: int, steps: int) -> None:
                step(total * done // max(1, steps), total)

            def tell_checking(done: int, size: int) -> None:
                step(-done, size)

            return actions.delete(selection, tell, tell_checking)

        self._begin(job)

    def _begin(self, job: Callable[[Actions, Callable[[int, int], bool]], Receipt]) -> None:
        self._progress.start()
        self._progress.show()
        self.cancel_button.setEnabled(False)
        self._work = self._context.bridge.task(job, self._deleted, self._failed, self._step)

    def _step(self, done: int, total: int) -> None:
        """Rows deleted, or, below zero, bytes looked through afterwards."""
        if done >= 0:
            self._progress.step(done, total)
        else:
            self._progress.step(-done // MEGABYTE, max(1, total // MEGABYTE), _("MB looked through"))

    def _deleted(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self.state = DONE
        self._progress.hide()
        self._context.bridge.look_now()
        self.setWindowTitle(_("Deleted"))
        self.subject.setText(receipt_headline(receipt))
        self.line.hide()
        self._clear()
        since, values = 0, list[float]()
        if self._context.bridge.store_is_open:
            since, values = around(self._context.actions.reader(), self._context.channels, receipt)
        self._column.addWidget(ReceiptView(receipt, self._context.channels, since, values, headline=False))
        self._meanwhile.hide()
        self._save.show()
        self.cancel_button.setEnabled(True)
        if receipt.clean:
            self.cancel_button.set_words(_("Never record this again…"))
            self.cancel_button.setVisible(bool(receipt.total))
            self.cancel_button.clicked.disconnect()
            self.cancel_button.clicked.connect(self._never)
            self._make_main(_("Done"), self.accept)
        else:
            self.cancel_button.set_words(_("Close"))
            self._make_main(_("Try again"), self._try_again)
        self.fit()
        self.deleted.emit(receipt)

    def _make_main(self, words: str, act: Callable[[], None]) -> None:
        """The button that was destructive becomes the main one. It has the focus: it is harmless now."""
        self.accept_button.kind = "main"
        self.accept_button._icon = ""
        self.accept_button.set_words(words)
        self.accept_button.setEnabled(True)
        self.accept_button.clicked.disconnect()
        self.accept_button.clicked.connect(act)
        self.accept_button.updateGeometry()
        self.accept_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _try_again(self) -> None:
        self.accept_button.clicked.disconnect()
        self.accept_button.clicked.connect(self.agree)
        self._save.hide()
        self._clear()
        self.state = DELETING
        number = self.receipt.id if self.receipt is not None else 0

        def job(actions: Actions, _step: Callable[[int, int], bool]) -> Receipt:
            again = actions.check_again() or actions.reader().receipts()
            return next(receipt for receipt in again if receipt.id == number)

        self._begin(job)

    def _never(self) -> None:
        self.accept()
        self.never_again.emit()

    def _failed(self, error: UserError) -> None:
        self._progress.hide()
        self.cancel_button.setEnabled(True)
        self.state = REFUSED if self.preview is None else ASKING
        self.accept_button.setEnabled(self.preview is not None and self.preview.total > 0)
        self.bars.fail(error)
        self.cancel_button.setFocus(Qt.FocusReason.TabFocusReason)
        self.fit()

    # The rest

    def save_receipt(self) -> None:
        """Save the receipt as a text file, where the person says."""
        if self.receipt is None:
            return
        name, _kind = QFileDialog.getSaveFileName(self, _("Save receipt"), "receipt.txt", _("Text (*.txt)"))
        if name:
            self.write_receipt(name)

    def write_receipt(self, name: str | Path) -> None:
        """Write the receipt to the file `name`."""
        from pathlib import Path

        if self.receipt is None:
            return
        try:
            write_private(Path(name), receipt_text(self.receipt, self._context.channels).encode())
        except OSError as error:
            do = _("Choose another folder.")
            self.bars.fail(UserError(_("The receipt was not saved."), error.strerror or "", do, code="not-saved"))

    def _clear(self) -> None:
        """Take the content out."""
        while (item := self._column.takeAt(0)) is not None:
            _dispose(item)

    def reject(self) -> None:
        if self.state == DELETING:
            return
        if self._work is not None and self.state == COUNTING:
            self._work.mute()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.state == DELETING:
            event.ignore()
            return
        super().closeEvent(event)


def _dispose(item: object) -> None:
    """Delete what a layout item holds, widgets and nested layouts alike."""
    widget = item.widget() if hasattr(item, "widget") else None
    if widget is not None:
        widget.hide()
        widget.deleteLater()
        return
    inner = item.layout() if hasattr(item, "layout") else None
    while inner is not None and (child := inner.takeAt(0)) is not None:
        _dispose(child)


def preview_table(preview: Preview, channels: tuple[Channel, ...]) -> QGridLayout:
    """What goes, by channel: icon, name, a few words, rows, size; and all of it together."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(2, 1)
    for column, (words, side) in enumerate(
        ((_("This goes"), Qt.AlignmentFlag.AlignLeft), (_("Rows"), Qt.AlignmentFlag.AlignRight),
         (_("Size"), Qt.AlignmentFlag.AlignRight))
    ):  # fmt: skip
        head = Label(words, "Detail", "ink3")
        head.setMinimumHeight(round(22 * theme().scale))
        grid.addWidget(head, 0, (0, 3, 4)[column], 1, (3, 1, 1)[column], side)
    grid.addWidget(Line("line2"), 1, 0, 1, 5)
    row = 2
    height = round(25 * theme().scale)
    for channel in channels:
        rows = preview.rows.get(channel.id, 0)
        if not rows:
            continue
        mark = Label("", "Text")
        mark.setPixmap(theme().pixmap(channel.icon, 16, "ink2"))
        mark.setFixedWidth(20)
        title = Label(_(channel.title), "Text")
        title.setMinimumHeight(height)
        title.setMinimumWidth(round(84 * theme().scale))
        words = details(channel.id, preview.details.get(channel.id, {})) or unit_of(channel, rows)
        detail = Label(words, "Detail", "ink2", wrap=True)
        grid.addWidget(mark, row, 0)
        grid.addWidget(title, row, 1)
        grid.addWidget(detail, row, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Label(count(rows), "Text", weight=500), row, 3, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(
            Label(size(preview.bytes.get(channel.id, 0)), "Text", "ink2"), row, 4, Qt.AlignmentFlag.AlignRight
        )
        grid.addWidget(Line("line"), row + 1, 0, 1, 5)
        row += 2
    grid.addWidget(Label(_("All"), "Text", weight=600), row, 0, 1, 3)
    grid.addWidget(Label(count(preview.total), "Text", weight=600), row, 3, Qt.AlignmentFlag.AlignRight)
    whole = Label(size(sum(preview.bytes.values())), "Text", weight=600)
    whole.setMinimumHeight(height + 4)
    whole.setMinimumWidth(round(64 * theme().scale))
    whole.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(whole, row, 4, Qt.AlignmentFlag.AlignRight)
    return grid


def unit_of(channel: Channel, rows: int) -> str:
    """What the number beside it counts, in the channel's own words; "" for those whose name says it."""
    return "" if channel.id in DRAWN else ngettext(*channel.unit, rows)


def details(channel: str, values: dict[str, int]) -> str:
    """What is worth knowing of a channel's part, in a few words: "2.1 m of path, 38 clicks"."""
    parts: list[str] = []
    if channel == "keyboard" and (said := protected_words(values)):
        parts.append(_("of them {keys}").format(keys=said))
    if channel == "pointer":
        if values.get("distance"):
            parts.append(_("{n} px of path").format(n=count(round(values["distance"]))))
        if values.get("clicks"):
            n = values["clicks"]
            parts.append(ngettext("{n} click", "{n} clicks", n).format(n=count(n)))
    if channel == "windows" and values.get("titles"):
        n = values["titles"]
        parts.append(ngettext("{n} title", "{n} titles", n).format(n=count(n)))
    if channel == "screenshots" and values.get("shared"):
        n = values["shared"]
        parts.append(ngettext("{n} shared with another moment", "{n} shared with other moments", n).format(n=count(n)))
    return ", ".join(parts)
