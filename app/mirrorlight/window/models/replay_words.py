"""What Replay says: of the moment, of its picture, and of what the player did by itself."""

from __future__ import annotations

from mirrorlight.core.clock import SECOND
from mirrorlight.core.text import clean_text
from mirrorlight.core.typed import TypedRun
from mirrorlight.i18n import _, filled
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.gaps import GapMark, gap_sentence
from mirrorlight.window.models.question import shortened
from mirrorlight.window.models.replay_moment import Moment
from mirrorlight.window.models.replay_player import ENDED, HALTED, JUMPED, Notice, Stop
from mirrorlight.wording import length

OLD, AGED = 60 * SECOND, 2 * SECOND
"""Ages of a picture from which its age is set in semibold, and from which it is told at all."""
Parts = tuple[str | tuple[str, bool], ...]


def sentence(moment: Moment | None) -> Parts:
    """What was in front, or why nothing is known."""
    if moment is None:
        return (_("Reading this moment."),)
    if moment.stop is not None:
        return tuple(filled(_("Nothing was recorded at this moment: {why}."), why=(stop_words(moment.stop), True)))
    span = moment.span
    if span is None or not span.app:
        return (_("Nothing was in front at this moment."),)
    app = shortened(clean_text(span.app), 60)
    if not span.title:
        return tuple(filled(_("{app} was in front."), app=(app, True)))
    title = shortened(clean_text(span.title), 110)
    return tuple(filled(_("{app} was in front, with “{title}”."), app=(app, True), title=title))


def caption(moment: Moment | None, pictures: int, screens: int) -> Parts:
    """Which picture it is, when it was taken, and how much older than the moment it is."""
    if moment is None or moment.stop is not None:
        return ("",)
    row = moment.picture
    if row is None and not pictures:
        return (_("No picture was taken on this day. The pointer’s path is drawn on an empty screen."),)
    if row is None:
        return (_("None was taken since recording went on. The pointer’s path is drawn on an empty screen."),)
    said = _("Picture {n} of {all}, taken at {time}")
    told = said.format(n=moment.number, all=pictures, time=time_words(row.at, seconds=True))
    if screens > 1:
        told = _("{picture}, of screen {n}").format(picture=told, n=row.monitor)
    if moment.age < AGED:
        return (f"{told}.",)
    age = _("{length} before this moment").format(length=length(moment.age))
    return (f"{told}, ", (age, moment.age >= OLD), ".")


def typed_in(run: TypedRun | None) -> str:
    """Where the text below was typed."""
    if run is None:
        return ""
    return _("Typed in “{title}”").format(title=shortened(clean_text(run.title or run.app), 160))


def stop_words(stop: Stop) -> str:
    """Why nothing was recorded: every reason once."""
    said = [gap_sentence(gap) for gap in stop.gaps if isinstance(gap, GapMark)]
    return "; ".join(dict.fromkeys(said))


def notice(told: Notice | None) -> str:
    """What the player did by itself, or ""."""
    if told is None:
        return ""
    if told.kind == ENDED:
        return _("The last event of this day was reached.")
    if told.stop is not None and told.kind == HALTED:
        return _("Halted before a gap: {why}. Space goes on behind it.").format(why=stop_words(told.stop))
    if told.stop is not None and told.kind == JUMPED:
        return _("Skipped a gap: {why}").format(why=stop_words(told.stop))
    return _("Skipped {length} in which nothing happened").format(length=length(told.us))
