"""Qt in the language of the texts: its own words, dates and numbers, and the side from which a page is read.

For the window and for the light; the command line does without Qt.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from mirrorlight import i18n

_NAME = "words of Qt"


def dress(application: QCoreApplication) -> None:
    """Give Qt the language in force (`i18n.take`). Again at any time. Thread: the GUI thread."""
    locale = locale_of(i18n.language())
    QLocale.setDefault(locale)
    QGuiApplication.setLayoutDirection(locale.textDirection())
    before = application.findChild(QTranslator, _NAME)
    if before is not None:
        application.removeTranslator(before)
        before.setParent(None)
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def locale_of(language: str) -> QLocale:
    """How dates and numbers are written in a language, with what the system's country has of its own (the first day of
    the week). A locale that nobody knows is the plain one.
    """
    system, wanted = QLocale.system(), QLocale(language).language()
    if system.language() == QLocale.Language.C and language == i18n.SOURCE:
        return QLocale.c()
    return QLocale(wanted, system.territory())
