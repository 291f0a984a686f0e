"""What a training record gives away, and what its form leaves to others: page, command line and export say it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mirrorlight.core.clock import SECOND
from mirrorlight.core.fields import Field
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, NP_, _, ngettext
from mirrorlight.insight import trajectory_keys as keys
from mirrorlight.insight.trajectory import (
    AFTER_LAST,
    ALONE,
    CLICK,
    DRAG,
    HOTKEY,
    KEPT_OUT,
    MODEL_STEP,
    MODEL_TASK,
    OTHER_BUTTON,
    SCROLL,
    STILL,
    TYPE,
    UNPAIRED,
    Step,
)
from mirrorlight.wording import count, protected_words

if TYPE_CHECKING:
    from mirrorlight.insight.training_export import Written

NOT_KNOWN = N_(
    "As a public format (AgentNet) has it; whether your employer does this, Mirrorlight does not know."
)  # fmt: skip
NOT_ENCRYPTED = N_("The folder is not encrypted: whoever can read it can read all of it.")

IN_NO_STEP: dict[str, tuple[str, str]] = {
    AFTER_LAST: NP_("{n} movement after which nothing was done", "{n} movements after which nothing was done"),
    ALONE: NP_("{n} event of Shift, Ctrl, Super or Caps Lock alone",
               "{n} events of Shift, Ctrl, Super or Caps Lock alone"),
    STILL: NP_("{n} turn of the wheel by nothing", "{n} turns of the wheel by nothing"),
    UNPAIRED: NP_("{n} release of a button without its press", "{n} releases of a button without their press"),
    OTHER_BUTTON: NP_("{n} event of a button that the form has no action for",
                      "{n} events of buttons that the form has no action for"),
}  # fmt: skip
"""Raw events that are in no step: the words for one, and for several."""


BUTTONS = {"left": N_("left button"), "right": N_("right button"), "middle": N_("middle button")}
_TIMES = {2: N_("Double click"), 3: N_("Triple click")}


def action_words(step: Step) -> str:
    """What a step is, in a word or two: "Type", "Double click, right button", "Scroll"."""
    if step.kind == KEPT_OUT:
        return _("Not in the example")
    if step.kind == CLICK:
        words = _(_TIMES[step.clicks]) if step.clicks > 1 else _("Click")
        return words if step.button == "left" else f"{words}, {_(BUTTONS[step.button])}"
    return {DRAG: _("Drag"), SCROLL: _("Scroll"), TYPE: _("Type"), HOTKEY: _("Keys")}[step.kind]


def detail_words(step: Step) -> str:
    """What belongs behind it: where, how far, which keys. Typed text is told by `trajectory_keys.pieces`."""
    if step.kind == KEPT_OUT:
        return protected_words({"unchecked" if step.protected == Field.UNCHECKED else "protected": step.times})
    if step.kind == CLICK:
        return _("at {x}, {y}").format(x=step.x, y=step.y)
    if step.kind == DRAG:
        return _("from {x}, {y} to {x2}, {y2}").format(x=step.x, y=step.y, x2=step.x2, y2=step.y2)
    if step.kind == SCROLL:
        told = []
        if step.dy:
            told.append((_("{n} up") if step.dy > 0 else _("{n} down")).format(n=count(abs(step.dy))))
        if step.dx:
            told.append((_("{n} right") if step.dx > 0 else _("{n} left")).format(n=count(abs(step.dx))))
        return ", ".join(told) or _("there and back")
    if step.kind == HOTKEY:
        pressed = [keys.name(row[5]) for row in step.keys]
        words = " + ".join([*step.modifiers, *pressed])
        return words if step.times == 1 else _("{keys}, {n} times").format(keys=words, n=count(step.times))
    return ""


def seconds(us: int) -> str:
    """A length of time as the page tells hesitation: "0.9 s", "41.2 s"."""
    return _("{n} s").format(n=f"{us / SECOND:,.1f}")


def in_no_step(reductions: Mapping[str, int]) -> list[str]:
    """Which raw events are in no step, each reason once."""
    return [
        ngettext(*IN_NO_STEP[reason], number).format(n=count(number))
        for reason, number in sorted(reductions.items())
        if number and reason in IN_NO_STEP
    ]


def about(since: int, until: int, written: Written, *, synthetic: bool, pictures: bool) -> str:
    """The text that lies in an exported folder."""
    lines = [
        _("Mirrorlight, training view: {since} to {until}").format(
            since=f"{to_local(since):%Y-%m-%d %H:%M:%S}", until=f"{to_local(until):%Y-%m-%d %H:%M:%S}"
        ),
        "",
    ]
    if synthetic:
        lines += [_("Synthetic: everything in it was made by the demo. No person did this."), ""]
    lines += [
        _(NOT_ENCRYPTED),
        _(NOT_KNOWN),
        "",
        _("trajectory.jsonl: one line for each example, {examples} with {steps} steps.").format(
            examples=count(written.examples), steps=count(written.steps)
        ),
        _("recordings: the raw lines, {n} of them. What was typed and taken back is in these alone.").format(
            n=count(written.raw)
        ),
        _("images: {n} pictures, as they are stored (WebP; the public form has PNG).").format(n=count(written.pictures))
        if pictures
        else _("images: left out, as asked. The steps name none."),
    ]
    if written.without_screen:
        lines.append(_("No screen size is stored for this time: places are pixels of the desktop, not parts of it."))
    if written.kept_out:
        words = ngettext(
            "{n} key was kept out by Mirrorlight’s own rules: which key is not stored.",
            "{n} keys were kept out by Mirrorlight’s own rules: which keys is not stored.", written.kept_out,
        )  # fmt: skip
        lines.append(words.format(n=count(written.kept_out)))
    told = in_no_step(written.reductions)
    if told:
        lines += ["", _("In the raw lines and in no step:"), *(f"- {each}" for each in told)]
    lines += [
        "",
        _("Left empty, because nobody told it: instruction, task_name.json, the system in metadata.json."),
        _("Left empty, because only a model adds it later: {names}.").format(names=", ".join(MODEL_STEP + MODEL_TASK)),
        _("Left out: computer.terminate, which the public form puts at the end of every recording. Nobody said that a"
          " task was done."),
        _("Not made: computer.wait. No published rule makes one of a pause."),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
