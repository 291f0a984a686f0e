"""Exclusion rules, and strings from outside."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mirrorlight.core.context import Window
from mirrorlight.core.rules import OWN, Rule, RuleError, Rules
from mirrorlight.core.text import TITLE_LIMIT, clean_text


def window(app: str = "Firefox", title: str = "News", pid: int = 1) -> Window:
    return Window(1, app, title, pid)


@pytest.mark.parametrize(
    ("kind", "pattern", "app", "title", "matches"),
    [
        ("app", "keepassxc", "KeePassXC", "", True),
        ("app", "KeePass", "KeePassXC", "", False),
        ("app", "keepass*", "KeePassXC", "", True),
        ("app", "Firefox", "Thunderbird", "Firefox", False),
        ("title", "payslip", "Okular", "My Payslip 2026.pdf", True),
        ("title", "pay*2026", "Okular", "My Payslip 2026.pdf", True),
        ("title", "a.c", "Okular", "abc", False),
        ("title", "(private", "Firefox", "News (Private Browsing)", True),
    ],
)
def test_rules(kind: str, pattern: str, app: str, title: str, matches: bool) -> None:
    assert Rule("1", kind, pattern).matches(window(app, title)) is matches


@pytest.mark.parametrize(("kind", "pattern"), [("app", ""), ("title", "  "), ("title", "*"), ("colour", "red")])
def test_a_rule_that_cannot_be_meant_is_refused(kind: str, pattern: str) -> None:
    with pytest.raises(RuleError):
        Rule("1", kind, pattern)


def test_mirrorlights_own_windows_are_always_excluded() -> None:
    rules = Rules(own_pids=frozenset({7}))
    assert rules.excluding(window("Mirrorlight")) == OWN
    assert rules.excluding(window("python3", pid=7)) == OWN
    assert rules.excluding(window()) == ""


def test_the_first_matching_rule_is_named() -> None:
    rules = Rules((Rule("1", "app", "signal"), Rule("2", "title", "bank")))
    assert rules.excluding(window(title="My Bank")) == "2"


@given(st.text(max_size=50))
def test_any_pattern_matches_itself_as_part_of_a_title(pattern: str) -> None:
    assume(pattern.strip().strip("*"))
    title = f"before {pattern.strip().replace('*', 'anything')} after"
    assert Rule("1", "title", pattern).matches(window(title=title))


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaned_text_can_be_shown_anywhere(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u2028" for c in cleaned)


def test_a_long_title_is_cut_and_says_so() -> None:
    cleaned = clean_text("x" * 10_000)
    assert len(cleaned) == TITLE_LIMIT
    assert cleaned.endswith("…")


def test_ordinary_text_is_left_alone() -> None:
    for text in ("Grüße – «日本語» 🙂", '<b>bold</b> & "quotes"', "नमस्ते"):
        assert clean_text(text) == text
