"""From what a desktop says to the context log."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.core.context import Context, ContextLog, Rect
from mirrorlight.desktop.telling import Teller, visible_parts

RECTS = st.builds(Rect, st.integers(0, 12), st.integers(0, 12), st.integers(1, 8), st.integers(1, 8))
ALLOWED, SECRET = Context("Editor", "notes"), Context("Keys", "vault", "rule-1")


@given(RECTS, st.lists(RECTS, max_size=4))
def test_visible_parts_cover_exactly_what_is_seen_and_overlap_nowhere(place: Rect, above: list[Rect]) -> None:
    parts = visible_parts(place, above)
    for x in range(25):
        for y in range(25):
            seen = place.contains(x, y) and not any(hole.contains(x, y) for hole in above)
            assert sum(part.contains(x, y) for part in parts) == seen


def test_what_is_cut_into_too_many_pieces_is_taken_whole() -> None:
    place = Rect(0, 0, 1000, 1000)
    holes = [Rect(x, y, 5, 5) for x in range(10, 1000, 20) for y in range(10, 1000, 20)]
    assert visible_parts(place, holes) == [place]


def teller() -> tuple[Teller, ContextLog, list[int]]:
    log, heard = ContextLog(), list[int]()
    return Teller(log, heard.append), log, heard


def test_an_exact_change_counts_from_its_moment() -> None:
    tell, log, heard = teller()
    tell.tell(ALLOWED, 100)
    tell.tell(SECRET, 200)
    tell.tell(SECRET, 300)
    assert log.at(199) == ALLOWED
    assert log.at(200) == SECRET
    assert heard == [100, 200]


def test_between_two_moments_either_side_keeps_out() -> None:
    """An excluded window left somewhen from 200 to 300: until 300 it may have been in front."""
    tell, log, _heard = teller()
    tell.tell(SECRET, 100)
    tell.tell(ALLOWED, 200, 300)
    known = log.between(200, 299)
    assert all(context.excluded for context in known)
    assert log.at(300) == ALLOWED
    tell.tell(SECRET, 400, 500)
    assert log.at(400) is not None
    assert all(context.excluded for context in log.between(400, 600))


def test_between_two_allowed_windows_the_old_one_stays_until_the_new_one_is_certain() -> None:
    tell, log, _heard = teller()
    other = Context("Browser", "news")
    tell.tell(ALLOWED, 100)
    tell.tell(other, 200, 300)
    assert log.at(299) == ALLOWED
    assert log.at(300) == other


def test_shields_that_move_are_in_force_at_both_places_meanwhile_and_are_no_change_of_window() -> None:
    tell, log, heard = teller()
    here, there = Rect(0, 0, 10, 10), Rect(50, 0, 10, 10)
    tell.tell(Context("Editor", "notes", "", (here,)), 100)
    tell.tell(Context("Editor", "notes", "", (there,)), 200, 300)
    meanwhile = log.at(250)
    assert meanwhile is not None
    assert set(meanwhile.shields) == {here, there}
    now = log.at(300)
    assert now is not None
    assert now.shields == (there,)
    assert heard == [100]
