"""What "this" is on the day's page: the range that is looked at, what would be deleted, whose rule would be made."""

from __future__ import annotations

from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.i18n import _
from mirrorlight.window.models import question
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.here import POINTER
from mirrorlight.window.models.question import Question
from mirrorlight.window.views.today_delete import of_line
from mirrorlight.window.views.today_here import ALL_DAYS, CHOSEN, EVERY, WHOLE_DAY, Here

TEN_MINUTES = 600 * SECOND
Range = tuple[int, int]


def looked_at(day: DayData, here: Here, selection: Range | None) -> Range:
    """The range below the timeline: the whole day, what is chosen, or the last ten minutes."""
    if here.scope.current in (WHOLE_DAY, ALL_DAYS):
        return day.since, day.until
    if selection is not None:
        return selection
    if day.today:
        return max(day.since, day.now - TEN_MINUTES), day.now + 1
    return max(day.since, day.last_at - TEN_MINUTES), day.last_at + 1


def rows_of(day: DayData, here: Here, selection: Range | None) -> Selection:
    """The rows that "Every row" lists: those of the range, or of all days."""
    if here.scope.current == ALL_DAYS:
        return Selection()
    since, until = looked_at(day, here, selection)
    if here.scope.current == CHOSEN and selection is None and day.today:
        until = day.until
    return Selection(since=since, until=until)


def chosen(day: DayData | None, here: Here, selection: Range | None) -> Question | None:
    """The chosen rows, else the chosen line, else the range that is looked at; None where nothing can be deleted."""
    if here.form == EVERY and here.every.rows:
        ids = here.every.ids
        return question.of_rows(ids) if ids else None
    if here.line is not None:
        return of_line(here.line)
    if day is None or day.empty:
        return None
    since, until = looked_at(day, here, selection)
    if day.today:
        until = min(until, max(day.now, since + 1))
    return question.of_range(since, until)


def named(day: DayData | None, here: Here, selection: Range | None) -> tuple[str, str]:
    """Application and title of what is chosen: of the row or line, else of what was longest in front in the range."""
    entry = here.every.current if here.form == EVERY else None
    if entry is not None:
        return entry.app, entry.title
    if here.line is not None and here.line.app:
        return here.line.app, here.line.title
    if day is None or day.empty:
        return "", ""
    since, until = looked_at(day, here, selection)
    spans = day.spans_between(since, until)
    if not spans:
        return "", ""
    longest = max(spans, key=lambda span: min(until, day.span_end(span)) - max(since, span.at))
    return longest.app, longest.title


def channel(here: Here) -> str:
    """The channel of the row or line that is chosen, or ""."""
    entry = here.every.current if here.form == EVERY else None
    if entry is not None:
        return entry.channel
    if here.line is None:
        return ""
    return "pointer" if here.line.kind == POINTER else next(iter(here.line.ids), "")


def consequence(asked: Question | None, app: str) -> str:
    """What the two verbs would do, in one or two sentences."""
    rule = _("“Never record” adds a rule and changes nothing in the past.")
    if app:
        rule = _("“Never record” adds a rule, as for {app}, and changes nothing in the past.").format(
            app=question.shortened(app, 40)
        )
    if asked is None:
        return _("There is nothing to delete here. {rule}").format(rule=rule)
    what = asked.line_of_day or asked.line.rstrip(".")
    return _("Deleting removes this for good: {what}. {rule}").format(what=what, rule=rule)
