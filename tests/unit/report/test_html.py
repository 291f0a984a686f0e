"""The HTML file: nothing from elsewhere, no script, content only where asked for, each page marked, made readable."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from day import DAY, MadeDay
from mirrorlight.core.context import Context
from mirrorlight.core.events import Page
from mirrorlight.core.times import to_local
from mirrorlight.insight.periods import Period
from mirrorlight.report.chosen import ADDRESSES, BLACK, CONTENTS, OUT, PICTURES, TITLES, TYPED, ByHand, Chosen
from mirrorlight.report.collect import Asked
from mirrorlight.report.draft import draft
from mirrorlight.store.reader import Reader
from reports import Parsed, Read
from stores import Store

ALL = tuple(id_ for id_, _title in CONTENTS)
FETCHING = {
    "src",
    "href",
    "srcset",
    "data",
    "action",
    "formaction",
    "poster",
    "background",
    "cite",
    "ping",
    "xlink:href",
}


def test_it_needs_no_script_and_fetches_nothing(read: Read) -> None:
    parsed = Parsed(read(*ALL).file(ByHand()))
    assert not {"script", "iframe", "object", "embed", "link", "base", "form", "video", "audio"} & {
        tag for tag, _attributes in parsed.tags
    }
    for tag, attributes in parsed.tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), tag
            if name in FETCHING:
                assert value.startswith("data:image/jpeg;base64,"), (tag, name, value[:40])
            if name == "style":
                assert "url(" not in value
    assert not re.search(r"url\(|@import|expression", parsed.style)
    policy = next(a["content"] for a in parsed.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_content_is_left_out_unless_it_was_asked_for(read: Read) -> None:
    words = Parsed(read().file(ByHand())).words
    for content in ("dermatologist", "customs-w47", "harbour.example", "Shift plan"):
        assert content not in words
    assert Parsed(read().file(ByHand())).all("img") == []
    assert "left out; the person who made this report did not ask for them" in words
    with_titles = Parsed(read(TITLES).file(ByHand())).words
    assert "customs-w47.ods" in with_titles
    assert "dermatologist near" not in with_titles
    typed = Parsed(read(TYPED).file(ByHand())).words
    assert "dermatologist near harbour" in typed
    assert "customs-w47.ods" not in typed


def test_each_page_says_what_it_is(read: Read) -> None:
    parsed = Parsed(read(TYPED, TITLES).file(ByHand()))
    sheets = [a for a in parsed.all("section") if a.get("class") == "sheet"]
    assert len(sheets) > 2
    assert [a["aria-label"] for a in sheets] == [f"Page {n + 1} of {len(sheets)}" for n in range(len(sheets))]
    assert parsed.words.count("This file is not encrypted.") == len(sheets)
    assert parsed.words.count("Nothing was sent.") == len(sheets)
    assert "Synthetic" not in parsed.words
    assert len(parsed.all("h1")) == 1
    assert parsed.all("html")[0]["lang"] == "en"


def test_it_can_be_read_by_assistive_technology(read: Read) -> None:
    parsed = Parsed(read(*ALL).file(ByHand()))
    assert all(a.get("alt") for a in parsed.all("img"))
    assert all(a.get("scope") in {"col", "row"} for a in parsed.all("th"))
    assert all(a.get("aria-label") for a in parsed.all("table"))
    drawings = parsed.all("svg")
    assert all(a.get("role") == "img" or a.get("aria-hidden") == "true" for a in drawings)
    assert "09:40 – 09:43 an excluded application was in front" in parsed.words  # the drawing, in words


def test_what_was_blacked_out_or_taken_out_is_nowhere_in_the_file(read: Read) -> None:
    made = read(*ALL)
    hand = ByHand()
    for words, fate in (
        ("dermatologist near", BLACK), ("appointment after", OUT), ("Shift plan", OUT), ("Mattermost", BLACK),
    ):  # fmt: skip
        found = [line for line in made.facts.lines if words in line.text]
        assert found
        for line in found:
            hand.put(line.key, fate)
    hand.put("app:Mattermost", BLACK)
    picture = made.facts.of(PICTURES)[0]
    hand.put(picture.key, BLACK)
    data = made.file(hand)
    for gone in ("dermatologist near", "appointment after", "Shift plan", "Mattermost"):
        assert gone.encode() not in data
    before, after = Parsed(made.file(ByHand())), Parsed(data)
    assert len(after.all("img")) == len(before.all("img")) - 1
    blacked = sum(fate == BLACK for fate in hand.fates.values())
    assert f"{blacked} lines were blacked out by hand." in after.words
    assert "taken out by hand." in after.words
    assert "Application 5" in after.words


def test_hostile_names_stand_there_as_text(store: Store) -> None:
    hostile = Context("<img src=x onerror=alert(1)>", "</td></table><script>alert('x')</script>\u202eevil & \"quoted\"")
    store.focus(0, hostile)
    store.type(1, "<b>bold</b> & {{x}}", hostile)
    store.write(store.kept(3, Page(0, 'javascript:alert(1)//https://evil.example/"><script>', "page"), hostile))
    day = to_local(store.began).date()
    chosen = Chosen(Period.around("day", day), (), frozenset({TYPED, TITLES, ADDRESSES}))
    data = draft(Asked(store.reader, chosen, store.clock.utc())).file(ByHand())
    parsed = Parsed(data)
    assert parsed.all("script") == []
    assert parsed.all("img") == []
    assert "</td></table><script>alert('x')</script>" in parsed.words
    assert "\u202e" not in data.decode()
    assert not [a for _tag, a in parsed.tags if any(name.startswith("on") for name in a)]


def test_pictures_are_blurred_so_that_nothing_can_be_read(read: Read) -> None:
    blurred, sharp = read(PICTURES), read(PICTURES, sharp=True)
    row = blurred.facts.of(PICTURES)[0].row
    small, large = blurred.pictures[row], sharp.pictures[row]
    assert small is not None
    assert large is not None
    assert large.width > 2 * small.width
    with Image.open(io.BytesIO(small.data)) as picture:
        again = picture.resize((20, 13), Image.Resampling.BOX).resize(picture.size, Image.Resampling.BICUBIC)
        pairs = zip(picture.convert("L").tobytes(), again.convert("L").tobytes(), strict=True)
        difference = [abs(one - two) for one, two in pairs]
    assert sum(difference) / len(difference) < 4  # nothing finer than a twentieth of it
    assert len(blurred.facts.of(PICTURES)) <= 24
    assert b"Exif" not in small.data


def test_a_picture_that_was_deleted_meanwhile_is_told(read: Read) -> None:
    made = read(PICTURES)
    row = made.facts.of(PICTURES)[0].row
    gone = type(made)(made.facts, {**made.pictures, row: None})
    words = Parsed(gone.file(ByHand()))
    assert "deleted since" in words.words
    assert any("deleted since" in a.get("aria-label", "") for a in words.all("div"))


@pytest.mark.parametrize("kind", ["day", "week"])
def test_an_empty_time_says_so(store: Store, kind: str) -> None:
    chosen = Chosen(Period.around(kind, DAY), (), frozenset(ALL))
    made = draft(Asked(store.reader, chosen, store.clock.utc()))
    assert made.facts.empty
    words = Parsed(made.file(ByHand())).words
    assert "Nothing is held of this time." in words
    assert "There is none." in words


def test_a_week_has_a_strip_for_each_day(read: Read) -> None:
    parsed = Parsed(read(kind="week").file(ByHand()))
    assert "What one week at a computer holds" in parsed.words
    assert "On 1 day, " in parsed.words
    for day in ("Mon 16 Nov", "Thu 19 Nov", "Sun 22 Nov"):
        assert day in parsed.words


def test_figures_are_those_of_the_store(read: Read, reader: Reader, made: MadeDay) -> None:
    facts = read().facts
    day = reader.day(facts.strips[0].since, facts.strips[0].until)
    words = Parsed(read().file(ByHand())).words
    assert f"{day.events:,} events are held: {day.keys:,} keys" in words
    assert f"{day.pictures} pictures" in words
    assert "paused once" in words
    assert "1 h were deleted by the owner" in words
    assert "For 7 min nothing was recorded , because the light was covered." in words
    runs = reader.typed(facts.strips[0].since, facts.strips[0].until)
    assert sum(facts.strips[0].taken) == sum(run.taken_back for run in runs)
    assert sum(facts.strips[0].protected) == day.protected_keys + day.unchecked_keys
