"""The steps of the training view as a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mirrorlight.i18n import _
from mirrorlight.insight.trajectory import Step, Trajectory
from mirrorlight.window.models.training_words import Told, told
from mirrorlight.window.widgets.labels import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
STEP_ROLE = int(Qt.ItemDataRole.UserRole) + 1
TOLD_ROLE = STEP_ROLE + 1
_KNOWN = 400
"""Steps whose words are kept: some screens of them."""


class TrainingSteps(QAbstractListModel):
    """The steps of one trajectory. Their words are made when they are first asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made: Trajectory | None = None
        self._told: dict[int, Told] = {}

    def show(self, made: Trajectory | None) -> None:
        """Show these, or nothing."""
        self.beginResetModel()
        self._made = made
        self._told.clear()
        self.endResetModel()

    def step(self, row: int) -> Step | None:
        """The step of a row."""
        return self._made.steps[row] if self._made is not None and 0 <= row < len(self._made.steps) else None

    def row_at(self, at: int) -> int:
        """The first step that ends at a moment or after it; the last one if none does; -1 without steps."""
        steps = self._made.steps if self._made is not None else []
        return next((row for row, step in enumerate(steps) if step.end >= at), len(steps) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._made is None else len(self._made.steps)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        step = self.step(index.row()) if index.isValid() else None
        if step is None or self._made is None:
            return None
        if role == STEP_ROLE:
            return step
        if role == TOLD_ROLE:
            return self._words(index.row(), step)
        words = self._words(index.row(), step)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{words.action} {words.detail}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            number = _("Step {n}").format(n=step.number) + ": " if step.number else ""
            return number + words.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            text = "".join(piece.text for piece in words.pieces) or words.detail
            return plain_tooltip(f"{words.where}: {text}")
        return None

    def _words(self, row: int, step: Step) -> Told:
        found = self._told.get(row)
        if found is None and self._made is not None:
            if len(self._told) >= _KNOWN:
                self._told.clear()
            found = self._told[row] = told(self._made, step)
        assert found is not None
        return found
