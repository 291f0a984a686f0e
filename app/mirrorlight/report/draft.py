"""A report that can still be changed by hand: what was read, the pictures made ready, and the bytes that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.report import chosen as choice
from mirrorlight.report import html, pictures
from mirrorlight.report.blocks import Block
from mirrorlight.report.chosen import ByHand
from mirrorlight.report.collect import Asked, Step, collect
from mirrorlight.report.compose import compose
from mirrorlight.report.facts import Facts
from mirrorlight.report.paper import Paper
from mirrorlight.report.pictures import Ready

HTML, PDF = "html", "pdf"

Writer = Callable[[Sequence[Block], Paper], bytes]
"""Makes a file of blocks."""


@dataclass(frozen=True, repr=False)
class Draft:
    """What a report is made of. `pictures` by row; None for one that was gone when it was to be read."""

    facts: Facts
    pictures: Mapping[int, Ready | None]

    def file(self, by_hand: ByHand, writer: Writer = html.write) -> bytes:
        """The whole file, as it would be saved. Any thread."""
        return writer(compose(self.facts, by_hand, self.pictures), Paper.of(self.facts))


def draft(asked: Asked, step: Step = lambda done, total: True) -> Draft:
    """Read what was asked for. Raises UserError: stopped, or what the store says."""
    facts = collect(asked, step)
    ready: dict[int, Ready | None] = {}
    lines = facts.of(choice.PICTURES)
    for number, line in enumerate(lines):
        if not step(number, len(lines)):
            raise UserError(_("No report was made."), _("It was stopped."), code="stopped")
        ready[line.row] = pictures.ready(asked.reader.picture(line.row), sharp=asked.chosen.sharp)
    return Draft(facts, ready)
