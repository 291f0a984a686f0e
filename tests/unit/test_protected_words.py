"""What is said of keys whose content is not kept: one of them, and many."""

from __future__ import annotations

import pytest

from mirrorlight.window.standing import standing
from mirrorlight.wording import protected_words


@pytest.mark.parametrize(
    ("protected", "unchecked", "said"),
    [
        (0, 0, ""),
        (1, 0, "1 key in a password field"),
        (12, 0, "12 keys in a password field"),
        (0, 1, "1 key in a field that could not be checked"),
        (1200, 2, "1,200 keys in a password field, 2 keys in a field that could not be checked"),
    ],
)
def test_their_number_is_said_in_words(protected: int, unchecked: int, said: str) -> None:
    assert protected_words({"protected": protected, "unchecked": unchecked}) == said


@pytest.mark.parametrize("reason", ["password-field", "unchecked-field"])
def test_the_window_does_not_say_that_nothing_is_kept_where_keys_alone_are_kept_out(reason: str) -> None:
    assert "nothing" not in standing({"state": "filtered", "reason": reason}, 0).spoken
    assert "nothing is kept" in standing({"state": "filtered", "reason": "excluded"}, 0).spoken
