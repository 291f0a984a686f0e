"""Start-up and wiring: the only place that builds objects from several packages."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorlight import process
from mirrorlight.cli import entry
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

if TYPE_CHECKING:
    from mirrorlight.cli.invocation import Invocation


def main() -> int:
    """The program, from the command line of this process. Returns the exit status."""
    sys.excepthook = _unexpected
    process.keep_memory_private()
    if sys.argv[1:] == ["look-for-traces"]:
        from mirrorlight.store import looker

        return looker.main()
    return entry.run(sys.argv[1:], {"window": window, "record": record, "demo": demo, "report": report})


def window(run: Invocation) -> int:
    """Open the window."""
    if not _has_display():
        raise UserError(
            _("The window cannot be opened."),
            _("There is no display here."),
            _("Use the commands instead: “mirrorlight setup”, “mirrorlight status”, “mirrorlight --help”."),
            code="no-display",
        )
    process.give_memory_back()
    _begin(run, "window")
    from mirrorlight.window import application

    return application.run(run.actions)


def demo(run: Invocation) -> int:
    """Show the window on synthetic days in a store of their own, which is thrown away afterwards."""
    from mirrorlight.demo import home, show

    if run.arguments.record:
        return _demo_recorded(run)
    process.give_memory_back()
    home.clean_leftovers()
    chosen = run.arguments.home
    with closing(home.named(Path(chosen)) if chosen else home.throw_away()) as here:
        run.move_to(here.path)
        made = show.prepare(run.output.message, here, run.arguments.days or 1, run.arguments.seed, _has_display())
        _begin(run, "window")
        run.actions.throwaway = True
        from mirrorlight.window import application

        try:
            if _has_display():
                application.end_on_signals()
                return application.run(run.actions, day=made.day, shown=made.draw_rest)
            out = Path("out")
            out.mkdir(exist_ok=True)
            pictures = application.portraits(run.actions, out, made.day)
        except OSError as error:
            raise UserError(_("No pictures were made."), error.strerror or "", code="no-pictures") from error
        finally:
            made.close()
        run.output.line(_("There is no display here, so the window was not opened."))
        run.output.line(_("Pictures of it are in out/: {names}.").format(names=", ".join(p.name for p in pictures)))
        return 0


def _demo_recorded(run: Invocation) -> int:
    """Record scripted input for half a minute, into a store that is thrown away, and say what happens."""
    from contextlib import ExitStack

    from mirrorlight.demo import home
    from mirrorlight.demo.record import Recorded
    from mirrorlight.demo.virtual_screen import VirtualScreen

    given = run.arguments
    if given.home is not None or given.days is not None or given.seed is not None:
        raise run.misused(_("--record cannot be combined with --days, --seed or --home."))
    if run.actions.running():
        raise UserError(
            _("Nothing was recorded."),
            _("Your own recorder runs, and would record the demo as well."),
            _("Stop it first: mirrorlight stop"),
            code="recording",
        )
    home.clean_leftovers()
    with ExitStack() as stack:
        here = stack.enter_context(closing(home.throw_away()))
        environment, out = dict(os.environ), None
        if not _has_display():
            screen = stack.enter_context(VirtualScreen())
            environment, out = screen.environment, Path("out")
            try:
                out.mkdir(exist_ok=True)
            except OSError as error:
                raise UserError(_("No pictures were made."), error.strerror or "", code="no-pictures") from error
        scene = stack.enter_context(closing(Recorded(run.output.line, environment, here.path, out)))
        told = scene.run()
    run.output.document(told.to_json())
    if told.pictures:
        run.output.line(
            _("Pictures of it are in out/: {names}.").format(names=", ".join(path.name for path in told.pictures))
        )
    return 0


def report(run: Invocation) -> int:
    """Write a report. Qt writes PDF, without a display."""
    from mirrorlight.cli import report as command
    from mirrorlight.report.blocks import Block
    from mirrorlight.report.paper import Paper

    def pdf(blocks: Sequence[Block], paper: Paper) -> bytes:
        from mirrorlight.window import report_pdf

        return report_pdf.write_alone(blocks, paper)

    return command.report(run, pdf)


def record(run: Invocation) -> int:
    """Be the recorder, until stopped."""
    if not _has_display():
        raise UserError(
            _("Nothing is recorded."),
            _("There is no display here, so the light cannot be shown."),
            _("Start it inside a graphical session."),
            code="no-display",
        )
    _begin(run, "recorder")
    from mirrorlight import desktop
    from mirrorlight.recorder import application
    from mirrorlight.store import keys

    if keys.interrupted(run.places):
        from mirrorlight.store import changing

        changing.settle(run.places, held=False)
    info = keys.read_info(run.places)
    secret = run.passphrase() if info is not None and info.mode == keys.PASSPHRASE else ""
    here = desktop.current()
    try:
        return application.run(
            run.places,
            run.settings,
            run.clock,
            here,
            run.channels,
            lambda: keys.load(run.places, lambda: secret, held=True),
        )
    finally:
        here.close()


def _begin(run: Invocation, name: str) -> None:
    """What both long-lived processes need first: a log and crash hooks."""
    from mirrorlight import log

    try:
        log.start(run.places.logs, name)
    except OSError as error:
        run.output.message(_("No log is written: {why}").format(why=error.strerror))
    log.watch_crashes()
    for lack in process.lacks():
        logging.getLogger(__name__).warning("the memory of this process is not private: %s", lack)


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _unexpected(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """A defect of ours in a short command: say where, never what it was about."""
    del kind, trace
    from mirrorlight import log

    sys.stderr.write(_("Mirrorlight met an unexpected error: {where}").format(where=log.describe(error)) + "\n")
