"""key: how the key of the store is kept, another place or passphrase for it, a new one, and the phrase on paper."""

from __future__ import annotations

import getpass
import sys

from mirrorlight.cli.invocation import Invocation
from mirrorlight.cli.output import interactive
from mirrorlight.core.times import iso
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.wording import key_words

LONGEST_PHRASE = 4096


def key_status(run: Invocation) -> int:
    """Say how the key is kept."""
    now = run.actions.key.state()
    run.output.document({**_kept(run), "store_made_at": iso(now.made_at)})
    where = f"{key_words(now.mode)} ({now.keyring})" if now.keyring else key_words(now.mode)
    run.output.line(_("Key: {mode}, ends in {ending}").format(mode=where, ending=now.ending))
    run.output.line(_("Store made {date}.").format(date=iso(now.made_at)[:10]))
    return 0


def key_change(run: Invocation) -> int:
    """Keep the same key in another place, or under another passphrase."""
    run.actions.key.state()
    if run.actions.running():
        raise _recording()
    run.actions.reader()  # whoever cannot open the store cannot change its key
    run.actions.forget_reader()
    passphrase = _new_passphrase(run) if run.arguments.to == "passphrase" else ""
    changed = run.actions.key.change(run.arguments.to, passphrase)
    run.output.document({**_kept(run), "old_left_in_keyring": changed.left})
    run.output.line(
        _("The key is {where} from now on. Its recovery phrase is the same.").format(where=key_words(run.arguments.to))
    )
    return _said_left(run, changed.left)


def key_renew(run: Invocation) -> int:
    """Make a new key and encrypt the whole store under it."""
    if not run.confirmed(_("Make a new key? The recovery phrase that you wrote down is void then.")):
        return 1
    told = -1

    def progress(done: int, total: int) -> bool:
        nonlocal told
        tenth = done * 10 // max(1, total)
        if tenth != told and interactive():
            told = tenth
            run.output.message(_("{percent} % encrypted anew").format(percent=tenth * 10))
        return True

    run.actions.reader()
    run.actions.forget_reader()
    changed = run.actions.key.renew(run.actions.passphrase, progress)
    run.output.document({**_kept(run), "old_left_in_keyring": changed.left})
    run.output.line(_("The store has a new key; it ends in {ending}.").format(ending=changed.info.ending))
    run.output.message(_("The old recovery phrase is void. Write the new one down: “mirrorlight key recovery show”."))
    return _said_left(run, changed.left)


def key_recovery(run: Invocation) -> int:
    """Print the recovery phrase, or open the store with it."""
    return _use(run) if run.arguments.what == "use" else _show(run)


def _show(run: Invocation) -> int:
    run.actions.key.state()
    run.output.message(
        _("The recovery phrase is the key itself: whoever has it and your files can read everything. Write it on paper;"
          " keep it away from this computer. It is shown once and kept nowhere.")
    )  # fmt: skip
    if not run.confirmed(_("Print it on this screen now?")):
        return 1
    words = run.actions.key.phrase()
    run.output.document({"words": list(words)})
    run.output.table([[f"{n + 1:2} {words[n]}" for n in range(row, len(words), 6)] for row in range(6)])
    run.output.message(_("Clear the screen when you have written it down; a terminal may keep what it has shown."))
    return 0


def _use(run: Invocation) -> int:
    if run.arguments.to is None:
        raise run.misused(_("Add --to: say how the key shall be kept from now on."))
    words = _typed_phrase(run)
    run.actions.key.check_phrase(words)
    passphrase = _new_passphrase(run) if run.arguments.to == "passphrase" else ""
    changed = run.actions.key.recover(words, run.arguments.to, passphrase)
    run.output.document({**_kept(run), "old_left_in_keyring": changed.left})
    run.output.line(
        _("The store opens again. Its key is {where} from now on.").format(where=key_words(run.arguments.to))
    )
    if changed.left:
        run.output.message(
            _("The keyring that had the key did not answer; if it comes back, the key is still in it. “mirrorlight key"
              " renew” makes a new one.")
        )  # fmt: skip
    return 0


def _typed_phrase(run: Invocation) -> str:
    """From the terminal, unseen; or the first lines of stdin."""
    if interactive():
        run.output.flush()
        return getpass.getpass(_("The 24 words, with spaces between them (they are not shown):") + " ")
    if sys.stdin is None or sys.stdin.isatty():
        raise UserError(
            _("The recovery phrase could not be read."),
            _("Nobody can be asked here."),
            _("Hand the 24 words in on stdin."),
            code="phrase-needed",
        )
    return sys.stdin.read(LONGEST_PHRASE)


def _new_passphrase(run: Invocation) -> str:
    return run.new_passphrase(run.arguments.new_passphrase_fd, own=True)


def _kept(run: Invocation) -> dict[str, object]:
    now = run.actions.key.state()
    return {"mode": now.mode, "ending": now.ending, "keyring": now.keyring}


def _said_left(run: Invocation, left: bool) -> int:
    if left:
        run.output.message(
            _("The keyring did not answer, so the old key is still in it. It is taken out when a recording begins.")
        )
    return 0


def _recording() -> UserError:
    return UserError(
        _("The key was not changed."),
        _("Mirrorlight is recording."),
        _("Stop recording, then try again."),
        code="recorder-running",
    )
