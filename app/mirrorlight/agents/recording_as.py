"""Recording as one product: which channels and intervals that means, worked out and told before anything is changed.

Only what is documented is taken over; where a source gives no figure, what is chosen instead is said. Nothing beside
`TOUCHED` is ever changed: rules of secrets, exclusions, the light and how long data is kept are not among it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.lens_counts import OTHER, idle_limit
from mirrorlight.agents.lens_day import COUNTS
from mirrorlight.agents.product import Claim, Product, Span
from mirrorlight.i18n import _, ngettext
from mirrorlight.settings import CUSTOM, EVERYTHING, Setting
from mirrorlight.wording import count as number

PRESENCE, PICTURES = "presence", "screenshots"
_CHANNEL = "channel_"
_FIGURES = ("screenshot_interval", "screenshot_on_change", "video", "idle_minutes")


class OfChannel(Protocol):
    """What is asked of a channel (`core.channel.Channel` has it)."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def default_on(self) -> bool: ...


def touched(channels: Iterable[OfChannel]) -> tuple[str, ...]:
    """The ids of all settings that recording as a product may change."""
    return (*(f"{_CHANNEL}{channel.id}" for channel in channels), *_FIGURES)


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that gets another value."""

    setting: Setting
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What recording as `target` changes. `name` is the product's, "" for none. `remarks` are sentences: what was
    chosen where nothing is documented, and what comes along although it is not.
    """

    target: str
    name: str
    changes: tuple[Change, ...]
    remarks: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """The new values by setting, `recording_as` among them."""
        return {"recording_as": self.target, **{change.setting.id: change.after for change in self.changes}}

    def sentences(self) -> list[str]:
        """The plan in words, before it is carried out."""
        on = [_(c.setting.title) for c in self.changes if c.setting.id.startswith(_CHANNEL) and c.after]
        off = [_(c.setting.title) for c in self.changes if c.setting.id.startswith(_CHANNEL) and not c.after]
        said = []
        if on:
            said.append(_("Goes on: {list}.").format(list=", ".join(on)))
        if off:
            words = _("Goes off: {list}. What is stored of it stays until you delete it.")
            said.append(words.format(list=", ".join(off)))
        for change in self.changes:
            if not change.setting.id.startswith(_CHANNEL):
                said.append(_("{setting}: {before}, from now on {after}.").format(
                    setting=_(change.setting.title), before=shown(change.setting, change.before),
                    after=shown(change.setting, change.after),
                ))  # fmt: skip
        if not self.changes:
            said.append(_("No channel and no interval changes."))
        return [*said, *self.remarks, _("Password fields, exclusions and the light stay as they are.")]

    def to_json(self) -> dict[str, Any]:
        return {
            "recording_as": self.target,
            "changes": [
                {"name": change.setting.id, "before": change.before, "after": change.after} for change in self.changes
            ],
            "remarks": list(self.remarks),
        }


def shown(setting: Setting, value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return f"{number(value)} {_(setting.unit)}".strip() if isinstance(value, int) else str(value)


def plan(
    target: str,
    product: Product | None,
    channels: Sequence[OfChannel],
    declared: Iterable[Setting],
    get: Callable[[str], Any],
) -> Plan:
    """What it takes to record as `target`: EVERYTHING, CUSTOM (nothing changes), or `product`."""
    known = {setting.id: setting for setting in declared}
    wanted: dict[str, Any] = {}
    remarks: tuple[str, ...] = ()
    if target == EVERYTHING:
        wanted = {name: known[name].default for name in touched(channels)}
    elif product is not None and target != CUSTOM:
        wanted, remarks = _as(product, channels, known, get)
    changes = (Change(known[name], get(name), value) for name, value in wanted.items())
    return Plan(
        target, product.name if product is not None else "",
        tuple(change for change in changes if change.before != change.after), remarks,
    )  # fmt: skip


def channels_of(product: Product, channels: Iterable[OfChannel]) -> tuple[str, ...]:
    """The channels that show what a product is documented to hold, at once or if switched on, in their order.

    What it only counts is in the input counts; what decides activity and idleness is in them and in presence.
    """
    wanted: set[str] = set()
    for kind in KINDS:
        claim = product.data[kind.id]
        if claim.held and claim.figures.bound != OTHER and kind.mirrors:
            wanted.add(COUNTS if _counted(kind.id, claim) else kind.mirrors)
    if product.formulas or product.data["idle_active_time"].held:
        wanted |= {COUNTS, PRESENCE}
    return tuple(channel.id for channel in channels if channel.id in wanted)


def _counted(kind: str, claim: Claim) -> bool:
    return kind == "keystroke_counts" or bool(claim.figures.counted)


def _as(
    product: Product, channels: Sequence[OfChannel], known: dict[str, Setting], get: Callable[[str], Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The settings that fit a product, and what there is to say of them."""
    on = channels_of(product, channels)
    wanted: dict[str, Any] = {f"{_CHANNEL}{channel.id}": channel.id in on for channel in channels}
    remarks: list[str] = []
    data = product.data
    if PICTURES in on:
        _pictures(product, known, get, wanted, remarks)
        wanted["video"] = data["screen_video"].held
        if wanted["video"]:
            remarks.append(_("It films the screen. Mirrorlight takes pictures again and again instead."))
    limit = idle_limit(data["idle_active_time"])
    if limit is not None:
        wanted["idle_minutes"] = _within(known["idle_minutes"], -(-limit // 60))
    elif PRESENCE in on:
        remarks.append(_("After how long you count as idle is not documented: your setting stays."))
    if "windows" in on and not data["window_title"].held:
        remarks.append(_("Titles of windows come with their applications, though it is not documented to hold them."))
    narrower = [_(kind.title) for kind in KINDS if data[kind.id].held and data[kind.id].figures.bound == OTHER]
    if narrower:
        remarks.append(_("Not switched on for it, because it holds less than the channel would: {list}.").format(
            list=", ".join(narrower)
        ))  # fmt: skip
    outside = [_(kind.title) for kind in KINDS if data[kind.id].held and not kind.mirrors]
    if outside:
        remarks.append(_("It also holds what Mirrorlight does not record: {list}.").format(list=", ".join(outside)))
    return wanted, tuple(remarks)


def _pictures(
    product: Product, known: dict[str, Setting], get: Callable[[str], Any], wanted: dict[str, Any], remarks: list[str]
) -> None:
    figures = product.data["screenshots"].figures
    setting = known["screenshot_interval"]
    wanted["screenshot_on_change"] = not {"window", "title"}.isdisjoint(figures.triggers)
    if figures.assumed:
        wanted["screenshot_interval"] = _within(setting, int(get(figures.assumed)))
        remarks.append(_("How often it took a picture is not public: the interval is your assumption."))
        return
    span = figures.every
    chosen = None if span is None or figures.triggers else span.usual or span.most or span.least
    if span is None or chosen is None:
        remarks.append(_("How often it takes a picture is not documented, or decided by events: your interval stays."))
        return
    wanted["screenshot_interval"] = _within(setting, chosen)
    if span.usual is None:
        remarks.append(_span_words(span, chosen))
    if figures.at_random:
        remarks.append(_("It takes them at random moments within the interval; Mirrorlight at even ones."))


def _span_words(span: Span, chosen: int) -> str:
    low, high = span.least or chosen, span.most or chosen
    said = ngettext("{n} second", "{n} seconds", chosen).format(n=number(chosen))
    if low == high:
        return _("Documented is a picture every {chosen} at the most; that is chosen.").format(chosen=said)
    return _("Documented is a picture every {low} to {high} seconds; {chosen} are chosen.").format(
        low=number(low), high=number(high), chosen=said
    )


def _within(setting: Setting, value: int) -> int:
    return min(setting.high, max(setting.low, value))
