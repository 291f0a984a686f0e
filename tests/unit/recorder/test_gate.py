"""The gate: what comes in, what is let go, what is refused and why."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import ClassVar

import pytest

from mirrorlight.core import reasons
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import MARGIN, NOWHERE, Context, ContextLog, Rect
from mirrorlight.core.events import Click, Copy, Event, Focus, KeyPress, KeyRelease, Move
from mirrorlight.core.fields import GRABBED, Field, Fields
from mirrorlight.core.lease import LENGTH, Lease
from mirrorlight.core.ledger import Ledger
from mirrorlight.core.rules import OWN
from mirrorlight.recorder import gate as gate_module
from mirrorlight.recorder.gate import PATIENCE, Gate, Mark
from standing import StandingClock

EDITOR = Context("editor", "notes")
BANK = Context("bank", "my account", excluded="rule-1")
ALL = frozenset({"keyboard", "pointer", "windows", "screenshots"})


class Scene:
    """A gate with its surroundings, opened, with the editor in front and the light proved."""

    def __init__(self) -> None:
        self.clock = StandingClock()
        self.lease = Lease(self.clock)
        self.contexts = ContextLog()
        self.ledger = Ledger()
        self.fields = Fields()
        self.fields.permit((), True, 0)
        self.gate = Gate(self.clock, self.lease, self.contexts, self.fields, self.ledger)
        self.gate.set_channels(ALL)
        self.gate.unblock(reasons.STARTING)
        self.contexts.change(self.clock.mono(), EDITOR)
        self.clock.forward(10 * MARGIN)
        self.lease.renew(self.clock.mono())
        self.gate.decide()
        self.clock.forward(1)

    def press(self, code: int = 38, key: str = "a") -> bool:
        return self.gate.offer(KeyPress(self.clock.mono(), code, key, key))

    def release(self, code: int = 38) -> bool:
        return self.gate.offer(KeyRelease(self.clock.mono(), code))

    def confirm(self) -> list[Kept]:
        """Both other sides become known: the light is proved, the focus settled, past the margin."""
        self.clock.forward(2 * MARGIN)
        self.lease.renew(self.clock.mono())
        self.contexts.settle(self.clock.mono())
        return [item for item in self.gate.decide() if isinstance(item, Kept)]

    def refused(self) -> dict[str, int]:
        return dict(self.ledger.total().refused)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def kinds(kept: list[Kept]) -> list[type[Event]]:
    return [type(item.event) for item in kept]


def test_a_fresh_gate_refuses_everything() -> None:
    clock = StandingClock()
    lease = Lease(clock)
    gate = Gate(clock, lease, ContextLog(), Fields(), Ledger())
    lease.renew(clock.mono())
    gate.set_channels(ALL)
    assert not gate.offer(KeyPress(clock.mono(), 38, "a", "a"))


def test_a_key_in_an_allowed_window_is_kept_once_both_sides_are_known(scene: Scene) -> None:
    assert scene.press()
    assert scene.gate.decide() == []
    kept = scene.confirm()
    assert kinds(kept) == [KeyPress]
    assert kept[0].context == EDITOR


def test_nothing_is_kept_before_the_second_proof_of_the_light(scene: Scene) -> None:
    scene.press()
    scene.clock.forward(2 * MARGIN)
    scene.contexts.settle(scene.clock.mono())
    assert scene.gate.decide() == []
    assert scene.gate.waiting == 1


def test_what_came_after_the_last_proof_is_refused_when_the_light_goes(scene: Scene) -> None:
    scene.clock.forward(1)
    scene.press()
    scene.lease.lapse(reasons.LIGHT_COVERED, "a call")
    scene.contexts.settle(scene.clock.forward(2 * MARGIN))
    assert scene.gate.decide() == []
    assert scene.refused() == {reasons.LIGHT_COVERED: 1}


def test_a_light_that_falls_silent_lets_nothing_in_and_nothing_out(scene: Scene) -> None:
    scene.clock.forward(1)
    scene.press()
    scene.clock.forward(LENGTH + 1)
    assert not scene.press(39)
    scene.contexts.settle(scene.clock.mono())
    assert scene.gate.decide() == []
    assert scene.refused() == {reasons.LIGHT_SILENT: 2}


def test_a_light_that_comes_back_does_not_cover_the_time_without_it(scene: Scene) -> None:
    scene.clock.forward(1)
    scene.press()
    scene.clock.forward(LENGTH + 1)
    assert scene.confirm() == []
    assert scene.refused() == {reasons.LIGHT_SILENT: 1}
    scene.press(39)
    assert kinds(scene.confirm()) == [KeyPress]


def test_keys_in_an_excluded_window_are_refused(scene: Scene) -> None:
    scene.contexts.change(scene.clock.forward(MARGIN), BANK)
    scene.clock.forward(10 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.press()
    assert scene.confirm() == []
    assert scene.refused() == {reasons.EXCLUDED: 1}


def test_mirrorlights_own_window_has_a_reason_of_its_own(scene: Scene) -> None:
    scene.contexts.change(scene.clock.forward(MARGIN), Context("mirrorlight", "Search", excluded=OWN))
    scene.lease.renew(scene.clock.forward(10 * MARGIN))
    scene.press()
    assert scene.confirm() == []
    assert scene.refused() == {reasons.OWN_WINDOW: 1}


@pytest.mark.parametrize("distance", [0, MARGIN // 2, MARGIN])
def test_keys_near_a_change_to_an_excluded_window_are_refused(scene: Scene, distance: int) -> None:
    scene.press()
    scene.contexts.change(scene.clock.mono() + distance, BANK)
    assert scene.confirm() == []
    assert sum(scene.refused().values()) == 1


def test_keys_outside_the_margin_of_a_change_are_kept(scene: Scene) -> None:
    scene.press()
    scene.contexts.change(scene.clock.mono() + MARGIN + 1, BANK)
    assert kinds(scene.confirm()) == [KeyPress]


def test_a_change_between_two_allowed_windows_loses_nothing(scene: Scene) -> None:
    other = Context("terminal", "shell")
    scene.press()
    scene.contexts.change(scene.clock.forward(1), other)
    scene.press(39)
    kept = scene.confirm()
    assert [item.context for item in kept] == [EDITOR, other]


def test_a_context_that_never_settles_refuses(scene: Scene) -> None:
    scene.press()
    for _ in range(PATIENCE // (LENGTH // 2) + 1):
        scene.lease.renew(scene.clock.forward(LENGTH // 2))
        assert scene.gate.decide() == []
    assert scene.refused() == {reasons.UNCONFIRMED: 1}


def test_a_desktop_that_was_never_told_refuses(scene: Scene) -> None:
    scene.contexts.unsettle()
    scene.press()
    assert scene.confirm() == []
    assert scene.refused() == {reasons.UNCONFIRMED: 1}


def test_a_pause_refuses_at_once_and_marks_its_place(scene: Scene) -> None:
    scene.press()
    scene.gate.pause(None)
    assert not scene.press(39)
    scene.clock.forward(2 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.contexts.settle(scene.clock.mono())
    first, second = scene.gate.decide()
    assert isinstance(first, Kept)
    assert isinstance(second, Mark)
    assert (second.kind, second.reason) == ("paused", reasons.PAUSED)
    assert scene.refused() == {reasons.PAUSED: 1}


def test_a_release_after_a_refused_press_is_refused(scene: Scene) -> None:
    scene.gate.pause(None)
    scene.press()
    scene.gate.resume()
    scene.clock.forward(1)
    scene.release()
    assert scene.confirm() == []
    assert scene.refused() == {reasons.PAUSED: 1, reasons.UNPAIRED: 1}


def test_a_key_held_over_a_pause_is_not_joined_to_its_later_release(scene: Scene) -> None:
    scene.press()
    scene.gate.pause(None)
    scene.release()
    scene.press()
    scene.gate.resume()
    scene.clock.forward(1)
    scene.release()
    assert kinds(scene.confirm()) == [KeyPress]
    assert scene.refused() == {reasons.PAUSED: 2, reasons.UNPAIRED: 1}


def test_a_release_follows_its_press(scene: Scene) -> None:
    scene.press()
    scene.clock.forward(80_000)
    scene.release()
    assert kinds(scene.confirm()) == [KeyPress, KeyRelease]


def test_a_channel_that_is_off_takes_nothing_and_breaks_nothing(scene: Scene) -> None:
    scene.gate.set_channels(ALL - {"pointer"})
    scene.press()
    assert not scene.gate.offer(Move(scene.clock.forward(1), 10, 10))
    scene.release()
    assert kinds(scene.confirm()) == [KeyPress, KeyRelease]
    assert scene.refused() == {reasons.CHANNEL_OFF: 1}


def test_keys_that_go_to_the_light_itself_are_refused(scene: Scene) -> None:
    scene.press()
    scene.gate.take_keyboard(True)
    assert not scene.press(39)
    assert scene.gate.offer(Move(scene.clock.forward(1), 10, 10))
    scene.gate.take_keyboard(False)
    scene.press(40)
    assert kinds(scene.confirm()) == [KeyPress, Move, KeyPress]
    assert scene.refused() == {reasons.OWN_WINDOW: 1}


def test_the_pointer_over_an_excluded_window_behind_is_refused(scene: Scene) -> None:
    shielded = Context("editor", "notes", shields=(Rect(100, 100, 50, 50),))
    scene.contexts.change(scene.clock.forward(MARGIN), shielded)
    scene.lease.renew(scene.clock.forward(10 * MARGIN))
    scene.gate.offer(Move(scene.clock.mono(), 120, 120))
    scene.gate.offer(Click(scene.clock.mono(), 149, 149, "left", True))
    scene.gate.offer(Move(scene.clock.mono(), 150, 120))
    assert kinds(scene.confirm()) == [Move]
    assert scene.refused() == {reasons.OVER_EXCLUDED: 2}


def test_the_first_moment_of_an_allowed_window_is_kept_though_an_excluded_one_was_before(scene: Scene) -> None:
    scene.contexts.change(scene.clock.forward(MARGIN), BANK)
    at = scene.clock.forward(MARGIN)
    scene.lease.renew(at)
    scene.contexts.change(at, EDITOR)
    scene.gate.offer(Focus(at))
    assert kinds(scene.confirm()) == [Focus]


def test_overflow_drops_the_oldest_moves_never_keys(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "CAPACITY", 20)
    for number in range(19):
        scene.gate.offer(Move(scene.clock.forward(1), number, 0))
    scene.press()
    scene.press(39)
    scene.clock.forward(2 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.contexts.settle(scene.clock.mono())
    passed = scene.gate.decide()
    kept = [item for item in passed if isinstance(item, Kept)]
    marks = [item for item in passed if isinstance(item, Mark)]
    assert kinds(kept).count(KeyPress) == 2
    assert scene.ledger.total().dropped == 10
    assert [item.event.x for item in kept if isinstance(item.event, Move)] == list(range(10, 19))
    assert isinstance(passed[0], Mark)
    assert [mark.kind for mark in marks] == ["overflow"]
    assert scene.gate.waiting == 0


def test_when_the_recording_ends_what_cannot_be_judged_is_refused(scene: Scene) -> None:
    scene.press()
    scene.gate.give_up(reasons.STOPPED)
    assert scene.gate.decide() == []
    assert scene.refused() == {reasons.STOPPED: 1}


def test_the_ledger_balances_under_load_from_several_threads(scene: Scene) -> None:
    """Listeners offer, the session decides, somebody pauses: at every look, everything seen is accounted for."""
    stop = threading.Event()
    undecided: list[int] = [0]
    wrong: list[dict[str, object]] = []

    def offer(seed: int) -> None:
        choose = random.Random(seed)
        for _ in range(4_000):
            at = scene.clock.mono()
            if choose.random() < 0.5:
                scene.gate.offer(Move(at, choose.randrange(100), 0))
            else:
                scene.gate.offer(KeyPress(at, seed, "a", "a"))

    def pause() -> None:
        while not stop.is_set():
            scene.gate.pause(None)
            scene.gate.resume()

    threads = [threading.Thread(target=offer, args=(seed,)) for seed in range(3)]
    pauser = threading.Thread(target=pause)
    for thread in [*threads, pauser]:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        kept = scene.confirm()
        undecided[0] = len(kept)
        account = scene.gate.account({"pointer": undecided[0]})
        total = account["stored"] + account["dropped"] + sum(account["refused"].values()) + account["waiting"]
        if account["seen"] != total:
            wrong.append(account)
        for item in kept:
            scene.ledger.store(item.event.channel, 1)
    stop.set()
    pauser.join()
    for item in scene.confirm():
        scene.ledger.store(item.event.channel, 1)
    account = scene.gate.account({})
    assert wrong == []
    assert account["seen"] == 12_000
    assert account["waiting"] == 0
    assert account["stored"] + sum(account["refused"].values()) == 12_000


def test_an_event_never_tells_what_it_holds() -> None:
    event = KeyPress(1, 38, "secret-key", "secret-text")
    for text in (repr(event), str(event), f"{event}", repr(Kept(1, event, Context("secret-app", "secret-title")))):
        assert "secret" not in text


def test_a_channel_does_not_wait_for_what_another_heard_first(scene: Scene) -> None:
    """The pointer's thread tells of now before the keyboard's tells of a moment ago."""
    before = scene.clock.mono()
    scene.clock.forward(2 * MARGIN)
    scene.gate.offer(Move(scene.clock.mono(), 5, 5))
    scene.gate.offer(KeyPress(before, 38, "a", "a"))
    scene.gate.offer(Move(scene.clock.mono(), 6, 6))
    scene.gate.offer(KeyRelease(before + 1, 38))
    assert scene.gate.horizon == before
    scene.lease.renew(scene.clock.mono())
    scene.contexts.settle(scene.clock.mono())
    assert kinds([item for item in scene.gate.decide() if isinstance(item, Kept)]) == [KeyPress, KeyRelease]
    assert scene.gate.waiting == 2
    assert kinds(scene.confirm()) == [Move, Move]


def test_nothing_passes_a_mark(scene: Scene) -> None:
    before = scene.clock.mono()
    scene.clock.forward(2 * MARGIN)
    scene.gate.offer(Move(scene.clock.mono(), 5, 5))
    scene.gate.mark(Mark(scene.clock.mono(), "filtered"))
    scene.gate.offer(KeyPress(before, 38, "a", "a"))
    scene.lease.renew(scene.clock.mono())
    scene.contexts.settle(scene.clock.mono())
    assert scene.gate.decide() == []
    scene.clock.forward(2 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.contexts.settle(scene.clock.mono())
    assert [type(item) for item in scene.gate.decide()] == [Kept, Mark, Kept]


def test_many_events_are_judged_as_one_alone_would_be(scene: Scene) -> None:
    """Also those over an excluded window that stands behind."""
    scene.contexts.change(scene.clock.mono(), Context("editor", "notes", shields=(Rect(100, 100, 50, 50),)))
    scene.clock.forward(2 * MARGIN)
    for number in range(20):
        scene.gate.offer(Move(scene.clock.mono(), 90 + 5 * number, 120))
        scene.gate.offer(KeyPress(scene.clock.mono(), number, "a", "a"))
    kept = scene.confirm()
    assert [item.event.x for item in kept if isinstance(item.event, Move)] == [90, 95, *range(150, 190, 5)]
    assert sum(isinstance(item.event, KeyPress) for item in kept) == 20
    assert scene.refused() == {reasons.OVER_EXCLUDED: 10}


@dataclass(slots=True, repr=False, eq=False)
class Elsewhere(Event):
    """Something that does not happen in the window in front."""

    channel: ClassVar[str] = "windows"
    in_front: ClassVar[bool] = False


def test_what_happens_elsewhere_needs_the_light_alone(scene: Scene) -> None:
    scene.contexts.change(scene.clock.mono(), BANK)
    scene.gate.offer(Elsewhere(scene.clock.mono()))
    assert scene.gate.decide() == []
    scene.clock.forward(1)
    scene.lease.renew(scene.clock.mono())
    [kept] = scene.gate.decide()
    assert isinstance(kept, Kept)
    assert kept.context == NOWHERE
    scene.gate.offer(Elsewhere(scene.clock.mono()))
    scene.lease.lapse(reasons.LIGHT_COVERED)
    assert scene.gate.decide() == []
    assert scene.refused() == {reasons.LIGHT_COVERED: 1}


def test_a_copy_that_is_marked_as_secret_is_refused_as_such(scene: Scene) -> None:
    scene.gate.set_channels(ALL | {"clipboard"})
    scene.gate.offer(Copy(scene.clock.mono(), "other", refused=reasons.SECRET))
    scene.gate.offer(Copy(scene.clock.mono(), "text", 1, text="x"))
    assert [kept.event.text for kept in scene.confirm() if isinstance(kept.event, Copy)] == ["x"]
    assert scene.refused() == {reasons.SECRET: 1}


# Protected fields

SHELL = Context("xterm", "shell", pids=(7,))


class Shell(Scene):
    """As `Scene`, with a terminal in front whose fields are known."""

    def __init__(self) -> None:
        super().__init__()
        self.log = self.fields.keep(7)
        self.log.change(Field.FREE, 0)
        self.contexts.change(self.clock.mono(), SHELL)
        self.clock.forward(10 * MARGIN)
        self.lease.renew(self.clock.mono())

    def confirm(self) -> list[Kept]:
        self.log.settle(self.clock.mono() + 2 * MARGIN)
        return super().confirm()


def contents(kept: list[Kept]) -> list[tuple[str, str, int]]:
    return [(k.event.key, k.event.text, k.event.protected) for k in kept if isinstance(k.event, KeyPress)]


def test_a_key_waits_until_its_field_is_known_and_is_kept_without_content_in_a_password_field() -> None:
    scene = Shell()
    scene.press()
    assert contents(Scene.confirm(scene)) == []
    assert scene.gate.waiting == 1
    assert contents(scene.confirm()) == [("a", "a", 0)]
    scene.log.change(Field.SECRET, scene.clock.mono())
    scene.clock.forward(10 * MARGIN)
    scene.press()
    assert contents(scene.confirm()) == [("", "", 1)]
    assert scene.refused() == {}


@pytest.mark.parametrize(("distance", "protected"), [(0, 1), (MARGIN, 1), (MARGIN + 1, 0)])
def test_keys_within_the_margin_of_a_secret_lose_their_content(distance: int, protected: int) -> None:
    scene = Shell()
    scene.press()
    scene.log.change(Field.SECRET, scene.clock.mono() + distance)
    assert [kept[2] for kept in contents(scene.confirm())] == [protected]


def test_a_field_that_nobody_tells_in_time_counts_as_unchecked_even_where_that_is_permitted() -> None:
    scene = Shell()
    scene.press()
    for _ in range(30):
        scene.clock.forward(PATIENCE // 20)
        scene.lease.renew(scene.clock.mono())
        scene.contexts.settle(scene.clock.mono())
        kept = scene.gate.decide()
        if kept:
            break
    assert contents([item for item in kept if isinstance(item, Kept)]) == [("", "", 2)]
    assert scene.refused() == {}


def test_what_cannot_be_checked_is_kept_without_content_unless_it_is_permitted() -> None:
    scene = Shell()
    scene.log.blind = True
    scene.press()
    assert contents(scene.confirm()) == [("a", "a", 0)]
    scene.fields.permit([], False, scene.clock.mono())
    scene.press()
    assert contents(scene.confirm()) == [("", "", 2)]
    scene.release()
    scene.fields.permit(["XTerm"], False, scene.clock.mono())
    scene.clock.forward(2 * MARGIN)
    scene.press()
    assert contents(scene.confirm()) == [("a", "a", 0)]


def test_keys_while_somebody_unknown_holds_the_keyboard_are_never_kept_with_content() -> None:
    scene = Shell()
    scene.contexts.change(scene.clock.forward(MARGIN), Context("xterm", "shell", pids=(GRABBED, 7)))
    scene.clock.forward(10 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.press()
    assert contents(scene.confirm()) == [("", "", 2)]


def test_the_release_of_a_key_without_content_is_refused_for_a_reason_of_its_own() -> None:
    scene = Shell()
    scene.press(38)
    scene.press(39)
    scene.log.change(Field.SECRET, scene.clock.mono() + 1)
    scene.release(39)
    scene.clock.forward(10 * MARGIN)
    scene.log.change(Field.FREE, scene.clock.mono())
    scene.clock.forward(10 * MARGIN)
    scene.release(38)
    scene.press(38)
    scene.release(38)
    kept = scene.confirm()
    assert kinds(kept) == [KeyPress, KeyPress, KeyPress, KeyRelease]
    assert [c[2] for c in contents(kept)] == [1, 1, 0]
    assert scene.refused() == {reasons.PROTECTED_RELEASE: 2}


def test_a_key_that_is_held_where_it_is_not_kept_stays_so_while_it_repeats_itself_elsewhere() -> None:
    scene = Shell()
    scene.log.change(Field.SECRET, scene.clock.mono())
    scene.lease.renew(scene.clock.forward(10 * MARGIN))
    scene.press(38, "7")
    scene.clock.forward(10 * MARGIN)
    scene.log.change(Field.FREE, scene.clock.mono())
    for _ in range(3):
        scene.lease.renew(scene.clock.forward(10 * MARGIN))
        scene.press(38, "7")
    scene.lease.renew(scene.clock.mono())
    scene.release(38)
    scene.press(38, "b")
    assert [text for _key, text, _protected in contents(scene.confirm())] == ["", "", "", "", "b"]


def test_a_key_that_is_held_in_an_excluded_window_is_refused_elsewhere_until_it_is_up(scene: Scene) -> None:
    scene.contexts.change(scene.clock.forward(MARGIN), BANK)
    scene.clock.forward(10 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.press(38, "7")
    scene.contexts.change(scene.clock.forward(10 * MARGIN), EDITOR)
    scene.clock.forward(10 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.press(38, "7")
    scene.release(38)
    scene.press(38, "b")
    assert [text for _key, text, _protected in contents(scene.confirm())] == ["b"]


ACUTE, SHIFT, E = ("dead_acute", "", "\u0301"), ("Shift_L", "", ""), ("e", "e", None)


@pytest.mark.parametrize(
    ("before", "within", "after", "text"),
    [
        ([ACUTE, SHIFT, E], [], [], "é"),
        ([], [ACUTE], [E], "e"),
        ([], [ACUTE], [SHIFT, E], "e"),
        ([], [ACUTE], [ACUTE, E], "é"),
        ([ACUTE], [E], [E], "e"),
        ([ACUTE], [ACUTE], [E], "e"),
        ([], [E, ACUTE], [("space", " ", None)], " "),
    ],
)
@pytest.mark.parametrize("kept_out_by", ["a password field", "an excluded window", "a pause"])
def test_an_accent_out_of_what_is_not_kept_is_not_told_by_the_next_letter(
    before: list[tuple[str, str, str | None]],
    within: list[tuple[str, str, str | None]],
    after: list[tuple[str, str, str | None]],
    text: str,
    kept_out_by: str,
) -> None:
    scene, codes = Shell(), iter(range(10, 90))

    def type_all(keys: list[tuple[str, str, str | None]]) -> None:
        for key, typed, accent in keys:
            scene.lease.renew(scene.clock.forward(10 * MARGIN))
            scene.gate.offer(KeyPress(scene.clock.mono(), next(codes), key, typed, accent=accent))
        scene.clock.forward(10 * MARGIN)

    def enter(inside: bool) -> None:
        if kept_out_by == "a password field":
            scene.log.change(Field.SECRET if inside else Field.FREE, scene.clock.mono())
        elif kept_out_by == "an excluded window":
            scene.contexts.change(scene.clock.mono(), BANK if inside else SHELL)
        elif inside:
            scene.gate.pause(None)
        else:
            scene.gate.resume()

    type_all(before)
    if within:
        enter(True)
        type_all(within)
        enter(False)
    type_all(after)
    scene.lease.renew(scene.clock.mono())
    assert "".join(typed for _key, typed, _protected in contents(scene.confirm())) == text


def test_a_long_stretch_is_judged_as_one_and_as_each_key_alone() -> None:
    scene = Shell()
    expected = []
    for number in range(30):
        scene.lease.renew(scene.clock.forward(50_000))
        if number in (10, 20):
            scene.log.change(Field.SECRET if number == 10 else Field.FREE, scene.clock.mono())
        scene.press(10 + number)
        expected.append(int(9 <= number < 22))
    scene.lease.renew(scene.clock.mono())
    kept = scene.confirm()
    assert [c[2] for c in contents(kept)] == expected


def test_what_can_move_the_focus_is_told_at_once_and_costs_nothing_else(scene: Scene) -> None:
    heard: list[Event] = []
    scene.gate.on_input(heard.append)
    scene.press()
    scene.release()
    scene.gate.offer(Move(scene.clock.mono(), 1, 1))
    scene.gate.offer(Click(scene.clock.mono(), 1, 1, "left", True))
    scene.gate.block(reasons.DISK_FULL)
    scene.press()
    assert [type(event) for event in heard] == [KeyPress, Click, KeyPress]


def test_at_the_end_of_the_recording_a_key_whose_field_is_unknown_is_kept_without_content() -> None:
    scene = Shell()
    scene.press()
    scene.clock.forward(2 * MARGIN)
    scene.lease.renew(scene.clock.mono())
    scene.contexts.settle(scene.clock.mono())
    scene.gate.give_up(reasons.STOPPED)
    assert contents([item for item in scene.gate.decide() if isinstance(item, Kept)]) == [("", "", 2)]


def test_what_happened_in_a_pause_and_is_heard_of_after_it_does_not_come_in(scene: Scene) -> None:
    scene.gate.pause(None)
    scene.clock.forward(2 * MARGIN)
    typed = scene.clock.mono()
    scene.clock.forward(1)
    scene.gate.resume()
    assert not scene.gate.offer(KeyPress(typed, 38, "a", "a"))
    assert scene.press()
    assert kinds(scene.confirm()) == [KeyPress]
    assert scene.refused() == {reasons.PAUSED: 1}


def test_keys_that_went_to_the_light_and_are_heard_of_later_do_not_come_in(scene: Scene) -> None:
    scene.gate.take_keyboard(True)
    typed = scene.clock.mono()
    scene.clock.forward(1)
    scene.gate.take_keyboard(False)
    assert not scene.gate.offer(KeyPress(typed, 38, "a", "a"))
    assert scene.press()
    assert scene.refused() == {reasons.OWN_WINDOW: 1}
