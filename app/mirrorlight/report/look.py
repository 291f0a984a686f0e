"""Measures and colours of a report's page: A4 at 96 pixels an inch, light, fit to be printed in grey."""

from __future__ import annotations

WIDTH, HEIGHT = 794.0, 1123.0
SIDE, HEAD, FOOT = 64.0, 96.0, 84.0
"""Left and right margin; what the head and the foot of a page take."""
INNER = WIDTH - 2 * SIDE
ROOM = HEIGHT - HEAD - FOOT
"""Height for blocks on a page."""

INK, INK2, INK3 = "#1B1C1E", "#4E5257", "#676B70"
LINE, LINE2, TRACK, HOLE = "#DFDFDB", "#8A8B89", "#F6F6F4", "#ECECE9"
BAR, BAR2, AMBER, TEXTURE = "#3C4248", "#868C92", "#B97700", "#7B8085"
APPS = ("#0F3474", "#418DD4", "#176750", "#6E6B0A", "#AB8455", "#452A0A", "#5F627D", "#818F8D")
APP_LABELS = ("#FFFFFF", "#111111", "#FFFFFF", "#FFFFFF", "#111111", "#FFFFFF", "#FFFFFF", "#111111")
OTHER, OTHER_LABEL = "#D5D8D8", "#111111"
"""Those of the design guide, sections 2.1 and 2.2, light. Red is not among them: nothing is recorded on paper."""

TITLE, SENTENCE, HEADING, TEXT, SMALL = 28.0, 16.0, 14.0, 13.0, 11.5
"""Sizes of type; lines are half as high again."""
FONTS = "Inter, system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


def line_height(size: float) -> float:
    """The height of a line of text of this size."""
    return round(size * 1.5)


def app_colors(slot: int | None) -> tuple[str, str]:
    """Fill and label of an application's colour; None is "other"."""
    return (OTHER, OTHER_LABEL) if slot is None else (APPS[slot % 8], APP_LABELS[slot % 8])
