"""export: copies of what is stored."""

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
    from mirrorlight.store import export as exporting

    given = run.arguments
    chosen, path = selection(run), Path(given.out).expanduser()
    with progress(run) as step:
        written = exporting.export(
            run.actions.reader(), chosen, given.format, path,
            force=given.force, pictures=not given.without_pictures, step=step,
        )  # fmt: skip
    run.output.document({"path": str(path.absolute()), "format": given.format, "events": written})
    run.output.line(_("{events} written to {path}.").format(events=wording.events(written), path=path))
    run.output.message(_("The copy is not encrypted: whoever can read the file can read all of it."))
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
