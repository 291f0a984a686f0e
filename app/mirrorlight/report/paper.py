"""What stands at the head and the foot of every page of a report."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.i18n import _
from mirrorlight.report import words
from mirrorlight.report.facts import Facts


@dataclass(frozen=True)
class Paper:
    """`title` is the file's own; `synthetic` is "" for real data; `warning` stands on each page."""

    title: str
    head: str
    synthetic: str
    foot: str
    warning: str
    end: str

    @classmethod
    def of(cls, facts: Facts) -> Paper:
        when = words.period_words(facts.chosen.period)
        return cls(
            title=_("{title}, {when} – Mirrorlight").format(title=words.title(facts), when=when),
            head=_("Mirrorlight report, {when}").format(when=words.short_words(facts.chosen.period)),
            synthetic=_("Synthetic data: invented") if facts.synthetic else "",
            foot=_("Made on this computer on {when}.").format(when=words.made_words(facts.made_at)),
            warning=_("This file is not encrypted."),
            end=_("Nothing was sent."),
        )
