"""What a lens says in words. What a product does is told in the words of its source; the figures are of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mirrorlight.agents.formulas import Worked
from mirrorlight.agents.kinds import Kind
from mirrorlight.agents.lens_counts import Count, activity_formula
from mirrorlight.agents.product import NO, OPTIONAL, UNKNOWN, YES, Claim, Formula, Product
from mirrorlight.i18n import N_, NP_, Part, _, filled, ngettext
from mirrorlight.wording import count as number

UNITS: dict[str, tuple[str, str]] = {
    "keystroke_content": NP_("{n} key", "{n} keys"),
    "keystroke_counts": NP_("{n} key", "{n} keys"),
    "mouse_moves": NP_("{n} movement", "{n} movements"),
    "mouse_clicks": NP_("{n} click", "{n} clicks"),
    "active_app": NP_("{n} application", "{n} applications"),
    "window_title": NP_("{n} title", "{n} titles"),
    "url": NP_("{n} address", "{n} addresses"),
    "screenshots": NP_("{n} picture", "{n} pictures"),
    "clipboard": NP_("{n} copy", "{n} copies"),
    "file_operations": NP_("{n} change of files", "{n} changes of files"),
    "usb_devices": NP_("{n} device plugged in or out", "{n} devices plugged in or out"),
    "printing": NP_("{n} print job", "{n} print jobs"),
    "network": NP_("{n} connection", "{n} connections"),
    "webcam": NP_("{n} photo", "{n} photos"),
    "idle_active_time": NP_("{n} idle stretch", "{n} idle stretches"),
    "login_lock": NP_("{n} time locked or asleep", "{n} times locked or asleep"),
}
"""What is counted of each kind. Message ids."""

NOUNS: dict[str, str] = {
    "keystroke_counts": N_("how many keys"),
    "mouse_moves": N_("pointer movements"),
    "mouse_clicks": N_("clicks"),
    "active_app": N_("applications"),
    "window_title": N_("window titles"),
    "url": N_("web addresses"),
    "screenshots": N_("pictures"),
    "screen_video": N_("film of the screen"),
    "clipboard": N_("copied things"),
    "file_operations": N_("what happened to files"),
    "usb_devices": N_("USB devices"),
    "printing": N_("print jobs"),
    "network": N_("network use"),
    "email_im_content": N_("mail and chats"),
    "webcam": N_("photos of you"),
    "microphone": N_("sound"),
    "location": N_("where you were"),
    "idle_active_time": N_("idle time"),
    "login_lock": N_("when it was locked"),
}
"""Each kind in a sentence. Message ids."""

_MOST_NAMED = 2


def amount(kind: Kind, found: Count, formula: Formula | None = None) -> str:
    """A count in words: "14,906 keys", "48 to 143 pictures", "at most 318 addresses"."""
    one, many = UNITS[kind.id]
    if kind.id == "idle_active_time" and formula is not None and formula.block is not None:
        minutes = formula.block // 60
        each = ngettext("{n} figure, one each {m} minutes", "{n} figures, one each {m} minutes", found.most)
        return each.format(n=number(found.most), m=minutes)
    if found.exact is not None:
        return ngettext(one, many, found.exact).format(n=number(found.exact))
    most = ngettext(one, many, found.most).format(n=number(found.most))
    if found.least is None:
        return _("at most {amount}").format(amount=most)
    return _("{least} to {most}").format(least=number(found.least), most=most)


def cell(
    kind: Kind, claim: Claim, found: Count | None, formula: Formula | None, *, assumed: int | None, unseen: bool
) -> str:
    """What a cell says: how much, then what, as the source has it. `unseen`: our own channel was off all day."""
    if claim.value == UNKNOWN:
        return _joined(_("Not documented in the pages read"), claim.detail)
    if unseen:
        return _joined(_("Mirrorlight did not record this"), claim.detail)
    return _joined(*_amounts(kind, claim, found, formula, assumed), claim.detail) or _(_VERDICTS[claim.value])


def _amounts(
    kind: Kind, claim: Claim, found: Count | None, formula: Formula | None, assumed: int | None
) -> Iterator[str]:
    if found is not None:
        words = amount(kind, found, formula)
        yield _("nothing of your {amount}").format(amount=words) if claim.value == NO else words
    if assumed is not None:
        words = ngettext("if one is taken every {n} second", "if one is taken every {n} seconds", assumed)
        yield _("{when}, as you assume").format(when=words.format(n=number(assumed)))


_VERDICTS = {YES: N_("Held"), OPTIONAL: N_("Held if switched on"), NO: N_("Not held")}


def _joined(*sentences: str) -> str:
    return " ".join(_capital(words if words.endswith((".", "?")) else f"{words}.") for words in sentences if words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def listed(words: Sequence[str], most: int = _MOST_NAMED) -> str:
    """ "clicks, pictures and 2 more"."""
    if len(words) <= 1:
        return "".join(words)
    if len(words) > most + 1:
        rest = len(words) - most
        return ngettext("{list} and {n} more", "{list} and {n} more", rest).format(list=", ".join(words[:most]), n=rest)
    return _("{list} and {last}").format(list=", ".join(words[:-1]), last=words[-1])


_TYPED, _NOTHING = N_("what you typed"), N_("nothing you typed")


def sentence(product: Product, *, of_day: bool = False) -> list[Part]:
    """What a product would hold, in a sentence; `of_day`: of the day that is looked at."""
    typed = product.data["keystroke_content"].value
    held = [_noun(product, name) for name, claim in product.data.items() if claim.value == YES and name in NOUNS]
    more = [_(NOUNS[name]) for name, claim in product.data.items() if claim.value == OPTIONAL and name in NOUNS]
    what: list[Part] = []
    if typed == YES:
        what = [(_(_TYPED), True), *([", ", listed(held)] if held else [])]
    elif held:
        what = [listed(held)]
    elif typed == NO:
        what = [(_(_NOTHING), True)]
    said = filled(_begun(nothing=not what, of_day=of_day), product=(product.name, True), things=what)
    if more or typed == OPTIONAL:
        then: list[Part] = [(_(_TYPED), True), *([", "] if more else [])] if typed == OPTIONAL else []
        said = filled(_("{sentence}; if switched on, {things}"), sentence=said, things=[*then, listed(more)])
    if typed == NO and held:
        said = filled(_("{sentence}; and {things}"), sentence=said, things=(_(_NOTHING), True))
    elif typed == UNKNOWN:
        words = _("{sentence}; whether it holds {things} is not documented in the pages read")
        said = filled(words, sentence=said, things=(_(_TYPED), True))
    return [part for part in said if part] + ["."]


def _begun(*, nothing: bool, of_day: bool) -> str:
    """How the sentence begins."""
    if nothing:
        return _("Of this day, {product} would hold nothing at first") if of_day else _(
            "{product} would hold nothing at first")  # fmt: skip
    return _("Of this day, {product} would hold {things}") if of_day else _("{product} would hold {things}")


def _noun(product: Product, kind: str) -> str:
    """A kind of data in the sentence; where a formula decides, what it gives."""
    formula = activity_formula(product)
    if kind != "idle_active_time" or formula is None or formula.block is None:
        return _(NOUNS[kind])
    if formula.way == "periods":
        return _("how many of each {n} minutes had input").format(n=formula.block // 60)
    return _("one percentage per {n} minutes").format(n=formula.block // 60)


def figure(formula: Formula, worked: Worked, *, gone: bool = False) -> str:
    """What a formula gives: "48 %", "40–60 %" where a gap leaves it open, "7 of 10", "–" in a gap."""
    low, high = worked.least, worked.most
    if low is None or high is None or gone:
        return "–"
    if formula.way == "periods":
        least, most = round(low * worked.of / 100), round(high * worked.of / 100)
        said = str(least) if least == most else f"{least}–{most}"
        return _("{n} of {all}").format(n=said, all=worked.of)
    return f"{low:.0f} %" if low == high else f"{low:.0f}–{high:.0f} %"


ANSWERS: dict[str, str] = {
    YES: N_("yes"), OPTIONAL: N_("if switched on"), NO: N_("no"), UNKNOWN: N_("not documented"),
}  # fmt: skip


def worker(product: Product) -> str:
    """What the worker can do: "You see it: yes. You pause it: yes. You delete it: not documented." """
    answers = [_(ANSWERS[claim.value]) for claim in (product.see, product.pause, product.delete)]
    if len(set(answers)) == 1:
        return _("You see it, pause it, delete it: {answer}.").format(answer=answers[0])
    see, pause, delete = answers
    return _("You see it: {see}. You pause it: {pause}. You delete it: {delete}.").format(
        see=see, pause=pause, delete=delete
    )
