"""What can be recorded. One line adds a channel; everything that depends on channels derives from this table."""

from __future__ import annotations

from mirrorlight.channels import (
    clipboard,
    connections,
    counts,
    devices,
    files,
    keyboard,
    media,
    pointer,
    presence,
    printing,
    screenshots,
    web,
    windows,
)
from mirrorlight.core.channel import Channel

CHANNELS: tuple[Channel, ...] = (
    keyboard.CHANNEL,
    pointer.CHANNEL,
    windows.CHANNEL,
    screenshots.CHANNEL,
    presence.CHANNEL,
    clipboard.CHANNEL,
    web.CHANNEL,
    files.CHANNEL,
    devices.CHANNEL,
    connections.CHANNEL,
    printing.CHANNEL,
    media.CHANNEL,
    counts.CHANNEL,
)
"""Every channel, in the order in which it is shown."""

BY_ID: dict[str, Channel] = {channel.id: channel for channel in CHANNELS}
