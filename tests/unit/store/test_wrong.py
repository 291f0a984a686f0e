"""Findings called wrong: kept by a key without content, taken back, gone with the last row; and what tells a change."""

from __future__ import annotations

import pytest

from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from stores import BROWSER, Store

KEY, OTHER = "0123456789abcdef" * 2, "f" * 32


def test_what_is_called_wrong_is_kept_until_that_is_taken_back(store: Store) -> None:
    assert store.reader.wrong_findings() == ()
    store.writer.call_wrong(KEY, "health")
    store.clock.forward(SECOND)
    store.writer.call_wrong(OTHER, "union")
    store.writer.call_wrong(KEY, "health")
    assert [(each.key, each.kind) for each in store.reader.wrong_findings()] == [(OTHER, "union"), (KEY, "health")]
    assert store.writer.take_back_wrong(KEY)
    assert not store.writer.take_back_wrong(KEY)
    assert [each.key for each in store.reader.wrong_findings()] == [OTHER]


@pytest.mark.parametrize(
    ("key", "kind"),
    [("", "health"), ("dermatologist", "health"), (KEY + "0", "health"), (KEY, "a word of mine"), (KEY, "")],
)
def test_what_is_no_key_is_refused_so_that_no_content_gets_in(store: Store, key: str, kind: str) -> None:
    with pytest.raises(UserError) as caught:
        store.writer.call_wrong(key, kind)
    assert caught.value.code == "bad-finding"
    assert store.reader.wrong_findings() == ()


def test_each_store_has_a_secret_of_its_own_that_stays(store: Store) -> None:
    secret = store.reader.findings_secret()
    assert len(secret) == 32
    assert len(set(secret)) > 8
    store.type(1, "hello")
    store.writer.close()
    store.reader.close()
    assert store.reopened().reader.findings_secret() == secret


def test_with_the_last_row_they_go_and_the_secret_is_another_one(store: Store) -> None:
    store.type(1, "hello")
    store.type(60, "world", BROWSER)
    store.writer.call_wrong(KEY, "health")
    secret = store.reader.findings_secret()
    store.writer.delete(Selection(apps=("firefox",)))
    assert [each.key for each in store.reader.wrong_findings()] == [KEY]
    receipt = store.writer.delete(Selection(until=store.clock.utc()))
    assert receipt.clean
    assert store.reader.wrong_findings() == ()
    assert store.reader.findings_secret() != secret
    assert KEY not in store.everything()


# What tells that something changed


def mark(store: Store) -> tuple[int, ...]:
    return store.reader.mark(store.at(0), store.at(3600))


def test_rows_that_come_go_or_are_cut_change_the_mark_of_their_range_alone(store: Store) -> None:
    store.focus(1)
    store.type(2, "hello")
    store.focus(30, BROWSER)
    store.writer.end_spans(store.at(50), "windows")
    store.type(4000, "later")
    seen = [mark(store)]
    store.type(100, "x")
    seen.append(mark(store))
    store.type(4010, "y")
    assert mark(store) == seen[-1]
    store.writer.gap("paused", store.at(200), store.at(210))
    seen.append(mark(store))
    store.writer.delete(Selection(since=store.at(40), until=store.at(45)))  # the middle of a span: it is cut in two
    seen.append(mark(store))
    store.writer.delete(Selection(since=store.at(99), until=store.at(101)))
    seen.append(mark(store))
    assert len(set(seen)) == len(seen)
    store.writer.delete(Selection(since=store.at(4000), until=store.at(4020)))
    assert mark(store) == seen[-1]


def test_an_empty_range_has_an_empty_mark(store: Store) -> None:
    assert not any(mark(store))


def test_keys_in_password_fields_are_told_without_what_they_are(store: Store) -> None:
    from mirrorlight.core.events import KeyPress

    store.type(1, "ab")
    store.write(*(store.kept(10 + n, KeyPress(0, 38, "", "", 1)) for n in range(3)))
    store.write(store.kept(20, KeyPress(0, 38, "", "", 2)))
    assert [(number, at - store.at(0)) for number, at in store.reader.protected(store.at(0), store.at(60))] == [
        (3, 10 * SECOND), (4, 11 * SECOND), (5, 12 * SECOND),
    ]  # fmt: skip
