"""The order in which Tab and F6 go through the window: page head, content, navigation, status bar (guide section 7)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


def stops(window: QWidget, regions: Sequence[QWidget]) -> list[QWidget]:
    """Every widget that Tab reaches, in order: by region, and inside one by the order in which it was built."""
    chain: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    found: list[QWidget] = []
    for region in regions:
        found += [
            widget
            for widget in chain
            if (widget is region or region.isAncestorOf(widget)) and _takes_focus(widget) and widget.isVisibleTo(window)
        ]
    return found


def next_in_order(window: QWidget, regions: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the focus to the next stop (or the one before); false when there is none."""
    order = stops(window, regions)
    if not order:
        return False
    current = QApplication.focusWidget()
    step = 1 if forward else -1
    if current in order:
        target = order[(order.index(current) + step) % len(order)]
    else:
        target = order[0] if forward else order[-1]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    reveal(target)
    return True


def next_region(regions: Sequence[QWidget], *, forward: bool) -> None:
    """Give the focus to the first stop of the next region that has one."""
    if not regions:
        return
    window = regions[0].window()
    current = QApplication.focusWidget()
    at = next(
        (i for i, r in enumerate(regions) if current is not None and (r is current or r.isAncestorOf(current))), -1
    )
    step = 1 if forward else -1
    for distance in range(1, len(regions) + 1):
        order = stops(window, [regions[(at + step * distance) % len(regions)]])
        if order:
            order[0].setFocus(Qt.FocusReason.TabFocusReason)
            reveal(order[0])
            return


def reveal(widget: QWidget) -> None:
    """Scroll every area around `widget` so that it can be seen."""
    step = widget.parentWidget()
    while step is not None:
        if isinstance(step, QScrollArea):
            step.ensureWidgetVisible(widget, 12, 24)
        step = step.parentWidget()


def _takes_focus(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return bool(policy & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.focusProxy() is None
