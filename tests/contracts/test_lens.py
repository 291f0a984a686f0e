"""Every product that comes along gives a lens of the demo's day, and every figure in it equals a query on the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from lenses import looked
from mirrorlight.agents import formulas
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.lens import HELD, Lens
from mirrorlight.agents.loader import library
from mirrorlight.agents.product import OPTIONAL, YES
from mirrorlight.beyond import BEYOND
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import midnight
from mirrorlight.demo.make import make
from mirrorlight.places import Places
from mirrorlight.store.reader import Reader

DAY = date(2026, 11, 19)
NAMES = [product.id for product in library().products]
Ask = Callable[..., int]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The demo's day, made once."""
    base = tmp_path_factory.mktemp("lens")
    places = Places(base / "data", base / "config", base / "logs", base / "run")
    places.make()
    made = make(places, [DAY], later=True)
    made.close()
    opened = Reader(places, made.key, CHANNELS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def lenses(reader: Reader) -> dict[str, Lens]:
    return {name: looked(reader, DAY, midnight(DAY) + 30 * 3600 * SECOND, name) for name in NAMES}


@pytest.fixture
def ask(reader: Reader) -> Ask:
    """A query for one number over the day."""
    since, until = midnight(DAY), midnight(DAY) + 24 * 3600 * SECOND

    def one(sql: str) -> int:
        return int(reader._database.value(sql, (since, until)) or 0)

    return one


def test_there_are_all_eighteen() -> None:
    assert len(NAMES) == 18
    assert library().problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_gives_a_whole_lens(lenses: dict[str, Lens], name: str) -> None:
    lens = lenses[name]
    assert [row.kind for row in lens.rows] == list(KINDS)
    document = lens.to_json()
    assert json.loads(json.dumps(document)) == document
    for row in lens.rows:
        assert row.words
        assert row.held == HELD[row.claim.value]
        assert bool(row.claim.sources) or row.claim.value == "unknown"
        assert all(key in library().sources for key in row.claim.sources)
    for one in lens.activity:
        assert one.at < one.until
        percent = one.worked.percent
        assert percent is None or 0 <= percent <= 100
        if one.gone:
            assert one.missing


QUERIES = {
    "keystroke_content": "SELECT count(*) FROM keyboard WHERE at >= ? AND at < ?",
    "keystroke_counts": "SELECT sum(keys) FROM counts WHERE at >= ? AND at < ?",
    "mouse_moves": "SELECT count(*) FROM pointer WHERE at >= ? AND at < ? AND kind = 0",
    "mouse_clicks": "SELECT count(*) FROM pointer WHERE at >= ? AND at < ? AND kind = 1 AND action = 'press'",
    "window_title": "SELECT count(DISTINCT w.context_id) FROM windows w JOIN contexts c ON c.id = w.context_id"
                    " WHERE w.at >= ? AND w.at < ? AND c.title <> ''",
    "active_app": "SELECT count(DISTINCT c.app_id) FROM windows w JOIN contexts c ON c.id = w.context_id"
                  " WHERE w.at >= ? AND w.at < ?",
    "url": "SELECT count(DISTINCT address) FROM web WHERE at >= ? AND at < ?",
    "clipboard": "SELECT count(*) FROM clipboard WHERE at >= ? AND at < ?",
    "file_operations": "SELECT count(*) FROM files WHERE at >= ? AND at < ?",
    "usb_devices": "SELECT count(*) FROM devices WHERE at >= ? AND at < ? AND kind IN ('usb', 'storage')",
    "printing": "SELECT count(*) FROM printing WHERE at >= ? AND at < ?",
    "network": "SELECT count(*) FROM connections WHERE at >= ? AND at < ?",
    "login_lock": "SELECT count(*) FROM gaps WHERE at >= ? AND at < ? AND reason IN ('locked', 'asleep')",
}  # fmt: skip
COUNTED_CLICKS = "SELECT sum(clicks) FROM counts WHERE at >= ? AND at < ?"


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_equals_a_query(lenses: dict[str, Lens], ask: Ask, name: str) -> None:
    lens = lenses[name]
    checked = 0
    for row in lens.rows:
        if row.count is None or row.kind.id not in QUERIES:
            continue
        figures, kind = row.claim.figures, row.kind.id
        wanted = ask(COUNTED_CLICKS if kind == "mouse_clicks" and figures.counted else QUERIES[kind])
        if figures.in_idle is False or figures.shortest:
            assert 0 < row.count.most <= wanted
        else:
            assert row.count.most == wanted
        assert row.count.least in (None, row.count.most)
        checked += 1
    held = [row for row in lens.rows if row.claim.value in (YES, OPTIONAL) and row.kind.id in QUERIES]
    assert checked >= len([row for row in held if row.claim.figures.bound != "none"])


@pytest.mark.parametrize("name", NAMES)
def test_activity_equals_the_seconds_of_the_counts(lenses: dict[str, Lens], reader: Reader, name: str) -> None:
    """Each block's seconds with input are the bits that the rows of counts have; in all they are the day's."""
    lens = lenses[name]
    masks: dict[int, int] = {}
    since = midnight(DAY)
    rows = reader._database.all("SELECT at, seconds FROM counts WHERE at >= ? AND at < ?", (since, lens.day.until))
    for at, mask in rows:
        minute = at - at % (60 * SECOND)
        masks[minute] = masks.get(minute, 0) | mask
    assert lens.day.seconds.count(formulas.INPUT) == sum(mask.bit_count() for mask in masks.values())
    if lens.formula is None or lens.formula.grain != 1 or lens.formula.way != "share":
        return
    for one in lens.activity:
        inside = sum(mask.bit_count() for minute, mask in masks.items() if one.at <= minute < one.until)
        assert one.worked.active == inside or one.worked.least is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_each_kind_is_mirrored_or_says_why_not(kind: object) -> None:
    found = next(each for each in KINDS if each is kind)
    assert bool(found.mirrors) != bool(found.beyond)
    assert not found.mirrors or found.mirrors in {channel.id for channel in CHANNELS}
    assert not found.beyond or found.beyond in {each.id for each in BEYOND}
