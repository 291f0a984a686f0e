"""What was typed, from keystrokes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.core import typed
from mirrorlight.core.clock import SECOND
from mirrorlight.core.typed import Keystroke, Piece

NAMES = {
    "⌫": ("BackSpace", ""),
    "⏎": ("Return", "\r"),
    "⇥": ("Tab", "\t"),
    "⇧": ("Shift_L", ""),
    "^": ("Control_L", ""),
}


def keys(
    text: str, *, held: int | None = 50_000, step: int = 100_000, app: str = "editor", start: int = 0
) -> list[Keystroke]:
    made = []
    for number, character in enumerate(text):
        key, types = NAMES.get(character, (character, character))
        made.append(Keystroke(number + 1, start + number * step, held, key, types, False, app, "title"))
    return made


def one(text: str) -> typed.TypedRun:
    [run] = typed.runs(keys(text))
    return run


def test_plain_text() -> None:
    run = one("hello you")
    assert (run.text, run.keys, run.taken_back, run.ids) == ("hello you", 9, 0, tuple(range(1, 10)))
    assert run.pieces == (Piece("hello you", False),)


def test_backspace_strikes_the_last_standing_character() -> None:
    run = one("helo⌫⌫llo")
    assert run.text == "hello"
    assert run.pieces == (Piece("he", False), Piece("lo", True), Piece("llo", False))
    assert run.taken_back == 2


def test_backspace_with_nothing_left_strikes_nothing() -> None:
    assert one("a⌫⌫⌫b").text == "b"


def test_ctrl_backspace_strikes_a_word() -> None:
    stroke = keys("one two  ^⌫")
    down = [*stroke[:9], Keystroke(10, stroke[9].at, 500_000, "Control_L", "", False, "editor", "title"), stroke[10]]
    [run] = typed.runs(down)
    assert run.text == "one "
    assert run.pieces == (Piece("one ", False), Piece("two  ", True))


def test_shortcuts_type_nothing_and_shift_does_not_matter() -> None:
    start = Keystroke(1, 0, 300_000, "Control_L", "", False, "editor", "title")
    copy = Keystroke(2, 100_000, 50_000, "c", "c", False, "editor", "title")
    after = Keystroke(3, 400_000, 50_000, "x", "x", False, "editor", "title")
    assert typed.read([start, copy, after]).text == "x"
    unseen = Keystroke(1, 0, None, "Control_L", "", False, "editor", "title")
    assert typed.read([unseen, copy, after]).text == ""
    assert one("⇧Hi").text == "Hi"


def test_return_and_tab_are_in_the_text() -> None:
    assert one("a⏎b⇥c").text == "a\nb\tc"


def test_protected_keys_are_counted_and_part_what_was_typed_before_and_after() -> None:
    first, second = keys("jan"), keys("more", start=2 * SECOND + 100_000)
    secret = [Keystroke(n, SECOND * (n // 6), None, None, None, 1, "editor", "title") for n in (4, 5, 6)]
    unchecked = Keystroke(7, 2 * SECOND, None, None, None, 2, "editor", "title")
    after = [key._replace(id=key.id + 7) for key in second]
    found = typed.runs(sorted([*first, *secret, unchecked, *after], key=lambda key: key.at))
    assert [(run.text, run.keys, run.protected, run.unchecked) for run in found] == [
        ("jan", 3, 0, 0), ("", 3, 3, 0), ("", 1, 1, 1), ("more", 4, 0, 0),
    ]  # fmt: skip


def test_runs_end_with_the_window_and_after_half_a_minute() -> None:
    here, there = keys("ab"), keys("cd", app="browser", start=SECOND)
    again, late = keys("e", start=2 * SECOND), keys("f", start=40 * SECOND)
    assert [run.text for run in typed.runs([*here, *there, *again, *late])] == ["ab", "cd", "e", "f"]


def found(text: str, needle: str) -> list[tuple[int, ...]]:
    return [match.ids for match in typed.find(keys(text), needle)]


def test_a_text_is_found_without_regard_to_case_with_the_keys_in_between() -> None:
    assert found("my Secret!", "secret") == [(4, 5, 6, 7, 8, 9)]
    assert found("a⇧Bc", "abc") == [(1, 2, 3, 4)]


def test_a_text_is_found_as_it_was_left() -> None:
    assert found("sekk⌫⌫cret", "secret") == [tuple(range(1, 11))]


def test_a_text_that_was_taken_back_is_found_with_the_keys_that_took_it_back() -> None:
    assert found("x secret⌫⌫⌫⌫⌫⌫y", "secret") == [tuple(range(3, 15))]
    [match] = typed.find(keys("secret⌫⌫⌫"), "secret")
    assert match.taken_back
    assert (match.version, match.start, match.end) == ("secret", 0, 6)


def test_a_text_that_stood_only_for_a_while_is_found() -> None:
    """Typed with a slip, put right, then taken back: neither the raw keys nor what is left says it."""
    assert found("sexret⌫⌫⌫⌫cret⌫⌫⌫⌫⌫⌫", "secret")


def test_what_takes_back_something_outside_is_left_alone() -> None:
    """The second ⌫ strikes the “a” before the match: without it the text would read otherwise."""
    assert found("ab⌫⌫c", "bc") == [(2, 3, 5)]


def test_letters_that_fold_to_two_are_found() -> None:
    assert found("Straße", "STRASSE") == [tuple(range(1, 7))]
    assert found("Straße", "ss") == [(5,)]


def test_every_occurrence_is_found_once() -> None:
    assert found("ab ab", "ab") == [(1, 2), (4, 5)]
    assert found("aaa", "aa") == [(1, 2), (2, 3)]
    assert found("abc", "") == []


letters = st.text(alphabet="ab ⌫", max_size=40)


@given(letters)
def test_the_text_is_what_an_editor_would_show(text: str) -> None:
    shown: list[str] = []
    for character in text:
        if character == "⌫":
            del shown[-1:]
        else:
            shown.append(character)
    for run in typed.runs(keys(text)):
        assert run.text == "".join(shown)
        assert run.taken_back == sum(len(piece.text) for piece in run.pieces if piece.taken_back)


@given(letters, st.sampled_from(["a", "b", "ab", "ba", "a b"]))
def test_without_the_rows_of_its_matches_a_text_is_no_longer_there(text: str, needle: str) -> None:
    left = keys(text)
    while True:
        gone = {row for run in typed.split(left) for match in typed.find(run, needle) for row in match.ids}
        if not gone:
            break
        left = [key for key in left if key.id not in gone]
    assert all(needle not in run.text for run in typed.runs(left))


@given(letters)
def test_fates_tell_the_same_as_pieces(text: str) -> None:
    for run in typed.split(keys(text)):
        fates = typed.fates(run)
        assert "".join(typed_text for typed_text, taken in fates if not taken) == typed.read(run).text


def test_no_run_reaches_over_a_gap() -> None:
    stroke = keys("beforeafter")
    pause = stroke[5].at + 1
    assert [run.text for run in typed.runs(stroke, [pause])] == ["before", "after"]
    assert [run.text for run in typed.runs(stroke, [stroke[-1].at + 1])] == ["beforeafter"]
