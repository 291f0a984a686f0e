"""doctor: what can be recorded on this computer right now, and whether everything that should work does."""

from __future__ import annotations

from mirrorlight import doctor as examination
from mirrorlight.beyond import BEYOND
from mirrorlight.cli.invocation import Invocation
from mirrorlight.i18n import _


def doctor(run: Invocation) -> int:
    """Check everything; exit status 1 if something that should work does not."""
    found = examination.examine(run.actions)
    run.output.document(
        {
            "ok": not found.bad,
            "desktop": found.desktop,
            "light": {"how": found.light.how, "why": found.light.why},
            "channels": {
                channel: {"on": bool(run.settings.get(f"channel_{channel}")), "how": each.how, "why": each.why}
                for channel, each in found.channels.items()
            },
            "findings": [finding.to_json() for finding in found.findings],
            "not_seen": [
                {"id": one.id, "title": _(one.title), "taken": _(one.taken), "why": _(one.why), "source": one.source}
                for one in BEYOND
            ],
        }
    )
    for line in found.lines():
        run.output.line(line)
    return 1 if found.bad else 0
