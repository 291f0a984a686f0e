"""Texts for people go through `_` (now) or `N_` (marked here, translated where they are shown)."""

from __future__ import annotations

import gettext
import os
from functools import lru_cache

from mirrorlight import assets

DOMAIN = "mirrorlight"


@lru_cache(maxsize=1)
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, assets.root() / "i18n", languages=_languages(), fallback=True)


def _languages() -> list[str] | None:
    chosen = os.environ.get("MIRRORLIGHT_LANGUAGE")
    return [chosen] if chosen else None


def _(message: str) -> str:
    """The text in the person's language. Any thread."""
    return _catalogue().gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of a text that fits `count`. Any thread."""
    return _catalogue().ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Mark a text for translation without translating it yet."""
    return message


def language() -> str:
    """The language of the texts, as a web page names it ("en" where there is no translation). Any thread."""
    return _catalogue().info().get("language", "") or "en"
