"""What the training view says: the sentence of a stretch, what a step's record gives away, how long one hesitated."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from mirrorlight.core.clock import SECOND
from mirrorlight.core.text import clean_text
from mirrorlight.core.typed import Piece
from mirrorlight.i18n import _, filled, ngettext
from mirrorlight.insight import trajectory_keys
from mirrorlight.insight.training_words import action_words, detail_words, in_no_step, seconds
from mirrorlight.insight.trajectory import KEPT_OUT, TYPE, Step, Trajectory
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.here import visible
from mirrorlight.window.models.question import shortened
from mirrorlight.window.widgets.labels import Part
from mirrorlight.wording import count, length

PAUSED = 2 * SECOND
"""A hesitation from this long on (µs) is told as one."""
_LONGEST = 2_000
"""Characters of a step's text that are drawn at most; the line beside it has all of them."""


def sentence(made: Trajectory) -> list[Part]:
    """What the stretch would make, in numbers."""
    examples, steps = made.examples, made.counted
    if not steps:
        return [_("Nothing was done in this time of which a step could be made.")]
    whole = ngettext("{n} training example", "{n} training examples", examples).format(n=count(examples))
    of = ngettext("{n} step", "{n} steps", steps).format(n=count(steps))
    parts = filled(
        _(
            "This stretch of {length} would make {examples}: what was on the screen, what you did next, and how long"
            " you hesitated."
        ),
        length=length(made.until - made.since),
        examples=(_("{examples} of {steps}").format(examples=whole, steps=of), True),
    )
    held = []
    pictures = len(made.pictures)
    if pictures:
        held.append(ngettext("{n} picture", "{n} pictures", pictures).format(n=count(pictures)))
    stayed = made.typed - made.taken_back
    held.append(ngettext("{n} character that you left", "{n} characters that you left", stayed).format(n=count(stayed)))
    words = ngettext("{n} you took back", "{n} you took back", made.taken_back).format(n=count(made.taken_back))
    whole = _("It holds {things} and {back}.") if made.taken_back else _("It holds {things}.")
    parts += [" ", *filled(whole, things=", ".join(held), back=(words, True))]
    if not pictures:
        parts.append(" " + _("It has no pictures: none is stored of this time."))
    return parts


def footnote(made: Trajectory) -> str:
    """What of the raw events is in no step, and what the form has besides."""
    told = in_no_step(made.reductions)
    said = [_("Of {n} raw events each is in a step").format(n=count(made.events + made.moves))]
    said.append(_(", but {these}.").format(these="; ".join(told)) if told else ".")
    return "".join(said)


@dataclass(frozen=True, repr=False)
class Told:
    """A step as the list shows it. `pieces` are typed text, `waited` how long one hesitated before it."""

    action: str
    detail: str
    pieces: tuple[Piece, ...]
    where: str
    waited: str

    @property
    def spoken(self) -> str:
        """The same for assistive technology: struck text is told as taken back."""
        said = [
            _("taken back: {text}").format(text=visible(piece.text)) if piece.taken_back else visible(piece.text)
            for piece in self.pieces
        ]
        parts = [self.action, self.detail, ", ".join(said), self.where]
        if self.waited:
            parts.append(_("{length} before it").format(length=self.waited))
        return ". ".join(part for part in parts if part)


def told(made: Trajectory, step: Step) -> Told:
    """The words of a step."""
    app, title = made.window(step)
    where = shortened(clean_text(title or app), 200)
    pieces: list[Piece] = []
    room = _LONGEST
    detail = detail_words(step)
    if step.kind == TYPE:
        for piece in trajectory_keys.pieces(step):
            if room <= 0:
                break
            text = clean_text(visible(piece.text), limit=room + 1)[:room]
            pieces.append(Piece(text, piece.taken_back))
            room -= len(text)
        others = [value for what, value in trajectory_keys.actions(step)[:20] if what == "press" and value != "enter"]
        if not pieces and others:
            detail = ", ".join(dict.fromkeys(others))
        if step.repeats:
            held = ngettext("held down, repeated {n} time", "held down, repeated {n} times", step.repeats)
            detail = f"{detail} ({held.format(n=count(step.repeats))})".strip()
    waited = "" if step.hesitation is None or step.kind == KEPT_OUT else seconds(step.hesitation)
    if step.kind == KEPT_OUT:
        detail = _("{time}, {what}, kept out by Mirrorlight’s own rules").format(time=time_words(step.at), what=detail)
    return Told(action_words(step), detail, tuple(pieces), where, waited)


def gives_away(made: Trajectory, step: Step) -> list[str]:
    """What the record of a step tells who reads it, each a sentence; nothing that is not in the store."""
    if step.kind == KEPT_OUT:
        return [
            _("Here that keys were pressed, and in which second. Which keys, Mirrorlight does not keep."),
            _("The public recorder leaves no keys out: it would hold them by name."),
        ]
    said: list[str] = []
    app, title = (shortened(clean_text(words), 90) for words in made.window(step))
    if step.picture is not None:
        said.append(_("What was on your screen before it: “{title}” was in front.").format(title=title or app))
    typing = trajectory_keys.pieces(step) if step.kind == TYPE else []
    gone = [shortened(clean_text(visible(piece.text)), 60) for piece in typing if piece.taken_back]
    if typing:
        left = sum(len(piece.text) for piece in typing if not piece.taken_back)
        said.append(ngettext("{n} character you left.", "{n} characters you left.", left).format(n=count(left)))
    if gone:
        quoted = ", ".join(f"“{text}”" for text in gone[:3])
        said.append(
            _("What you took back, gone from the line but still in the raw ones: {texts}.").format(texts=quoted)
        )
    if step.kind == TYPE:
        said.append(_("The rhythm of your keys, to the microsecond: when each went down and came up."))
    if step.hesitation is not None and step.hesitation >= PAUSED:
        said.append(_("That you hesitated {length} before it.").format(length=seconds(step.hesitation)))
    if step.moves:
        words = ngettext("{n} place of the pointer", "{n} places of the pointer", step.moves).format(
            n=count(step.moves)
        )
        said.append(_("The way there: {places} in the raw lines.").format(places=words))
    return said


def host(made: Trajectory) -> str:
    """What is said of the field that names the computer."""
    name = "" if made.synthetic else shortened(clean_text(platform.node()), 60)
    if not name:
        return _("The recorder that this form comes from has a field for the computer’s name (“node”).")
    return _("The recorder that this form comes from also writes the computer’s name (“node”): here “{name}”.").format(
        name=name
    )
