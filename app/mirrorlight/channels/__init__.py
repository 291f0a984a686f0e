"""What can be recorded. One line adds a channel; everything that depends on channels derives from this table."""

from __future__ import annotations

from mirrorlight.channels import devices, files, keyboard, pointer, printing, screenshots, windows
from mirrorlight.core.channel import Channel

CHANNELS: tuple[Channel, ...] = (
    keyboard.CHANNEL,
    pointer.CHANNEL,
    windows.CHANNEL,
    screenshots.CHANNEL,
    files.CHANNEL,
    devices.CHANNEL,
    printing.CHANNEL,
)
"""Every channel, in the order in which it is shown."""

BY_ID: dict[str, Channel] = {channel.id: channel for channel in CHANNELS}
