"""The application's style sheet, made from the tokens. Fonts are set on widgets, never here."""

from __future__ import annotations

from collections.abc import Mapping

_SHEET = """
QWidget {{ color: {ink}; selection-background-color: {sel}; selection-color: {selink}; }}
QMainWindow, QDialog, QWidget[ground="base"] {{ background: {base}; }}
QWidget[ground="win"] {{ background: {win}; }}
QWidget[ground="alt"] {{ background: {alt}; }}
QWidget[ground="hole"] {{ background: {hole}; }}
QWidget[ground="none"] {{ background: transparent; }}
QLabel[ink="ink2"], QLabel[ink="ink2"]:disabled {{ color: {ink2}; }}
QLabel[ink="ink3"] {{ color: {ink3}; }}
QLabel[ink="accent"] {{ color: {accent}; }}
QLabel {{ background: transparent; }}
QScrollArea, QAbstractScrollArea {{ border: none; background: {base}; }}
QScrollArea[ground="alt"], QScrollArea[ground="alt"] > QWidget > QWidget {{ background: {alt}; }}
QScrollArea[ground="win"] {{ background: {win}; }}
QScrollArea[ground="hole"] {{ background: {hole}; }}

QLineEdit, QPlainTextEdit, QTextEdit {{
    background: {base}; border: 1px solid {line2}; border-radius: 5px; padding: 1px 9px;
    placeholder-text-color: {ink3};
}}
QTextEdit[bare="true"], QTextEdit[bare="true"]:focus {{ border: none; padding: 0px; }}
QTextEdit[paper="true"] {{ background: #FFFFFF; border: 1px solid {line2}; border-radius: 0px; padding: 1px; }}
QTextEdit[paper="true"]:focus {{ border: 2px solid {accent}; padding: 0px; }}
QLineEdit {{ min-height: 24px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {accent}; padding: 0px 8px; }}
QLineEdit[refused="true"] {{ border-color: transparent; padding-left: 30px; }}
QLineEdit[refused="true"]:focus {{ border-color: transparent; padding-left: 29px; }}
QLineEdit:disabled {{ color: {ink3}; border-color: {line}; }}
QLineEdit[inner="true"], QLineEdit[inner="true"]:focus {{
    border: none; padding: 0px; background: transparent; min-height: 0px;
}}

QFrame#calendar {{ background: {base}; border: 1px solid {line2}; }}
QMenu {{ background: {base}; border: 1px solid {line2}; padding: 4px 0px; }}
QMenu::item {{ padding: 5px 22px 5px 14px; background: transparent; }}
QMenu::item:selected {{ background: {sel}; color: {selink}; }}
QMenu::item:disabled {{ color: {ink3}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 0px; }}
QToolTip {{ background: {base}; color: {ink}; border: 1px solid {line2}; padding: 3px 6px; }}

QTableView, QListView, QTreeView {{
    background: {base}; border: none; outline: none; gridline-color: {line};
    selection-background-color: {sel}; selection-color: {selink};
}}
QTableView[ground="alt"], QListView[ground="alt"], QTreeView[ground="alt"] {{ background: {alt}; }}
QListView[framed="true"] {{ border: 1px solid {line2}; }}
QListView[ground="win"] {{ background: {win}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
    background: transparent; color: {ink3}; border: none; border-bottom: 1px solid {line2}; padding: 0px 6px;
}}
QHeaderView::section:first {{ padding-left: 6px; }}
QTableView#cells QHeaderView::section {{ border: none; padding: 0px; }}
QTableCornerButton::section {{ background: transparent; border: none; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0px; }}
QScrollBar::handle {{ background: {btnline}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {line2}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; width: 0px; height: 0px;
}}
QProgressBar {{ background: {line}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QSplitter::handle {{ background: {line}; }}
"""


def sheet(colors: Mapping[str, str]) -> str:
    """The style sheet for these colours (by token, as #RRGGBB)."""
    return _SHEET.format_map(colors)
