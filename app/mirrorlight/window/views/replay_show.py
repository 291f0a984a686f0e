"""Puts the moment of the head onto the parts of Replay: picture, text, words, list, and what is spoken."""

from __future__ import annotations

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.i18n import N_, _
from mirrorlight.window.models import replay_words
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.replay_day import ReplayDay
from mirrorlight.window.models.replay_marks import Marks
from mirrorlight.window.models.replay_moment import Moment
from mirrorlight.window.models.replay_player import Player
from mirrorlight.window.views.replay_feed import ReplayFeed
from mirrorlight.window.views.replay_view import ReplayView
from mirrorlight.window.widgets.labels import Sentence

_KEYS = N_("Space plays and halts. Comma and point: one event. G: next gap. I and O: mark a stretch.")
_LIST_EVERY = SECOND // 8
"""How often the list and what is spoken follow the head while playing (µs)."""
_AHEAD = 2
"""Pictures that are decoded before they are wanted."""


class Showing:
    """`notice` is what is told of the player's own doing. Thread: the GUI's; nothing is read here."""

    def __init__(self, view: ReplayView, feed: ReplayFeed, player: Player, marks: Marks, clock: Clock) -> None:
        self._view, self._feed, self._player, self._marks, self._clock = view, feed, player, marks, clock
        self._listed = -_LIST_EVERY
        self._parts: tuple[int, ...] = ()
        self.notice = ""

    @property
    def ready(self) -> bool:
        """Whether what is around the head is read."""
        known = self._feed.parts.around(self._player.position)
        return bool(known) and known[0].since <= self._player.position < known[-1].until

    def show(self, day: ReplayDay, *, speak: bool) -> None:
        """Show the moment of the head. `speak`: tell it to assistive technology, too."""
        at, view = self._player.position, self._view
        scrubber = view.transport.scrubber
        moment = self._feed.parts.moment(day, at) if self.ready or day.stop_at(at) is not None else None
        view.screen_.show_moment(moment, day.pictures_after(at, _AHEAD))
        view.typed.show_run(moment.typed if moment is not None else None, cut=moment is not None and moment.cut)
        view.transport.show_time(at)
        scrubber.show_position(at)
        told = replay_words.notice(self._player.notice)
        if told != self.notice:
            self.notice = told
            if told and not self._player.playing:
                scrubber.describe(told, announce=True)
        self.show_words(day, moment)
        view.transport.show_playing(playing=self._player.playing)
        now = self._clock.mono()
        if not self._player.playing or now - self._listed >= _LIST_EVERY:
            self._listed = now
            self.list_rows()
            clicks = {press.id: number for number, press in enumerate(moment.clicks if moment else (), 1)}
            view.rows.put_head(at, clicks)
            self._describe(speak=speak)

    def show_words(self, day: ReplayDay | None, moment: Moment | None) -> None:
        """The sentence, the picture's caption, where the text was typed, and the line of notices."""
        if day is None:
            return
        view = self._view
        screens = len({row.monitor for row in day.pictures})
        _set(view.sentence, replay_words.sentence(moment))
        _set(view.caption, replay_words.caption(moment, len(day.pictures), screens))
        where = replay_words.typed_in(moment.typed if moment is not None else None)
        if where != view.typed_in.text():
            view.typed_in.setText(where)
        words = self.notice
        if not words:
            marked = self._marks.words
            words = _("Marked: {range}").format(range=marked) if marked else _(_KEYS)
        if words != view.transport.notice.text():
            view.transport.notice.setText(words)

    def list_rows(self) -> None:
        """Hand the list its rows, when other parts are in memory than it has."""
        parts = tuple(part.since for part in self._feed.parts.around(self._player.position))
        if parts != self._parts:
            self._parts = parts
            self._view.rows.list.show(self._feed.parts.rows(self._player.position))

    def forget(self) -> None:
        """Take everything that came from the store off the page."""
        view = self._view
        self._parts = ()
        view.screen_.show_moment(None)
        view.screen_.setAccessibleName(_("Picture"))
        view.typed.show_run(None, cut=False)
        view.typed_in.setText("")
        view.caption.set_parts(("",))
        view.sentence.set_parts(replay_words.sentence(None))
        view.rows.list.show(())
        view.transport.scrubber.show_day(None, anew=True)
        view.transport.scrubber.describe("", announce=False)

    def _describe(self, *, speak: bool) -> None:
        time = time_words(self._player.position, seconds=True)
        quiet = self.notice and not self._player.playing
        words = self.notice if quiet else f"{time}. {self._view.sentence.plain}"
        self._view.transport.scrubber.describe(words, announce=speak)
        self._view.screen_.setAccessibleName(_("Picture. {words}").format(words=self._view.caption.plain))


def _set(label: Sentence, parts: replay_words.Parts) -> None:
    """Give a sentence its parts, if they are others than before: laying it out takes time."""
    if label.plain != "".join(part if isinstance(part, str) else part[0] for part in parts):
        label.set_parts(parts)
