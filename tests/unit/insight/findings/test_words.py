"""The word lists: each can be read, says how it was made, and holds only what its rule can use."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from findings_look import kinds
from mirrorlight.errors import UserError
from mirrorlight.insight.findings import names, word_lists
from mirrorlight.insight.findings.model import TITLE, URL, Piece
from mirrorlight.insight.findings.telling import sentence
from mirrorlight.insight.findings.word_lists import ALONE, LANGUAGES, parse, path, read
from mirrorlight.insight.findings.words import KINDS, Words

LISTS = [(kind, language) for kind in KINDS for language in LANGUAGES]


@pytest.mark.parametrize(("kind", "language"), LISTS)
def test_a_list_says_how_it_was_made_and_has_no_entry_twice(kind: str, language: str) -> None:
    words = read(kind, language)
    assert "By hand" in words.made
    assert words.path.read_text("utf-8").startswith("# ")
    written = [entry.written for entry in words.entries]
    assert len(written) == len(set(written)) >= 40
    assert words.person


@pytest.mark.parametrize(("kind", "language"), LISTS)
def test_every_entry_that_is_enough_alone_is_found_alone(kind: str, language: str) -> None:
    rule = Words([read(kind, language)])
    for entry in read(kind, language).entries:
        if entry.weight == ALONE and not entry.near:
            text = entry.written.replace("*", "")
            piece = Piece(text, "windows", (1,), 0, 0, "", "", TITLE)
            assert (kind, entry.topic) in {(sight.kind, sight.topic) for sight in rule.see(piece)}, entry.written


@pytest.mark.parametrize(("kind", "language"), LISTS)
def test_every_topic_has_its_sentence(kind: str, language: str) -> None:
    for topic in {entry.topic for entry in read(kind, language).entries}:
        assert sentence(kind, topic, "", 1).text().startswith("This could be read as: ")


def test_inflection_compounds_accents_and_case() -> None:
    assert kinds("DERMATOLOGISTS") == {"health"}
    assert kinds("Hautarzttermin") == {"health"}
    assert kinds("tratamiento, depresion y ansiedad") == kinds("tratamiento, depresión y ansiedad") == {"health"}
    assert kinds("Kuendigungsschreiben") == {"job_search"}
    assert kinds("le\u0301gislatives") == kinds("législatives") == {"politics"}
    assert kinds("https://a.eu/?q=gr%C3%A8ve", URL) == set()  # pieces unescape addresses; a finder gets text


def test_words_count_only_whole_and_only_beside_what_they_need() -> None:
    assert kinds("The fluent reader") == set()
    assert kinds("the clinic") == set()
    assert kinds("my clinic called") == {"health"}
    assert kinds("the clinic and the pharmacy") == {"health"}
    assert kinds("the clinic " + "word " * 13 + "pharmacy") == set()
    assert kinds("I got diagnosed with ADHD") == {"health"}


def _list(**changes: object) -> dict[str, object]:
    entry = {"word": "flu", "weight": 2}
    return {
        "kind": "health",
        "language": "en",
        "made": "for a test",
        "topic": [{"id": "illness", "entries": [entry]}],
    } | changes


@pytest.mark.parametrize(
    "entry",
    [
        {"word": "flu"},
        {"word": "", "weight": 2},
        {"word": "flu", "weight": 3},
        {"word": "flu", "weight": 2, "colour": 1},
        {"word": "*", "weight": 2},
        {"word": "a*", "weight": 2},
        {"word": "one-two", "weight": 2},
    ],
)
def test_what_is_no_entry_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse("health", "en", Path("x"), _list(topic=[{"id": "illness", "entries": [entry]}]))


def test_a_list_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="says that it is"):
        parse("health", "en", Path("x"), _list(kind="union"))


def test_a_damaged_list_says_which_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "health.en.toml"
    damaged.write_text("kind = [", "utf-8")
    monkeypatch.setattr(word_lists, "path", lambda kind, language: damaged)
    read.cache_clear()
    try:
        with pytest.raises(UserError, match=r"health\.en\.toml"):
            read("health", "en")
    finally:
        read.cache_clear()


def test_lists_lie_where_they_can_be_opened() -> None:
    folder = path("health", "en").parent
    assert {file.name for file in folder.glob("*.toml")} == {f"{kind}.{language}.toml" for kind, language in LISTS}
    for file in folder.glob("*.toml"):
        assert {"kind", "language", "made", "not", "person", "topic"} == set(tomllib.loads(file.read_text("utf-8")))


def test_what_is_taken_for_a_name() -> None:
    assert names.is_name("Anna Schmidt")
    assert names.is_name("Dr. Özlem Yılmaz")
    assert not names.is_name("Weekly Sync")
    assert not names.is_name("QUARTERLY RESULTS")
    assert names.initials("Dr. Anna von Schmidt") == "A. S."
