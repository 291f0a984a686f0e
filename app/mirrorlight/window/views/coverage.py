"""What can be seen on this computer, as facts and sentences: shared by Protection and by the first run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mirrorlight import consent_text
from mirrorlight.beyond import BEYOND
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Coverage
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.window.widgets.facts import Fact
from mirrorlight.window.widgets.labels import Part

PASSWORD_FIELDS_RECOGNISED = True
"""Whether the keyboard channel can tell a password field. Every sentence about it in the window derives from this."""

HOW: dict[str, tuple[str, str]] = {
    FULLY: (N_("fully"), "held:full"),
    PARTLY: (N_("partly"), "held:half"),
    NOT: (N_("not"), "held:empty"),
}


def password_sentence() -> str:
    """What Mirrorlight does about password fields, as it is in this version."""
    if PASSWORD_FIELDS_RECOGNISED:
        return _(consent_text.PASSWORDS)
    return _("Mirrorlight does not recognise password fields in this version: pause before you type a password.")


def facts(channels: Sequence[Channel], coverage: Mapping[str, Coverage], name: str = "") -> list[Fact]:
    """A fact for each channel: its live result, or that it is being checked.

    `name` is the desktop's; it stands where a channel sees everything and gives no reason.
    """
    found: list[Fact] = []
    for channel in channels:
        result = coverage.get(channel.id)
        if result is None:
            found.append(Fact(channel.id, channel.icon, _(channel.title), _("checking")))
            continue
        words, mark = HOW[result.how]
        why = result.why or (name if result.how == FULLY else "")
        found.append(Fact(channel.id, channel.icon, _(channel.title), _(words), mark, why))
    return found


def beyond() -> list[Fact]:
    """What an agent can take and no channel of Mirrorlight does, with the reason."""
    words, mark = HOW[NOT]
    return [Fact(one.id, one.icon, _(one.title), _(words), mark, f"{_(one.taken)} {_(one.why)}") for one in BEYOND]


def summary(name: str, coverage: Mapping[str, Coverage]) -> list[Part]:
    """ "Openbox on X11. 3 channels fully, 1 partly, 0 not at all. An agent with more rights may see more." """
    number = {how: sum(1 for found in coverage.values() if found.how == how) for how in (FULLY, PARTLY, NOT)}
    verdict = ngettext(
        "{fully} channel fully, {partly} partly, {no} not at all.",
        "{fully} channels fully, {partly} partly, {no} not at all.",
        number[FULLY],
    ).format(fully=number[FULLY], partly=number[PARTLY], no=number[NOT])
    return [f"{name}. ", (verdict, True), " " + _("An agent with more rights may see more than this.")]


def light_sentence(light: Coverage) -> str:
    """Whether the light can be proved here, without which nothing is recorded."""
    if light.how == NOT:
        return _("{why} Without that, Mirrorlight records nothing.").format(
            why=light.why or _("This desktop lets no program check that its window can be seen.")
        )
    return _("The light can be checked on this desktop. On Wayland it cannot, and nothing is recorded there.")


def limits(channels: Sequence[Channel], coverage: Mapping[str, Coverage]) -> list[Part]:
    """For the first run: which channels see less here, and why; [] when all see everything."""
    lines: list[Part] = []
    for channel in channels:
        found = coverage.get(channel.id)
        if found is None or found.how == FULLY:
            continue
        words = _("cannot be recorded on this desktop") if found.how == NOT else _("can only partly be recorded here")
        why = f": {found.why}" if found.why else ""
        lines += [(_(channel.title), True), f" {words}{why.rstrip('.')}. "]
    return lines
