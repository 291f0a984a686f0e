"""setup, revoke, erase: the agreement given without a window, withdrawn, and everything taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mirrorlight import consent, consent_text, off_status, sensitive
from mirrorlight.cli.invocation import Invocation
from mirrorlight.cli.output import interactive
from mirrorlight.core.text import clean_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.wording import key_words

if TYPE_CHECKING:
    from mirrorlight.agents.product import Product

KEEP_OUT, RECORD = "keep-out", "record"
"""What becomes of keys where nothing tells whether a password field is in front."""


def setup(run: Invocation) -> int:
    """The first run: shows what will be recorded, asks, makes key and store."""
    from mirrorlight.store import keys

    channels, groups = _channels(run), _groups(run)
    if not run.arguments.agree and not interactive():
        text = _text(run, run.arguments.key or "")
        raise run.misused(_("Nobody can be asked here. Read the text below, then add --agree.") + "\n" + text)
    if not run.actions.first_run_needed():
        raise UserError(
            _("Mirrorlight is set up already."),
            _("You agreed on {when}.").format(when=_agreed_at(run)[:16].replace("T", " ")),
            _("To start anew, run “mirrorlight erase” first."),
            code="already-set-up",
        )
    info = keys.read_info(run.places)
    if info is not None and run.arguments.key not in {None, info.mode}:
        raise UserError(
            _("The key of this store stays where it is."),
            _("It is kept {where}.").format(where=key_words(info.mode)),
            _("Leave --key out, or run “mirrorlight erase” first."),
            code="store-exists",
        )
    mode = info.mode if info is not None else _mode(run)
    unchecked = _unchecked(run)
    if not run.arguments.agree:
        run.output.message(_text(run, mode))
        if unchecked is None:
            unchecked = _ask_unchecked(run)
        if run.output.prompt(_("Do you agree? [yes/No]")).casefold() not in {"yes", "y", _("yes").casefold()}:
            run.output.message(_("Nothing was set up, and nothing is recorded."))
            return 1
    passphrase = run.new_passphrase() if mode == "passphrase" and info is None else ""
    agent = _agent(run).id if run.arguments.agent is not None else None
    run.actions.set_up(mode, channels, passphrase, groups, unchecked, agent)
    if info is not None and run.arguments.exclude_groups is not None:
        for group in sensitive.GROUPS:
            run.actions.set_group(group.id, group.id in groups)
    made = keys.read_info(run.places)
    run.output.document(
        {
            "agreed_at": _agreed_at(run),
            "channels": list(channels),
            "recording_as": run.actions.recording_as(),
            "exclude_groups": list(groups) if info is None or run.arguments.exclude_groups is not None else None,
            "unchecked_keys": RECORD if run.settings.get("unchecked_keys") else KEEP_OUT,
            "key": {"mode": mode, "ending": made.ending if made is not None else None},
            "store": {"path": str(run.places.store), "bytes": off_status.store_bytes(run.places)},
        }
    )
    run.output.line(_("You agreed. The store is {path}.").format(path=run.places.store))
    run.output.line(consent_text.key_sentence(mode, made.keyring_name if made is not None else ""))
    run.output.line(_("Nothing is recorded yet. Start with “mirrorlight record”, or from the window."))
    return 0


def revoke(run: Invocation) -> int:
    """Withdraw the agreement; recording ends at once. Only erasing asks: withdrawing can be undone by agreeing anew."""
    erase_too = run.arguments.erase
    if erase_too and not run.confirmed(_("Withdraw your agreement and erase everything?")):
        return 1
    run.actions.revoke()
    run.output.line(_("Your agreement is withdrawn. Nothing is recorded until you agree anew."))
    if erase_too:
        return erase_all(run, {"revoked": True})
    run.output.document({"revoked": True, "erased": False})
    run.output.line(_("What was stored is still there. “mirrorlight erase” takes it away."))
    return 0


def erase(run: Invocation) -> int:
    """Erase key, store, settings and logs."""
    if not run.confirmed(_("Erase the key and everything that was stored, for good?")):
        return 1
    return erase_all(run, {})


def erase_all(run: Invocation, more: Mapping[str, object]) -> int:
    """Erase, and say what could not be taken away: then the exit status is 1. `more` is told besides in JSON."""
    erasure = run.actions.erase_everything()
    complete = erasure.key_destroyed and not erasure.left
    left = [str(path) for path in erasure.left]
    run.output.document({**more, "erased": complete, "key_destroyed": erasure.key_destroyed, "left": left})
    if complete:
        run.output.line(_("Key, store, settings and logs are erased."))
        return 0
    if not erasure.key_destroyed:
        run.output.message(
            _("The keyring did not answer, so the key is still in it; the store that it opened is gone.")
        )
    for path in left:
        run.output.message(_("This could not be removed: {path}").format(path=path))
    return 1


def _channels(run: Invocation) -> tuple[str, ...]:
    if run.arguments.agent is not None:
        from mirrorlight.agents import recording_as

        if run.arguments.channels is not None:
            raise run.misused(_("--agent says which channels are on: leave --channels out."))
        return recording_as.channels_of(_agent(run), run.channels)
    if run.arguments.channels is None:
        return tuple(channel.id for channel in run.channels if channel.default_on)
    names = [name.strip() for name in run.arguments.channels.split(",") if name.strip()]
    if not names:
        raise run.misused(_("--channels names no channel."))
    return tuple(dict.fromkeys(run.check_channels(names)))


def _agent(run: Invocation) -> Product:
    """The product of --agent. Raises UserError (no-product)."""
    from mirrorlight.agents.loader import library

    return library().find(run.arguments.agent)


def _groups(run: Invocation) -> tuple[str, ...]:
    """The ready groups of exclusions to begin with. Raises UserError (no-such-group)."""
    if run.arguments.exclude_groups is None:
        return sensitive.DEFAULT
    names = [name.strip() for name in run.arguments.exclude_groups.split(",") if name.strip()]
    return () if names == ["none"] else tuple(dict.fromkeys(sensitive.named(name).id for name in names))


def _unchecked(run: Invocation) -> bool | None:
    """Whether such keys shall be recorded, or None where that was not said."""
    given = run.arguments.unchecked_keys
    return None if given is None else given == RECORD


def _ask_unchecked(run: Invocation) -> bool | None:
    """The same from the person; without an answer it stays as it is. Raises UserError for anything else."""
    question = _("Keys that cannot be checked: keep them out or record them? [{usual}/{other}]")
    ways = (RECORD, KEEP_OUT) if run.settings.get("unchecked_keys") else (KEEP_OUT, RECORD)
    chosen = run.output.prompt(question.format(usual=ways[0].upper(), other=ways[1])).casefold()
    if chosen not in {"", *ways}:
        raise UserError(
            _("Nothing was set up."),
            _("“{answer}” is neither {one} nor {other}.").format(
                answer=clean_text(chosen, 40), one=KEEP_OUT, other=RECORD
            ),
            _("Run “mirrorlight setup” again."),
            code="bad-answer",
        )
    return None if not chosen else chosen == RECORD


def _mode(run: Invocation) -> str:
    """How the key will be kept: as asked, else in the keyring; without one, the person chooses. Raises UserError."""
    from mirrorlight.store import keys

    if run.arguments.key is not None:
        return str(run.arguments.key)
    if keys.keyring_available():
        return "keyring"
    if not interactive():
        raise UserError(
            _("Nothing was set up."),
            _("No keyring was found on this computer, or it does not answer."),
            _("Add --key passphrase or --key file to say where the key shall be kept instead."),
            code="keyring-absent",
        )
    run.output.message(_("No keyring was found on this computer. The key can be kept in two other ways:"))
    run.output.message("  passphrase: " + consent_text.key_sentence("passphrase"))
    run.output.message("  file: " + consent_text.key_sentence("file"))
    chosen = run.output.prompt(_("Which one? [passphrase/file]"))
    if chosen not in {"passphrase", "file"}:
        raise UserError(_("Nothing was set up."), _("No way to keep the key was chosen."), code="keyring-absent")
    return chosen


def _agreed_at(run: Invocation) -> str:
    agreed = consent.read(run.places.consent)
    return agreed.agreed_at if agreed is not None else ""


def _text(run: Invocation, mode: str) -> str:
    """The whole text that is agreed to. Without a mode, where the key is stays open."""
    from mirrorlight.store import keys

    lines = [_(consent_text.TITLE), "", _(consent_text.OPENING), ""]
    chosen = set(_channels(run))
    for channel in run.channels:
        mark = "x" if channel.id in chosen else " "
        lines.append(f"[{mark}] {_(channel.title)}: {_(channel.records)}")
        lines.append("      " + _("Never recorded: {never}").format(never=_(channel.never)))
    if run.arguments.agent is not None:
        lines += ["", _("Recorded as {product}:").format(product=_agent(run).name)]
        lines += run.actions.plan(_agent(run).id).sentences()
    lines += ["", _(consent_text.GROUPS)]
    begins_with = set(_groups(run))
    for group in sensitive.GROUPS:
        mark = "x" if group.id in begins_with else " "
        lines.append(f"[{mark}] {_(group.title)}: {_(group.holds)} {_(group.limits)}")
    lines += ["", _(consent_text.PASSWORDS), _(consent_text.PASSWORD_LIMITS), "", _(consent_text.UNCHECKED)]
    record = _unchecked(run)
    if record is None:
        record = bool(run.settings.get("unchecked_keys"))
    for name, title, costs, chosen_way in (
        (KEEP_OUT, consent_text.KEEP_OUT, consent_text.KEEP_OUT_COSTS, not record),
        (RECORD, consent_text.RECORD, consent_text.RECORD_COSTS, record),
    ):
        lines.append(f"[{'x' if chosen_way else ' '}] {_(title)} ({name}): {_(costs)}")
    lines.append("")
    keyring = keys.keyring_available() if mode in {"", "keyring"} else ""
    for point in consent_text.points(run.places, mode or ("keyring" if keyring else "file"), keyring):
        lines.append(f"{point.question}: {point.answer}")
    return "\n".join([*lines, "", _(consent_text.LIGHT), ""])
