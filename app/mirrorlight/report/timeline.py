"""The timeline of a day, and of a week as a strip for each day, as drawings that lose nothing in grey.

A gap cuts through every lane with a texture of its own; an application has a colour and a number. Nothing is drawn
that is not a row. Bars that share a pixel are merged by the largest, never by an average.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.insight.missing import DELETED, FILTERED, PAUSED
from mirrorlight.report import look
from mirrorlight.report.collect import MINUTE
from mirrorlight.report.facts import Break, Facts, Lane, Strip
from mirrorlight.report.svg import Svg
from mirrorlight.report.words import break_words, day_words, moment_words, range_words
from mirrorlight.store.results import Span
from mirrorlight.wording import count, length

HALF = 30 * MINUTE
HOUR = 60 * MINUTE
LABELS = 134.0
"""Width of the column with icon, name and count."""
RULER, SIGNS = 20.0, 18.0
WINDOWS, KEYS, POINTER, THIN = 36.0, 46.0, 32.0, 12.0
FULL_KEYS, MOST_CLICKS = 120, 10
NARROWEST = 7.0
"""Of a gap, px."""

LEGEND = 18.0
"""Height of a line of the legend."""
MOST_NAMED = 12

Numbers = dict[str, int]
"""The number by which an application is told from others in grey, by its name."""


Name = Callable[[str], str]
"""How an application is shown: its name, or what stands there when that was blacked out."""


def numbered(facts: Facts) -> Numbers:
    """The applications that have a name, the one longest in front first."""
    return {each.app: number for number, each in enumerate((one for one in facts.apps if one.app), 1)}


class Scale:
    """Moments as places: `since` to `until` (UTC µs) over `width` from `left` on."""

    def __init__(self, since: int, until: int, left: float, width: float) -> None:
        self.since, self.until, self.left, self.width = since, until, left, width

    def x(self, at: int) -> float:
        inside = min(max(at, self.since), self.until)
        return self.left + (inside - self.since) / (self.until - self.since) * self.width

    def columns(self, first: int, values: Sequence[float]) -> Iterator[tuple[float, float, float]]:
        """Place, width and value of bins of a minute from `first` on, merged to whole pixels by the largest."""
        best: dict[int, float] = {}
        step = max(1.0, self.width * MINUTE / (self.until - self.since))
        for number, value in enumerate(values):
            at = first + number * MINUTE
            if value and self.since <= at < self.until:
                place = int(self.x(at))
                best[place] = max(best.get(place, 0), value)
        for place, value in sorted(best.items()):
            yield float(place), step, value


def reach(strip: Strip) -> tuple[int, int]:
    """What is drawn of a day: from the first to the last thing known of it, widened to half hours."""
    telling = [each for each in strip.breaks if each.kind in {PAUSED, FILTERED, DELETED}]
    moments = [at for each in telling for at in (each.at, each.until)]
    moments += [at for at in (strip.totals.first_at, strip.totals.last_at) if at is not None]
    if not moments:
        return strip.since + 8 * HOUR, strip.since + 18 * HOUR
    low = strip.since + (min(moments) - strip.since) // HALF * HALF
    high = strip.since - (strip.since - max(moments)) // HALF * HALF
    return max(strip.since, low), min(strip.until, max(high, low + HALF))


def day_drawing(facts: Facts, name: Name) -> tuple[str, float, str]:
    """The day with all its lanes, its height, and what it shows in words. `name` says how an application is shown."""
    strip, numbers = facts.strips[0], numbered(facts)
    thin = [each for each in facts.channels if strip.ticks.get(each.id)]
    height = RULER + SIGNS + WINDOWS + KEYS + POINTER + 12 + (THIN + 3) * len(thin) + 4
    places = list(legend_places(facts, name))
    whole = height + LEGEND * (max((row for _x, row, _words, _slot, _n in places), default=-1) + 1)
    drawing = Svg(look.INNER, whole, _("The day as a timeline"), day_text(strip))
    since, until = reach(strip)
    scale = Scale(since, until, LABELS, look.INNER - LABELS)
    ruler(drawing, scale, RULER, height)
    named = {each.id: each for each in facts.channels}
    drawing.text(24, RULER + 13, _("Gaps"), fill=look.INK3)
    drawing.text(LABELS - 8, RULER + 13, count(len(seen(strip, scale))), anchor="end", fill=look.INK3)
    y = RULER + SIGNS
    for id_, tall, draw in (("windows", WINDOWS, windows), ("keyboard", KEYS, keys), ("pointer", POINTER, pointer)):
        lane(drawing, named[id_], strip.totals.by_channel.get(id_, 0), y, tall)
        drawing.rect(LABELS, y, scale.width, tall, look.TRACK)
        draw(drawing, scale, strip, y, tall, numbers)
        y += tall + 5
    for each in thin:
        lane(drawing, each, strip.totals.by_channel.get(each.id, 0), y, THIN)
        drawing.rect(LABELS, y, scale.width, THIN, look.TRACK)
        drawing.bars([(x, y + 3, 1.25, THIN - 6) for x in {int(scale.x(at)) for at in strip.ticks[each.id]}], look.BAR)
        y += THIN + 3
    gaps(drawing, scale, strip, RULER + SIGNS, y - 3)
    legend(drawing, places, height + 4)
    return drawing.done(), whole, day_text(strip)


def week_drawing(facts: Facts, name: Name) -> tuple[str, float, str]:
    """A strip for each day, all over the same hours: applications, keys, gaps. Answers as `day_drawing`."""
    numbers = numbered(facts)
    tall, keys_tall, apart = 20.0, 24.0, 8.0
    row = tall + keys_tall + apart + SIGNS
    height = RULER + row * len(facts.strips) + 4
    text = " ".join(day_text(strip) for strip in facts.strips)
    places = list(legend_places(facts, name))
    whole = height + LEGEND * (max((row for _x, row, _words, _slot, _n in places), default=-1) + 1)
    drawing = Svg(look.INNER, whole, _("The week as a timeline, a strip for each day"), text)
    shown = [reach(strip) for strip in facts.strips if not strip.empty or strip.breaks]
    if shown:
        begin = min(since - strip_of(facts, since).since for since, _until in shown)
        end = max(until - strip_of(facts, since).since for since, until in shown)
    else:
        begin, end = 8 * HOUR, 18 * HOUR
    for number, strip in enumerate(facts.strips):
        scale = Scale(strip.since + begin, strip.since + end, LABELS, look.INNER - LABELS)
        y = RULER + row * number
        if not number:
            ruler(drawing, scale, RULER, height)
        moment = to_local(strip.since)
        drawing.text(0, y + SIGNS + 12, f"{moment:%a} {moment.day} {moment:%b}", fill=look.INK)
        drawing.text(LABELS - 8, y + SIGNS + 12, count(strip.totals.events), anchor="end")
        top = y + SIGNS
        drawing.rect(LABELS, top, scale.width, tall, look.TRACK)
        windows(drawing, scale, strip, top, tall, numbers)
        drawing.rect(LABELS, top + tall + 2, scale.width, keys_tall, look.TRACK)
        keys(drawing, scale, strip, top + tall + 2, keys_tall, numbers)
        gaps(drawing, scale, strip, top, top + tall + 2 + keys_tall)
    legend(drawing, places, height + 4)
    return drawing.done(), whole, text


def strip_of(facts: Facts, at: int) -> Strip:
    """The day in which a moment lies."""
    return next(strip for strip in facts.strips if strip.since <= at <= strip.until)


def day_text(strip: Strip) -> str:
    """The drawing of a day in words: what is held, and each gap."""
    day = day_words(to_local(strip.since).date())
    if strip.empty:
        return _("{day}: nothing is held.").format(day=day)
    totals = strip.totals
    first, last = moment_words(totals.first_at or strip.since), moment_words(totals.last_at or strip.since)
    words = _("{day}: {n} events from {first} to {last}.").format(
        day=day, n=count(totals.events), first=first, last=last
    )
    told = [f"{range_words(each.at, each.until)} {break_words(each)}" for each in strip.breaks if each.until > each.at]
    return words + (" " + _("Gaps: {gaps}.").format(gaps="; ".join(told)) if told else "")


Place = tuple[float, int, str, int | None, int]
"""Where an entry of the legend stands: x and row; its words, colour and number (0: none)."""


def legend_places(facts: Facts, name: Name) -> Iterator[Place]:
    """The entries of the legend, in rows as long as the drawing is wide."""
    named = [each for each in facts.apps if each.app]
    entries: list[tuple[str, int | None, int]] = [
        (f"{_short(name(each.app))} {length(each.us)}", each.slot, number)
        for number, each in enumerate(named[:MOST_NAMED], 1)
    ]
    if len(named) > MOST_NAMED:
        entries.append((_("and {n} more").format(n=len(named) - MOST_NAMED), None, 0))
    x, row = LABELS, 0
    for words, slot, number in entries:
        wide = 24 + 6.1 * len(words) + 14
        if x > LABELS and x + wide > look.INNER:
            x, row = LABELS, row + 1
        yield x, row, words, slot, number
        x += wide


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def legend(drawing: Svg, places: Sequence[Place], top: float) -> None:
    """A chip with the application's number, its name and time."""
    for x, row, words, slot, number in places:
        y = top + LEGEND * row
        if number:
            fill, ink = look.app_colors(slot)
            drawing.rect(x, y, 18, 13, fill)
            drawing.text(x + 9, y + 10, str(number), 9.5, ink, "middle")
        drawing.text(x + 24 if number else x, y + 10.5, words, 10.5)


# Lanes


def ruler(drawing: Svg, scale: Scale, top: float, bottom: float) -> None:
    """Hour lines, and the hours to the right of them."""
    hours = (scale.until - scale.since) / HOUR
    every = 1 if hours <= 12 else 2
    at = scale.since - (scale.since % HOUR) + (HOUR if scale.since % HOUR else 0)
    while at < scale.until:
        x = round(scale.x(at)) + 0.5
        drawing.line(x, top, x, bottom, look.LINE)
        if to_local(at).hour % every == 0 and scale.x(at) < scale.left + scale.width - 30:
            drawing.text(x + 3, top - 7, moment_words(at), 10.5, look.INK3)
        at += HOUR


def lane(drawing: Svg, named: Lane, events: int, y: float, tall: float) -> None:
    """Icon, name and count of a lane."""
    middle = y + tall / 2
    drawing.icon(named.icon, 0, middle - 6.5, 13)
    shown = named.title if len(named.title) <= 13 else named.title[:12] + "…"
    drawing.text(20, middle + 4, shown, 10.5)
    drawing.text(LABELS - 8, middle + 4, count(events), 10.5, anchor="end")


def windows(drawing: Svg, scale: Scale, strip: Strip, y: float, tall: float, numbers: Numbers) -> None:
    """Who was in front: a colour, and where there is room the number of the application."""
    for app, slot, left, right in runs(strip.spans, scale):
        fill, ink = look.app_colors(slot)
        drawing.rect(left, y, max(0.75, right - left - 0.5), tall, fill)
        if app in numbers and right - left >= 6 + 6 * len(str(numbers[app])):
            drawing.text((left + right) / 2, y + tall / 2 + 3.5, str(numbers[app]), 10, ink, "middle")


def runs(spans: Sequence[Span], scale: Scale) -> Iterator[tuple[str, int | None, float, float]]:
    """Application, colour, left and right of what was in front; neighbours of one application are one."""
    found: list[tuple[str, int | None, float, float]] = []
    for span in spans:
        end = span.until if span.until is not None else span.at
        if not span.app or end <= scale.since or span.at >= scale.until:
            continue
        left, right = scale.x(span.at), scale.x(end)
        if found and found[-1][0] == span.app and left - found[-1][3] < 1:
            found[-1] = (span.app, span.slot, found[-1][2], max(found[-1][3], right))
        else:
            found.append((span.app, span.slot, left, right))
    return iter(found)


def keys(drawing: Svg, scale: Scale, strip: Strip, y: float, tall: float, _numbers: Numbers) -> None:
    """Keys a minute; what was taken back on top, in the lighter ink. A lock: keys of which only the number is kept."""
    kept, back = [], []
    taken = {x: value for x, _width, value in scale.columns(strip.since, strip.taken)}
    for x, width, value in scale.columns(strip.since, strip.keys):
        full = min(1.0, value / FULL_KEYS) * (tall - 2)
        lost = min(full, min(1.0, taken.get(x, 0) / FULL_KEYS) * (tall - 2))
        kept.append((x, y + tall - full + lost, width, full - lost))
        if lost:
            back.append((x, y + tall - full, width, lost))
    drawing.bars(kept, look.BAR)
    drawing.bars(back, look.BAR2)
    last = -10.0
    for x, _width, _value in scale.columns(strip.since, strip.protected):
        if x - last >= 10:
            drawing.icon("lock", x - 4, y + 1, 9, look.INK)
            last = x


def pointer(drawing: Svg, scale: Scale, strip: Strip, y: float, tall: float, _numbers: Numbers) -> None:
    """Up: way of the pointer by its square root; down: clicks."""
    middle, most = y + tall * 0.7, max((*strip.distance, 1.0)) ** 0.5
    up = [
        (x, middle - value**0.5 / most * (middle - y - 2), width, value**0.5 / most * (middle - y - 2))
        for x, width, value in scale.columns(strip.since, strip.distance)
    ]
    down = [
        (x, middle + 1, width, min(MOST_CLICKS, value) * (y + tall - middle - 2) / MOST_CLICKS)
        for x, width, value in scale.columns(strip.since, strip.clicks)
    ]
    drawing.bars(up, look.BAR2)
    drawing.bars(down, look.BAR)


# Gaps


def seen(strip: Strip, scale: Scale) -> list[Break]:
    """The gaps that lie in what is drawn."""
    return [each for each in strip.breaks if each.until > scale.since and each.at < scale.until]


def gaps(drawing: Svg, scale: Scale, strip: Strip, top: float, bottom: float) -> None:
    """Each gap through every lane, and its sign above."""
    last_sign = -20.0
    for each in seen(strip, scale):
        left, right = scale.x(each.at), scale.x(each.until)
        width = max(NARROWEST, right - left)
        left = min(left, scale.left + scale.width - width)
        texture(drawing, each, left, top, width, bottom - top)
        middle = left + width / 2
        if middle - last_sign >= 12:
            sign(drawing, each, middle, top - 9)
            last_sign = middle


def texture(drawing: Svg, each: Break, x: float, y: float, width: float, height: float) -> None:
    """What covers a gap: upright bars for a pause, dots for a filter, stripes for not recording, nothing at all with a
    dashed edge for what was deleted.
    """
    if each.deleted:
        drawing.rect(x, y, width, height, look.HOLE, look.INK3, "4 3")
        if width > 62 and height > 60:
            drawing.text(x + width / 2, y + height / 2, _("Nothing is"), 10, look.INK2, "middle")
            drawing.text(x + width / 2, y + height / 2 + 13, _("left here"), 10, look.INK2, "middle")
        return
    paused = each.kind == PAUSED
    drawing.rect(x, y, width, height, "#FFFFFF", look.AMBER if paused else look.INK3)
    if paused:
        drawing.bars([(x + at, y, 2, height) for at in steps(2.5, width - 3, 7)], look.AMBER)
    elif each.kind == FILTERED:
        drawing.bars(
            [(x + at, y + down, 2, 2) for at in steps(2.5, width - 3, 5) for down in steps(3, height - 3, 5)],
            look.TEXTURE,
        )
    else:
        drawing.shape("".join(stripes(x + 1, y + 1, width - 2, height - 2, 9.0)), stroke=look.TEXTURE, width=2.5)


def steps(first: float, last: float, pitch: float) -> Iterator[float]:
    """Places from `first` to `last`, `pitch` apart; at least one."""
    yield first
    at = first + pitch
    while at <= last:
        yield at
        at += pitch


def stripes(x: float, y: float, width: float, height: float, pitch: float) -> Iterator[str]:
    """Lines at 45°, each cut to the rectangle."""
    at = pitch / 2
    while at < width + height:
        from_x, from_y = (at, 0.0) if at <= width else (width, at - width)
        to_x, to_y = (0.0, at) if at <= height else (at - height, height)
        yield f"M{x + from_x:.1f} {y + from_y:.1f}L{x + to_x:.1f} {y + to_y:.1f}"
        at += pitch


def sign(drawing: Svg, each: Break, x: float, y: float) -> None:
    """The sign of a gap, centred: two bars, a half disc, a cross, a triangle."""
    if each.kind == PAUSED:
        drawing.bars([(x - 4, y - 5, 3, 10), (x + 1, y - 5, 3, 10)], look.AMBER)
    elif each.kind == FILTERED:
        drawing.shape(f"M{x:.1f} {y - 4.5:.1f}a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0 -9z", stroke=look.INK2, width=1.2)
        drawing.shape(f"M{x:.1f} {y - 4.5:.1f}a4.5 4.5 0 0 0 0 9z", look.INK2)
    elif each.deleted:
        drawing.shape(f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8", stroke=look.INK2, width=1.4)
    else:
        drawing.shape(f"M{x:.1f} {y - 5:.1f}l5.5 9.5h-11z", look.INK2)
