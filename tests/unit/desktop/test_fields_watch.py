"""The watcher of fields: terminals by samples, other programs by what they say, everything else unchecked."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from mirrorlight.core.context import MARGIN, Context, ContextLog
from mirrorlight.core.events import Click, KeyPress
from mirrorlight.core.fields import Field, Fields
from mirrorlight.desktop import fields_watch, terminals
from mirrorlight.desktop.atspi import Focused
from mirrorlight.desktop.fields_watch import HEARD, LATE, NEAR, REST, SAMPLE, STARTED, TYPED_AHEAD, FieldsWatch
from standing import StandingClock

PID = 7
SHELL = Context("xterm", "shell", pids=(PID,))
MS = 1000


class StandInTerminal:
    """What `terminals.Terminal` would see of process 7."""

    shown: ClassVar[Field] = Field.FREE
    there: ClassVar[bool] = True
    pure: ClassVar[bool] = True

    def __init__(self, pid: int) -> None:
        self.pid = pid

    crew: ClassVar[frozenset[int]] = frozenset()

    def refresh(self) -> frozenset[int]:
        return StandInTerminal.crew

    asking: ClassVar[bool] = False
    lines: ClassVar[bool] = True

    def __bool__(self) -> bool:
        return StandInTerminal.there and self.pid == PID

    def look(self) -> Field:
        return StandInTerminal.shown


class StandInBus:
    """An accessibility bus on which process 7 speaks."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def ask(self, pid: int) -> None:
        self.asked.append(pid)

    def speaks(self, pid: int) -> bool:
        return pid == PID

    def alive(self) -> bool:
        return True


class Scene:
    def __init__(self, *, terminal: bool, bus: StandInBus | None = None) -> None:
        self.clock = StandingClock()
        self.contexts, self.fields = ContextLog(), Fields()
        self.changes = 0
        self.watch = FieldsWatch(self.fields, self.contexts, self.clock, self._changed, self._confirm)
        self.watch._terminals = terminal
        self.watch._accessible = bus  # type: ignore[assignment]
        self.watch._next_join = self.clock.mono() * 2
        self.contexts.change(self.clock.mono(), SHELL)
        self.clock.forward(500 * MS)

    def _changed(self) -> None:
        self.changes += 1

    def _confirm(self) -> None:
        """What the watcher of windows does when it is asked."""
        self.contexts.settle(self.clock.mono())

    def hear(self) -> None:
        """Time passes until the listeners have heard all."""
        self._confirm()
        self.watch._look()
        self.clock.forward(HEARD)
        self.watch._look()

    def press(self, key: str = "a", text: str | None = None) -> int:
        at = self.clock.mono()
        self.watch.seen(KeyPress(at, 38, key, key if text is None else text))
        return at

    def samples(self, length: int, shown: Field) -> None:
        StandInTerminal.shown = shown
        for _ in range(0, length, SAMPLE):
            self.clock.forward(SAMPLE)
            self.watch._look()

    def of(self, at: int) -> Field | None:
        return self.fields.within([SHELL], at - MARGIN, at + MARGIN)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(terminals, "Terminal", StandInTerminal)
    StandInTerminal.shown, StandInTerminal.there, StandInTerminal.pure = Field.FREE, True, True
    StandInTerminal.crew, StandInTerminal.asking, StandInTerminal.lines = frozenset(), False, True
    return Scene(terminal=True)


def test_keys_between_two_samples_count_as_what_either_tells(shell: Scene) -> None:
    before = shell.press()
    shell.samples(200 * MS, Field.FREE)
    near = shell.press()
    shell.samples(200 * MS, Field.SECRET)
    inside = shell.press()
    shell.samples(200 * MS, Field.SECRET)
    shell.samples(200 * MS, Field.FREE)
    after = shell.press()
    shell.samples(200 * MS, Field.FREE)
    assert [shell.of(at) for at in (before, near, inside, after)] == [
        Field.FREE, Field.SECRET, Field.SECRET, Field.FREE,
    ]  # fmt: skip
    assert shell.watch.known() == {"xterm": "terminal"}
    assert shell.changes == 2


def test_the_first_key_after_a_rest_is_known_from_the_look_that_it_causes(shell: Scene) -> None:
    shell.samples(100 * MS, Field.FREE)
    shell.clock.forward(60_000 * MS)
    at = shell.press()
    shell.clock.forward(150 * MS)  # the X server tells of it late
    shell.watch._look()
    shell.samples(60 * MS, Field.FREE)
    assert shell.of(at) is Field.FREE


def test_what_lies_far_from_every_look_cannot_be_told(shell: Scene) -> None:
    shell.press()
    shell.samples(100 * MS, Field.FREE)
    at = shell.clock.forward(1000 * MS)
    shell.clock.forward(NEAR + 2 * MARGIN)
    shell.samples(200 * MS, Field.FREE)
    assert shell.of(at) is Field.UNCHECKED


def test_what_is_typed_ahead_of_a_question_for_a_password_is_secret(shell: Scene) -> None:
    ordinary = shell.press()
    shell.samples(200 * MS, Field.FREE)
    shell.press("Return", "\n")
    StandInTerminal.crew = frozenset({9})
    shell.samples(150 * MS, Field.FREE)
    ahead = shell.press()
    shell.samples(200 * MS, Field.FREE)
    assert shell.of(ahead) is None
    shell.samples(100 * MS, Field.SECRET)
    assert shell.of(ahead) is Field.SECRET
    assert shell.of(ordinary) is Field.FREE


def test_after_return_keys_wait_only_until_no_program_was_started(shell: Scene) -> None:
    StandInTerminal.crew = frozenset({8})
    shell.press()
    shell.samples(600 * MS, Field.FREE)
    shell.press("Return", "\n")
    at = shell.press()
    shell.samples(STARTED - SAMPLE, Field.FREE)
    assert shell.of(at) is None
    shell.samples(2 * SAMPLE, Field.FREE)
    assert shell.of(at) is Field.FREE


def test_after_return_that_started_a_program_keys_wait_longer(shell: Scene) -> None:
    StandInTerminal.crew = frozenset({8})
    shell.press()
    shell.samples(600 * MS, Field.FREE)
    shell.press("Return", "\n")
    StandInTerminal.crew = frozenset({8, 9})
    at = shell.press()
    shell.samples(TYPED_AHEAD - 60 * MS, Field.FREE)
    assert shell.of(at) is None
    shell.samples(100 * MS, Field.FREE)
    assert shell.of(at) is Field.FREE


def test_after_return_to_a_program_that_reads_each_key_they_do_not(shell: Scene) -> None:
    StandInTerminal.crew = frozenset({8})
    shell.press()
    shell.samples(600 * MS, Field.FREE)
    shell.press("Return", "\n")
    StandInTerminal.crew, StandInTerminal.lines = frozenset({8, 9}), False
    at = shell.press()
    shell.samples(STARTED + SAMPLE, Field.FREE)
    assert shell.of(at) is Field.FREE


def test_after_return_to_a_program_that_asks_for_passwords_keys_wait_longer(shell: Scene) -> None:
    shell.press()
    shell.samples(600 * MS, Field.FREE)
    StandInTerminal.asking = True
    shell.press("Return", "\n")
    at = shell.press()
    shell.samples(TYPED_AHEAD - 60 * MS, Field.FREE)
    assert shell.of(at) is None


def test_after_return_keys_wait_only_so_long(shell: Scene) -> None:
    shell.press("Return", "\n")
    shell.samples(150 * MS, Field.FREE)
    at = shell.press()
    shell.samples(TYPED_AHEAD, Field.FREE)
    assert shell.of(at) is Field.FREE


def test_it_sleeps_when_nothing_happens(shell: Scene) -> None:
    shell.press()
    shell.watch._look()
    assert shell.watch._patience() == SAMPLE / 1_000_000
    shell.clock.forward(2000 * MS)
    shell.watch._look()
    assert shell.watch._patience() == REST
    shell.contexts.change(shell.clock.mono(), Context("editor", "notes", pids=(8,)))
    shell.watch._look()
    assert shell.watch._patience() is None


def test_a_program_with_a_terminal_in_it_that_says_nothing_of_itself_cannot_be_checked(shell: Scene) -> None:
    StandInTerminal.pure = False
    shell.press()
    shell.samples(100 * MS, Field.FREE)
    assert shell.of(shell.clock.mono()) is Field.UNCHECKED
    assert shell.watch.known() == {"xterm": ""}


def test_neither_a_terminal_nor_on_the_bus_is_unchecked_at_once() -> None:
    scene = Scene(terminal=False)
    scene.watch._look()
    assert scene.of(scene.press()) is Field.UNCHECKED
    assert scene.watch.present() is Field.UNCHECKED


class Speaking(Scene):
    """Process 7 says what has the focus in it."""

    def __init__(self) -> None:
        self.bus = StandInBus()
        super().__init__(terminal=False, bus=self.bus)
        self.watch._look()
        self.answer(False)
        self.clock.forward(1000 * MS)
        self.answer(False)
        self.hear()

    def answer(self, password: bool | None, after: int = 5 * MS) -> None:
        asked = self.clock.mono()
        self.clock.forward(after)
        said = None if password is None else Focused(PID, password, "entry")
        self.watch.on_confirmed(PID, said, asked)

    def event(self, password: bool) -> None:
        self.watch.on_focus(PID, Focused(PID, password, "entry"), self.clock.mono())

    def rest(self, length: int, password: bool | None) -> None:
        """Time passes, and it answers every 100 ms."""
        for _ in range(0, length, 100 * MS):
            self.clock.forward(95 * MS)
            self.answer(password)
            self.hear()


def test_keys_wait_for_an_answer_that_is_younger(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Speaking()
    at = scene.press()
    assert scene.of(at) is None
    scene.rest(600 * MS, False)
    assert scene.of(at) is Field.FREE
    assert scene.bus.asked
    assert scene.watch.known() == {"xterm": "accessibility"}


def test_from_the_click_that_moved_the_focus_on_keys_are_secret_however_late_that_is_told() -> None:
    scene = Speaking()
    ordinary = scene.press()
    scene.rest(300 * MS, False)
    click = scene.clock.forward(0)
    scene.clock.forward(20 * MS)
    at = scene.press()
    scene.rest(100 * MS, False)  # the program has not noticed yet
    scene.event(True)
    scene.watch.seen(Click(click, 1, 1, "left", True))  # and the X server tells of the click later than the program
    scene.rest(800 * MS, True)
    assert scene.of(at) is Field.SECRET
    assert scene.of(ordinary) is Field.FREE


def test_a_key_after_a_click_waits_for_an_answer_long_after_it() -> None:
    scene = Speaking()
    scene.watch.seen(Click(scene.clock.mono(), 1, 1, "left", True))
    scene.clock.forward(30 * MS)
    at = scene.press()
    scene.clock.forward(MARGIN + LATE - 20 * MS)
    scene.answer(False)
    scene.hear()
    assert scene.of(at) is None
    scene.rest(800 * MS, False)
    assert scene.of(at) is Field.FREE


def test_an_answer_that_nobody_gives_is_unchecked() -> None:
    scene = Speaking()
    scene.rest(600 * MS, None)
    at = scene.press()
    scene.rest(600 * MS, None)
    assert scene.of(at) is Field.UNCHECKED
    scene.rest(900 * MS, False)
    at = scene.press()
    scene.rest(900 * MS, False)
    assert scene.of(at) is Field.FREE


def test_one_answer_that_did_not_come_leaves_the_next_to_tell() -> None:
    scene = Speaking()
    scene.rest(600 * MS, False)
    at = scene.press()
    scene.clock.forward(2 * MARGIN)
    scene.answer(None)
    scene.hear()
    assert scene.of(at) is None
    scene.rest(300 * MS, False)
    assert scene.of(at) is Field.FREE


def test_what_follows_an_answer_that_did_not_come_may_have_been_so_before() -> None:
    scene = Speaking()
    scene.rest(600 * MS, False)
    at = scene.press()
    scene.clock.forward(2 * MARGIN)
    scene.answer(None)
    scene.hear()
    scene.rest(300 * MS, True)
    assert scene.of(at) is Field.SECRET


def test_a_focus_that_moves_by_itself_is_doubtful_since_the_last_answer() -> None:
    scene = Speaking()
    scene.rest(500 * MS, False)
    before = scene.clock.mono()
    scene.clock.forward(90 * MS)
    at = scene.press()
    scene.clock.forward(10 * MS)
    scene.event(True)
    scene.rest(500 * MS, True)
    assert scene.of(at) is Field.SECRET
    assert scene.of(before - LATE - 2 * MARGIN) is Field.FREE


def test_what_is_typed_is_not_kept_by_the_watcher() -> None:
    scene = Scene(terminal=False)
    scene.press("hunter2")
    kept: Any = {name: value for name, value in vars(scene.watch).items() if "lock" not in name}
    assert "hunter2" not in repr(kept)


def test_asking_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Speaking()
    scene.press()
    before = len(scene.bus.asked)
    for _ in range(100):
        scene.clock.forward(MS)
        scene.watch._look()
    assert len(scene.bus.asked) - before <= 100 * MS // fields_watch.ASK + 1
