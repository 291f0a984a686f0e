"""Searching: languages, queries that look like something else, and the index kept true."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deletions
from mirrorlight.core import folding
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Copy, Focus, KeyPress
from mirrorlight.core.selection import Selection
from stores import BROWSER, Store


def indexed(store: Store) -> None:
    """Everything that is settled is in the index."""
    while store.writer.catch_up():
        pass


def found(store: Store, text: str) -> list[str]:
    return [hit.text[hit.start : hit.end] for hit in store.reader.search(text)]


TEXTS = (
    "Grüße aus der Straße", "un café à l’hôtel", "mañana el niño", "東京都の天気予報", "会議は明日です", "회의 일정표",
    "สวัสดีครับ", "مُرَاجَعَة العقد", "שָׁלוֹם עולם", "party 🎉🎊 today", "ﬁnal ﬂight", "ＷＩＤＥ letters", "smørrebrød",
)  # fmt: skip
ASKED = (
    ("grusse", "Grüße"), ("STRASSE", "Straße"), ("cafe", "café"), ("Café", "café"), ("nino", "niño"), ("天気", "天気"),
    ("京都の天", "京都の天"), ("明日", "明日"), ("会議は明", "会議は明"), ("일정", "일정"), ("회", "회"),
    ("สวัส", "สวัส"), ("مراجعة", "مُرَاجَعَة"), ("שלום", "שָׁלוֹם"), ("🎉", "🎉"), ("🎉🎊 t", "🎉🎊"), ("final", "ﬁnal"),
    ("wide", "ＷＩＤＥ"), ("smorrebrod", "smørrebrød"),
)  # fmt: skip


@pytest.mark.parametrize("in_index", [False, True])
def test_texts_in_many_languages_are_found_without_their_accents(store: Store, in_index: bool) -> None:
    for number, text in enumerate(TEXTS):
        copy = Copy(0, "text", len(text), text=text)
        store.write(store.kept(100 * number, copy), store.kept(100 * number + 1, Focus(0), Context("pad", text)))
        store.type(100 * number + 2, text)
    if in_index:
        indexed(store)
        assert store.writer._database.value("SELECT count(*) FROM search_docs") >= 3 * len(TEXTS)
    for text, expected in ASKED:
        places = {(hit.channel, hit.text[hit.start : hit.end]) for hit in store.reader.search(text)}
        for channel in ("keyboard", "windows", "clipboard"):
            assert any(each == channel and expected in shown for each, shown in places), (text, channel)


def test_words_phrases_and_beginnings(store: Store) -> None:
    store.type(1, "the second meeting is on monday")
    store.type(100, "monday is when we have no meeting")
    indexed(store)
    assert len(found(store, "meeting monday")) == 2
    assert len(found(store, '"second meeting"')) == 1
    assert len(found(store, "“is on monday” second")) == 1
    assert found(store, '"meeting second"') == []
    assert len(found(store, "mon*")) == 2
    assert len(found(store, "eeti")) == 2
    assert found(store, "meeting tuesday") == []
    assert [hit.at for hit in store.reader.search("monday")] == sorted(
        (hit.at for hit in store.reader.search("monday")), reverse=True
    )


def test_what_was_taken_back_is_found_with_the_rows_that_made_it(store: Store) -> None:
    store.type(1, "dear idiot⌫⌫⌫⌫⌫colleague")
    before = store.reader.search('"dear idiot"')
    indexed(store)
    [hit] = store.reader.search('"dear idiot"')
    assert hit.taken_back
    assert [hit.ids for hit in before] == [hit.ids]
    assert len(store.reader.search('"dear colleague"')) == 1


SYNTAX = (
    '"', '""', '"""', '"a', "*", "a*", "NEAR(a b)", "a AND b", "AND", "OR", "NOT a", "^a", "a:b", "text:a", "-a", "a-b",
    "(", ")", "{a b}:c", "a + b", "'; DROP TABLE keyboard; --", "%", "_", "\\", "\0", "a\0b", "a\x1fb", "\ud800", "🎉",
    "\u202eabc", "x" * 10_000, "xy " * 3_000, "\u0301", "ß", "\n", "«a»", "''",
)  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX, ids=range(len(SYNTAX)))
def test_no_query_is_taken_for_syntax(store: Store, text: str) -> None:
    store.type(1, "nothing of that sort")
    written = 'It says: "a*" NEAR(a b) -a ^a text:a \'; DROP TABLE keyboard; -- % _ \\ {a b}:c'
    store.write(store.kept(60, Copy(0, "text", len(written), text=written)))
    scanned = [hit.ids for hit in store.reader.search(text)]
    indexed(store)
    assert [hit.ids for hit in store.reader.search(text)] == scanned
    if text.isascii() and text.isprintable() and '"' not in text and not text.endswith("*"):
        query = folding.query(text)
        assert query is not None
        assert bool(scanned) == (query.within(written.lower()) or query.within("nothing of that sort"))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30), st.text(max_size=8))
def test_a_text_is_found_where_it_is(around: str, wanted: str) -> None:
    query = folding.query(f'"{wanted}"') if '"' not in wanted else folding.query(wanted)
    if query is None:
        return
    text = around + wanted + around
    place = query.where(text)
    if '"' not in wanted and not any(quote in wanted for quote in "“”„«»"):
        assert place is not None
        assert 0 <= place[0] < place[1] <= len(text)


def test_protected_keys_never_come_into_the_index(store: Store) -> None:
    store.type(1, "user")
    keys = [KeyPress(0, n, "", "", protected=True) for n in range(8)]
    store.write(*(store.kept(3 + n / 9, key) for n, key in enumerate(keys)))
    store.type(6, "after")
    indexed(store)
    texts = [row["text"] for row in store.rows("search_docs")]
    assert {"user", "after"} <= set(texts)
    assert not any("userafter" in text for text in texts)


def test_what_is_typed_before_other_keys_after_the_clock_was_set_back(store: Store) -> None:
    store.type(1000, "later words")
    store.type(2000, "last words")
    indexed(store)
    store.writer._documents.forget()
    store.type(500, "earlier")
    store.type(997, "just before ")
    for _turn in range(2):
        assert found(store, "earlier") == ["earlier"]
        assert found(store, '"before later"') == ["before later"]
        indexed(store)


def test_a_deletion_joins_what_lay_apart(store: Store) -> None:
    store.type(1, "abc")
    store.type(5, "x", BROWSER)
    store.type(8, "def")
    store.type(200, "end")
    indexed(store)
    assert found(store, "abcdef") == []
    store.writer.delete(Selection(apps=(BROWSER.app,)))
    assert found(store, "abcdef") == ["abcdef"]
    indexed(store)
    assert found(store, "abcdef") == ["abcdef"]


def test_numbers_given_out_again_are_indexed_again(store: Store) -> None:
    store.write(store.kept(1, Copy(0, "text", 5, text="first copied")))
    indexed(store)
    store.writer.delete(Selection())
    store.writer.close()
    store.reader.close()
    with store.reopened():
        store.write(store.kept(9, Copy(0, "text", 5, text="second copied"), Context("pad", "New title")))
        indexed(store)
        assert found(store, "second") == ["second"]
        assert found(store, "first") == []
        assert found(store, '"new title"') == ["New title"]


def test_the_newest_are_given_where_there_are_many(store: Store) -> None:
    for number in range(60):
        store.type(100 * number, f"same word {number} ")
        store.write(store.kept(100 * number + 5, Copy(0, "text", 4, text=f"same {number}")))
    indexed(store)
    hits = store.reader.search("same", limit=7)
    everything = store.reader.search("same", limit=10_000)
    assert len(everything) == 120
    assert [(hit.at, hit.ids) for hit in hits] == [(hit.at, hit.ids) for hit in everything[:7]]
    since, until = store.at(1003), store.at(2001)
    inside = store.reader.search("same", since, until, 10_000)
    assert [hit.at for hit in inside] == [hit.at for hit in everything if since <= hit.at < until]


def test_an_index_that_a_crash_cut_off_goes_on(store: Store) -> None:
    for number in range(40):
        store.type(100 * number, f"words and more words in number {number} of forty")
    assert store.writer.catch_up(), "there is more than one step"
    before = deletions.repeated(store, "forty")
    store.writer.close()
    store.reader.close()
    with store.reopened():
        assert deletions.repeated(store, "forty") == before
        assert len(before) == 40
        indexed(store)
        assert deletions.repeated(store, "forty") == before
        deletions.index_is_whole(store, ["forty", "nu", "words in"])


def test_keys_that_come_between_others_are_found(store: Store) -> None:
    store.type(1, "abc")
    store.type(100, "end")
    indexed(store)
    stretches = store.writer._documents
    with store.writer._database.transaction():
        loose = stretches.gather([store.at(1.3)])
        store.writer._database.conn.execute(
            "INSERT INTO keyboard (id, at, context_id, key, text, protected)"
            " SELECT 999, at + 100, context_id, 'z', 'z', 0 FROM keyboard ORDER BY at LIMIT 1"
        )
        stretches.read_again(loose)
    assert found(store, "azbc") == ["azbc"]
    indexed(store)
    assert found(store, "azbc") == ["azbc"]


@pytest.mark.parametrize("seed", range(3))
def test_the_index_finds_what_the_rows_hold(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    day = deletions.Day(store, chance, 150)
    store.clock.forward(3600 * SECOND)
    words = [*string.ascii_lowercase[:3], "type", "typed title", "copied", "n1"]
    for _turn in range(3):
        store.writer.catch_up(chance.choice([1, 2, 99]))
        deletions.index_is_whole(store, words)
        store.writer.delete(day.choice(deletions.tables(store)))
        deletions.index_is_whole(store, words)
