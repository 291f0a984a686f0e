"""From pieces to findings: joined, told, masked, and never raising for what a text holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings_look import SECRET, finders, kinds, look, piece
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.looking import Finders, locale_regions, merged, rules
from mirrorlight.insight.findings.model import (
    CLIPBOARD,
    FILE,
    PRINT,
    SOURCES,
    TAKEN_BACK,
    TITLE,
    TYPED,
    URL,
    Finding,
    Secret,
)

CARD = "4976 3127 5521 4807"
"""Made at random, with the right check digit."""


def test_the_same_card_is_one_finding_with_every_moment_and_each_reason() -> None:
    pieces = [
        piece(f"card {CARD}", at=3, row=1),
        piece(f"visa card {CARD}", at=1, row=2),
        piece(f"Card {CARD.replace(' ', '-')}", CLIPBOARD, at=2, row=3),
    ]
    (finding,) = look(*pieces)
    assert (finding.kind, finding.value, finding.group) == ("card", "…4807", KINDS["card"].group)
    assert [moment.row for moment in finding.moments] == [2, 3, 1]
    assert finding.sentence.text() == "The record holds a card number, …4807"
    assert [(reason.source, reason.said.text()) for reason in finding.reasons] == [
        (TYPED, "You typed “…4807”, at 2 moments."),
        (CLIPBOARD, "You copied “…4807”."),
    ]


def test_a_key_is_stable_within_a_store_and_tells_nothing_without_its_secret() -> None:
    (first,), (again,) = look(piece(f"card {CARD}")), look(piece(f"my card: {CARD}", row=9))
    (other,) = Finders(Secret(b"that of another store")).look([piece(f"card {CARD}")])
    assert first.key == again.key != other.key
    assert CARD.replace(" ", "") not in first.key
    assert len(first.key) == 32


def test_what_is_masked_is_masked_in_every_finding_of_the_text() -> None:
    text = f"card {CARD} for the dermatologist, password: Tr0ub4dor&3x!"
    found = {finding.kind: finding for finding in look(piece(text))}
    assert set(found) == {"card", "health", "token"}
    for finding in found.values():
        (moment,) = finding.moments
        assert CARD not in moment.shown
        assert "Tr0ub4dor" not in moment.shown
        assert "Tr0ub4dor" not in finding.sentence.text()
    (moment,) = found["health"].moments
    assert [moment.shown[start:end] for start, end in moment.marks] == ["dermatologist"]
    (moment,) = found["card"].moments
    assert [moment.shown[start:end] for start, end in moment.marks] == ["…4807"]


def test_what_was_taken_back_is_told_without_the_card_in_it() -> None:
    found = {finding.kind: finding for finding in look(piece(f"please charge my private card {CARD} now", TAKEN_BACK))}
    assert set(found) <= {"card", "taken_back"}
    assert all(CARD not in finding.sentence.text() for finding in found.values())


def test_a_mask_is_never_cut_through() -> None:
    text = "x " * 40 + f"card {CARD} " + "y " * 5 + "dermatologist " + "z " * 40 + f"card {CARD}"
    for finding in look(piece(text)):
        for moment in finding.moments:
            assert not any(part in moment.shown for part in ("4976", "3127", "5521 "))


def test_findings_of_several_days_are_joined_and_told_anew() -> None:
    one, two = look(piece(f"card {CARD}", row=1)), look(piece(f"card {CARD}", row=2, at=5))
    (finding,) = merged([*one, *two, *one])
    assert [moment.row for moment in finding.moments] == [1, 2]
    assert finding.reasons[0].said.text() == "You typed “…4807”, at 2 moments."


def test_findings_that_are_figures_pass_through_untouched() -> None:
    (card,) = look(piece(f"card {CARD}"))
    rhythm = Finding("rhythm", "key", card.sentence, card.reasons, card.moments, "group")
    assert merged([rhythm, card, rhythm]).count(rhythm) == 2


def test_every_kind_and_topic_has_a_sentence_and_every_source_its_reason() -> None:
    texts = {
        TYPED: f"card {CARD}; +49 30 901820; a@b-c.de; dermatologist; 221 Baker Street, London NW1 6XE",
        TAKEN_BACK: "I will never work for these people again",
        TITLE: "Anna Schmidt | Microsoft Teams",
        URL: "https://www.pornhub.com/",
        FILE: "CV_Maria_Garcia.pdf",
        PRINT: "resignation_letter.docx",
        CLIPBOARD: "ramadan",
    }
    assert set(texts) == set(SOURCES)
    for source, text in texts.items():
        for finding in look(piece(text, source)):
            assert finding.kind in KINDS
            assert finding.sentence.text()
            assert [reason.source for reason in finding.reasons] == [source]
            assert all(reason.said.text() for reason in finding.reasons)


def test_no_sentence_names_another_person() -> None:
    texts = (
        (TITLE, "Chat with Anna Schmidt | Microsoft Teams"),
        (FILE, "Personalakte Anna Schmidt.pdf"),
        (TYPED, "anna.schmidt@posteo.de"),
        (TITLE, "Inbox - anna.schmidt@posteo.de - Thunderbird"),
    )
    for source, text in texts:
        found = look(piece(text, source))
        assert found
        assert not any("schmidt" in finding.sentence.text().casefold() for finding in found)


def test_titles_that_come_again_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = finders()
    seen: list[str] = []
    see = type(finder)._see
    monkeypatch.setattr(type(finder), "_see", lambda self, one: (seen.append(one.text), see(self, one))[1])
    (finding,) = finder.look(piece("Ramadan calendar", TITLE, row=n, at=n) for n in range(50))
    assert len(finding.moments) == 50
    assert seen == ["Ramadan calendar"]


def test_text_in_letters_that_no_list_knows_is_counted_not_passed_over() -> None:
    (finding,) = look(piece("Завтра у меня приём у врача"), piece("Спасибо, до завтра", row=2, at=1))
    assert finding.kind == "unread_script"
    assert finding.sentence.text() == "2 texts are in Cyrillic letters, which no word list here knows"
    assert kinds("10 kΩ at 20 °C, α and β") == set()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t\n", "\x00\x07\x1b[31m", "\u202e\u2066\u05d0", "👩🏽‍💻🎉", "\ud800", "a\u0301" * 50]
)
@pytest.mark.parametrize("kind", SOURCES)
def test_odd_texts_raise_nothing_and_show_no_control_characters(text: str, kind: str) -> None:
    for finding in look(piece(f"{text}dermatologist{text}", kind)):
        for moment in finding.moments:
            assert not any(letter in moment.shown for letter in "\x00\x07\x1b\u202e\u2066\n")


@given(st.text(max_size=200), st.sampled_from(SOURCES))
@settings(max_examples=150, deadline=None)
def test_marks_lie_in_what_is_shown(text: str, kind: str) -> None:
    for finding in _FINDERS.look([piece(f"{text} my dermatologist {text} {CARD} card {text}", kind)]):
        for moment in finding.moments:
            assert all(0 <= start < end <= len(moment.shown) for start, end in moment.marks)
            assert "312755214807" not in moment.shown.replace(" ", "").replace("-", "")


def test_a_person_s_own_names_and_addresses_are_no_finding_about_others() -> None:
    me = ("Maria Garcia", "maria@garcia.es")
    assert look(piece("CV_Maria_Garcia.pdf", FILE), me=me) == []
    assert {finding.kind for finding in look(piece("Inbox - maria@garcia.es - Thunderbird", TITLE), me=me)} == {"email"}


def test_regions_come_from_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_MESSAGES", "LC_TIME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert locale_regions() == ("AT",)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert locale_regions() == ()
    assert Finders(SECRET, rules(("AT",))).sights(piece("mobil 0664 1234567"))


_FINDERS = finders()
