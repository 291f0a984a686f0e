"""export, import, backup, restore: copies of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mirrorlight import wording
from mirrorlight.cli.filters import selection
from mirrorlight.cli.invocation import Invocation
from mirrorlight.i18n import _


def export(run: Invocation) -> int:
    """Write a readable copy, and say that it is not encrypted."""
    given = run.arguments
    chosen, path = selection(run), Path(given.out).expanduser()
    with progress(run) as step:
        written = run.actions.export(
            chosen, given.format, path, force=given.force, pictures=not given.without_pictures, step=step
        )
    run.output.document({"path": str(path.absolute()), "format": given.format, "events": written})
    run.output.line(_("{events} written to {path}.").format(events=wording.events(written), path=path))
    run.output.message(_("The copy is not encrypted: whoever can read the file can read all of it."))
    return 0


def bring_in(run: Invocation) -> int:
    """Take an own export into the store."""
    path = Path(run.arguments.file).expanduser()
    with progress(run) as step:
        done = run.actions.bring_in(path, step)
    run.output.document({"path": str(path.absolute()), "added": done.added, "already": done.already,
                         "left_out": done.left_out})  # fmt: skip
    run.output.line(
        _("{added} rows are new, {already} were there already.").format(
            added=wording.count(done.total), already=wording.count(done.already)
        )
    )
    run.output.table([[run.channel_title(name), wording.count(count)] for name, count in done.added.items()], "  ")
    if done.left_out:
        run.output.message(
            _("{n} rows were left out: the file holds only a part of them (a picture without the picture).").format(
                n=wording.count(done.left_out)
            )
        )
    return 0


def backup(run: Invocation) -> int:
    """Write an encrypted copy, and say what opens it."""
    given = run.arguments
    passphrase = run.new_passphrase() if given.passphrase else ""
    with progress(run) as step:
        made = run.actions.backup(Path(given.out).expanduser(), force=given.force, passphrase=passphrase, step=step)
    size = made.path.stat().st_size
    run.output.document(
        {"path": str(made.path.absolute()), "key_info": str(made.info.absolute()), "key": made.mode, "bytes": size}
    )
    run.output.line(
        _("{size} written to {path} and checked: it opens, is whole and has every row.").format(
            size=wording.size(size), path=made.path
        )
    )
    run.output.line(_("Keep {path} beside it.").format(path=made.info.name))
    words = {
        "passphrase": _("Its passphrase opens it."),
        "file": _("The key file {path} opens it. Keep a copy of that apart from the backup."),
        "keyring": _("The keyring of this computer opens it. For another computer make one with --passphrase."),
    }
    run.output.message(words[made.mode].format(path=run.places.key_file))
    run.output.message(_("What you delete later stays in this backup."))
    return 0


def restore(run: Invocation) -> int:
    """Put a backup in the place of the store."""
    given = run.arguments
    path = Path(given.file).expanduser()
    if given.replace and run.places.store.exists():
        run.output.message(_("What is stored now is gone when the backup has taken its place."))
        if not run.confirmed(_("Put the backup in the place of the store?")):
            return 1
    key_file = None if given.key_file is None else Path(given.key_file).expanduser()
    with progress(run) as step:
        done = run.actions.restore(path, replace=given.replace, key_file=key_file, step=step)
    run.output.document({"path": str(path.absolute()), "rows": done.rows, "key": done.mode})
    run.output.line(_("{path} is restored, checked, and opens.").format(path=path))
    run.output.message(_("What was deleted after the backup was made is there again."))
    return 0


@contextmanager
def progress(run: Invocation) -> Iterator[Callable[[int, int], bool]]:
    """A step that tells on the terminal how far work is; the line is taken away at the end."""

    def step(done: int, total: int) -> bool:
        percent = min(100, done * 100 // total) if total else 0
        run.output.progress(_("{percent} % of {total}").format(percent=percent, total=wording.count(total)))
        return True

    try:
        yield step
    finally:
        run.output.progress("")
