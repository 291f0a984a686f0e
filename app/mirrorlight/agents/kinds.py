"""The kinds of data by which products are compared, and what of Mirrorlight mirrors each: one table."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.i18n import N_


@dataclass(frozen=True)
class Kind:
    """One kind of data that a product may take. Texts are message ids.

    `mirrors` is the channel of Mirrorlight that shows the same, "" if none does. `less` says what the channel does not
    show of it: then it is mirrored in part at most. `needs` is a setting that must be on for it. Where no channel does,
    `beyond` is the entry of `beyond.py` that says why.
    """

    id: str
    title: str
    mirrors: str = ""
    less: str = ""
    beyond: str = ""
    needs: str = ""


KINDS: tuple[Kind, ...] = (
    Kind("keystroke_content", N_("Keys, as characters"), "keyboard"),
    Kind("keystroke_counts", N_("Keys, counted"), "counts"),
    Kind("mouse_moves", N_("Pointer movements"), "pointer"),
    Kind("mouse_clicks", N_("Clicks"), "pointer"),
    Kind("active_app", N_("Application in front"), "windows"),
    Kind("window_title", N_("Title of the window"), "windows"),
    Kind("url", N_("Address of the web page"), "web"),
    Kind("screenshots", N_("Pictures of the screen"), "screenshots"),
    Kind(
        "screen_video", N_("Film of the screen"), "screenshots",
        N_("Mirrorlight takes pictures at an interval, not a film."), needs="video",
    ),
    Kind("clipboard", N_("Clipboard"), "clipboard"),
    Kind("file_operations", N_("What happens to files"), "files"),
    Kind("usb_devices", N_("USB devices"), "devices"),
    Kind("printing", N_("Printing"), "printing"),
    Kind(
        "network", N_("Network"), "connections",
        N_("Mirrorlight shows which program was connected where, not what went over it."),
    ),
    Kind("email_im_content", N_("Content of mail and chats"), beyond="messages"),
    Kind("webcam", N_("Pictures from the camera"), beyond="camera"),
    Kind("microphone", N_("Sound from the microphone"), beyond="sound"),
    Kind("location", N_("Where you are"), beyond="location"),
    Kind("idle_active_time", N_("Active and idle time"), "presence"),
    Kind(
        "login_lock", N_("Signing in, locking, sleep"), "presence",
        N_("Mirrorlight shows when the screen was locked and the computer asleep. It does not see the sign-in itself."),
    ),
)  # fmt: skip
"""Every kind, in the order in which it is shown."""


def by_id(name: str) -> Kind:
    """The kind with the id `name`. KeyError if there is none."""
    return next(kind for kind in KINDS if kind.id == name)
