"""Why a channel stores nothing now, as the timeline's lanes say it."""

from __future__ import annotations

from mirrorlight.core.channel import NOT
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.timeline_labels import LaneState


def lane_states(context: Context) -> dict[str, LaneState]:
    """By channel; one that stores is not in it. What cannot work here comes before what is switched off."""
    told = context.bridge.status.get("channels", {})
    states: dict[str, LaneState] = {}
    for channel in context.channels:
        found = context.bridge.coverage.get(channel.id)
        on = told.get(channel.id, {}).get("on")
        if found is not None and found.how == NOT:
            states[channel.id] = LaneState(_("not here"), found.why, link=True)
        elif not (context.settings.get(f"channel_{channel.id}") if on is None else on):
            states[channel.id] = LaneState(_("off"), _("This channel is switched off in Settings."))
    return states
