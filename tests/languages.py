"""The catalogues for tests: the program that makes them, and stand-ins for languages that are longer or run the other
way.
"""

from __future__ import annotations

import gettext
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from mirrorlight import i18n

ROOT = Path(__file__).resolve().parents[1]


def _catalogues() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "packaging" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogues: Any = _catalogues()


@cache
def template() -> Any:
    """Every text of the program, read once."""
    return catalogues.template()


class Longer(gettext.NullTranslations):
    """Every text 40 % longer, as a long language has it: its last word, and further words where it has several."""

    def gettext(self, message: str) -> str:
        more = round(len(message) * 0.4)
        return message + "ö" * min(more, 6) + " ööööööö" * max(0, (more - 2) // 8)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Listening(gettext.NullTranslations):
    """English, and notes each text that no catalogue has, because it was never marked."""

    def __init__(self) -> None:
        super().__init__()
        self.known = {id_ for message in template() for id_ in _ids(message.id)}
        self.unknown: set[str] = set()

    def gettext(self, message: str) -> str:
        if message not in self.known:
            self.unknown.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _ids(id_: Any) -> tuple[str, ...]:
    return id_ if isinstance(id_, tuple) else (id_,)


@contextmanager
def speaking(catalogue: gettext.NullTranslations, language: str = i18n.SOURCE) -> Iterator[None]:
    """This process speaks by `catalogue` until the end."""
    i18n.speak(language, catalogue)
    try:
        yield
    finally:
        i18n.take()


def said(language: str, message: str) -> str:
    """The translation of a text by the language's own file. Fails where there is none."""
    found = catalogues.read(language).get(message)
    assert found is not None, f"{language} has no text “{message}”"
    assert found.string, f"“{message}” is not translated into {language}"
    return str(found.string if isinstance(found.string, str) else found.string[-1])
