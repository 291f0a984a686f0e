"""Makes the blocks of a report out of what was read and what was done by hand. What is left out is never in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from mirrorlight.i18n import _, ngettext
from mirrorlight.insight.periods import WEEK
from mirrorlight.report import chosen as choice
from mirrorlight.report import words
from mirrorlight.report.blocks import (
    MARKS,
    Block,
    Cell,
    Drawing,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Run,
    Table,
    Title,
)  # fmt: skip
from mirrorlight.report.chosen import BLACK, CONTENTS, OUT, ByHand
from mirrorlight.report.facts import Break, Facts, Line
from mirrorlight.report.pictures import Ready
from mirrorlight.report.timeline import day_drawing, numbered, week_drawing
from mirrorlight.wording import count, length

COVERED = "████████"
"""In place of what was blacked out: of one length, so that it does not tell how long that was."""
IN_A_ROW = {False: 3, True: 2}
"""Pictures beside each other: blurred, sharp."""


class Composer:
    """`pictures` are ready by row; one that is not there was deleted meanwhile, and the report says so."""

    def __init__(self, facts: Facts, by_hand: ByHand, pictures: Mapping[int, Ready | None]) -> None:
        self._facts, self._by_hand, self._pictures = facts, by_hand, pictures
        self._numbers = numbered(facts)

    def blocks(self) -> list[Block]:
        """Everything, in order."""
        return list(self._all())

    def _all(self) -> Iterator[Block]:
        facts = self._facts
        yield Title(words.title(facts), self._below())
        yield Paragraph(tuple(words.sentence(facts)), large=True)
        week = facts.chosen.period.kind == WEEK
        svg, tall, alt = (week_drawing if week else day_drawing)(facts, self.name)
        yield Drawing(svg, tall, alt)
        yield from self._held()
        yield from self._missing()
        for kind, title in CONTENTS:
            if kind in facts.chosen.contents:
                yield from self._pictured(_(title)) if kind == choice.PICTURES else self._lines(kind, _(title))
        yield from self._sources()

    def name(self, app: str) -> str:
        """How an application is shown."""
        if self._by_hand.fate(f"app:{app}"):
            return _("Application {n}").format(n=self._numbers.get(app, 0))
        return app

    def _below(self) -> str:
        when = words.period_words(self._facts.chosen.period)
        if self._facts.synthetic:
            return _("{when}, invented: these are the data of nobody").format(when=when)
        return _("{when}, recorded by the person at this computer, on their own behalf").format(when=when)

    # What is held

    def _held(self) -> Iterator[Block]:
        facts = self._facts
        if facts.products.names:
            yield from self._beside()
            return
        cells = [(Cell.of(each.title, icon=each.icon), self._count(each.id)) for each in facts.channels]
        half = -(-len(cells) // 2)
        empty = (Cell(), Cell())
        rows = tuple((*one, *two) for one, two in zip_longest(cells[:half], cells[half:], fillvalue=empty))
        heads = (_("Channel"), _("Held here"), _("Channel"), _("Held here"))
        yield Table(_("What is held, by channel"), heads, rows, (0.19, 0.29, 0.25, 0.27))

    def _count(self, channel: str) -> Cell:
        events = self._facts.events(channel)
        if not events and channel in self._facts.off:
            return Cell.of(_("off"), quiet=True)
        if not events:
            return Cell.of(_("none"), quiet=True)
        unit = next((each.unit for each in self._facts.channels if each.id == channel), ("event", "events"))
        return Cell.of(f"{count(events)} {ngettext(*unit, events)}")

    def _number(self, channel: str) -> Cell:
        events = self._facts.events(channel)
        if not events and channel in self._facts.off:
            return Cell.of(_("off"), quiet=True)
        return Cell.of(count(events), quiet=not events)

    def _beside(self) -> Iterator[Block]:
        products = self._facts.products
        icons = {each.id: each.icon for each in self._facts.channels}
        rows = []
        for row in products.rows:
            held = self._number(row.channel) if row.channel else Cell.of(_("not recorded"), quiet=True)
            cells = tuple(
                Cell.of(f"{cell.words} {cell.source}".strip(), mark=MARKS[cell.value], quiet=cell.value == "unknown")
                for cell in row.cells
            )
            rows.append((Cell.of(row.title, icon=icons.get(row.channel, "")), held, *cells))
        heads = [_("Kind of data"), _("Held here")]
        heads += [_("{product} would hold").format(product=name) for name in products.names]
        share = 0.68 / len(products.names)
        yield Table(
            _("What is held, and what the products would hold"), tuple(heads), tuple(rows),
            (0.22, 0.1, *(share for _name in products.names)),
        )  # fmt: skip
        yield Paragraph(
            (
                _("Filled square: would hold. Half: would hold if switched on. Empty: does not hold. Question mark:"
                  " not documented in the pages read. Letters and numbers name the pages under Sources. What an"
                  " employer has switched on is not known here."),
            ),
            quiet=True,
        )  # fmt: skip

    # What is missing

    def _missing(self) -> Iterator[Block]:
        facts, several = self._facts, len(self._facts.strips) > 1
        yield Heading(_("What is missing, and why"))
        breaks = [each for each in facts.breaks if each.until > each.at or each.deleted]
        if breaks:
            rows = tuple(
                (
                    Cell.of(words.range_words(each.at, each.until, day=several)),
                    Cell.of(length(each.until - each.at)),
                    Cell.of(self._why(each)),
                )
                for each in breaks
            )
            heads = (_("Time"), _("Length"), _("Why"))
            yield Table(_("Times of which nothing is held"), heads, rows, (0.24, 0.16, 0.6), frozenset({1}))
        else:
            yield Paragraph((_("Nothing is missing between the first and the last event."),))
        yield Heading(_("What this report does not show"))
        for line in self._not_shown():
            yield Paragraph((line,))

    def _why(self, each: Break) -> str:
        said = words.break_words(each)
        if each.open:
            said = _("{why}, and goes on").format(why=said)
        titles = {each.id: each.title for each in self._facts.channels}
        return f"{said} ({titles.get(each.channel, each.channel)})" if each.channel else said

    def _not_shown(self) -> Iterator[str]:
        facts = self._facts
        yield _("Whether an agent runs on this computer, and what an employer has switched on.")
        left = [_(title) for kind, title in CONTENTS if kind not in facts.chosen.contents]
        if left:
            yield _("{kinds}: left out; the person who made this report did not ask for them.").format(
                kinds=words.listed(left)
            )
        hidden = sum(strip.totals.protected_keys for strip in facts.strips)
        if hidden:
            yield ngettext(
                "Which key was pressed in a password field, {n} time: that is not kept anywhere.",
                "Which keys were pressed in password fields, {n} times: that is not kept anywhere.", hidden,
            ).format(n=count(hidden))  # fmt: skip
        known = {line.key for line in facts.lines}
        fates = [fate for key, fate in self._by_hand.fates.items() if key in known]
        if often := fates.count(BLACK):
            yield ngettext("{n} line was blacked out by hand.", "{n} lines were blacked out by hand.", often).format(
                n=count(often)
            )
        if often := fates.count(OUT):
            yield ngettext("{n} line was taken out by hand.", "{n} lines were taken out by hand.", often).format(
                n=count(often)
            )

    # Content

    def _standing(self, kind: str) -> list[Line]:
        return [line for line in self._facts.of(kind) if self._by_hand.fate(line.key) != OUT]

    def _lines(self, kind: str, title: str) -> Iterator[Block]:
        yield Heading(title)
        lines, several = self._standing(kind), len(self._facts.strips) > 1
        if not lines:
            yield Paragraph((_("There is none."),), quiet=True)
            return
        heads = {
            choice.TYPED: (_("Time"), _("Application"), _("Typed text; what was taken back is struck through")),
            choice.TITLES: (_("First"), _("Application"), _("Title, and how long it was in front")),
            choice.ADDRESSES: (_("First"), _("Application"), _("Address, and how often it came in front")),
        }[kind]
        rows = tuple(
            (
                Cell.of(words.moment_words(line.at, day=several)),
                Cell.of(self.name(line.app)),
                Cell((*self._runs(line), *self._more(line))),
            )
            for line in lines
        )
        yield Table(title, heads, rows, (0.14, 0.2, 0.66))

    def _runs(self, line: Line) -> Iterator[Run]:
        if self._by_hand.fate(line.key) == BLACK:
            yield Run(COVERED, black=True)
            return
        for piece in line.pieces:
            yield Run(piece.text, struck=piece.taken_back)

    def _more(self, line: Line) -> Iterator[Run]:
        if line.kind == choice.TYPED and line.hidden:
            hidden = ngettext(
                "{n} key of which only the number is kept", "{n} keys of which only the number is kept", line.hidden
            )
            yield Run(f" [{hidden.format(n=count(line.hidden))}]")
        elif line.kind == choice.TITLES:
            yield Run(f", {length(line.us)}")
        elif line.kind == choice.ADDRESSES:
            yield Run(ngettext(", {n} time", ", {n} times", line.count).format(n=count(line.count)))

    def _pictured(self, title: str) -> Iterator[Block]:
        facts, sharp = self._facts, self._facts.chosen.sharp
        yield Heading(title)
        lines = self._standing(choice.PICTURES)
        if not lines:
            yield Paragraph((_("There is none."),), quiet=True)
            return
        said = [_("As they are stored.") if sharp else _("Blurred: no letter of them is in this file.")]
        if facts.cut:
            said.append(
                _("{n} of {all} are here, spread over the time.").format(
                    n=count(len(facts.of(choice.PICTURES))), all=count(len(facts.of(choice.PICTURES)) + facts.cut)
                )
            )
        yield Paragraph((" ".join(said),), quiet=True)
        wide = IN_A_ROW[sharp]
        made = [self._picture(line) for line in lines]
        for first in range(0, len(made), wide):
            yield Pictures(tuple(made[first : first + wide]), wide)

    def _picture(self, line: Line) -> Picture:
        when = words.moment_words(line.at, day=len(self._facts.strips) > 1)
        app = self.name(line.app)
        caption = f"{when} {app}".strip()
        found = self._pictures.get(line.row)
        if self._by_hand.fate(line.key) == BLACK:
            return Picture(b"", "black", 16, 10, caption, _("Picture of {when}, blacked out by hand").format(when=when))
        if found is None:
            gone = _("Picture of {when}, deleted since").format(when=when)
            return Picture(b"", "gone", 16, 10, _("{caption}: deleted since").format(caption=caption), gone)
        how = (
            _("Picture of the screen, {when}, {app}, as it is stored; its text was not read")
            if (self._facts.chosen.sharp)
            else _("Picture of the screen, {when}, {app}, blurred")
        )
        return Picture(found.data, "jpeg", found.width, found.height, caption, how.format(when=when, app=app))

    def _sources(self) -> Iterator[Block]:
        yield Heading(_("Sources"))
        facts = self._facts
        yield Paragraph((
            _("Numbers, times and shapes: the store of Mirrorlight on this computer, read on {when}. Each is what a"
              " count of the store gives; nothing is estimated.").format(when=words.made_words(facts.made_at)),
        ))  # fmt: skip
        if facts.products.sources:
            rows = tuple(
                (
                    Cell.of(each.mark),
                    Cell.of(f"{each.title} {each.address}".strip()),
                    Cell.of(each.read),
                    Cell.of(each.sure),
                )
                for each in facts.products.sources
            )
            yield Table(
                _("Pages that the statements about products rest on"), (_("Mark"), _("Page"), _("Read on"), _("Sure")),
                rows, (0.1, 0.62, 0.17, 0.11),
            )  # fmt: skip
            yield Paragraph((
                _("Sure: A the maker’s own page; B an old page of the maker, or two others that agree; C one other."),
            ), quiet=True)  # fmt: skip


def compose(facts: Facts, by_hand: ByHand, pictures: Mapping[int, Ready | None]) -> list[Block]:
    """The blocks of a report."""
    return Composer(facts, by_hand, pictures).blocks()
