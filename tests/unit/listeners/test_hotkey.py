"""How the key that pauses is written, and when it is pressed."""

from __future__ import annotations

import pytest

from mirrorlight.channels.hotkey import HotKey, parse


@pytest.mark.parametrize(
    ("text", "modifiers", "key"),
    [
        ("<ctrl>+<alt>+<shift>+p", {"ctrl", "alt", "shift"}, "p"),
        ("<Ctrl>+P", {"ctrl"}, "p"),
        ("<f9>", set(), "f9"),
        ("<cmd>+<space>", {"cmd"}, "space"),
        ("<ctrl>++", {"ctrl"}, "+"),
        ("<ctrl> + <esc>", {"ctrl"}, "escape"),
        ("<super>+<page_up>", {"cmd"}, "prior"),
    ],
)
def test_what_can_be_meant(text: str, modifiers: set[str], key: str) -> None:
    assert parse(text) == HotKey(frozenset(modifiers), key)


@pytest.mark.parametrize("text", ["", "  ", "<ctrl>", "<ctrl>+<alt>", "p+q", "<nonsense>+p", "pause", "<>", "<ctrl>+"])
def test_what_cannot_be_meant(text: str) -> None:
    assert parse(text) is None


def test_exactly_these_modifiers() -> None:
    wanted = parse("<ctrl>+<alt>+p")
    assert wanted is not None
    assert wanted.matches({"ctrl", "alt"}, {"P", "p"})
    assert not wanted.matches({"ctrl"}, {"p"})
    assert not wanted.matches({"ctrl", "alt", "shift"}, {"p"})
    assert not wanted.matches({"ctrl", "alt"}, {"o"})
