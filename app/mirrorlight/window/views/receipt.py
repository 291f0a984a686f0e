"""The receipt of a deletion: what is gone, which checks ran and what they found, what was not checked.

It is shown after a deletion and on the page Deletions. It holds no deleted content, because a receipt has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.store.results import Receipt
from mirrorlight.window.models.days import day_words, range_words, time_words
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Item, Line
from mirrorlight.window.widgets.timeline_gaps import paint_gap
from mirrorlight.wording import count, scan

CHECKS: dict[str, tuple[str, str, str]] = {
    "rows": (N_("Rows"), N_("looked for again and not found"), N_("some are still there")),
    "names": (N_("Titles and applications"), N_("those that nothing uses are gone"), N_("some are still there")),
    "free_pages": (N_("Free pages of the file"), N_("overwritten and given back, none left"), N_("some are left")),
    "traces": (
        N_("Pages and files"),
        N_("looked through, nothing of it found"),
        N_("something of it may still be there"),
    ),
    "wal": (N_("Write-ahead log"), N_("emptied, 0 bytes"), N_("not emptied: another program reads the store")),
}
"""Each check: its name, what it says when it passed, what when it failed. Message ids."""


def check_words(name: str, passed: bool) -> tuple[str, str]:
    """The name of a check and what it found, translated; an id that is not known is shown as it is."""
    words = CHECKS.get(name)
    if words is None:
        return name.replace("_", " ").replace("-", " ").capitalize(), _("passed") if passed else _("failed")
    return _(words[0]), _(words[1] if passed else words[2])


def receipt_headline(receipt: Receipt) -> str:
    """ "1,024 rows are gone", or that they are not, or that this is not known yet."""
    if receipt.finished_at is None and receipt.total:
        return _("Deleted, not checked to the end yet")
    if not receipt.clean:
        return _("Not everything is gone")
    if not receipt.total:
        return _("There was nothing to delete")
    return ngettext("{n} row is gone", "{n} rows are gone", receipt.total).format(n=count(receipt.total))


def receipt_subline(receipt: Receipt) -> str:
    """When what was deleted, and until when it was checked."""
    parts: list[str] = []
    if receipt.by_itself:
        parts.append(_("It went by itself: you keep it only so long."))
    elif receipt.since is not None and receipt.until is not None:
        words = range_words(receipt.since, receipt.until)
        parts.append(_("{day}, {range}.").format(day=day_words(receipt.since), range=words))
    deleted = _("Deleted at {time}").format(time=time_words(receipt.at, seconds=True))
    if receipt.finished_at is not None:
        deleted = _("{deleted}, checked until {time}.").format(
            deleted=deleted, time=time_words(receipt.finished_at, seconds=True)
        )
    return " ".join([*parts, deleted])


def receipt_number(receipt: Receipt) -> str:
    """What a receipt is called: "2026-11-19-003"."""
    return f"{to_local(receipt.at):%Y-%m-%d}-{receipt.id:03}"


class ReceiptView(QWidget):
    """One receipt. `channels` name what its counts are of; `around` (optional) are events per minute of the time around
    the deleted range, beginning at `around_since` (UTC µs), as the store holds them now.
    """

    def __init__(
        self, receipt: Receipt, channels: Sequence[Channel], around_since: int = 0, around: Sequence[float] = (),
        *, headline: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.receipt = receipt
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if headline:
            column.addWidget(Label(receipt_headline(receipt), "Subject", wrap=True))
        column.addWidget(Label(receipt_subline(receipt), "Text", "ink2", wrap=True))
        column.addSpacing(8)
        column.addLayout(self._checks(receipt))
        if around and receipt.since is not None and receipt.until is not None:
            column.addSpacing(12)
            column.addWidget(_Hole(receipt.since, receipt.until, around_since, around))
        column.addSpacing(8)
        column.addWidget(Label(_("What was deleted"), "Text", weight=600, wrap=True))
        column.addWidget(Label(self._counts(receipt, channels), "Text", "ink2", wrap=True))
        column.addSpacing(8)
        column.addWidget(Label(_("What was not checked"), "Text", weight=600, wrap=True))
        for words in not_checked():
            column.addWidget(Item(words))
        column.addSpacing(8)
        if receipt.id:
            words = _("Receipt {number}. It is kept under Deletions and contains no deleted content.")
            column.addWidget(Label(words.format(number=receipt_number(receipt)), "Detail", "ink2", wrap=True))

    def _counts(self, receipt: Receipt, channels: Sequence[Channel]) -> str:
        titles = {channel.id: _(channel.title) for channel in channels}
        parts = [f"{titles.get(name, name)} {count(rows)}" for name, rows in receipt.counts.items() if rows]
        return ", ".join(parts) if parts else _("Nothing")

    def _checks(self, receipt: Receipt) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        grid.addWidget(Label(_("Checked"), "Detail", "ink3"), 0, 1)
        grid.addWidget(Label(_("Found"), "Detail", "ink3"), 0, 2)
        grid.addWidget(Line("line2"), 1, 0, 1, 3)
        row = 2
        for name, passed in receipt.checks.items():
            title, found = check_words(name, passed)
            grid.addWidget(_Sign(passed), row, 0)
            first = Label(title, "Text", weight=500, wrap=True)
            first.setMinimumWidth(round(136 * theme().scale))
            first.setMinimumHeight(round(29 * theme().scale))
            grid.addWidget(first, row, 1)
            second = Label(found, "Text", "ink2", wrap=True)
            second.setContentsMargins(0, 5, 0, 5)
            second.setAccessibleName(_("{check}: {found}").format(check=title, found=found))
            grid.addWidget(second, row, 2)
            grid.addWidget(Line("line"), row + 1, 0, 1, 3)
            row += 2
        if not receipt.checks:
            grid.addWidget(Label(_("No check has run."), "Text", "ink2"), row, 1, 1, 2)
        if receipt.scan:
            grid.addWidget(Label(scan(receipt.scan), "Detail", "ink2", wrap=True), row, 1, 1, 2)
        return grid


def not_checked() -> list[str]:
    """What no check of ours reaches, as sentences."""
    return [
        _("The disk below the file: a solid-state disk may keep old copies of encrypted pages until it cleans itself."),
        _("Backups and snapshots made by other programs, and files that you exported."),
        _("What an agent of your employer has taken."),
    ]


def receipt_text(receipt: Receipt, channels: Sequence[Channel]) -> str:
    """The receipt as plain text, to be saved."""
    titles = {channel.id: _(channel.title) for channel in channels}
    lines = [receipt_headline(receipt), receipt_subline(receipt), ""]
    lines += [f"{titles.get(name, name)}: {count(rows)}" for name, rows in receipt.counts.items() if rows]
    lines += ["", _("Checked")]
    for name, passed in receipt.checks.items():
        title, found = check_words(name, passed)
        lines.append(f"{'✓' if passed else '▲'} {title}: {found}")
    lines += [scan(receipt.scan)] if receipt.scan else []
    lines += ["", _("What was not checked"), *(f"– {words}" for words in not_checked()), ""]
    lines.append(_("Receipt {number}").format(number=receipt_number(receipt)))
    return "\n".join(lines) + "\n"


class _Sign(QWidget):
    """A tick for a check that passed, a triangle for one that did not."""

    def __init__(self, passed: bool) -> None:
        super().__init__()
        self._icon = "check" if passed else "warning"
        self.setFixedSize(16, 16)
        self.setAccessibleName(_("Passed") if passed else _("Failed"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, theme().pixmap(self._icon, 16, "ink", self.devicePixelRatio()))
        painter.end()


class _Hole(QWidget):
    """The time around what was deleted as it is now: bars, and nothing in the middle."""

    def __init__(self, since: int, until: int, first: int, values: Sequence[float]) -> None:
        super().__init__()
        self._since, self._until, self._first, self._values = since, until, first, tuple(values)
        self.setFixedHeight(54)
        self.setMinimumWidth(200)
        words = _("Events per minute around it. Between {range} there is nothing.").format(
            range=range_words(since, until)
        )
        self.setAccessibleName(words)
        self.setToolTip(words)

    def sizeHint(self) -> QSize:
        return QSize(552, 54)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        strip = QRectF(0, 0, self.width(), 34)
        painter.fillRect(strip, look.color("track"))
        minute = 60 * SECOND
        scale = self.width() / (len(self._values) * minute)
        highest = max([*self._values, 1.0])
        for index, value in enumerate(self._values):
            if value > 0:
                x, end = round(index * minute * scale), round((index + 1) * minute * scale)
                high = max(1, round(value / highest * 28))
                painter.fillRect(QRectF(x, 34 - high, max(1, end - x - 1), high), look.color("bar"))
        left = max(0.0, (self._since - self._first) * scale)
        right = min(float(self.width()), (self._until - self._first) * scale)
        hole = QRectF(round(left), 0, max(7, round(right - left)), 34)
        paint_gap(painter, look, GapMark(self._since, self._until, "deleted"), hole, self.devicePixelRatio())
        painter.setFont(look.font("Detail"))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(look.color("ink3"))
        if metrics.horizontalAdvance(_("nothing")) + 8 < hole.width():
            painter.drawText(hole, int(Qt.AlignmentFlag.AlignCenter), _("nothing"))
        self._scale_words(painter, metrics, hole)
        painter.end()

    def _scale_words(self, painter: QPainter, metrics: QFontMetricsF, hole: QRectF) -> None:
        end = self._first + len(self._values) * 60 * SECOND
        box = QRectF(0, 38, self.width(), 16)
        used: list[QRectF] = []
        for at, x, side in (
            (self._since, hole.left(), 0.5),
            (self._until, hole.right(), 0.5),
            (self._first, 0.0, 0.0),
            (end, float(self.width()), 1.0),
        ):
            words = time_words(at)
            wide = metrics.horizontalAdvance(words) + 2
            left = min(max(0.0, x - wide * side), self.width() - wide)
            place = QRectF(left, box.top(), wide, box.height())
            if not any(place.adjusted(-6, 0, 6, 0).intersects(other) for other in used):
                painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)
                used.append(place)


def around(reader: Any, channels: Sequence[Channel], receipt: Receipt) -> tuple[int, list[float]]:
    """Events per minute around a deleted range as the store holds them now: (since, values), (0, []) without a range.

    `reader` is a `mirrorlight.store.reader.Reader`; thread: the reader's.
    """
    if receipt.since is None or receipt.until is None or receipt.until - receipt.since > 12 * 3600 * SECOND:
        return 0, []
    minute = 60 * SECOND
    margin = max(20 * minute, (receipt.until - receipt.since) * 2)
    first = (receipt.since - margin) // minute * minute
    last = -(-(receipt.until + margin) // minute) * minute
    total = [0.0] * ((last - first) // minute)
    for channel in channels:
        if channel.id in {"keyboard", "pointer"}:
            for index, value in enumerate(reader.bins(channel.id, first, last, minute)):
                total[index] += value
    return first, total
