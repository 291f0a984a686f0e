"""The watcher of systems that are asked: what lies between two answers, and its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import ContextLog, Rect, Window
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop.asked import Answer, AskedFocusWatcher
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.errors import UserError
from standing import StandingClock
from xserver import until

EDITOR = Window(1, "Editor", "notes", 10, Rect(0, 0, 100, 100))
SAFE = Window(2, "Safe", "vault", 20, Rect(50, 50, 100, 100))
RULES = Rules((Rule("r1", "app", "safe"),))


@dataclass
class Desk:
    """A system to ask. `wake` is what it calls at a change."""

    clock: StandingClock
    answer: Answer = field(default_factory=lambda: Answer(EDITOR, [SAFE, EDITOR]))
    gone: bool = False
    listening: bool = False
    wake: Callable[[], None] = lambda: None

    def ask(self) -> Answer:
        if self.gone:
            raise DesktopGone
        return self.answer

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        self.wake, self.listening = wake, True

        def end() -> None:
            self.listening = False

        return end


@dataclass
class Watched:
    desk: Desk
    log: ContextLog
    watcher: AskedFocusWatcher
    changes: list[int]
    lost: list[str]

    def settle(self) -> None:
        """Let the watcher answer a question asked now."""
        moment = self.desk.clock.forward(SECOND)
        self.watcher.sync()
        until(lambda: self.log.settled >= moment, "the answer")


@pytest.fixture
def watched(clock: StandingClock) -> Iterator[Watched]:
    desk, log = Desk(clock), ContextLog()
    changes: list[int] = []
    lost: list[str] = []
    watcher = AskedFocusWatcher(log, RULES, changes.append, lost.append, clock, desk.ask, desk.listen)
    watcher.start()
    yield Watched(desk, log, watcher, changes, lost)
    watcher.stop()
    assert not watcher.alive()
    assert not desk.listening


def test_the_first_context_is_known_after_start(watched: Watched) -> None:
    now = watched.log.now
    assert now is not None
    assert (now.app, now.title, now.excluded) == ("Editor", "notes", "")
    assert watched.log.settled == watched.desk.clock.mono()


def test_the_visible_part_of_an_excluded_window_behind_is_a_shield(watched: Watched) -> None:
    now = watched.log.now
    assert now is not None
    assert any(shield.contains(120, 120) for shield in now.shields)
    assert not any(shield.contains(75, 75) for shield in now.shields)


def test_between_two_answers_an_excluded_window_counts_as_in_front(watched: Watched) -> None:
    before = watched.log.settled
    watched.desk.answer = Answer(SAFE, [EDITOR, SAFE])
    watched.settle()
    during = watched.log.between(before, watched.desk.clock.mono())
    assert during[-1].app == "Safe"
    assert all(context.excluded for context in during[1:])
    left = watched.log.settled
    watched.desk.answer = Answer(EDITOR, [SAFE, EDITOR])
    watched.settle()
    now = watched.log.now
    assert now is not None
    assert not now.excluded
    assert all(context.excluded for context in watched.log.between(left, watched.desk.clock.mono() - 1))


def test_the_system_wakes_it(watched: Watched) -> None:
    watched.desk.answer = Answer(None, [])
    watched.desk.clock.forward(SECOND)
    watched.desk.wake()
    until(lambda: watched.log.now is not None and watched.log.now.app == "", "the empty desktop")
    assert len(watched.changes) == 2


def test_new_rules_count_at_once(watched: Watched) -> None:
    watched.desk.clock.forward(SECOND)
    watched.watcher.set_rules(Rules((Rule("r2", "title", "notes"),)))
    until(lambda: watched.log.now is not None and watched.log.now.excluded == "r2", "the new rule")


def test_a_desktop_that_no_longer_answers_is_said_once_and_nothing_is_known(watched: Watched) -> None:
    watched.desk.gone = True
    watched.watcher.sync()
    until(lambda: not watched.watcher.alive(), "the end")
    assert len(watched.lost) == 1
    assert watched.log.now is None
    assert watched.log.settled == -1


def test_it_refuses_to_start_where_nothing_answers(clock: StandingClock) -> None:
    desk = Desk(clock, gone=True)
    watcher = AskedFocusWatcher(
        ContextLog(), RULES, lambda _at: None, lambda _why: None, clock, desk.ask, desk.listen
    )  # fmt: skip
    with pytest.raises(UserError) as refused:
        watcher.start()
    assert refused.value.code == "no-display"
    assert not desk.listening
    assert threading.active_count() == 1
