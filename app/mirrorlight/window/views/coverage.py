"""What can be seen on this computer, as rows and sentences: shared by Protection and by the first run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mirrorlight import consent_text
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Coverage
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell

PASSWORD_FIELDS_RECOGNISED = True
"""Whether the keyboard channel can tell a password field. Every sentence about it in the window derives from this."""

HOW: dict[str, tuple[str, str]] = {
    FULLY: (N_("fully"), "held:full"),
    PARTLY: (N_("partly"), "held:half"),
    NOT: (N_("not"), "held:empty"),
}
ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    ("clipboard", N_("Clipboard"), N_("not in this version")),
    ("web", N_("Web addresses"), N_("only in titles")),
    ("files", N_("Files"), N_("not in this version")),
    ("devices", N_("Devices"), N_("not in this version")),
    ("connections", N_("Connections"), N_("not in this version")),
    ("printer", N_("Printing"), N_("not in Mirrorlight")),
    ("person", N_("Camera, microphone"), N_("not in Mirrorlight")),
    ("mail", N_("Mail on the server"), N_("elsewhere")),
)
"""What agents are known to capture and no channel of Mirrorlight does: icon, name, why not."""


def password_sentence() -> str:
    """What Mirrorlight does about password fields, as it is in this version."""
    if PASSWORD_FIELDS_RECOGNISED:
        return _(consent_text.PASSWORDS)
    return _("Mirrorlight does not recognise password fields in this version: pause before you type a password.")


def rows(channels: Sequence[Channel], coverage: Mapping[str, Coverage], name: str = "") -> list[list[Cell]]:
    """A row for each channel (its live result, or that it is being checked) and for what no channel sees.

    `name` is the desktop's; it stands where a channel sees everything and gives no reason.
    """
    table: list[list[Cell]] = []
    for channel in channels:
        found = coverage.get(channel.id)
        if found is None:
            table.append([Cell(_(channel.title), channel.icon), Cell(_("checking"), ink="ink3"), Cell("")])
            continue
        words, mark = HOW[found.how]
        table.append(
            [
                Cell(_(channel.title), channel.icon),
                Cell(_(words), mark, weight=500),
                Cell(found.why or (name if found.how == FULLY else ""), ink="ink2", style="Detail"),
            ]
        )
    for icon, title, why in ELSEWHERE:
        words, mark = HOW[NOT]
        table.append([Cell(_(title), icon), Cell(_(words), mark, weight=500), Cell(_(why), ink="ink2", style="Detail")])
    return table


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
