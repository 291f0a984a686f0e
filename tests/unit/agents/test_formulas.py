"""Each formula against the example or the rule that its maker published; a gap is neither input nor stillness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenses import formula, product, with_input
from mirrorlight.agents import formulas
from mirrorlight.agents.formulas import GONE, INPUT, STILL, blocks, idle, intervals, worked
from mirrorlight.core.clock import SECOND
from mirrorlight.insight import missing as gone
from mirrorlight.insight.missing import Missing

BLOCK = 600


def percent(name: str, part: bytes, which: str = "") -> float | None:
    found = product(name)
    return worked(found.formula(which) if which else found.formulas[0], part).percent


def test_hubstaff_s_own_example() -> None:
    """HS2: 30 seconds of typing and 9.5 minutes of watching a video are 5 %."""
    assert product("hubstaff").formulas[0].example == "30 seconds of typing and 9.5 minutes of video make 5 %."
    assert percent("hubstaff", with_input(BLOCK, (100, 130))) == 5.0


def test_hubstaff_counts_a_part_by_its_tracked_seconds() -> None:
    """HS2, HS12: of a block tracked in part, the share of the tracked seconds: 50 of 200."""
    assert percent("hubstaff", with_input(BLOCK, (0, 50), gone=((200, BLOCK),))) == 25.0
    assert percent("hubstaff", with_input(BLOCK, gone=((0, BLOCK),))) is None


def test_hubstaff_s_extension_for_chrome() -> None:
    """HS3: one input in each 15 seconds makes 100 %."""
    every = [(second, second + 1) for second in range(0, BLOCK, 15)]
    assert percent("hubstaff", with_input(BLOCK, *every), "chrome") == 100.0
    assert percent("hubstaff", with_input(BLOCK, *every[:10]), "chrome") == 25.0


def test_monitask_counts_periods_of_ten_seconds() -> None:
    """MO2: periods of 10 seconds with any input, of the 60 in a block of 10 minutes."""
    assert percent("monitask", with_input(BLOCK, *((n * 10, n * 10 + 1) for n in range(30)))) == 50.0
    assert percent("monitask", with_input(BLOCK, (9, 11))) == pytest.approx(100 * 2 / 60)
    assert percent("monitask", with_input(BLOCK, (0, 10))) == pytest.approx(100 / 60)


def test_upwork_counts_minutes() -> None:
    """UP2: 0 to 10 blocks: how many of the ten minutes of a segment had activity."""
    meter = product("upwork").formulas[0]
    for minutes in range(11):
        found = worked(meter, with_input(BLOCK, *((n * 60 + 7, n * 60 + 8) for n in range(minutes))))
        assert (found.active, found.of) == (minutes, 10)


def test_time_doctor_s_idle_minutes_and_seconds() -> None:
    """TD1: a share of the minutes, and one of the seconds, without any key or pointer input."""
    part = with_input(3600, (0, 1), (600, 1800))
    assert percent("timedoctor", part, "idle_minutes") == pytest.approx(100 * (60 - 21) / 60)
    assert percent("timedoctor", part, "idle_seconds") == pytest.approx(100 * (3600 - 1201) / 3600)


def test_worksmart_s_idle_card() -> None:
    """CW3: a card of 10 minutes is idle if the program ran for less than 6 of them. Input does not decide it."""
    card = product("worksmart").formulas[0]
    assert card.limit is not None
    assert formulas.is_idle_card(5 * 60 + 59, card.limit)
    assert not formulas.is_idle_card(6 * 60, card.limit)
    assert worked(card, with_input(BLOCK, (0, BLOCK))) == formulas.NOTHING


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("activtrak", 120), ("desktime", 180), ("veriato", 180), ("browsereporter", 300), ("hubstaff", 1200)],
)
def test_idle_limits(name: str, seconds: int) -> None:
    """AT4 2 minutes, DT1 3, VI4 3, BR1 5, HS2 20: one second less is not idle."""
    from mirrorlight.agents.lens_counts import idle_limit

    limit = idle_limit(product(name).data["idle_active_time"])
    assert limit == seconds
    assert idle(with_input(4000, (0, 10), (10 + seconds - 1, 4000)), limit) == []
    found = idle(with_input(4000, (0, 10), (10 + seconds, 4000)), limit)
    assert [(one.first, one.last) for one in found] == [(10, 10 + seconds)]


def test_a_gap_ends_an_idle_stretch() -> None:
    day = with_input(1000, (0, 1), gone=((100, 500),))
    assert [(one.first, one.last, one.length) for one in idle(day, 90)] == [(1, 100, 99), (500, 1000, 500)]
    assert idle(day, 501) == []


def test_what_no_page_says_of_a_part_is_left_open() -> None:
    """Monitask and Upwork say nothing of blocks tracked in part: what a gap hides is between none and all of it."""
    part = with_input(BLOCK, (0, 100), gone=((300, BLOCK),))
    found = worked(product("upwork").formulas[0], part)
    assert (found.least, found.most, found.percent) == (20.0, 70.0, None)
    assert worked(product("monitask").formulas[0], part).least == pytest.approx(100 * 10 / 60)


def test_seconds_of_a_day() -> None:
    since = 1_000 * 60 * SECOND
    masks = {since: 0b101, since + 60 * SECOND: 1 << 59, since - 60 * SECOND: 1, since + 600 * SECOND: 1}
    missing = [Missing(gone.PAUSED, since + SECOND // 2, since + 4 * SECOND)]
    day = formulas.seconds(since, since + 120 * SECOND, masks, missing)
    assert len(day) == 120
    assert list(day[:6]) == [INPUT, GONE, INPUT, GONE, STILL, STILL]
    assert day[119] == INPUT
    assert day.count(INPUT) == 3


def test_a_day_is_cut_into_blocks_from_its_midnight() -> None:
    found = list(blocks(formula("share", 1, BLOCK), bytes(1500)))
    assert [(first, last) for first, last, _part in found] == [(0, 600), (600, 1200), (1200, 1500)]
    assert [last for _first, last, _part in blocks(formula("share", 1, None), bytes(4000))] == [3600, 4000]


def test_pictures_at_an_interval() -> None:
    """In intervals with input; in all that are known; or between the two where the source does not say."""
    day = with_input(3600, (0, 10), (700, 710), gone=((1200, 1800),))
    assert intervals(day, 600, idle_too=False) == (2, 2)
    assert intervals(day, 600, idle_too=True) == (5, 5)
    assert intervals(day, 600, idle_too=None) == (2, 5)
    assert intervals(b"", 600, idle_too=None) == (0, 0)


def test_nothing_is_worked_out_of_nothing() -> None:
    assert worked(formula("share", 1, BLOCK), b"") == formulas.NOTHING
    assert formulas.whole_day(formula("share", 1, BLOCK, partial=True), b"") == formulas.NOTHING
    assert formulas.whole_day(formula("periods", 60, BLOCK), with_input(BLOCK, (0, 9))) == formulas.NOTHING


@given(
    st.lists(st.sampled_from((STILL, INPUT, GONE)), max_size=900).map(bytes),
    st.sampled_from(("share", "periods", "idle-share")),
    st.sampled_from((1, 10, 15, 60)),
    st.booleans(),
)
def test_bounds_hold_whatever_a_gap_hid(day: bytes, way: str, grain: int, partial: bool) -> None:
    """Whatever a gap hid, the figure is between least and most; there is one if nothing is gone."""
    asked = formula(way, grain, BLOCK, partial=partial)
    found = worked(asked, day)
    if found.least is None or found.most is None:
        assert GONE in day or not day
        return
    assert 0 <= found.least <= found.most <= 100
    if GONE not in day:
        assert found.percent is not None
    if not partial:
        for hidden in (STILL, INPUT):
            known = worked(asked, bytes(hidden if second == GONE else second for second in day)).percent
            assert known is not None
            assert found.least - 1e-9 <= known <= found.most + 1e-9
