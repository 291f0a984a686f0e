"""Why there is a gap, or why an event was refused: one list of ids, used by gate, store, light, window and CLI.

The words for people are in `mirrorlight.wording`; ids are stable and are what is stored.
"""

from __future__ import annotations

PAUSED = "paused"
EXCLUDED = "excluded"
OWN_WINDOW = "own-window"
"""A window of Mirrorlight itself was in front: its searches and its passphrase field are nobody's business."""
SWITCHING = "switching"
"""Too near to a change from or to an excluded window to be sure; refused, no gap of its own."""
OVER_EXCLUDED = "over-excluded"
"""The pointer was over an excluded window that is not in front."""
UNPAIRED = "unpaired"
"""A key came up whose press was not kept, or a span ended whose beginning was not."""
PROTECTED_RELEASE = "protected-release"
"""A key came up whose press was stored without its name: how long it was held would tell the rhythm of a password."""
PASSWORD_FIELD = "password-field"
"""Keys go to a password field. No gap: only which keys is not kept."""
UNCHECKED_FIELD = "unchecked-field"
"""Keys go to a field that cannot be checked. No gap: only which keys is not kept."""
CHANNEL_OFF = "channel-off"
SECRET = "secret"
"""A password manager marked what was copied as secret."""
UNCONFIRMED = "unconfirmed"
"""Nothing could tell in time which window it belonged to."""

STARTING = "starting"
NO_CONSENT = "no-consent"
LIGHT_COVERED = "light-covered"
LIGHT_HIDDEN = "light-hidden"
LIGHT_OFF_SCREEN = "light-off-screen"
LIGHT_TRANSPARENT = "light-transparent"
LIGHT_SILENT = "light-silent"
LIGHT_UNPROVABLE = "light-unprovable"
LOCKED = "locked"
ASLEEP = "asleep"
"""The computer slept."""
DISK_FULL = "disk-full"
STORE_FAILED = "store-failed"
KEY_MISSING = "key-missing"
STOPPED = "stopped"

OFF = "off"
"""Mirrorlight was not running."""
CRASH = "crash"
CLOCK_JUMP = "clock-jump"
OVERFLOW = "overflow"
DELETED = "deleted"
RETENTION = "retention"
"""Gone by itself: its time was over, or the store too large."""
DAMAGED = "damaged"
"""The store was damaged, and what lay there could not be read any more."""
LISTENER = "listener"
"""A listener died and was started anew."""
LOST = "lost"
"""What a listener hears of went away (a print server, a folder); it waits for it."""

NOT_RECORDING = frozenset(
    {
        STARTING, NO_CONSENT, LIGHT_COVERED, LIGHT_HIDDEN, LIGHT_OFF_SCREEN, LIGHT_TRANSPARENT, LIGHT_SILENT,
        LIGHT_UNPROVABLE, LOCKED, ASLEEP, DISK_FULL, STORE_FAILED, KEY_MISSING, STOPPED,
    }
)  # fmt: skip
"""Reasons that the light shows as "Not recording: …" (STARTING has a state of its own)."""

GAPS = frozenset(
    {PAUSED, EXCLUDED, OWN_WINDOW, OFF, CRASH, CLOCK_JUMP, OVERFLOW, DELETED, RETENTION, DAMAGED, LISTENER, LOST}
) | (NOT_RECORDING - {STARTING})
"""Reasons that a gap row can have."""
