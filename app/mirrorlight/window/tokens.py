"""The tokens of the design guide (sections 2.1 to 2.4) as data: colours, application colours, type, measures."""

from __future__ import annotations

from dataclasses import dataclass

LIGHT: dict[str, str] = {
    "win": "#F3F3F1", "base": "#FFFFFF", "alt": "#F8F8F6", "track": "#F6F6F4", "hole": "#ECECE9",
    "line": "#DFDFDB", "btnline": "#BFC0BC", "line2": "#8A8B89",
    "ink": "#1B1C1E", "ink2": "#4E5257", "ink3": "#676B70",
    "accent": "#12617F", "accink": "#FFFFFF", "sel": "#DCEAF0", "selink": "#0B3A4D",
    "red": "#CF222E", "amber": "#B97700", "amber_tex": "#B97700",
    "bar": "#3C4248", "bar2": "#868C92", "tex": "#7B8085",
}  # fmt: skip
DARK: dict[str, str] = {
    "win": "#1A1B1D", "base": "#222326", "alt": "#1E1F21", "track": "#27282B", "hole": "#161718",
    "line": "#35373B", "btnline": "#4B4E53", "line2": "#7D8187",
    "ink": "#ECECEA", "ink2": "#B6B9BD", "ink3": "#969AA0",
    "accent": "#6DB7D6", "accink": "#0C1B22", "sel": "#20404F", "selink": "#E3F2F8",
    "red": "#FF5A4F", "amber": "#F0B429", "amber_tex": "#C79A34",
    "bar": "#C3C7CC", "bar2": "#70757B", "tex": "#7F848A",
}  # fmt: skip
"""Neutral roles by token. `red`, `amber`, textures (`tex`, `amber_tex`) and application colours are always ours."""

NEUTRAL = ("win", "base", "alt", "line", "line2", "ink", "ink3", "accent", "accink", "sel", "selink")
"""The tokens that the system's palette may replace when its colours hold the same contrast."""

LAMP = {
    "ground": "#141517", "outer": "#000000", "inner": "#62666B", "lines": "#33363A", "text": "#FFFFFF",
    "text2": "#B9BDC2", "rest": "#6F757B", "red": "#FF4D42", "amber": "#FFC233", "stripes": "#5A5E63",
}  # fmt: skip
"""The light's constants, the same in every theme."""

APP_LIGHT = ("#0F3474", "#418DD4", "#176750", "#6E6B0A", "#AB8455", "#452A0A", "#5F627D", "#818F8D")
APP_DARK = ("#4F75BB", "#99CBFE", "#32A67B", "#AC9E2B", "#F5CFA3", "#8F6E3B", "#9193A2", "#DDE6E2")
APP_NAMES = ("ocean", "sky", "pine", "olive", "sand", "umber", "slate", "stone")
"""Application colours by slot, and their names for the eyes of the person who configures or reports."""
APP_LABEL_LIGHT = ("#FFFFFF", "#111111", "#FFFFFF", "#FFFFFF", "#111111", "#FFFFFF", "#FFFFFF", "#111111")
APP_LABEL_DARK = ("#FFFFFF", "#111111", "#111111", "#111111", "#111111", "#FFFFFF", "#111111", "#111111")
OTHER_LIGHT, OTHER_LABEL_LIGHT = "#D5D8D8", "#111111"
OTHER_DARK, OTHER_LABEL_DARK = "#4A4D51", "#FFFFFF"


@dataclass(frozen=True)
class Type:
    """A style of type: size at a system default of 13, line height, weight (400, 500, 600)."""

    size: float
    line: float
    weight: int = 400


TYPES: dict[str, Type] = {
    "Title": Type(24, 31, 600),
    "Subject": Type(20, 26, 600),
    "Page": Type(17, 22, 600),
    "Sentence": Type(15, 23),
    "Section": Type(14, 20, 600),
    "Text": Type(13, 18),
    "Label": Type(13, 18, 500),
    "Detail": Type(12, 16),
    "Scale": Type(11.5, 14),
    "Mark": Type(11, 14),
    "Fixed": Type(12, 16),
}
"""`Label` is Text in the weight of labels and buttons, `Mark` the 11 of source marks, `Fixed` raw data."""

MARGIN, GAP, SECTION, ROW_GAP, LABEL_GAP = 24, 22, 20, 8, 5
"""Page margin, between columns, between sections, in a row of controls, between a label and its control."""
CONTROL, CORNER, CHIP_CORNER, PILL, RING = 28, 5, 3, 26, 4
"""Height of controls, corners of controls and chips, height of filter pills, reach of the focus ring."""
NAVIGATION, NAVIGATION_NARROW, HEAD, STATUS_BAR, NARROWEST, LOWEST = 188, 44, 52, 26, 960, 640
