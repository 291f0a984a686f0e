"""A lens over real encrypted stores: its figures are those of the store, and where we did not record it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lenses import MINUTE, claim, day_of, formula, looked, made, product, seen
from mirrorlight.agents import lens as glass
from mirrorlight.agents import lens_words
from mirrorlight.agents.lens_counts import Count
from mirrorlight.agents.loader import library
from mirrorlight.agents.quiet import longest_quiet
from mirrorlight.channels import CHANNELS
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.events import Page, Tally
from mirrorlight.core.selection import Selection
from stores import BROWSER, EDITOR, Store

EVERY = frozenset(channel.id for channel in CHANNELS)


def tally(store: Store, minute: int, mask: int, keys: int = 0, clicks: int = 0) -> None:
    """Input counts of a minute after the beginning, `mask` its seconds with input."""
    at = store.began - store.began % MINUTE + minute * MINUTE
    store.write(store.kept((at - store.began) / SECOND, Tally(0, 0, 0, keys, clicks, 0, 0.0, mask), NOWHERE))


def test_a_product_that_holds_keys_is_told_the_number_in_the_store(store: Store) -> None:
    store.type(10, "hello")
    found = glass.look(made({"keystroke_content": claim()}), seen(store))
    row = found.row("keystroke_content")
    assert (row.held, row.count, row.words) == ("held", Count.of(5), "5 keys. In words.")
    assert store.reader.day(*bounds(store)).keys == 5


def bounds(store: Store) -> tuple[int, int]:
    day = seen(store)
    return day.since, day.until


def test_what_is_not_documented_has_no_figure(store: Store) -> None:
    store.type(10, "hello")
    row = glass.look(made({}), seen(store)).row("keystroke_content")
    assert (row.held, row.count, row.words) == ("not documented", None, "Not documented in the pages read.")


def test_what_is_not_held_is_said_with_the_number(store: Store) -> None:
    store.type(10, "hello")
    row = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff").row("keystroke_content")
    assert row.held == "not held"
    assert row.words == "Nothing of your 5 keys. Single keys are not logged."


def test_a_claim_narrower_than_its_kind_is_counted_at_most_or_not_at_all(store: Store) -> None:
    store.focus(10)
    most = glass.look(made({"active_app": claim(bound="most")}), seen(store)).row("active_app")
    assert (most.count, most.words) == (Count(None, 1), "At most 1 application. In words.")
    none = glass.look(made({"active_app": claim(bound="none")}), seen(store)).row("active_app")
    assert (none.count, none.words) == (None, "In words.")


def test_applications_only_while_there_is_input(store: Store) -> None:
    """Hubstaff holds an application only while the person types or moves in it (HS1)."""
    store.focus(0, EDITOR)
    store.focus(600, BROWSER)
    store.focus(1200, EDITOR)
    tally(store, 2, 1)
    found = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff")
    assert found.row("active_app").count == Count.of(1)
    assert looked(store.reader, day_of(store), store.clock.utc(), "syteca").row("active_app").count == Count.of(2)


def test_titles_that_were_too_short_are_left_out(store: Store) -> None:
    """ActivTrak does not record titles that were active for less than 2 seconds (AT4)."""
    store.focus(0, Context("gedit", "long"))
    store.focus(100, Context("gedit", "short"))
    store.focus(101.5, Context("gedit", "long again"))
    counts = {
        name: looked(store.reader, day_of(store), store.clock.utc(), name).row("window_title").count
        for name in ("activtrak", "syteca")
    }
    assert counts == {"activtrak": Count.of(2), "syteca": Count.of(3)}


def test_addresses_are_counted_once_each(store: Store) -> None:
    for number, address in enumerate(("https://a.example/", "https://b.example/", "https://a.example/")):
        store.write(store.kept(10 + number * 60, Page(0, address, "Title"), BROWSER))
    assert looked(store.reader, day_of(store), store.clock.utc(), "syteca").row("url").count == Count.of(2)


def test_pictures_are_a_documented_range(store: Store) -> None:
    """Hubstaff: 1 to 3 in 10 minutes, none while idle. Two blocks with input, in three of their thirds."""
    for minute in (0, 1, 8, 15):
        tally(store, minute, 1)
    row = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff").row("screenshots")
    assert row.count is not None
    assert row.count.least is not None
    day = seen(store).seconds
    assert row.count == Count(
        sum(1 in day[at : at + 600] for at in range(0, len(day), 600)),
        sum(1 in day[at : at + 200] for at in range(0, len(day), 200)),
    )
    assert 2 <= row.count.least < row.count.most <= 4
    assert not row.unseen  # the product takes its own pictures, whatever ours do


def test_the_training_programme_s_interval_is_an_assumption(store: Store) -> None:
    tally(store, 0, 1)
    day = seen(store)
    ten = glass.look(product("meta_mci"), day, {"assumed_interval": 600}.get).row("screenshots")
    five = glass.look(product("meta_mci"), day, {"assumed_interval": 300}.get).row("screenshots")
    assert "as you assume" in ten.words
    assert ten.count is not None
    assert five.count is not None
    assert ten.count.most < five.count.most
    assert glass.look(product("meta_mci"), day).row("screenshots").count is None


def test_pictures_set_off_by_events_are_not_numbered(store: Store) -> None:
    assert looked(store.reader, day_of(store), store.clock.utc(), "syteca").row("screenshots").count is None


# Where Mirrorlight did not record


def test_a_channel_that_was_off_all_day(store: Store) -> None:
    store.writer.switched(store.began, EVERY - {"keyboard", "clipboard"})
    tally(store, 1, 1, keys=7)
    found = looked(store.reader, day_of(store), store.clock.utc(), "teramind")
    row = found.row("keystroke_content")
    assert row.unseen
    assert row.words.startswith("Mirrorlight did not record this.")
    assert found._row_json(row)["count"] is None
    assert found._row_json(row)["recorded"] is False
    upwork = looked(store.reader, day_of(store), store.clock.utc(), "upwork")
    assert upwork.row("keystroke_counts").count == Count.of(7)


def test_a_channel_that_was_off_for_a_while_says_when(store: Store) -> None:
    store.writer.switched(store.began, EVERY)
    store.type(10, "before")
    store.writer.switched(store.at(600), EVERY - {"keyboard"})
    store.writer.switched(store.at(1800), EVERY)
    store.type(1810, "after")
    row = looked(store.reader, day_of(store), store.clock.utc(), "syteca").row("keystroke_content")
    assert row.count == Count.of(11)
    assert [(one.since, one.until, one.why) for one in row.missing] == [
        (store.at(600), store.at(1800), reasons.CHANNEL_OFF)
    ]


def test_a_day_with_half_of_the_channels_off(store: Store) -> None:
    """Counts and keys off: of input nothing is known, so no activity is shown, and no idle time."""
    store.writer.switched(store.began, EVERY - {"counts", "keyboard", "web", "windows", "devices"})
    store.click(60)
    found = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff")
    assert all(one.worked.percent == 100.0 or one.gone for one in found.activity)
    assert found.day.seconds.count(0) == 0
    assert looked(store.reader, day_of(store), store.clock.utc(), "activtrak").idle == ()
    for name in ("active_app", "window_title", "url"):
        row = looked(store.reader, day_of(store), store.clock.utc(), "syteca").row(name)
        assert row.unseen
        assert row.words.startswith("Mirrorlight did not record this.")


def test_without_counts_input_is_told_from_keys_and_pointer(store: Store) -> None:
    store.writer.switched(store.began, EVERY - {"counts"})
    store.type(60, "x")
    found = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff")
    assert found.day.seconds.count(1) >= 1
    assert found.whole.percent is not None
    assert found.whole.percent > 0


def test_a_pause_is_neither_input_nor_stillness(store: Store) -> None:
    for minute in range(20):
        tally(store, minute, (1 << 60) - 1)
    store.writer.gap(reasons.PAUSED, store.at(1200), store.at(3000))
    tally(store, 51, (1 << 60) - 1)
    found = looked(store.reader, day_of(store), store.clock.utc(), "activtrak")
    assert all(one.until <= store.at(1201) or one.at >= store.at(2999) for one in found.idle)
    hubstaff = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff")
    covered = [one for one in hubstaff.activity if store.at(1260) <= one.at and one.until <= store.at(2940)]
    assert covered
    assert all(one.gone and one.worked.percent is None and "paused" in one.missing for one in covered)


def test_twelve_hours_of_a_key_held_down(store: Store) -> None:
    """Whoever puts a stone on a key is 100 % active, and so it is shown."""
    store.clock.forward(13 * 3600 * SECOND)
    store.write(*(
        store.kept(minute * 60 + (60 - store.began % MINUTE / SECOND), Tally(0, 0, 0, int(minute == 0), 0, 0, 0.0,
                   (1 << 60) - 1), NOWHERE)
        for minute in range(12 * 60)
    ))  # fmt: skip
    now = store.clock.utc()
    whole = [
        one
        for day in {day_of(store), seen(store).day}
        for one in looked(store.reader, day, now, "hubstaff").activity
        if not one.missing and one.at >= store.at(600) and one.until <= store.at(12 * 3600)
    ]
    assert len(whole) > 6
    assert {one.worked.percent for one in whole} == {100.0}
    assert looked(store.reader, day_of(store), now, "upwork").row("keystroke_counts").count == Count.of(1)
    idle = looked(store.reader, day_of(store), now, "activtrak").idle
    assert all(one.at >= store.at(12 * 3600 - 60) or one.until <= store.at(120) for one in idle)


def test_a_day_without_data(store: Store) -> None:
    from datetime import timedelta

    found = looked(store.reader, day_of(store) - timedelta(days=3), store.clock.utc(), "hubstaff")
    assert found.day.empty
    assert found.activity == ()
    assert found.to_json()["empty"] is True
    assert found.to_json()["recorded"] == 0


def test_after_a_deletion_its_figures_are_gone_and_the_time_is_missing(store: Store) -> None:
    store.type(10, "secret")
    tally(store, 1, 1)
    store.writer.delete(Selection(since=store.began, until=store.at(900)))
    found = looked(store.reader, day_of(store), store.clock.utc(), "syteca")
    assert found.row("keystroke_content").count == Count.of(0)
    assert "deleted" in {one.kind for one in found.day.missing}


# Words and document


def test_what_a_block_gives_in_words() -> None:
    share, meter = formula("share", 1, 600), formula("periods", 60, 600)
    from mirrorlight.agents.formulas import Worked

    assert lens_words.figure(share, Worked(48.4, 48.4)) == "48 %"
    assert lens_words.figure(share, Worked(40.0, 60.0)) == "40–60 %"
    assert lens_words.figure(share, Worked(None, None)) == "–"
    assert lens_words.figure(share, Worked(10.0, 10.0), gone=True) == "–"
    assert lens_words.figure(meter, Worked(70.0, 70.0, 7, 10)) == "7 of 10"
    assert lens_words.figure(meter, Worked(50.0, 90.0, 5, 10)) == "5–9 of 10"


@pytest.mark.parametrize("each", library().products, ids=lambda product: product.id)
def test_every_product_has_a_sentence(each: object) -> None:
    found = next(product for product in library().products if product.id == getattr(each, "id", ""))
    said = "".join(part if isinstance(part, str) else part[0] for part in lens_words.sentence(found))
    assert said.startswith(found.name)
    assert said.endswith(".")
    typed = found.data["keystroke_content"].value
    assert {"no": "nothing you typed", "yes": "what you typed", "optional": "if switched on, what you typed",
            "unknown": "is not documented in the pages read"}[typed] in said  # fmt: skip
    for word in ("cannot", "tracks", "insights", "!"):
        assert word not in said
    assert lens_words.worker(found).startswith("You see it")


def test_the_document_is_stable(store: Store) -> None:
    store.type(10, "hello")
    document = looked(store.reader, day_of(store), store.clock.utc(), "hubstaff").to_json()
    assert set(document) == {
        "product", "day", "since", "until", "empty", "recorded", "missing", "rows", "formula", "activity",
        "activity_of_day", "idle_limit", "idle", "worker",
    }  # fmt: skip
    assert {key for row in document["rows"] for key in row} == {
        "channel", "held", "words", "count", "range", "sources", "sure", "mirrored_by", "recorded", "missing",
    }  # fmt: skip
    assert {key for one in document["activity"] for key in one} == {
        "at", "until", "percent", "least", "most", "missing",
    }  # fmt: skip
    assert len(document["rows"]) == 20


def test_a_long_quiet_stretch_is_named_with_its_application(store: Store) -> None:
    store.clock.forward(3 * 3600 * SECOND)
    store.focus(0, Context("okular", "a contract"))
    offset = (600 - (store.began - seen(store).since) // SECOND % 600) // 60
    for minute in range(offset + 20, offset + 60):
        tally(store, minute, (1 << 60) - 1)
    found = longest_quiet(looked(store.reader, day_of(store), store.clock.utc(), "hubstaff"))
    assert found is not None
    assert found.app == "okular"
    assert found.until - found.since >= 20 * MINUTE
    assert longest_quiet(looked(store.reader, day_of(store), store.clock.utc(), "upwork")) is None


def test_a_formula_that_input_does_not_decide_gives_no_figures(store: Store) -> None:
    found = glass.look(
        made({"idle_active_time": claim()}, (formula("card", 60, 600, limit=360),)), replace(seen(store))
    )
    assert found.formula is None
    assert found.activity == ()
